import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, readdirSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {gitRepository} from '#testkit';
import {folderLedger} from '../../packages/runtime/src/ledger/folder-ledger.ts';
import {storeLedger} from '../../packages/runtime/src/ledger/store-ledger.ts';
import {branchStore} from '../../packages/runtime/src/store/branch-store.ts';
import {append, begin, checkpoint, entry, linesOf, look, recordAt} from './log.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'ledger-'));
});
afterAll(() => rmSync(root, {recursive: true, force: true}));

function recordsIn(log: Buffer): readonly ReturnType<typeof recordAt>[] {
  const lines = linesOf({log});
  return lines.map((_, i) => recordAt(lines, i));
}
const records = (folder: string): ReturnType<typeof recordsIn> => recordsIn(readFileSync(join(folder, 'log.ndjson')));
const writers = (all: ReturnType<typeof recordsIn>): ReadonlySet<string> => new Set(all.filter(({data}) => 'writer' in data).map(({data}) => `${data['writer']}/${data['number']}`));

interface Appender {
  readonly child: ReturnType<typeof spawn>;
  readonly ended: Promise<{readonly code: number | null; readonly output: string}>;
}

function appender(kind: 'files' | 'branch', place: string, name: string, count: number): Appender {
  const child = spawn(
    process.execPath, ['--conditions=source', '--no-warnings', join(import.meta.dirname, 'appender.ts'), kind, place, name, String(count)], {stdio: ['ignore', 'pipe', 'inherit']}
  );
  let output = '';
  child.stdout.on('data', (piece: Buffer) => void (output += piece.toString()));
  return {child, ended: new Promise(resolve => {
    child.on('close', code => resolve({code, output}));
  })};
}

test('8 processes with 200 appends each, one folder: every record is there, in one chain', async () => {
  const folder = mkdtempSync(join(root, 'log-'));
  const log = folderLedger(folder);
  await begin(log);
  const start = performance.now();
  const ends = await Promise.all(Array.from({length: 8}, (_, i) => appender('files', folder, `writer-${i}`, 200).ended));
  const wall = (performance.now() - start) / 1000;
  expect(ends.map(({code}) => code)).toEqual(Array.from({length: 8}, () => 0));
  expect((await look(log)).problems).toEqual([]);
  process.stdout.write(`1600 appends by 8 processes into a folder: ${wall.toFixed(1)} s\n`);
  expect(records(folder).length).toBe(1601);
  expect(writers(records(folder)).size).toBe(1600);
  expect(readdirSync(join(folder, 'lock')).length).toBe(1);
}, 900_000);

test('6 clones with 50 appends each, one remote: every record is there, in one chain', async () => {
  await using repository = await gitRepository({'README.md': '# App\n'});
  const remote = await repository.addRemote();
  await repository.push();
  const store = branchStore(repository.path, 'shipgate-state');
  await store.begin();
  const log = storeLedger(store);
  await begin(log);
  const clones = await Promise.all(Array.from({length: 6}, (_, i) => remote.clone({ref: 'main', ...(i % 2 === 1 && {depth: 1})})));
  const start = performance.now();
  const ends = await Promise.all(clones.map((clone, i) => appender('branch', clone.path, `writer-${i}`, 50).ended));
  const wall = (performance.now() - start) / 1000;
  expect(ends.map(({code}) => code)).toEqual(Array.from({length: 6}, () => 0));
  process.stdout.write(`300 appends by 6 clones into a branch: ${wall.toFixed(1)} s, ${ends.reduce((sum, {output}) => sum + Number(output), 0)} made anew because another came first\n`);
  expect((await look(log)).problems).toEqual([]);
  await checkpoint(log);
  expect((await look(log, {depth: 'incremental'})).problems).toEqual([]);
  const {files} = await store.snapshot(['ledger/log.ndjson']);
  const there = recordsIn(Buffer.from(files.get('ledger/log.ndjson')!));
  expect([there.length, writers(there).size]).toEqual([301, 300]);
}, 1_800_000);

test('processes that are killed while they write: the others go on, and the log is good', async () => {
  const folder = mkdtempSync(join(root, 'log-'));
  const log = folderLedger(folder);
  await begin(log);
  for (let round = 0; round < 6; round++) {
    const size = (): number => statSync(join(folder, 'log.ndjson')).size;
    const before = size();
    const one = appender('files', folder, `killed-${round}`, 1e9);
    while (size() === before) await wait(5);
    await wait(round * 37);
    one.child.kill('SIGKILL');
    await one.ended;
    await append(log, [entry({round})]);
    expect((await look(log)).problems).toEqual([]);
  }
  expect(records(folder).filter(({data}) => 'round' in data).length).toBe(6);
});
