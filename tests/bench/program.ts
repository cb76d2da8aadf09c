import {spawn, spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {median} from './measure.ts';

/** A program that is measured. */
export interface Program {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** The whole environment, beside PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes with which it has done its work. */
  readonly ends: readonly number[];
}

/** What one run took: milliseconds, those of CPU with everything that it started. */
export interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

const environmentOf = ({env}: Program): Record<string, string> => ({PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', LC_ALL: 'C', ...env});

/** Node itself gives no times of children; bash's `time` reads getrusage to the millisecond. Source: bash(1), TIMEFORMAT. */
const timed = 'TIMEFORMAT="%3R %3U %3S"; { time "$@" >/dev/null 2>/dev/null; } 2>&1; code=$?; exit $code';

/** Runs a program once. Throws an Error when it ends in a way that is no result. */
export function costOf(program: Program): Cost {
  const {argv, cwd, ends} = program;
  const {status, stdout, error} = spawnSync('bash', ['-c', timed, 'time', ...argv], {cwd, env: environmentOf(program), encoding: 'utf8'});
  if (error) throw error;
  if (status === null || !ends.includes(status)) throw new Error(`${argv.join(' ')} ended with ${status}`);
  const [wall, user, system] = stdout.trim().split(' ').map(seconds => Math.round(Number(seconds) * 1000));
  if (wall === undefined || user === undefined || system === undefined || Number.isNaN(wall + user + system)) throw new Error(`bash said ${JSON.stringify(stdout)}`);
  return {cpu: user + system, wall};
}

/** The middle costs of programs that are run in turn, so that what the machine does besides meets all of them alike. */
export function costsInTurn<K extends string>(programs: Readonly<Record<K, Program>>, rounds: number): Readonly<Record<K, Cost>> {
  const names = Object.keys(programs) as K[];
  const costs = new Map<K, Cost[]>(names.map(name => [name, []]));
  for (let round = 0; round < rounds; round++) for (const name of names) costs.get(name)!.push(costOf(programs[name]));
  return Object.fromEntries(names.map(name => {
    const all = costs.get(name)!;
    return [name, {cpu: median(all.map(({cpu}) => cpu)), wall: median(all.map(({wall}) => wall))}];
  })) as Record<K, Cost>;
}

/** The most memory in MB that the program's own process held (VmHWM); undefined where there is no /proc. */
export async function peakMemoryOf(program: Program): Promise<number | undefined> {
  const child = spawn(program.argv[0], program.argv.slice(1), {cwd: program.cwd, env: environmentOf(program), stdio: 'ignore'});
  let peak: number | undefined;
  const look = setInterval(() => {
    try {
      const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
      if (kilobytes !== undefined) peak = Number(kilobytes) / 1024;
    } catch {
      // It has just ended.
    }
  }, 5);
  try {
    await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  } finally {
    clearInterval(look);
  }
  return peak;
}
