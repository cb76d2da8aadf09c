import {createHash} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import {Refusal} from '#core';
import {commit, context, exec, files, git, journal, run} from './index.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('files', () => {
  const tree = {'b.md': 'b', 'a.md': 'é', link: {link: 'a.md'}, sub: {submodule: true}, 'no.md': {refusal: {code: 'unreadable', why: 'permission denied', fix: 'Make it readable.'}}} as const;

  test('lists everything by path and reads what is a file', async () => {
    const port = files(tree);
    expect((await port.list()).map(({path, kind}) => `${path} ${kind}`)).toEqual(['a.md file', 'b.md file', 'link link', 'no.md file', 'sub submodule']);
    expect([await port.text('a.md'), await port.text('gone.md')]).toEqual(['é', undefined]);
    await expect(port.text('no.md')).rejects.toBeInstanceOf(Refusal);
    await expect(port.bytes('b.md', {limit: 0})).rejects.toMatchObject({gap: {code: 'too-large'}});
    await expect(files({x: Uint8Array.of(0xff)}).text('x')).rejects.toMatchObject({gap: {code: 'unreadable'}});
  });

  test('a scan folds what it can read, and the rest are gaps', async () => {
    const {items, gaps} = await files(tree).scan(['a.md', 'no.md', 'gone.md'], (path, bytes) => `${path} ${bytes.length}`);
    expect([items, gaps.map(({code}) => code)]).toEqual([['a.md 2'], ['unreadable', 'missing']]);
  });

  test('replaces only what is as it was', async () => {
    const port = files(tree);
    await expect(port.replace('b.md', new Uint8Array(), {sha256: sha256('other')})).rejects.toMatchObject({gap: {code: 'stale'}});
    await port.replace('b.md', new TextEncoder().encode('c'), {sha256: sha256('b')});
    expect([port.textOf('b.md'), port.replaced]).toEqual(['c', ['b.md']]);
  });
});

describe('git', () => {
  const history = [{...commit('b', '2026-11-02'), paths: ['a', 'b']}, {...commit('a', '2026-11-01'), paths: ['a'], cosmetic: true}];

  test('answers from the history', async () => {
    const port = git({commits: history, ignored: ['out/'], remotes: ['octo/app']});
    expect((await port.lastChanged(['a', 'c'])).get('a')?.at).toEqual(new Date('2026-11-02T12:00:00Z'));
    expect((await port.commits({paths: ['a'], limit: 9, substantive: true})).map(({sha}) => sha[0])).toEqual(['b']);
    expect([...await port.ignored(['out/x', 'src/x'])]).toEqual(['out/x']);
  });

  test('a shallow clone refuses', async () => {
    const refusal = new Refusal({code: 'missing', what: 'the history', why: 'the clone is shallow', fix: 'Fetch it.'});
    await expect(git({refusal}).commits({limit: 1})).rejects.toBe(refusal);
  });
});

test('exec keeps what it was asked and is without programs by itself', async () => {
  const port = exec(({argv}) => (argv[0] === 'ok' ? {exitCode: 0, output: 'x'} : undefined));
  expect(await port.run({argv: ['ok'], timeoutMs: 1})).toMatchObject({exitCode: 0, output: 'x'});
  await expect(port.run({argv: ['no'], timeoutMs: 1})).rejects.toMatchObject({gap: {code: 'missing'}});
  expect(port.requests).toHaveLength(2);
});

test('context and run have plain values', () => {
  const one = run();
  one.note('x');
  expect([context({untrusted: true}).facts(), one.notes]).toEqual([{event: 'local', scope: 'change', untrusted: true}, ['x']]);
});

test('a journal outlives the run that was killed', async () => {
  const kept = journal();
  kept.killAt('end 1');
  await kept.begin({id: 's', about: 'x', data: null});
  await expect(kept.end('s', 'done')).rejects.toThrow('killed');
  expect((await kept.open()).map(({id}) => id)).toEqual(['s']);
  kept.killAt(undefined);
  await kept.end('s', 'done');
  expect(await kept.open()).toEqual([]);
});
