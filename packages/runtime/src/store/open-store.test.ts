import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {gitRepository, refused} from '#testkit';
import {historyFolder, openStore} from './open-store.ts';

const historyBranch = 'shipgate-state';
const change = new Map([['a', Buffer.from('1')]]);

describe('which store a run has', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'store-'));
  });
  afterEach(() => rmSync(root, {recursive: true, force: true}));

  test('nothing in the policy: a folder on a laptop, nothing in GitHub Actions', async () => {
    const laptop = openStore({historyBranch}, {root, inActions: false, untrusted: false});
    expect(laptop).toMatchObject({kind: 'files', place: `the folder ${historyFolder}`});
    await laptop.begin();
    await laptop.update([], () => change, 'one');
    const actions = openStore({historyBranch}, {root, inActions: true, untrusted: false});
    expect(actions.kind).toBeUndefined();
    for (const call of [() => actions.snapshot([]), () => actions.begin(), () => actions.update([], () => change, 'x'), () => actions.commit('1', change, 'x')]) {
      expect(await refused(call())).toMatchObject({code: 'missing', fix: expect.stringContaining('history: branch')});
    }
  });

  test('a folder that a fork could have brought along is not read', async () => {
    await openStore({historyBranch}, {root, inActions: false, untrusted: false}).begin();
    const fork = openStore({history: 'files', historyBranch}, {root, inActions: true, untrusted: true});
    expect(await refused(fork.snapshot([]))).toMatchObject({code: 'refused', fix: expect.stringContaining('history: branch')});
  });

  test('a fork reads the branch and does not write it', async () => {
    await using repository = await gitRepository({'a.txt': 'a'});
    const remote = await repository.addRemote();
    await repository.push();
    const own = openStore({history: 'branch', historyBranch}, {root: repository.path, inActions: true, untrusted: false});
    await own.begin();
    await own.update([], () => change, 'one');
    const tip = await remote.git('rev-parse', historyBranch);
    const fork = openStore({history: 'branch', historyBranch}, {root: repository.path, inActions: true, untrusted: true});
    const {version, paths} = await fork.snapshot([]);
    expect(paths).toEqual(['a']);
    for (const call of [() => fork.commit(version, change, 'x'), () => fork.update([], () => change, 'x'), () => fork.begin()]) {
      expect(await refused(call())).toMatchObject({code: 'refused', why: expect.stringContaining('only reads')});
    }
    expect(await remote.git('rev-parse', historyBranch)).toBe(tip);
  });
});
