import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {execFileSync, spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ExecRequest} from '#core';
import {refused} from '#testkit';
import {maskFor} from '../masking.ts';
import {type ProcessesOptions, processes} from './processes.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'processes-'));
  mkdirSync(join(root, 'sub'));
});
afterAll(() => rmSync(root, {recursive: true, force: true}));

const port = (options: Partial<ProcessesOptions> = {}) => processes(root, {mask: text => text, ...options});
const shell = (script: string, more: Partial<ExecRequest> = {}): ExecRequest => ({argv: ['sh', '-c', script], timeoutMs: 60_000, ...more});
const node = (script: string, more: Partial<ExecRequest> = {}): ExecRequest => ({argv: [process.execPath, '-e', script], timeoutMs: 60_000, ...more});

/** How many processes have a text among their arguments. */
function running(text: string): number {
  return execFileSync('ps', ['-eo', 'stat,args'], {encoding: 'utf8'}).split('\n').filter(line => line.includes(text) && !line.startsWith('Z')).length;
}

/**
 * Waits until as many processes as expected have a text among their arguments: a program takes a while to start, and SIGKILL takes effect when the system gets
 * round to it. What was not killed runs for ten minutes.
 */
async function until(text: string, expected: (count: number) => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !expected(running(text)); await new Promise(resolve => void setTimeout(resolve, 20))) {
    if (Date.now() > end) throw new Error(`${running(text)} processes run`);
  }
}

describe('a program that runs', () => {
  test('its exit code, its output, its digest', async () => {
    const result = await port().run(shell('echo out; sleep 0.05; echo err >&2; exit 3'));
    expect(result).toMatchObject({exitCode: 3, output: 'out\nerr\n', cut: false, sha256: createHash('sha256').update('out\nerr\n').digest('hex')});
    expect(result.durationMs).toBeGreaterThanOrEqual(40);
    expect(result.signal).toBeUndefined();
  });

  test('the signal that ended it', async () => {
    const result = await port().run(shell('kill -SEGV $$'));
    expect(result).toMatchObject({signal: 'SIGSEGV'});
    expect(result.exitCode).toBeUndefined();
  });

  test('its arguments are no shell line', async () => {
    expect((await port().run({argv: ['printf', '%s|', '$(id)', '; ls', '"', '*', '-n'], timeoutMs: 60_000})).output).toBe('$(id)|; ls|"|*|-n|');
  });

  test('standard input, also when nobody reads it', async () => {
    expect((await port().run(shell('cat', {stdin: 'hello'}))).output).toBe('hello');
    expect((await port().run(shell('cat'))).output).toBe('');
    expect((await port().run(shell('exit 0', {stdin: 'x'.repeat(5_000_000)}))).exitCode).toBe(0);
  });

  test('the folder in which it runs', async () => {
    expect((await port().run(shell('basename "$PWD"', {cwd: 'sub'}))).output).toBe('sub\n');
    symlinkSync('/etc', join(root, 'out'));
    for (const cwd of ['..', '../..', 'out', 'sub/../..']) expect(await refused(port().run(shell('pwd', {cwd})))).toMatchObject({code: 'refused'});
    for (const cwd of ['nowhere', 'a\0b']) expect(await refused(port().run(shell('pwd', {cwd})))).toMatchObject({code: 'missing'});
    writeFileSync(join(root, 'file'), '');
    expect(await refused(port().run(shell('pwd', {cwd: 'file'})))).toMatchObject({code: 'missing', why: expect.stringContaining('not a folder')});
  });

  test('two at once do not disturb each other', async () => {
    const [a, b] = await Promise.all([port().run(shell('sleep 0.2; echo a')), port().run(shell('echo b'))]);
    expect([a.output, b.output]).toEqual(['a\n', 'b\n']);
  });
});

describe('the output', () => {
  test('its head and its tail are kept, all of it is digested', async () => {
    const all = Array.from({length: 50_000}, (_, i) => `line ${i}\n`).join('');
    const result = await port().run(node('process.stdout.write(Array.from({length: 50000}, (_, i) => `line ${i}\\n`).join(""))', {keep: 2000}));
    expect(result.cut).toBe(true);
    expect(result.output.startsWith(all.slice(0, 1000))).toBe(true);
    expect(result.output.endsWith(all.slice(-1000))).toBe(true);
    expect(result.output).toContain(`${all.length - 2000} bytes are left out`);
    expect(result.sha256).toBe(createHash('sha256').update(all).digest('hex'));
  });

  test('what just fits is not cut; nothing kept is possible', async () => {
    expect(await port().run(shell('printf 0123456789', {keep: 10}))).toMatchObject({output: '0123456789', cut: false});
    expect((await port().run(shell('printf 0123456789', {keep: 0}))).cut).toBe(true);
  });

  test('no half characters at the cuts and at the ends of chunks', async () => {
    const result = await port().run(shell('for i in 1 2 3 4 5 6 7 8 9; do printf "\\360\\237"; sleep 0.01; printf "\\230\\200"; done', {keep: 15}));
    expect(result.output).toMatch(/^\u{1f600}\n… \d+ bytes are left out here …\n\u{1f600}$/u);
  });

  test('forty megabytes in one line cost little memory', async () => {
    const before = process.memoryUsage().rss;
    const result = await port({mask: maskFor(['a secret that is not there'])}).run(node('const b = Buffer.alloc(1 << 20, "x"); let i = 0; (function go() { while (i++ < 40) if (!process.stdout.write(b)) return void process.stdout.once("drain", go); })()', {timeoutMs: 60_000}));
    expect(result.cut).toBe(true);
    expect(Buffer.byteLength(result.output)).toBeLessThan(300 * 1024);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
  });

  test('secrets are masked, across chunks, in both streams, and with the cut through one', async () => {
    const secret = 'hunter2-and-more';
    const mask = maskFor([secret]);
    const split = await port({mask}).run(shell('printf "a hunter2-a"; sleep 0.1; printf "nd-more b\\n"; printf hunter2 >&2; sleep 0.1; echo -and-more >&2'));
    expect(split.output).toBe('a *** b\n***\n');
    for (let keep = 20; keep < 60; keep++) {
      const {output} = await port({mask}).run(shell('printf "xxxxxxxxxx hunter2-and-more yyyyyyyyyyyyyyyyyyyyyyyyyyy hunter2-and-more zzzz"', {keep}));
      expect(output).not.toMatch(/hunter|and-more|unter|-more/);
    }
  });

  test('a secret is masked wherever it stands in a line that has no end', async () => {
    const secret = 's3cr3t-'.repeat(10);
    const result = await port({mask: maskFor([secret])}).run(node(`
      const secret = 's3cr3t-'.repeat(10);
      let text = '';
      while (text.length < 3e6) text += secret + 'x'.repeat(text.length % 1000);
      process.stdout.write(text);`, {keep: 4_000_000}));
    expect(result.output).not.toContain('s3cr3t');
    expect(result.output).toContain('***');
  });
});

describe('a program that cannot be run', () => {
  test.each([
    ['is not there', ['no-such-program-here'], 'missing', 'no-such-program-here'],
    ['is not there, by path', ['./nope'], 'missing', './nope'],
    ['may not be executed', ['./file-without-x'], 'refused', 'executed'],
    ['is a folder', ['./sub'], 'refused', './sub'],
    ['has a NUL in an argument', ['echo', 'a\0b'], 'refused', 'NUL'],
    // More than 6 MiB, which is the most that Linux lets through, whatever the limit of the stack.
    ['has too many arguments', ['echo', ...Array.from({length: 50}, () => 'x'.repeat(130_000))], 'too-large', 'larger'],
  ])('%s', async (_, argv, code, said) => {
    writeFileSync(join(root, 'file-without-x'), '#!/bin/sh\n', {mode: 0o644});
    expect(await refused(port().run({argv: argv as [string, ...string[]], timeoutMs: 60_000}))).toMatchObject({code, why: expect.stringContaining(said), fix: expect.stringMatching(/\w/)});
  });

  test('the command in a refusal is masked', async () => {
    const gap = await refused(port({mask: maskFor(['topsecret'])}).run({argv: ['no-such-program', '--token=topsecret'], timeoutMs: 60_000}));
    expect(JSON.stringify(gap)).not.toContain('topsecret');
  });
});

describe('nothing is left running', () => {
  const cases: readonly (readonly [name: string, script: (mark: string) => string, processes: number])[] = [
    ['a tree of sleeps', mark => `sh -c 'sleep 600; : ${mark}' & sh -c 'sh -c "sleep 600; : ${mark}" & sleep 600; : ${mark}' & wait`, 4],
    ['a child that ignores SIGTERM', mark => `trap "" TERM; sh -c 'trap "" TERM; while :; do sleep 0.1; done; : ${mark}'`, 2],
    ['a grandchild in a session of its own', mark => `setsid sh -c 'trap "" TERM HUP; sleep 600; : ${mark}' & sleep 600`, 2],
  ];

  test.each(cases)('at the time limit: %s', async (_, script, count) => {
    // All of it has to run when the limit comes: a machine on which it does not is given a longer one.
    let whole = false;
    for (const timeoutMs of [3000, 12_000, 48_000]) {
      const mark = `mark-${Math.random()}`;
      const asked = refused(port().run(shell(script(mark), {timeoutMs})));
      let ended = false;
      void asked.finally(() => { ended = true; });
      await until(mark, found => (whole ||= found >= count) || ended);
      expect(await asked).toMatchObject({code: 'timed-out', fix: expect.stringContaining('time limit')});
      await until(mark, found => found === 0);
      if (whole) break;
    }
    expect(whole).toBe(true);
  });

  test.each(cases)('after an abort: %s', async (_, script, count) => {
    const mark = `mark-${Math.random()}`;
    const controller = new AbortController();
    const asked = refused(port({signal: controller.signal}).run(shell(script(mark))));
    await until(mark, found => found >= count);
    controller.abort();
    expect(await asked).toMatchObject({code: 'cancelled'});
    await until(mark, found => found === 0);
    expect(await refused(port({signal: controller.signal}).run(shell('echo')))).toMatchObject({code: 'cancelled'});
  });

  test.each([
    ['a child in the background that holds the pipes', (mark: string) => `sh -c 'sleep 600; : ${mark}' & echo done`],
    ['a daemon that holds the pipes', (mark: string) => `setsid sh -c 'sleep 600; : ${mark}' & echo done`],
    ['a daemon that has let go of the pipes', (mark: string) => `setsid sh -c 'sleep 600; : ${mark}' >/dev/null 2>&1 </dev/null & echo done`],
  ])('after the end: %s', async (_, script) => {
    const mark = `mark-${Math.random()}`;
    expect(await port().run(shell(script(mark)))).toMatchObject({exitCode: 0, output: 'done\n'});
    await until(mark, found => found === 0);
  });

  test('when this process ends first', async () => {
    const mark = `mark-${Math.random()}`;
    const module = JSON.stringify(new URL('./process-group.ts', import.meta.url).href);
    const script = `import {guardGroup} from ${module}; import {spawn} from 'node:child_process';
      guardGroup(spawn('sh', ['-c', 'sleep 600; : ${mark}'], {detached: true, stdio: 'ignore'})); setTimeout(() => process.exit(0), 200);`;
    const parent = spawn(process.execPath, ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-e', script], {stdio: 'ignore'});
    expect(await new Promise(resolve => void parent.on('exit', resolve))).toBe(0);
    await until(mark, found => found === 0);
  });
});

describe('the environment', () => {
  const environment = {
    PATH: process.env['PATH'], HOME: '/home/x', LANG: 'C', LC_ALL: 'C', TMPDIR: '/tmp', CI: 'true', MY_VARIABLE: 'mine', MY_OTHER: 'other', NODE_OPTIONS: '--x', GITHUB_SHA: 'sha', UNSET: undefined,
    GITHUB_TOKEN: 't', GH_TOKEN: 't', INPUT_TOKEN: 't', 'INPUT_A-B': 't', ACTIONS_RUNTIME_TOKEN: 't', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't', STATE_x: 's',
    GITHUB_OUTPUT: '/o', GITHUB_ENV: '/e', GITHUB_PATH: '/p', GITHUB_STATE: '/s', GITHUB_STEP_SUMMARY: '/m',
  };
  const namesSeen = async (env: ExecRequest['env']): Promise<readonly string[]> => {
    const {output} = await processes(root, {mask: text => text, environment}).run({argv: ['env'], timeoutMs: 60_000, ...(env !== undefined && {env})});
    return output.split('\n').map(line => line.split('=')[0]!).filter(name => name !== '' && name !== '_' && name !== 'PWD' && name !== 'SHLVL').sort();
  };
  const little = ['CI', 'HOME', 'LANG', 'LC_ALL', 'PATH', 'SHIPGATE_PROCESS', 'TMPDIR'];

  test('is little by itself', async () => expect(await namesSeen(undefined)).toEqual(little));
  test('has what is named, but never a command file', async () => {
    expect(await namesSeen(['MY_VARIABLE', 'INPUT_TOKEN', 'NOT_THERE', 'GITHUB_OUTPUT', 'GITHUB_ENV'])).toEqual([...little, 'INPUT_TOKEN', 'MY_VARIABLE'].sort());
  });
  test('has everything but tokens, inputs and command files', async () => {
    expect(await namesSeen('all')).toEqual([...little, 'GITHUB_SHA', 'MY_OTHER', 'MY_VARIABLE', 'NODE_OPTIONS'].sort());
  });
});
