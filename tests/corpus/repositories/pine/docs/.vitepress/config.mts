export default {title: 'Pine', base: '/'};
