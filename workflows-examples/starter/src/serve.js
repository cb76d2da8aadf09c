console.log('serving');
