import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {gitEnvironment} from '../../../packages/testkit/src/repository.ts';

const leastFiles = 3000;
const modules = join(import.meta.dirname, '../../../node_modules');

/** The Markdown files of the installed packages, in the order of their paths. */
function installedPages(): readonly string[] {
  return readdirSync(modules, {recursive: true, encoding: 'utf8'}).filter(path => /\.md$/i.test(path) && !path.startsWith('.')).sort();
}

/** Files whose links lead to each other: each copy of a page names its neighbours, and commands and paths of the repository around them. */
function pageOf(text: string, copy: number, neighbour: string): string {
  const claims = `See [the next page](${neighbour}) and [its part](${neighbour}#part-${copy}); the settings are in \`config/set-${copy}.json\`.`;
  return `${text}\n\n## Part ${copy}\n\n${claims}\n\n\`\`\`sh\nnpm run check-${copy}\nmake build\n\`\`\`\n`;
}

/**
 * Makes a git repository of Markdown files in a folder: the manuals of the installed packages, in as many copies as give 3000 files, with links, paths and
 * commands between them. The same packages give the same files. Out: their number and size in MB.
 */
export function makeCorpus(folder: string): {readonly files: number; readonly megabytes: number} {
  const pages = installedPages().map((path, i) => ({name: `page-${i}.md`, text: readFileSync(join(modules, path), 'utf8')}));
  const copies = Math.ceil(leastFiles / pages.length);
  let bytes = 0;
  const write = (path: string, text: string): void => {
    const file = join(folder, path);
    mkdirSync(dirname(file), {recursive: true});
    writeFileSync(file, text);
  };
  for (let copy = 0; copy < copies; copy++) {
    for (const [i, {name, text}] of pages.entries()) {
      const page = pageOf(text, copy, pages[(i + 1) % pages.length]!.name);
      bytes += Buffer.byteLength(page);
      write(`docs/set-${copy}/${name}`, page);
    }
    write(`config/set-${copy}.json`, '{}\n');
  }
  write('package.json', JSON.stringify({name: 'corpus', private: true, scripts: Object.fromEntries(Array.from({length: copies}, (_, copy) => [`check-${copy}`,
    'node check.js']))}));
  write('Makefile', 'build:\n\ttrue\n');
  const commands = [['init', '--quiet'], ['remote', 'add', 'origin', 'https://github.com/octo/corpus.git'], ['add', '--all'], ['commit', '--quiet', '--message', 'Corpus']];
  for (const args of commands) execFileSync('git', args, {cwd: folder, env: gitEnvironment()});
  return {files: copies * pages.length, megabytes: bytes / 1e6};
}
