// Bundles what users run: actions/*/dist and packages/cli/dist, from the emitted JavaScript in .build.
import {existsSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {build} from 'esbuild';

const root = join(import.meta.dirname, '..');
const entries = [
  ...readdirSync(join(root, 'actions')).filter(name => existsSync(join(root, 'actions', name, 'src/index.ts'))).map(name => `actions/${name}`),
  'packages/cli',
];

/** Leaves out what is never reached: the languages of zod's messages but English, and the build of yaml that asks for Node's modules with require. */
const lean = {
  name: 'lean',
  setup({onResolve, onLoad}) {
    onResolve({filter: /locales\/index\.js$/}, () => ({path: 'locales', namespace: 'lean'}));
    onLoad({filter: /^locales$/, namespace: 'lean'}, () => ({contents: 'export {default as en} from "zod/v4/locales/en.js";', resolveDir: root}));
    onResolve({filter: /^yaml$/}, () => ({path: join(root, 'node_modules/yaml/browser/index.js')}));
  },
};

for (const entry of entries) {
  const outdir = join(root, entry, 'dist');
  rmSync(outdir, {recursive: true, force: true});
  await build({
    absWorkingDir: root,
    entryPoints: [{in: join(root, '.build', entry, 'src/index.js'), out: 'index'}],
    outdir,
    bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', minify: true, charset: 'ascii', legalComments: 'none', chunkNames: 'chunk-[hash]', logLevel: 'warning',
    plugins: [lean],
  });
  writeFileSync(join(outdir, 'package.json'), '{"type": "module"}\n');
}
