export default {
  title: 'Harbor',
  url: 'https://harbor.example',
  baseUrl: '/',
  presets: [['classic', {docs: {path: 'docs', routeBasePath: 'docs'}}]],
};
