import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Measure} from '../measure.ts';
import {type Program, costsInTurn} from '../program.ts';

export const name = 'start';
export const about = 'The start of the bundles, until their inputs are read, against a Node that does nothing; and a whole run where there is nothing to judge.';

const root = join(import.meta.dirname, '../../..');
const rounds = 25;
/** Times bare Node. */
const limit = 3;

export async function run(): Promise<readonly Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-start-'));
  try {
    writeFileSync(join(folder, 'event.json'), '{}');
    const bare: Program = {argv: [process.execPath, '-e', '0'], cwd: folder, ends: [0]};
    // What a whole run leaves in its workspace, a start that fails there would look at and remove.
    const [empty, used] = ['empty', 'used'].map(name => join(folder, name)) as [string, string];
    for (const workspace of [empty, used]) mkdirSync(workspace);
    const step = (workspace: string): Readonly<Record<string, string>> => ({
      GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: workspace, GITHUB_EVENT_NAME: 'workflow_dispatch', GITHUB_EVENT_PATH: join(folder, 'event.json'),
      GITHUB_REPOSITORY: 'octo/app', GITHUB_RUN_ID: '1', GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    });
    const argvOf = (action: string): Program['argv'] => [process.execPath, join(root, 'actions', action, 'dist/index.js')];
    const started = (action: string): Program => ({argv: argvOf(action), cwd: empty, ends: [2], env: {...step(empty), 'INPUT_NO-SUCH-INPUT': 'x'}});
    const whole = (action: string): Program => ({argv: argvOf(action), cwd: used, ends: [0, 1], env: step(used)});
    const shipgate: Program = {argv: [process.execPath, join(root, 'packages/cli/dist/index.js'), '--version'], cwd: folder, ends: [0]};
    const actions = readdirSync(join(root, 'actions')).filter(action => existsSync(join(root, 'actions', action, 'dist/index.js')));
    const programs = {
      bare, ...Object.fromEntries(actions.map(action => [action, started(action)])), shipgate, 'docs-reality, a whole run': whole('docs-reality'),
        'preflight, a whole run': whole('preflight'),
    };
    const {bare: floor, ...ours} = costsInTurn(programs, rounds);
    return Object.entries(ours).flatMap(([what, cost]) => (['cpu', 'wall'] as const).map((kind): Measure => ({
      what: `${what}, ${kind === 'cpu' ? 'CPU' : 'wall'}`, unit: 'ms', ours: cost[kind], other: {name: 'bare Node', value: floor[kind]},
        ...(!what.endsWith('run') && {atMost: limit}),
    })));
  } finally {
    rmSync(folder, {recursive: true});
  }
}
