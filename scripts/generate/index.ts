import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {allActions} from '../../packages/cli/src/catalog.ts';
import {actionFile, rootActionFile} from './action-file.ts';
import {catalog} from './catalog.ts';
import {commandLinePage} from './command-line-page.ts';
import {actionReadme, actionsPage} from './readme.ts';
import {knobsPage} from './knobs-page.ts';
import {reportFiles} from './report-files.ts';
import {rulePages} from './rule-pages.ts';
import {schemas} from './schemas.ts';

/**
 * Writes everything that follows from the definitions of the actions: `npm run generate`. With `--check` it writes nothing, names what is stale and ends
 * with 1. The catalogue comes first, because the definitions stand on it: after a change of it the script starts over.
 */
const root = join(import.meta.dirname, '../..');
const actions = await allActions();
const check = process.argv.includes('--check');
const read = (path: string): string | undefined => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined);

const catalogue = 'packages/core/src/catalog.ts';
if (read(catalogue) !== catalog(root)) {
  if (check) console.error(`${catalogue} is not what the definitions say: run npm run generate`);
  else writeFileSync(join(root, catalogue), catalog(root));
  // Everything else stands on it, and this process has read the old one.
  process.exit(check ? 1 : spawnSync(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {stdio: 'inherit'}).status ?? 1);
}

const files = new Map<string, string>([
  ['action.yml', rootActionFile(actions[0]!)],
  ...actions.map(action => [`actions/${action.id}/action.yml`, actionFile(action)] as const),
  ...actions.map(action => [`actions/${action.id}/README.md`, actionReadme(action, read(`actions/${action.id}/README.md`))] as const),
  ['docs/actions.md', actionsPage(actions)],
  ['docs/command-line.md', await commandLinePage(actions)],
  ['docs/knobs.md', knobsPage(root, actions)],
  ...schemas(actions),
  ...reportFiles(actions),
  ...rulePages(actions),
]);

const stale = [...files].filter(([path, content]) => read(path) !== content).map(([path]) => path);
const pages = actions.flatMap(action => {
  const folder = `docs/rules/${action.id}`;
  return existsSync(join(root, folder)) ? readdirSync(join(root, folder)).map(name => `${folder}/${name}`) : [];
});
const left = pages.filter(path => !files.has(path));

if (check) {
  for (const path of stale) console.error(`${path} is not what the definitions say: run npm run generate`);
  for (const path of left) console.error(`${path} belongs to nothing any more: run npm run generate`);
  if (stale.length + left.length > 0) process.exitCode = 1;
} else {
  for (const path of stale) {
    mkdirSync(dirname(join(root, path)), {recursive: true});
    writeFileSync(join(root, path), files.get(path)!);
  }
  for (const path of left) rmSync(join(root, path));
  console.log(`${files.size} files, ${stale.length} written, ${left.length} removed`);
}
