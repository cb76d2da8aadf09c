import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';

const root = join(import.meta.dirname, '../..');

test('everything generated is what the definitions say', () => {
  const {status, stderr} = spawnSync(process.execPath, ['--conditions=source', '--no-warnings', 'scripts/generate/index.ts', '--check'], {cwd: root, encoding: 'utf8'});
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
