import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Measure} from '../measure.ts';
import {type Cost, type Program, costOf, costsInTurn, peakMemoryOf} from '../program.ts';
import {makeCorpus} from './corpus.ts';
import {installed, peers} from './peers.ts';

export const name = 'docs';
export const about = 'docs-reality on 3000 Markdown files (or the repository that BENCH_REPOSITORY names), against the least that any check must do and other tools.';

const bundle = join(import.meta.dirname, '../../../packages/cli/dist/index.js');
const rounds = 5;
/** Times the floor; times the fastest of the others; MB. */
const limits = {floor: 12, peer: 1 / 3, memory: 150};

export async function run(): Promise<readonly Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-docs-'));
  try {
    const given = process.env['BENCH_REPOSITORY'];
    const repository = given ?? join(folder, 'corpus');
    if (given === undefined) makeCorpus(repository);
    const list = execFileSync('git', ['ls-files', '-z', '*.md', '*.markdown', '*.mdx'], {cwd: repository, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024}).split('\0');
    writeFileSync(join(folder, 'files'), list.filter(path => !path.includes('\n')).join('\n'));

    const program = (argv: Program['argv'], ends: readonly number[]): Program => ({argv, cwd: repository, ends});
    const ours = program([process.execPath, bundle, 'docs-reality', '--evidence-dir', join(folder, 'evidence')], [0, 1]);
    const floor = program([process.execPath, join(import.meta.dirname, 'floor.js'), join(folder, 'files')], [0]);
    const costs = costsInTurn({ours, floor}, rounds);
    const memory = await peakMemoryOf(ours);
    const others = peers.map(({name: peer, program: command, args, ends}): readonly [string, Cost | undefined] => {
      const path = installed(command);
      return [peer, path === undefined ? undefined : costOf(program([path, ...args], ends))];
    });
    const fastest = Math.min(...others.flatMap(([, cost]) => (cost ? [cost.cpu] : [])));
    const seconds = (ms: number): number => ms / 1000;
    return [
      {what: 'CPU', unit: 's', ours: seconds(costs.ours.cpu), other: {name: 'floor', value: seconds(costs.floor.cpu)}, atMost: limits.floor},
      {what: 'wall', unit: 's', ours: seconds(costs.ours.wall), other: {name: 'floor', value: seconds(costs.floor.wall)}},
      ...others.flatMap(([peer, cost]): readonly Measure[] => [
        {what: 'CPU', unit: 's', ours: seconds(costs.ours.cpu), other: {name: peer, value: cost && seconds(cost.cpu)}, ...(cost?.cpu === fastest && {atMost: limits.peer})},
        {what: 'wall', unit: 's', ours: seconds(costs.ours.wall), other: {name: peer, value: cost && seconds(cost.wall)}},
      ]),
      ...(memory === undefined ? [] : [{what: 'memory', unit: 'MB', ours: memory, atMost: limits.memory} as const]),
    ];
  } finally {
    rmSync(folder, {recursive: true});
  }
}
