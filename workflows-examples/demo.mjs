// `npm run demo`: gates a copy of the sample project, which is wrong on purpose, and says what to do about it.
import {spawnSync} from 'node:child_process';
import {cpSync, mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, relative} from 'node:path';

const here = import.meta.dirname;
const command = join(here, '../packages/cli/dist/index.js');
const copy = join(mkdtempSync(join(tmpdir(), 'shipgate-demo-')), 'starter');
cpSync(join(here, 'starter'), copy, {recursive: true});

console.log(`A sample project, copied to ${copy}\n$ shipgate preflight\n`);
const {status, error} = spawnSync(process.execPath, [command, 'preflight', '--workspace', copy], {stdio: 'inherit'});
if (error) throw error;
const shipgate = `node ${relative(process.cwd(), command)}`;
console.log(`
What you see: each problem names the place, what is wrong, and what was probably meant.
The exit code is ${status}: a step of a workflow would stop here, and nothing after it would ship.

Make it green:
  1. Open ${join(copy, 'README.md')} and correct the three lines,
     or let Shipgate plan what has only one possible correction:
       ${shipgate} docs-reality repair --workspace ${copy}
     and add --apply to carry the plan out.
  2. Judge again:
       ${shipgate} preflight --workspace ${copy}

The same rules on your own repository, with nothing to configure:
       ${shipgate} preflight --workspace PATH
`);
process.exitCode = status ?? 1;
