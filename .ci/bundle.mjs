// Bundles what users run: actions/*/dist and packages/cli/dist, from the emitted JavaScript in .build.
import {execFileSync} from 'node:child_process';
import {existsSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = name => join(root, 'node_modules/.bin', name);
const entries = [
  ...readdirSync(join(root, 'actions')).filter(name => existsSync(join(root, 'actions', name, 'src/index.ts'))).map(name => `actions/${name}`),
  'packages/cli',
];
for (const entry of entries) {
  const dist = join(root, entry, 'dist');
  // ncc never cleans its output folder: stale chunks would survive.
  rmSync(dist, {recursive: true, force: true});
  execFileSync(bin('ncc'), ['build', join(root, '.build', entry, 'src/index.js'), '-o', dist, '-m', '-q', '-C'], {cwd: root, stdio: 'inherit'});
  // ncc does not minify lazy chunks.
  const chunks = readdirSync(dist).filter(name => /^\d+\.index\.js$/.test(name)).map(name => join(dist, name));
  if (chunks.length > 0) execFileSync(bin('esbuild'), [...chunks, '--minify', '--format=esm', '--platform=node', '--target=node20', '--legal-comments=none', `--outdir=${dist}`, '--allow-overwrite'], {cwd: root, stdio: 'inherit'});
}
