import {spawn} from 'node:child_process';
import {readdir, readFile} from 'node:fs/promises';
import {constants} from 'node:os';
import {LineReader} from './lines.ts';

/** Milliseconds between SIGINT and SIGTERM, and between SIGTERM and the kill. Source: actions/runner 2.336.0, src/Runner.Sdk/ProcessInvoker.cs. */
export interface Grace {
  readonly interruptMs: number;
  readonly terminateMs: number;
}
export const runnerGrace: Grace = {interruptMs: 7500, terminateMs: 2500};

/** Milliseconds that the runner waits for output after the process has ended, because something it started may still hold the pipe. Source: the same file. */
const drainMs = 5000;

/** The variable by which the runner finds what a job has left running. Source: actions/runner 2.336.0, src/Runner.Worker/JobExtension.cs. */
export const trackingVariable = 'RUNNER_TRACKING_ID';

export interface ChildOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly take: (line: string) => void;
  readonly timeoutMs: number;
  readonly cancel?: AbortSignal | undefined;
  readonly grace: Grace;
}

export interface ChildEnd {
  /** 128 plus the signal's number when a signal ended it. */
  readonly exitCode: number;
  readonly stopped?: 'timed-out' | 'cancelled';
  /** The process group in which it ran, for `killOrphans`. */
  readonly group: number;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // ESRCH: nobody is left in the group. EPERM: macOS says so for a group of zombies.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/**
 * Runs a program to its end, handing over each line of both outputs as it comes. Standard input is empty. On a timeout or a cancellation it gets SIGINT, then SIGTERM, then its
 * process group is killed. When `take` throws, the group is killed at once and the promise rejects with that error. Source: actions/runner 2.336.0,
 * src/Runner.Sdk/ProcessInvoker.cs.
 */
export function runChild(options: ChildOptions): Promise<ChildEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(options.file, options.args, {cwd: options.cwd, env: {...options.env}, detached: true, stdio: ['ignore', 'pipe', 'pipe']});
    const timers: NodeJS.Timeout[] = [];
    const after = (ms: number, act: () => void): void => { timers.push(setTimeout(act, ms)); };
    const kill = (): void => { if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL'); };
    let stopped: ChildEnd['stopped'];
    let fault: unknown;

    const stop = (why: 'timed-out' | 'cancelled'): void => {
      if (stopped !== undefined) return;
      stopped = why;
      child.kill('SIGINT');
      after(options.grace.interruptMs, () => child.kill('SIGTERM'));
      after(options.grace.interruptMs + options.grace.terminateMs, kill);
    };
    const cancel = (): void => stop('cancelled');
    const take = (line: string): void => {
      if (fault !== undefined) return;
      try {
        options.take(line);
      } catch (error) {
        fault = error ?? new Error('A line handler threw nothing.');
        kill();
      }
    };

    const streams = [child.stdout, child.stderr];
    for (const stream of streams) {
      const reader = new LineReader(take);
      stream.on('data', (chunk: Buffer) => reader.push(chunk));
      stream.on('close', () => reader.end());
    }
    const release = (): void => {
      timers.forEach(clearTimeout);
      options.cancel?.removeEventListener('abort', cancel);
    };
    child.on('error', error => {
      if (child.pid !== undefined) return;
      release();
      reject(error);
    });
    child.on('exit', () => {
      after(drainMs, () => {
        kill();
        for (const stream of streams) stream.destroy();
      });
    });
    child.on('close', (code, signal) => {
      release();
      if (fault !== undefined) reject(fault);
      else resolve({exitCode: code ?? 128 + constants.signals[signal!], group: child.pid!, ...(stopped !== undefined && {stopped})});
    });

    after(options.timeoutMs, () => stop('timed-out'));
    if (options.cancel?.aborted === true) cancel();
    else options.cancel?.addEventListener('abort', cancel, {once: true});
  });
}

/**
 * Whether SIGKILL is on its way to a process, by what /proc says of it: it runs nothing more, and is seen until the system gets round to it. Source: proc(5),
 * SigPnd and ShdPnd of status.
 */
export function isKilled(status: string): boolean {
  const bit = 1 << (constants.signals.SIGKILL - 1);
  return [...status.matchAll(/^(?:SigPnd|ShdPnd):\s*[0-9a-f]*([0-9a-f]{4})$/gm)].some(([, lowest]) => (Number.parseInt(lowest!, 16) & bit) !== 0);
}

async function tracked(mark: string): Promise<readonly {readonly pid: number; readonly command: string}[]> {
  const pids = (await readdir('/proc').catch((): string[] => [])).filter(name => /^\d+$/.test(name));
  const found = await Promise.all(pids.map(async pid => {
    // A process that is gone, or somebody else's, is not ours to stop.
    const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
    if (!`\0${environment}`.includes(`\0${mark}\0`)) return [];
    if (isKilled(await readFile(`/proc/${pid}/status`, 'latin1').catch(() => ''))) return [];
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return [{pid: Number(pid), command: command.replaceAll('\0', ' ').trim() || `process ${pid}`}];
  }));
  return found.flat();
}

/**
 * Kills what the action has left running, in whatever process group or session, as the runner does at the end of a job: by the tracking id that everything it started has
 * inherited. Out: the command lines, without those of processes that were killed before. Only Linux shows other processes' environment; elsewhere the process group alone is
 * killed, and nothing is listed.
 */
export async function killOrphans(trackingId: string, group: number | undefined): Promise<string[]> {
  const commands = new Map<number, string>();
  // Until two looks in a row find nothing: a process may start another one meanwhile, and one that is just being started shows no environment for an instant.
  for (let quiet = 0, round = 0; quiet < 2 && round < 10; round++) {
    const orphans = await tracked(`${trackingVariable}=${trackingId}`);
    quiet = orphans.length === 0 ? quiet + 1 : 0;
    for (const {pid, command} of orphans) {
      try {
        process.kill(pid, 'SIGKILL');
        // A process that has just been killed may be seen once more, already without a name.
        if (!commands.has(pid)) commands.set(pid, command);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
  }
  if (group !== undefined) signalGroup(group, 'SIGKILL');
  return [...commands.values()];
}
