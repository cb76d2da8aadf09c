import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {describe, expect, test} from '@jest/globals';

const root = join(import.meta.dirname, '../..');
const bundles = [...readdirSync(join(root, 'actions')).map(name => `actions/${name}`), 'packages/cli'].map(entry => `${entry}/dist`);

describe('what users download', () => {
  test.each(bundles)('%s is there, and none of its files has more than 900 KB', dist => {
    const sizes = readdirSync(join(root, dist)).filter(name => name.endsWith('.js')).map(name => statSync(join(root, dist, name)).size);
    expect(Math.max(...sizes)).toBeGreaterThan(50_000);
    expect(statSync(join(root, dist, 'index.js')).size).toBeGreaterThan(1000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(900 * 1024);
  });

  test('an archive of the repository has at most 6 MB', () => {
    const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024}).split('\0')
      .filter(path => path !== '' && existsSync(join(root, path)) && statSync(join(root, path)).isFile());
    const bytes = files.reduce((sum, path) => sum + gzipSync(readFileSync(join(root, path)), {level: 6}).length, 0);
    expect(bytes).toBeLessThanOrEqual(6 * 1024 * 1024);
  });

  test('package-lock.json holds no address, so that it works anywhere', () => {
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved"/);
  });

  test('package-lock.json names the optional packages of every platform, so that npm ci works on each', () => {
    const {packages} = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {packages: Record<string, {optionalDependencies?: Record<string, string>}>};
    const missing = Object.entries(packages).flatMap(([path, {optionalDependencies = {}}]) => Object.keys(optionalDependencies).filter(name => !Object.hasOwn(packages, `node_modules/${name}`) && !Object.hasOwn(packages, `${path}/node_modules/${name}`)));
    expect(missing).toEqual([]);
  });

  test('an installed package needs nothing else: the bundles hold everything', () => {
    const {dependencies = {}} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {dependencies?: Record<string, string>};
    expect(dependencies).toEqual({});
  });
});
