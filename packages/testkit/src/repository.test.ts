import {existsSync} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {gitRepository} from './repository.ts';

describe('git repositories', () => {
  test('the same calls give the same hashes, whatever the user has configured', async () => {
    const home = await mkdtemp(join(tmpdir(), 'home-'));
    await writeFile(join(home, '.gitconfig'), '[user]\nname = Somebody Else\n[init]\ndefaultBranch = trunk\n[commit]\ngpgSign = true\n[core]\nautocrlf = true\n');
    const before = {HOME: process.env['HOME'], GIT_DIR: process.env['GIT_DIR']};
    Object.assign(process.env, {HOME: home, GIT_DIR: join(home, 'elsewhere')});
    try {
      await using repository = await gitRepository({'a.txt': 'a\r\n'});
      const second = await repository.commit('Second', {files: {'b/c.txt': 'c'}});
      expect(await repository.git('log', '--format=%H %an %ae %aI %s')).toBe([
        `${second} Octo Cat octocat@example.com 2026-01-01T00:01:00+00:00 Second`,
        '0a38674ac4e38807c34010ef55bb65fc88b69a00 Octo Cat octocat@example.com 2026-01-01T00:00:00+00:00 First commit',
      ].join('\n'));
      expect(await repository.git('branch', '--show-current')).toBe('main');
    } finally {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      await rm(home, {recursive: true});
    }
  });

  test('files are written and deleted, and stay inside', async () => {
    await using repository = await gitRepository({'a.txt': 'a', 'b/c.bin': Uint8Array.of(0, 255)});
    await repository.commit('Delete', {files: {'a.txt': null}, date: new Date('2026-05-05T10:00:00Z'), author: {name: 'Ann', email: 'ann@example.com'}});
    expect(await repository.git('ls-files')).toBe('b/c.bin');
    expect(await repository.git('log', '-1', '--format=%an %cI')).toBe('Ann 2026-05-05T10:00:00+00:00');
    expect(await repository.git('status', '--porcelain')).toBe('');
    for (const name of ['../x', 'a/../../x', '']) await expect(repository.write({[name]: 'x'})).rejects.toThrow('is not a path inside the repository');
  });

  test('branches and merges', async () => {
    await using repository = await gitRepository({'a.txt': 'a'});
    const first = await repository.head();
    await repository.branch('old');
    await repository.checkout('feature', {create: true});
    const feature = await repository.commit('On the branch', {files: {'f.txt': 'f'}});
    await repository.checkout('main');
    const merge = await repository.merge('feature');
    expect(await repository.git('rev-parse', 'HEAD', 'HEAD^1', 'HEAD^2', 'old')).toBe([merge, first, feature, first].join('\n'));
    await repository.checkout(feature);
    expect(await repository.head()).toBe(feature);
  });

  test('tags, light and annotated', async () => {
    await using repository = await gitRepository({'a.txt': 'a'});
    const first = await repository.head();
    await repository.commit('Second');
    await repository.tag('v1', {at: first});
    await repository.tag('v2', {message: 'Version 2'});
    expect(await repository.git('for-each-ref', '--format=%(refname:short) %(objecttype) %(taggerdate:iso-strict)', 'refs/tags'))
      .toBe('v1 commit \nv2 tag 2026-01-01T00:02:00+00:00');
    expect(await repository.git('rev-parse', 'v1')).toBe(first);
  });

  test('a remote, and a clone of it as actions/checkout makes one', async () => {
    await using repository = await gitRepository({'a.txt': 'a'});
    const tip = await repository.commit('Second', {files: {'a.txt': 'b'}});
    await repository.tag('v1');
    const remote = await repository.addRemote();
    await repository.push();
    expect(await remote.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main\nrefs/tags/v1');
    await expect(remote.write({'x': 'x'})).rejects.toThrow('is bare');

    const shallow = await remote.clone({depth: 1});
    expect(await shallow.git('rev-list', '--count', 'HEAD')).toBe('1');
    expect([await shallow.head(), await shallow.git('tag')]).toEqual([tip, '']);
    expect(await shallow.git('rev-parse', '--is-shallow-repository')).toBe('true');

    const full = await remote.clone();
    const third = await full.commit('Third');
    await full.push();
    expect(await remote.head()).toBe(third);
    await expect(repository.commit('Other').then(() => repository.push())).rejects.toThrow(/git push .* failed in .*rejected/s);
    await repository.push(['main'], {force: true});
    expect(await remote.head()).toBe(await repository.head());
  });

  test('a bare clone has no work tree', async () => {
    await using repository = await gitRepository({'a.txt': 'a'});
    const bare = await repository.clone({bare: true});
    expect([await bare.git('rev-parse', '--is-bare-repository'), await bare.head()]).toEqual(['true', await repository.head()]);
  });

  test('everything is removed at the end, twice without harm', async () => {
    const repository = await gitRepository();
    const remote = await repository.addRemote();
    const clone = await repository.clone();
    await repository.dispose();
    await repository.dispose();
    expect([repository, remote, clone].map(({path}) => existsSync(path))).toEqual([false, false, false]);
  });

  test('git\'s own message reaches the reader', async () => {
    await using repository = await gitRepository();
    await expect(repository.git('rev-parse', '--verify', 'nothing')).rejects.toThrow(/git rev-parse --verify nothing failed in .*: fatal: Needed a single revision/);
  });
});
