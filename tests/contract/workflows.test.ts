import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {parse} from 'yaml';

const root = join(import.meta.dirname, '../..');
const tool = (name: string): string => join(root, '.tools/bin', name);
const withTool = (name: string) => (existsSync(tool(name)) ? test : test.skip);
const own = readdirSync(join(root, '.github/workflows')).map(name => `.github/workflows/${name}`);
const examples = ['workflows-examples/starter/.github/workflows/shipgate.yml'];

function run(name: string, args: readonly string[]): string {
  try {
    execFileSync(tool(name), args, {cwd: root, encoding: 'utf8', env: {...process.env, NO_COLOR: '1'}});
    return '';
  } catch (thrown) {
    const {stdout, stderr} = thrown as {stdout?: string; stderr?: string};
    return `${stdout ?? ''}${stderr ?? ''}`;
  }
}

describe('workflows', () => {
  // The linters are installed by .ci/setup; without them these are skipped, and CI allows no skipped test.
  withTool('actionlint')('actionlint has nothing to say', () => expect(run('actionlint', ['-no-color', ...own, ...examples])).toBe(''));
  withTool('zizmor')('zizmor has nothing to say about our own', () => expect(run('zizmor', ['--offline', '--no-progress', '--quiet', '--format=plain', ...own])).toBe(''));

  test.each(own)('%s gives every job its permissions and a time limit, and pins what it uses', path => {
    const workflow = parse(readFileSync(join(root, path), 'utf8')) as {permissions: unknown; jobs: Record<string, {permissions?: unknown; 'timeout-minutes'?: number; steps: {uses?: string; run?: string}[]}>};
    expect(workflow.permissions).toEqual({});
    for (const job of Object.values(workflow.jobs)) {
      expect(job.permissions).toBeDefined();
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      for (const {uses, run: script = ''} of job.steps) {
        if (uses && !uses.startsWith('./')) expect(uses).toMatch(/@[0-9a-f]{40}$/);
        expect(script).not.toContain('${{');
      }
    }
  });
});
