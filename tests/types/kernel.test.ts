import {expect, test} from '@jest/globals';
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';

const file = resolve('tests/types/kernel.test-d.ts');

/** The places at which the compiler complains about one file, given another text. */
function complaints(text: string): readonly number[] {
  // Within the repository, for what `#core` means; in a folder that git ignores, so that no other test takes it for a file of ours.
  mkdirSync('.build', {recursive: true});
  const folder = mkdtempSync(resolve('.build/types-'));
  const copy = join(folder, 'copy.ts');
  const project = join(folder, 'tsconfig.json');
  writeFileSync(copy, text);
  writeFileSync(project, JSON.stringify({extends: resolve('tsconfig.json'), compilerOptions: {typeRoots: [resolve('node_modules/@types')]}, include: [], files: [copy]}));
  try {
    execFileSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', project, '--pretty', 'false'], {encoding: 'utf8', stdio: 'pipe'});
    return [];
  } catch (thrown) {
    const {stdout} = thrown as {readonly stdout: string};
    return stdout.split('\n').flatMap(line => (line.includes('copy.ts') ? [Number(/\((\d+),/.exec(line)![1])] : []));
  } finally {
    rmSync(folder, {recursive: true});
  }
}

test('each line that must not compile does not, and nothing else fails to', () => {
  const lines = readFileSync(file, 'utf8').split('\n');
  const expected = lines.flatMap((line, i) => (line.includes('@ts-expect-error') ? [i + 2] : []));
  expect(expected.length).toBeGreaterThan(25);
  const found = complaints(lines.map(line => line.replace('@ts-expect-error', '')).join('\n'));
  expect([...new Set(found)]).toEqual(expected);
});
