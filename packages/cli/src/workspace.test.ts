import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmdirSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {Misconfiguration} from '#core';
import {workspaceOf} from './workspace.ts';

/** What comes of a call in a folder that has been removed since. */
function inRemovedFolder<T>(call: () => T): T {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'removed-'));
  process.chdir(folder);
  rmdirSync(folder);
  try {
    return call();
  } finally {
    process.chdir(before);
  }
}

describe('the folder that a command is about', () => {
  test('is the one that is named, else the one that it is called in', () => {
    expect(workspaceOf({})).toBe(process.cwd());
    expect(workspaceOf({workspace: 'docs'})).toBe(join(process.cwd(), 'docs'));
    expect(inRemovedFolder(() => workspaceOf({workspace: '/srv/app'}))).toBe('/srv/app');
  });

  test.each([{}, {workspace: 'docs'}])('is not known where the folder has been removed: %j', values => {
    expect(() => inRemovedFolder(() => workspaceOf(values))).toThrow(Misconfiguration);
  });

  test('a command that is called in a removed folder says so and ends with 2', () => {
    const folder = mkdtempSync(join(tmpdir(), 'removed-'));
    const command = [process.execPath, '--conditions=source', '--no-warnings', join(import.meta.dirname, 'index.ts'), 'preflight'];
    const {status, stdout, stderr} = spawnSync('sh', ['-c', 'rmdir "$PWD" && exec "$@"', 'sh', ...command], {cwd: folder, encoding: 'utf8'});
    expect(stderr).toBe('the folder that you are in has been removed. Change into one that is there, or name one by its whole path: --workspace DIR.\n');
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});
