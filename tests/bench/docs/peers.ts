import {existsSync} from 'node:fs';
import {delimiter, join} from 'node:path';

/** Another tool that checks links in Markdown, as it is called for a folder. */
export interface Peer {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Exit codes of a finished run, with and without problems found. */
  readonly ends: readonly number[];
}

const home = join(import.meta.dirname, '../../../.tools/peers/node_modules');

/** Each without its cache, and with as few rules as do what is done here too. */
export const peers: readonly Peer[] = [
  {name: 'rumdl, links, anchors and mojibake', program: 'rumdl', args: ['check', '--no-cache', '--no-config', '--enable', 'MD051,MD057,MD083', '--silent', '.'], ends: [0, 1]},
  {name: 'rumdl, all its rules', program: 'rumdl', args: ['check', '--no-cache', '--no-config', '--silent', '.'], ends: [0, 1]},
  {name: 'remark-validate-links', program: 'remark', args: ['--no-config', '--use', join(home, 'remark-validate-links/index.js'), '--quiet', '--no-stdout', '.'], ends: [0]},
  {name: 'lychee --offline', program: 'lychee', args: ['--offline', '--no-progress', '--include-fragments', '.'], ends: [0, 2]},
];

const folders = [join(home, '.bin'), ...(process.env['PATH'] ?? '').split(delimiter)];

/** Where a program is installed; undefined when it is not. */
export function installed(program: string): string | undefined {
  return folders.map(folder => join(folder, program)).find(path => existsSync(path));
}
