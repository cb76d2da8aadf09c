import {spawn} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {describe, expect, test} from '@jest/globals';
import {type GitRepository, type StepOptions, gitEnvironment, gitRepository, pullRequest, runnerGrace, workflowDispatch} from '#testkit';
import {evidenceOf} from './local.ts';
import {preloaded} from './preloaded.ts';
import {step} from './step.ts';

/** Waits for a file that tells that a run has come to where it is to be cancelled. */
async function appears(path: string): Promise<void> {
  for (let ms = 0; !existsSync(path); ms += 20) {
    if (ms > 60_000) throw new Error(`${path} has not appeared`);
    await wait(20);
  }
}

/** A git that hangs at one of its commands and does everything else; its folder. */
function hangingGit(repository: GitRepository, command: string): string {
  const folder = join(repository.path, '../stand-in');
  mkdirSync(folder);
  const hang = `if [ "$word" = ${command} ]; then touch '${repository.path}/../here'; sleep 600; fi`;
  writeFileSync(join(folder, 'git'), `#!/bin/sh\nfor word; do ${hang}; done\nPATH='${process.env['PATH']}' exec git "$@"\n`);
  chmodSync(join(folder, 'git'), 0o755);
  return folder;
}

/** Command lines of processes that carry a word in their environment; nothing but on Linux. */
function processesWith(word: string): readonly string[] {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).flatMap(pid => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(word) ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')] : [];
    } catch {
      return [];
    }
  });
}

/**
 * Cancels a step when it has come to a point, as a user who presses the button; SIGTERM follows SIGINT at once where `impatient`. It is not killed before it
 * would have ended on the slowest machine: that it ends within what the runner gives is held by what it waits for by clocks of its own, in milliseconds.
 */
async function cancelled(repository: GitRepository, options: Partial<StepOptions>, impatient: boolean) {
  const here = join(repository.path, '../here');
  const waiting = join(repository.path, '../waiting');
  const cancel = new AbortController();
  const env = {...preloaded('waiting.ts'), WAITING: waiting};
  const running = step(repository, {...options, env, cancel: cancel.signal, grace: {interruptMs: impatient ? 50 : 90_000, terminateMs: 90_000}});
  await appears(here);
  cancel.abort();
  const {exitCode, outputs, orphans} = await running;
  return {end: {exitCode, decision: outputs['decision'], orphans}, waitedMs: Number(readFileSync(waiting, 'utf8'))};
}

/** Blocked and nothing left running; and half of what the runner gives after SIGINT is left for a slow machine. */
function expectEnded({end, waitedMs}: Awaited<ReturnType<typeof cancelled>>): void {
  expect(end).toEqual({exitCode: 1, decision: 'deny', orphans: []});
  expect(waitedMs).toBeLessThan(runnerGrace.interruptMs / 2);
}

describe.each([['SIGINT', false], ['SIGINT and SIGTERM', true]])('%s', (_, impatient) => {
  test.each(['rev-parse', 'status', 'ls-files', 'cat-file'])('while git %s hangs', async command => {
    await using repository = await gitRepository({'README.md': '# App\n'});
    const event = workflowDispatch({sha: await repository.head()});
    expectEnded(await cancelled(repository, {event, path: [hangingGit(repository, command)]}, impatient));
    expect(evidenceOf(repository.path, 'docs-reality.check')).toEqual({result: 'FAILED', verdict: 'inconclusive'});
  });

  test('while a command of the policy runs, and takes no signal', async () => {
    await using repository = await gitRepository({
      'README.md': '# App\n', '.github/shipgate.yml': 'version: 1\ngates:\n  docs-reality: enforce\n  slow: {run: ./slow}\n',
        slow: '#!/bin/sh\ntrap "" INT TERM\ntouch ../here\nsleep 600 &\nwait\nsleep 600\n',
    });
    chmodSync(join(repository.path, 'slow'), 0o755);
    expectEnded(await cancelled(repository, {action: '.', event: workflowDispatch({sha: await repository.head()})}, impatient));
    expect(evidenceOf(repository.path, 'preflight.judge')).toEqual({result: 'FAILED', verdict: 'inconclusive'});
    expect(evidenceOf(repository.path, 'slow')).toEqual({result: 'FAILED', verdict: 'inconclusive'});
  });

  test('while GitHub does not answer', async () => {
    await using origin = await gitRepository({'README.md': '# App\n'});
    const base = await origin.head();
    const head = await origin.commit('Change', {files: {'README.md': '# App 2\n'}});
    await using clone = await origin.clone({depth: 1});
    await clone.git('remote', 'set-url', 'origin', 'file:///nowhere');
    const server = createServer(() => writeFileSync(join(clone.path, '../here'), ''));
    await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      expectEnded(await cancelled(clone, {event: pullRequest({sha: head, baseSha: base, headSha: head}), github: {api_url: url}}, impatient));
      expect(evidenceOf(clone.path, 'docs-reality.check')).toEqual({result: 'FAILED', verdict: 'inconclusive'});
    } finally {
      server.close();
    }
  });
});

test('a run that is killed leaves no evidence of the run before it, and has said deny', async () => {
  await using repository = await gitRepository({'README.md': '# App\n'});
  const event = workflowDispatch({sha: await repository.head()});
  expect((await step(repository, {event})).outputs['decision']).toBe('allow');
  expect(evidenceOf(repository.path, 'docs-reality.check')?.verdict).toBe('pass');
  await repository.write({'.github/shipgate.yml': 'version: 1\ngates:\n  slow: {run: ./slow}\n', slow: '#!/bin/sh\ntouch ../here\nkill -9 $PPID\nsleep 600\n'});
  chmodSync(join(repository.path, 'slow'), 0o755);
  const result = await step(repository, {action: '.', event});
  expect(result).toMatchObject({exitCode: 137, outputs: {decision: 'deny'}});
  expect(evidenceOf(repository.path, 'preflight.judge')).toBeUndefined();
});

describe('the command line', () => {
  const shipgate = join(import.meta.dirname, '../../packages/cli/dist/index.js');

  // What runs learns of the first signal by SIGTERM, and sends the second one before it is killed.
  test.each([['SIGTERM', 'SIGTERM', '""', 1], ['SIGINT', 'SIGINT', '""', 1], ['SIGINT twice', 'SIGINT', '"kill -INT $PPID"', 130]] as const)('%s ends it, and all that it has started', async (_,
    signal, onTerm, code) => {
    await using repository = await gitRepository({
      'README.md': '# App\n', '.github/shipgate.yml': 'version: 1\ngates:\n  slow: {run: ./slow}\n',
        slow: `#!/bin/sh\ntrap "" INT\ntrap ${onTerm} TERM\ntouch ../here\nsleep 600 &\nwait\nsleep 600\n`,
    });
    chmodSync(join(repository.path, 'slow'), 0o755);
    const mark = `/marked-${process.pid}-${Math.random()}`;
    // PATH is handed on to everything that is started.
    const child = spawn(process.execPath, [shipgate, 'preflight'], {cwd: repository.path, stdio: 'ignore', env: {...gitEnvironment(), PATH: `${process.env['PATH']}:${mark}`}});
    const ended = new Promise<number | null>(resolve => void child.on('close', resolve));
    await appears(join(repository.path, '../here'));
    child.kill(signal);
    expect(await ended).toBe(code);
    // SIGKILL has been sent by then, and takes effect when the system gets round to it; what was not killed sleeps for ten minutes.
    for (let ms = 0; processesWith(mark).length > 0 && ms < 20_000; ms += 20) await wait(20);
    expect(processesWith(mark)).toEqual([]);
    if (code === 1) expect(evidenceOf(repository.path, 'preflight.judge')).toEqual({result: 'FAILED', verdict: 'inconclusive'});
    else expect(evidenceOf(repository.path, 'preflight.judge')).toBeUndefined();
    rmSync(join(repository.path, '../here'));
  });
});
