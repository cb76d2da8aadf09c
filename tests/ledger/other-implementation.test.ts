import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {
  CompactTree, RangeRoots, consistencyRanges, fromBase64, inclusionRanges, leafHash, provesConsistency, provesInclusion, readCheckpoint, readKey, readNote, readSigningKey, sayKey,
  signersOf, toBase64, writeNote,
} from '#ledger';
import {goodLog, key, linesOf, look, origin} from './log.ts';

/** golang.org/x/mod/sumdb, built by `.ci/setup`; without it these tests are skipped, and counted as such. */
const program = join(import.meta.dirname, '../../.tools/bin/sumdb-note');
const held = existsSync(program) ? test : test.skip;

function ask(words: readonly string[], input: string): {readonly status: number | null; readonly output: string} {
  const {status, stdout} = spawnSync(program, words, {input, encoding: 'utf8'});
  return {status, output: stdout};
}

held('a checkpoint of ours is opened by sumdb/note', async () => {
  const log = await goodLog();
  for (const name of ['checkpoint', 'prefix'] as const) {
    const note = log.files.get(name)!.toString();
    expect(ask(['open', sayKey(key)], note)).toEqual({status: 0, output: readNote(note).text});
    expect(ask(['open', sayKey(key)], note.replace('8', '9')).status).toBe(1);
  }
});

held('a note of sumdb/note is opened by ours, and its keys are read', () => {
  const [privateKey, publicKey] = ask(['key', 'sum.golang.org'], '').output.split('\n') as [string, string];
  const text = `${origin}\n7\n${toBase64('x'.repeat(32))}\n`;
  const note = readNote(ask(['sign', privateKey], text).output);
  expect(note.text).toBe(text);
  expect(signersOf(note, [readKey(publicKey)])).toEqual({by: [readKey(publicKey)]});
  expect(signersOf({...note, text: text.replace('7', '8')}, [readKey(publicKey)])).toMatchObject({code: 'bad-signature'});
  const own = readSigningKey(privateKey, 'not used');
  expect(sayKey(own)).toBe(publicKey);
  expect(ask(['open', publicKey], writeNote(text, [own]))).toEqual({status: 0, output: text});
});

held('the root that our checkpoint names is that of sumdb/tlog', async () => {
  const log = await goodLog(29, 23);
  const lines = linesOf(log).slice(0, 23).map(line => line.toString());
  const {root, size} = readCheckpoint(readNote(log.files.get('checkpoint')!.toString()).text);
  expect(size).toBe(23);
  expect(ask(['root'], lines.join('')).output.trim()).toBe(toBase64(root));
  expect((await look(log)).problems).toEqual([]);
});

held('proofs are the same as those of sumdb/tlog, for every place in trees of many sizes', () => {
  for (const size of [1, 2, 3, 7, 8, 13, 64, 65]) {
    const lines = Array.from({length: size}, (_, i) => `record ${i}`);
    const leaves = lines.map(line => leafHash(Buffer.from(line)));
    const prove = (ranges: ReturnType<typeof inclusionRanges>): readonly string[] => {
      const roots = new RangeRoots(ranges);
      leaves.forEach((leaf, i) => roots.leaf(i, leaf));
      return roots.roots();
    };
    const rootOf = (count: number): string => {
      const tree = new CompactTree();
      for (const leaf of leaves.slice(0, count)) tree.append(leaf);
      return tree.root();
    };
    const input = lines.map(line => `${line}\n`).join('');
    const theirs = (words: readonly string[]): readonly string[] => ask(words, input).output.split('\n').filter(line => line !== '').map(line => fromBase64(line)!);
    for (const index of new Set([0, Math.floor(size / 2), size - 1])) {
      const proof = prove(inclusionRanges(index, size));
      expect(proof).toEqual(theirs(['inclusion', String(index)]));
      expect(provesInclusion({index, size, leaf: leaves[index]!, root: rootOf(size), proof})).toBe(true);
      const consistency = prove(consistencyRanges(index + 1, size));
      expect(consistency).toEqual(theirs(['consistency', String(index + 1)]));
      expect(provesConsistency({older: {size: index + 1, root: rootOf(index + 1)}, newer: {size, root: rootOf(size)}, proof: consistency})).toBe(true);
    }
  }
});
