import {existsSync, mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {gitRepository} from '#testkit';
import {init, starterPolicy} from './init.ts';
import type {Terminal} from './terminal.ts';

/** A terminal that answers every question alike; without an answer nobody is there. */
function fakeTerminal(answer?: boolean): Terminal & {readonly printed: readonly string[]; readonly asked: readonly string[]} {
  const printed: string[] = [];
  const asked: string[] = [];
  return {
    printed, asked, color: false, width: 100, interactive: answer !== undefined, print: text => void printed.push(text),
    warn: text => void printed.push(text), progress: () => undefined, close: () => undefined,
    ask: async question => {
      asked.push(question);
      return answer ?? false;
    },
  };
}

describe('shipgate init', () => {
  test.each(['shipgate.yml', 'shipgate.json'])('leaves a link %s that leads nowhere as it is', async name => {
    await using repository = await gitRepository({'.github/README.md': '# GitHub\n'});
    const link = join(repository.path, '.github', name);
    symlinkSync('../shared/policy.yml', link);
    await expect(init(['--yes', '--workspace', repository.path], fakeTerminal())).rejects.toMatchObject({problems: [{message: 'it is a link that leads nowhere', at: {path: `.github/${name}`}}]});
    expect(readlinkSync(link)).toBe('../shared/policy.yml');
    expect(existsSync(join(repository.path, '.gitignore'))).toBe(false);
  });

  test('says where nothing can be written', async () => {
    await using repository = await gitRepository({'.github': 'a file\n'});
    await expect(init(['--yes', '--workspace', repository.path], fakeTerminal())).rejects.toMatchObject({problems: [{message: expect.stringContaining('it cannot be written'), at: {path: '.github/shipgate.yml'}}]});
    expect(readFileSync(join(repository.path, '.github'), 'utf8')).toBe('a file\n');
  });
});

describe('shipgate init --trial', () => {
  test('writes the day from which problems block, and nothing else that differs', async () => {
    await using repository = await gitRepository({'README.md': '# App\n'});
    expect(await init(['--trial', '--yes', '--workspace', repository.path], fakeTerminal())).toBe(0);
    const written = readFileSync(join(repository.path, '.github/shipgate.yml'), 'utf8');
    const [, day] = /^enforce-from: (\d{4}-\d\d-\d\d) /m.exec(written)!;
    expect(Math.round((Date.parse(day!) - Date.now()) / 86_400_000)).toBeGreaterThanOrEqual(13);
    expect(written.replace(/^enforce-from.*\n/m, '')).toBe(starterPolicy());
  });

  test('a history knows none', async () => {
    await expect(init(['history', '--trial', '--yes'], fakeTerminal())).rejects.toMatchObject({problems: [{message: 'a history knows no trial'}]});
  });
});

describe('shipgate init history', () => {
  test('begins a folder, and only when told to', async () => {
    await using repository = await gitRepository({'README.md': '# App\n'});
    const words = ['history', '--workspace', repository.path];
    const version = join(repository.path, '.shipgate/history/.version');
    await expect(init(words, fakeTerminal())).rejects.toMatchObject({problems: [{fix: expect.stringContaining('--yes')}]});
    const no = fakeTerminal(false);
    expect(await init(words, no)).toBe(0);
    expect(no.asked).toEqual(['Begin it?']);
    expect(existsSync(version)).toBe(false);
    expect(await init(words, fakeTerminal(true))).toBe(0);
    expect(existsSync(version)).toBe(true);
    await expect(init([...words, '--yes'], fakeTerminal())).rejects.toMatchObject({problems: [{message: expect.stringContaining('begun')}]});
  });

  test('begins the branch that the policy names', async () => {
    await using repository = await gitRepository({'README.md': '# App\n'});
    mkdirSync(join(repository.path, '.github'));
    writeFileSync(join(repository.path, '.github/shipgate.yml'), 'version: 1\nhistory: branch\nhistory-branch: release-history\n');
    const words = ['history', '--yes', '--workspace', repository.path];
    await expect(init(words, fakeTerminal())).rejects.toMatchObject({problems: [{message: expect.stringContaining('no remote'), fix: expect.stringContaining('history: files')}]});
    const remote = await repository.addRemote();
    const at = fakeTerminal();
    expect(await init(words, at)).toBe(0);
    expect(at.printed.join('\n')).toContain('the branch release-history');
    expect(await remote.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/release-history');
    await expect(init(words, fakeTerminal())).rejects.toMatchObject({problems: [{message: expect.stringContaining('already')}]});
  });

  test('another word is refused', async () => {
    await expect(init(['histories'], fakeTerminal())).rejects.toMatchObject({problems: [{fix: expect.stringContaining('init history')}]});
  });
});
