import {execFileSync} from 'node:child_process';
import {mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {type Server, createServer} from 'node:net';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from '@jest/globals';
import {type ReadPorts, Refusal} from '#core';
import {gitEnvironment, gitRepository} from '#testkit';
import {evidenceOf, expectUndecided, gapsOf, judgeProbe} from './local.ts';

/** The three ways to read a file; each throws what it is told of the file as missing. */
const ways: Readonly<Record<string, (files: ReadPorts['files']) => Promise<unknown>>> = {
  bytes: async files => thereOr(await files.bytes('a.md')),
  text: async files => thereOr(await files.text('a.md')),
  scan: async files => {
    const {items, gaps: [gap]} = await files.scan(['a.md'], (_, bytes) => bytes.length);
    if (gap) throw new Refusal(gap);
    return thereOr(items[0]);
  },
};

function thereOr<T>(value: T | undefined): T {
  if (value === undefined) throw new Refusal({code: 'missing', what: 'a.md', why: 'it is not there', fix: 'Add it.'});
  return value;
}

const instead = (make: (path: string) => void) => (path: string): void => {
  rmSync(path);
  make(path);
};

/** What happens to a file after it was committed, and which gap it is. */
const faults: Readonly<Record<string, readonly [spoil: (path: string) => void, gap: string]>> = {
  'is missing': [path => rmSync(path), 'missing'],
  'is larger than the limit': [path => truncateSync(path, 11 * 1024 * 1024), 'too-large'],
  'is as large as no memory is': [path => truncateSync(path, 2 ** 41), 'too-large'],
  'is a link out of the root': [instead(path => symlinkSync('/etc/hostname', path)), 'refused'],
  'is a link to a folder above': [instead(path => symlinkSync('..', path)), 'refused'],
  'is a link to itself': [instead(path => symlinkSync('a.md', path)), 'unreadable'],
  'is a link to nothing': [instead(path => symlinkSync('nowhere.md', path)), 'missing'],
  'is a link to git\'s own files': [instead(path => symlinkSync('.git/config', path)), 'refused'],
  'is a folder': [instead(path => mkdirSync(path)), 'missing'],
  'is a link to a folder': [instead(path => symlinkSync('docs', path)), 'unreadable'],
  'is a named pipe that nobody writes to': [instead(path => execFileSync('mkfifo', [path])), 'missing'],
  'is a link to a device without an end': [instead(path => symlinkSync('/dev/zero', path)), 'refused'],
};

describe.each(Object.entries(faults))('a file that %s', (_, [spoil, gap]) => {
  test.each(Object.entries(ways))('%s', async (_way, read) => {
    await using repository = await gitRepository({'a.md': 'a\n', 'docs/b.md': 'b\n'});
    spoil(join(repository.path, 'a.md'));
    const judged = await judgeProbe(repository.path, {collect: ({files}) => read(files)});
    expect(gapsOf(judged)).toEqual([gap]);
    expectUndecided(judged, repository.path);
  });
});

describe('a file that disappears, or becomes something else, after it was listed', () => {
  test.each([
    ['disappears', (path: string) => rmSync(path), 'missing'],
    ['becomes a link out of the root', instead(path => symlinkSync('/etc/hostname', path)), 'unreadable'],
    ['becomes a named pipe', instead(path => execFileSync('mkfifo', [path])), 'unreadable'],
    ['becomes a folder', instead(path => mkdirSync(path)), 'unreadable'],
  ])('%s', async (_, spoil, gap) => {
    for (const read of Object.values(ways)) {
      await using repository = await gitRepository({'a.md': 'a\n'});
      const judged = await judgeProbe(repository.path, {
        collect: async ({files}) => {
          await files.list();
          spoil(join(repository.path, 'a.md'));
          await read(files);
        },
      });
      expect(gapsOf(judged)).toEqual([gap]);
      expectUndecided(judged, repository.path);
    }
  });
});

/** What is no fault of looking: the content is known, and what it means is for a rule to say. */
describe('is known, and passes here, because the rule of the probe asks for no more', () => {
  test.each([
    ['an empty file', new Uint8Array(), ['bytes', 'text', 'scan']],
    ['bytes that are not UTF-8, read as bytes', new Uint8Array([0xe9, 0x0a]), ['bytes', 'scan']],
  ])('%s', async (_, content, known) => {
    for (const way of known) {
      await using repository = await gitRepository({'a.md': content});
      const judged = await judgeProbe(repository.path, {collect: ({files}) => ways[way]!(files)});
      expect(judged).toMatchObject({exitCode: 0, record: {outcome: {verdict: 'pass'}}});
      expect(evidenceOf(repository.path, 'probe.learned')).toEqual({result: 'PASSED', verdict: 'pass'});
    }
  });

  test('the same bytes read as text are not', async () => {
    await using repository = await gitRepository({'a.md': new Uint8Array([0xe9, 0x0a])});
    const judged = await judgeProbe(repository.path, {collect: ({files}) => ways['text']!(files)});
    expect(gapsOf(judged)).toEqual(['unreadable']);
    expectUndecided(judged, repository.path);
  });
});

/** What can be made of the policy file, or of the folder that it is in. */
const spoiled: Readonly<Record<string, (path: string, root: string) => void | Promise<void>>> = {
  'is a link out of the root': instead(path => symlinkSync('/etc/hostname', path)),
  'is a link to itself': instead(path => symlinkSync('shipgate.yml', path)),
  'is a link to nothing': instead(path => symlinkSync('nowhere.yml', path)),
  'is no UTF-8': path => writeFileSync(path, new Uint8Array([0xff, 0xfe, 0x00])),
  'is as large as no policy is': path => truncateSync(path, 200 * 1024 * 1024),
  'is an empty folder': instead(path => mkdirSync(path)),
  'is a folder with files': instead(path => {
    mkdirSync(path);
    writeFileSync(join(path, 'shipgate.yml'), 'version: 1\n');
  }),
  'is a named pipe that nobody writes to': instead(path => execFileSync('mkfifo', [path])),
  'is a socket': async path => {
    rmSync(path);
    const server = createServer();
    await new Promise<void>(resolve => void server.listen(path, resolve));
    sockets.push(server);
  },
  'is there, and git ignores it': (_, root) => {
    execFileSync('git', ['rm', '--quiet', '--cached', '.github/shipgate.yml'], {cwd: root, env: gitEnvironment()});
    writeFileSync(join(root, '.gitignore'), '.github/shipgate.yml\n');
  },
  'is in a folder that became a link to nothing': (_, root) => {
    rmSync(join(root, '.github'), {recursive: true});
    symlinkSync('nowhere', join(root, '.github'));
  },
  'is in a folder that became a file': (_, root) => {
    rmSync(join(root, '.github'), {recursive: true});
    writeFileSync(join(root, '.github'), '');
  },
  'is in a folder that became a named pipe': (_, root) => {
    rmSync(join(root, '.github'), {recursive: true});
    execFileSync('mkfifo', [join(root, '.github')]);
  },
};
const sockets: Server[] = [];
afterEach(() => {
  for (const server of sockets.splice(0)) server.close();
});

describe('a policy file is never taken for none where it', () => {
  test.each(Object.entries(spoiled))('%s', async (_, spoil) => {
    await using repository = await gitRepository({'.github/shipgate.yml': 'version: 1\npreset: recommended\n'});
    await spoil(join(repository.path, '.github/shipgate.yml'), repository.path);
    const judged = await judgeProbe(repository.path, {});
    expectUndecided(judged, repository.path);
    expect(judged.record.outcome.checks.map(({rule}) => rule)).toEqual(['probe/repository']);
    expect(judged.record.outcome.checks[0]!.findings[0]).toMatchObject({at: {path: expect.stringMatching(/^\.github(?:\/shipgate\.yml)?$/)}, fix: expect.stringMatching(/\w/)});
  });
});
