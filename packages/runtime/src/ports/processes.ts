import {type ChildProcess, spawn} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {realpathSync, statSync} from 'node:fs';
import {join, sep} from 'node:path';
import {type ExecRead, type ExecRequest, type ExecResult, type GapCode, Refusal} from '#core';
import {steadyMs} from '../clock.ts';
import {childEnvironment} from './child-environment.ts';
import {KeptOutput} from './kept-output.ts';
import {killMarked, markVariable} from './left-running.ts';
import {endGroup, guardGroup, longestTimer, signalGroup} from './process-group.ts';
import {stopped} from './stopped.ts';

export interface ProcessesOptions {
  /** Hides secrets in a text. It is given whole lines. */
  readonly mask: (text: string) => string;
  /** From which children get their environment. Default: that of this process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

const defaultKeep = 256 * 1024;
/** Milliseconds for the rest of the output, when a program has ended and something that it started still holds its pipes. */
const drainMs = 500;

const causes: Readonly<Record<string, readonly [GapCode, string, string]>> = {
  ENOENT: ['missing', 'it is not installed, or not in PATH', 'Install it in a step before this one, or correct its name.'],
  EACCES: ['refused', 'it may not be executed', 'Make it executable: chmod +x.'],
  ENOTDIR: ['missing', 'a folder on the way to it is a file', 'Correct its path.'],
  ENOEXEC: ['refused', 'it is no program that this machine can run', 'Give a script a first line such as #!/bin/sh.'],
  E2BIG: ['too-large', 'its arguments and environment are larger than the system allows', 'Hand over fewer arguments, or a file.'],
  ERR_INVALID_ARG_VALUE: ['refused', 'an argument holds a NUL character', 'Remove it.'],
};

/**
 * Programs as a port. In: the root of the repository, the mask for what they print. Each runs in a process group of its own, without a terminal, with
 * little of the environment; when it has ended nothing that it started is left (on Linux not even what put itself in another session). The runner's
 * command files are never handed on. At the time limit or an abort the group gets SIGTERM, and SIGKILL two seconds later.
 */
export function processes(root: string, options: ProcessesOptions): ExecRead {
  const {mask, signal} = options;
  return {
    run: async request => {
      const [program] = request.argv;
      const what = `the command ${mask(request.argv.join(' ')).slice(0, 200)}`;
      if (signal?.aborted === true) throw stopped(signal, what);
      const cwd = folderOf(root, request.cwd ?? '.', what);
      const environment = options.environment ?? process.env;
      const lacking = (request.required ?? []).filter(name => !environment[name]);
      if (lacking.length > 0) {
        throw new Refusal({
          code: 'missing', what, why: `${lacking.join(', ')} ${lacking.length === 1 ? 'is' : 'are'} not set`, fix: `Set it for this step: env: {${lacking[0]}: …}, a secret as \${{ secrets.${lacking[0]} }}.`,
        });
      }
      const mark = randomUUID();
      const env = {...childEnvironment(environment, request.env ?? [], request.required), [markVariable]: mark};
      try {
        return await runToEnd(request, {program, what, cwd, env, mask, signal});
      } finally {
        await killMarked(mark);
      }
    },
  };
}

/** The folder in which a program runs; it has to be one of the tree. */
function folderOf(root: string, cwd: string, what: string): string {
  const refuse = (code: GapCode, why: string): Refusal => new Refusal({code, what, why, fix: 'Correct the folder in which it is to run.'});
  let real: string;
  let top: string;
  try {
    top = realpathSync.native(root);
    real = realpathSync.native(join(root, cwd));
  } catch (thrown) {
    throw refuse('missing', `the folder ${JSON.stringify(cwd)} in which it is to run cannot be opened (${(thrown as NodeJS.ErrnoException).code ?? String(thrown)})`);
  }
  if (real !== top && !real.startsWith(top.endsWith(sep) ? top : top + sep)) throw refuse('refused', `the folder ${JSON.stringify(cwd)} leads out of the repository`);
  if (!statSync(real).isDirectory()) throw refuse('missing', `${JSON.stringify(cwd)} is not a folder`);
  return real;
}

interface Given {
  readonly program: string;
  readonly what: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly mask: (text: string) => string;
  readonly signal: AbortSignal | undefined;
}

function runToEnd(request: ExecRequest, {program, what, cwd, env, mask, signal}: Given): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    const notStarted = (thrown: unknown): Refusal => {
      const code = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
      const [gap, why, fix] = causes[code] ?? ['refused', `it could not be started (${code})`, 'Look at why this machine does not start it.'];
      return new Refusal({code: gap, what, why: `${mask(program)}: ${why}`, fix}, {cause: thrown});
    };
    const started = steadyMs();
    let child: ChildProcess;
    try {
      child = spawn(program, request.argv.slice(1), {cwd, env, detached: true, stdio: [request.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe']});
    } catch (thrown) {
      reject(notStarted(thrown));
      return;
    }
    const output = new KeptOutput(request.keep ?? defaultKeep, mask);
    const streams = [child.stdout!, child.stderr!];
    let fault: (() => Refusal) | undefined;
    let ended = (): void => undefined;
    const unguard = guardGroup(child);
    const end = (why: () => Refusal): void => {
      if (fault !== undefined) return;
      fault = why;
      ended = endGroup(child);
    };
    const abort = (): void => end(() => stopped(signal!, what));
    const limit = Math.min(Math.max(request.timeoutMs, 1), longestTimer);
    const timer = setTimeout(() => end(() => new Refusal({
      code: 'timed-out', what, why: `it did not end within ${limit < 10_000 ? `${limit} ms` : `${Math.round(limit / 1000)} s`}`, fix: 'Make it faster, or raise its time limit.',
    })), limit);
    let drain: NodeJS.Timeout | undefined;
    signal?.addEventListener('abort', abort, {once: true});
    const release = (): void => {
      clearTimeout(timer);
      clearTimeout(drain);
      ended();
      unguard();
      signal?.removeEventListener('abort', abort);
    };

    streams.forEach((stream, i) => stream.on('data', (chunk: Buffer) => output.push(i as 0 | 1, chunk)));
    // It may end without reading its input.
    child.stdin?.on('error', () => undefined).end(request.stdin);
    child.on('error', error => {
      if (child.pid !== undefined) return;
      release();
      reject(notStarted(error));
    });
    child.on('exit', () => {
      drain = setTimeout(() => {
        signalGroup(child.pid!, 'SIGKILL');
        for (const stream of streams) stream.destroy();
      }, drainMs);
    });
    child.on('close', (exitCode, endSignal) => {
      if (child.pid === undefined) return;
      signalGroup(child.pid, 'SIGKILL');
      release();
      if (fault !== undefined) {
        reject(fault());
        return;
      }
      resolve({...(exitCode !== null && {exitCode}), ...(endSignal !== null && {signal: endSignal}), ...output.end(), durationMs: Math.round(steadyMs() - started)});
    });
  });
}
