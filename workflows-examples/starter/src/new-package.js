console.log('made');
