import * as childProcess from 'node:child_process';
import * as fs from 'node:fs';
import {syncBuiltinESMExports} from 'node:module';
import type {Interference} from './interfered.ts';

/**
 * Loaded before a program (`--import`): what INTERFERENCE names happens to the disk at a call of node:fs, at the very instant at which another process, or
 * a broken disk, would have to strike. Each time it happens a line is written to the file that is named in `mark`.
 */
const {mark, list} = JSON.parse(process.env['INTERFERENCE'] ?? '{"list": []}') as {readonly mark: string; readonly list: readonly Interference[]};

type Call = (...given: readonly unknown[]) => unknown;

const disk = (fs as unknown as {readonly default: Record<string, Call>}).default;
const {appendFileSync} = fs;
const {execFileSync} = childProcess;
const paths = new Map<number, string>();
const counts = new Map<Interference, number>();

const pathOf = (named: unknown): string => (typeof named === 'number' ? paths.get(named) ?? '' : Buffer.isBuffer(named) ? named.toString() : String(named));

function due(name: string, path: string): Interference | undefined {
  return list.find(one => {
    if (!one.calls.includes(name) || !new RegExp(one.path).test(path)) return false;
    const count = (counts.get(one) ?? 0) + 1;
    counts.set(one, count);
    return one.nth === undefined || one.nth === count;
  });
}

for (const name of new Set(list.flatMap(({calls}) => calls)).add('openSync')) {
  const real = disk[name]!;
  disk[name] = (...given) => {
    const path = pathOf(given[0]);
    const one = due(name, path);
    let result: unknown;
    if (one) {
      appendFileSync(mark, `${name} ${path}\n`);
      if (one.error !== undefined) throw Object.assign(new Error(`${one.error}: ${name}, ${path}`), {code: one.error, syscall: name.replace('Sync', ''), path});
      if (one.halfway === true) result = real(given[0], given[1], given[2], Math.floor(fs.fstatSync(given[0] as number).size / 2), given[4]);
      if (one.command !== undefined) execFileSync('sh', ['-c', one.command], {stdio: 'ignore', env: {PATH: process.env['PATH']}});
    }
    result ??= real(...given);
    if (name === 'openSync') paths.set(result as number, path);
    return result;
  };
}
syncBuiltinESMExports();
