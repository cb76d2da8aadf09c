import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {folderLedger} from '../../packages/runtime/src/ledger/folder-ledger.ts';
import {append, begin, entry, linesOf, look, recordAt} from './log.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'ledger-'));
});
afterAll(() => rmSync(root, {recursive: true, force: true}));

const records = (folder: string): ReturnType<typeof recordAt>[] => {
  const lines = linesOf({log: readFileSync(join(folder, 'log.ndjson'))});
  return lines.map((_, i) => recordAt(lines, i));
};

describe('many processes', () => {
  const script = join(import.meta.dirname, 'appender.ts');
  const appender = (folder: string, name: string, count: number): {readonly child: ReturnType<typeof spawn>; readonly ended: Promise<number | null>} => {
    const child = spawn(process.execPath, ['--conditions=source', '--no-warnings', script, folder, name, String(count)], {stdio: ['ignore', 'ignore', 'inherit']});
    return {child, ended: new Promise(resolve => {
      child.on('close', resolve);
    })};
  };

  test('8 processes with 200 appends each: every record there, one chain', async () => {
    const folder = mkdtempSync(join(root, 'log-'));
    const log = folderLedger(folder);
    await begin(log);
    const start = performance.now();
    const ends = await Promise.all(Array.from({length: 8}, (_, i) => appender(folder, `writer-${i}`, 200).ended));
    const wall = performance.now() - start;
    expect(ends).toEqual(Array.from({length: 8}, () => 0));
    expect((await look(log)).problems).toEqual([]);
    const there = records(folder).map(({data}) => `${data['writer']}/${data['number']}`);
    console.info(`1600 appends by 8 processes: ${(wall / 1000).toFixed(1)} s`);
    expect(new Set(there.slice(1)).size).toBe(1600);
    expect(readdirSync(join(folder, 'lock')).length).toBe(1);
  }, 180_000);

  test('processes that are killed while they write: the others go on, and the log is good', async () => {
    const folder = mkdtempSync(join(root, 'log-'));
    const log = folderLedger(folder);
    await begin(log);
    for (let round = 0; round < 6; round++) {
      const one = appender(folder, `killed-${round}`, 100_000);
      await new Promise(resolve => {
        setTimeout(resolve, 700 + round * 37);
      });
      one.child.kill('SIGKILL');
      await one.ended;
      await append(log, [entry({round})]);
      expect((await look(log)).problems).toEqual([]);
    }
    expect(records(folder).filter(({data}) => 'round' in data).length).toBe(6);
  }, 60_000);
});
