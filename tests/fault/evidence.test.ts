import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {Misconfiguration} from '#core';
import {evidenceOf, judgeProbe, plainFolder} from './local.ts';

const evidence = '.shipgate/evidence';

/** What can stand where evidence is to be written; in: the root of the repository. */
const obstacles: Readonly<Record<string, (root: string) => void>> = {
  'a file in place of the folder': root => writeFileSync(join(root, '.shipgate'), ''),
  'a file in place of the folder for evidence': root => {
    mkdirSync(join(root, '.shipgate'));
    writeFileSync(join(root, evidence), '');
  },
  'a folder in place of the file': root => mkdirSync(join(root, evidence, 'probe.learned.json/inner'), {recursive: true}),
  'a folder in place of the file that is being written': root => mkdirSync(join(root, evidence, `.probe.learned.json.${process.pid}`), {recursive: true}),
  'a link to nothing': root => symlinkSync('/nowhere/at/all', join(root, '.shipgate')),
  'a link to itself': root => symlinkSync('.shipgate', join(root, '.shipgate')),
};

describe('evidence that cannot be written', () => {
  test.each(Object.entries(obstacles))('%s', async (_, put) => {
    using folder = plainFolder();
    put(folder.path);
    const judged = await judgeProbe(folder.path, {});
    expect({verdict: judged.record.outcome.verdict, exitCode: judged.exitCode}).toEqual({verdict: 'inconclusive', exitCode: 1});
    expect(judged.record.outcome.checks.find(check => check.rule === 'probe/evidence')).toMatchObject({state: 'undecided', findings: [{gap: 'refused'}]});
    expect(evidenceOf(folder.path, 'probe.learned')).toBeUndefined();
  });

  test.each(['/proc/shipgate', '/dev/null', '/dev/full', 'a\0b'])('in %j', async place => {
    using folder = plainFolder();
    expect(await judgeProbe(folder.path, {}, {inputs: {'evidence-dir': place}})).toMatchObject({exitCode: 1, record: {outcome: {verdict: 'inconclusive'}}});
  });

  test('blocks, whatever the enforcement', async () => {
    using folder = plainFolder();
    mkdirSync(join(folder.path, '.github'));
    writeFileSync(join(folder.path, '.github/shipgate.yml'), 'version: 1\npreset: recommended\nenforcement-by: {event: {local: warn}}\n');
    writeFileSync(join(folder.path, '.shipgate'), '');
    expect(await judgeProbe(folder.path, {})).toMatchObject({exitCode: 1, record: {outcome: {enforcement: 'warn'}}});
  });

  test('on a disk that is full', async () => {
    using folder = plainFolder();
    const disk = join(folder.path, 'disk');
    mkdirSync(disk);
    if (!mounted(disk, 'size=64k')) return;
    try {
      writeFileSync(join(disk, 'filler'), Buffer.alloc(64 * 1024));
      const judged = await judgeProbe(folder.path, {}, {inputs: {'evidence-dir': disk}});
      expect(judged).toMatchObject({exitCode: 1, record: {outcome: {verdict: 'inconclusive'}}});
      expect(existsSync(join(disk, 'evidence/probe.learned.json'))).toBe(false);
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  test('on a disk that became read-only, where the evidence of an earlier run stays', async () => {
    using folder = plainFolder();
    const disk = join(folder.path, 'disk');
    mkdirSync(disk);
    if (!mounted(disk, 'size=1m')) return;
    try {
      expect((await judgeProbe(folder.path, {}, {inputs: {'evidence-dir': disk}})).exitCode).toBe(0);
      execFileSync('mount', ['-o', 'remount,ro', disk]);
      expect(await judgeProbe(folder.path, {}, {inputs: {'evidence-dir': disk}})).toMatchObject({exitCode: 1, record: {outcome: {verdict: 'inconclusive'}}});
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});

/** Mounts a small disk in memory, which only root may, and not in every container. */
function mounted(folder: string, options: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
}

test('a link that leads the folder out of the repository is a mistake in the call', async () => {
  using folder = plainFolder();
  const outside = mkdtempSync(join(tmpdir(), 'outside-'));
  try {
    symlinkSync(outside, join(folder.path, '.shipgate'));
    await expect(judgeProbe(folder.path, {})).rejects.toThrow(Misconfiguration);
    expect(existsSync(join(outside, 'evidence'))).toBe(false);
  } finally {
    rmSync(outside, {recursive: true});
  }
});

test('reports that cannot be written change nothing', async () => {
  using folder = plainFolder();
  mkdirSync(join(folder.path, '.shipgate/summary.md/inner'), {recursive: true});
  mkdirSync(join(folder.path, '.shipgate/report.sarif/inner'), {recursive: true});
  expect(await judgeProbe(folder.path, {})).toMatchObject({exitCode: 0, record: {outcome: {verdict: 'pass'}}});
  expect(readFileSync(join(folder.path, evidence, 'probe.learned.json'), 'utf8')).toContain('"PASSED"');
});
