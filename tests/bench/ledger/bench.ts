import {rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type BuildOptions, build} from 'esbuild';
import {sayKey} from '#ledger';
import {key} from '../../ledger/log.ts';
import type {Measure} from '../measure.ts';
import {type Program, costsInTurn, peakMemoryOf} from '../program.ts';
import {makeLog} from './make.ts';

export const name = 'ledger';
export const about = 'verifying an audit log, CPU time against sha256sum and openssl dgst of the same file, and memory above that of bare Node';

const root = join(import.meta.dirname, '../../..');

/** What a user runs is bundled: so is what is measured. */
async function bundleInto(folder: string): Promise<string> {
  const outfile = join(folder, 'verify.mjs');
  const options: BuildOptions = {
    absWorkingDir: root, entryPoints: [join(import.meta.dirname, 'verify.ts')], outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20', minify: true, conditions: ['source'], logLevel: 'warning',
    alias: {yaml: join(root, 'node_modules/yaml/browser/index.js')},
  };
  await build(options);
  return outfile;
}

export async function run(): Promise<readonly Measure[]> {
  const folder = await makeLog(500_000);
  const [small, large] = [await makeLog(100_000), await makeLog(2_000_000)];
  try {
    const script = await bundleInto(folder);
    const verify = (of: string, depth: string): Program => ({argv: [process.execPath, script, of, depth, sayKey(key)], cwd: folder, ends: [0]});
    const log = join(folder, 'log.ndjson');
    const costs = costsInTurn({
      incremental: verify(folder, 'incremental'), strict: verify(folder, 'strict'), full: verify(folder, 'full'),
      sha256sum: {argv: ['sha256sum', log], cwd: folder, ends: [0]}, openssl: {argv: ['openssl', 'dgst', '-sha256', log], cwd: folder, ends: [0]},
    }, 5);
    const empty = join(folder, 'empty.mjs');
    writeFileSync(empty, 'await new Promise(resolve => setTimeout(resolve, 100));\n');
    const bare = await peakMemoryOf({argv: [process.execPath, empty], cwd: folder, ends: [0]}) ?? 0;
    const above = async (of: string): Promise<number> => (await peakMemoryOf(verify(of, 'full')) ?? 0) - bare;
    const memory = [await above(small), await above(folder), await above(large)] as const;
    const against = (depth: 'incremental' | 'strict' | 'full', atMost: number): readonly Measure[] => [
      {what: `500,000 records, ${depth}`, unit: 's', ours: costs[depth].cpu / 1000, other: {name: 'sha256sum', value: costs.sha256sum.cpu / 1000}, atMost},
      {what: `500,000 records, ${depth}`, unit: 's', ours: costs[depth].cpu / 1000, other: {name: 'openssl dgst', value: costs.openssl.cpu / 1000}},
      {what: `500,000 records, ${depth}, wall`, unit: 's', ours: costs[depth].wall / 1000, other: {name: 'sha256sum', value: costs.sha256sum.wall / 1000}},
    ];
    return [
      ...against('incremental', 0.6), ...against('strict', 2.5), ...against('full', 5),
      {what: '100,000 records, memory above bare Node', unit: 'MB', ours: memory[0], atMost: 64},
      {what: '500,000 records, memory above bare Node', unit: 'MB', ours: memory[1], atMost: 64},
      {what: '2,000,000 records, memory above bare Node', unit: 'MB', ours: memory[2], atMost: 64},
    ];
  } finally {
    for (const one of [folder, small, large]) rmSync(one, {recursive: true, force: true});
  }
}
