import {type ChildProcessByStdio, type ChildProcessWithoutNullStreams, type StdioOptions, spawn} from 'node:child_process';
import {devNull} from 'node:os';
import type {Readable, Writable} from 'node:stream';
import {Refusal} from '#core';
import {endGroup, guardGroup, longestTimer, signalGroup} from './process-group.ts';
import {stopped} from './stopped.ts';

export interface GitOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

export interface GitCall extends GitOptions {
  /** What is being learned, in the words of a user; refusals name it. */
  readonly what: string;
  readonly stdin?: string | Uint8Array;
  /** Exit codes that are an answer. Default: 0. Every other one is a refusal. */
  readonly answers?: readonly number[];
  /** Lets git talk to a remote. Without it nothing goes over the network, not even for objects that a partial clone lacks. */
  readonly network?: boolean;
  /** Takes the output as it comes, instead of keeping it; `false` when enough was seen, and git is stopped. */
  readonly take?: (chunk: Buffer) => boolean;
  /** Settings for this call, as `-c` gives them. */
  readonly settings?: readonly string[];
}

export interface GitAnswer {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

const defaultTimeoutMs = 60_000;
const longestOutput = 512 * 1024 * 1024;
const longestStderr = 64 * 1024;

/**
 * Variables of a user that say how git reaches a remote or its settings. Every other GIT_ variable is withheld: a hook or an editor sets GIT_DIR,
 * GIT_INDEX_FILE and the like for its own purpose.
 */
const handedOn = /^GIT_(?:CONFIG_(?!PARAMETERS)|SSL_|HTTP_|EXEC_PATH$|SSH(?:_COMMAND|_VARIANT)?$|CEILING_DIRECTORIES$|PROXY_)/;

function environment(network: boolean): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_') || handedOn.test(name));
  return {
    ...Object.fromEntries(inherited),
    LC_ALL: 'C', LANGUAGE: '', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: '', SSH_ASKPASS: '', GIT_NO_REPLACE_OBJECTS: '1', GIT_GRAFT_FILE: devNull,
    // An empty list would mean "no opinion". `ext` runs a shell line out of the repository's configuration, so it is in neither.
    GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: network ? 'https:http:ssh:git:file' : 'none',
  };
}

/** Settings that a repository brings along and with which it could run programs of its choice or change what is printed. */
const settings = [
  'core.quotePath=off', 'core.fsmonitor=false', `core.hooksPath=${devNull}`, 'core.alternateRefsCommand=true', 'core.pager=cat', 'log.showSignature=false', 'log.showRoot=true',
  'gc.auto=0', 'maintenance.auto=false', 'submodule.recurse=false', 'fetch.recurseSubmodules=false',
];

/** A git that is given input or none. */
type Child = ChildProcessByStdio<Writable | null, Readable, Readable>;

function start(root: string, args: readonly string[], {settings: own = [], network = false, stdin}: Partial<GitCall>): Child {
  const all = [...settings, ...own].flatMap(setting => ['-c', setting]);
  // A group of its own: `git fetch` has children, and all of them have to end.
  const stdio: StdioOptions = [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'];
  return spawn('git', ['--no-pager', '-C', root, ...all, ...args], {env: environment(network), detached: true, stdio}) as Child;
}

export function notStarted(error: NodeJS.ErrnoException, what: string): Refusal {
  return error.code === 'ENOENT'
    ? new Refusal({code: 'missing', what, why: 'git is not installed, or not in PATH', fix: 'Install git, or add its folder to PATH.'}, {cause: error})
    : new Refusal({
      code: 'refused', what, why: `git could not be started (${error.code ?? error.message})`, fix: 'Look at why this machine starts no further program.',
    }, {cause: error});
}

/** The line in which git says what is wrong, without credentials in an address and without control characters. */
export function complaint(stderr: string): string {
  const lines = stderr.split('\n').map(line => line.trim()).filter(line => line !== '');
  const line = lines.find(each => each.startsWith('fatal: ')) ?? lines.find(each => each.startsWith('error: ')) ?? lines.at(-1) ?? 'it says nothing';
  return line.slice(0, 500).replace(/\/\/[^/@\s]*@/g, '//').replace(/[\u0000-\u001f\u007f]/g, ' ');
}

/** `lacking` names what a shallow or partial clone does not have. */
export function lacking(what: string, why: string): Refusal {
  return new Refusal({
    code: 'missing', what, why, fix: 'Give the clone its history: `fetch-depth: 0` for actions/checkout, or `git fetch --unshallow` (`git fetch --refetch` for a partial clone).',
  });
}

/** The refusal for a folder that is in no repository. */
export class NoRepository extends Refusal {
  constructor(what: string) {
    super({code: 'missing', what, why: 'this is not a git repository', fix: 'Run it in a clone of the repository (actions/checkout), or `git init` one.'});
  }
}

/** git's own word for a folder that is in no repository. With the path of a folder in it, a `.git` is there but leads nowhere. */
export function saysNoRepository(stderr: string): boolean {
  return stderr.includes('not a git repository (or any');
}

/** How git says that an object is not here. */
const lackingWords = new RegExp([
  'bad object', 'not a tree object', 'not a valid (?:object|commit) name', 'unknown revision', 'bad revision', 'ambiguous argument', 'unable to read', 'could not get object info',
  'missing (?:blob|tree|commit|object)', 'could not parse', 'could not read', 'failed to traverse',
].join('|'), 'i');

/** The refusal that a failed call stands for. */
export function refusalOf(root: string, what: string, answer: GitAnswer): Refusal {
  const {stderr} = answer;
  const why = complaint(stderr);
  if (stderr.includes('dubious ownership')) {
    const folder = /dubious ownership in repository at '([^'\n]*)'/.exec(stderr)?.[1] ?? root;
    return new Refusal({
      code: 'refused', what, why: 'the repository belongs to another user, so git does not open it (dubious ownership)',
      fix: `Run: git config --global --add safe.directory '${folder}'`,
    });
  }
  if (saysNoRepository(stderr)) return new NoRepository(what);
  if (/promisor|transport '.*' not allowed|lazy fetch/i.test(stderr)) return lacking(what, 'the clone is partial and lacks objects that are needed');
  if (lackingWords.test(stderr)) {
    return lacking(what, `the clone does not have it (${why})`);
  }
  return new Refusal({code: 'unreadable', what, why: `git ended with ${answer.exitCode}: ${why}`, fix: 'Run `git fsck` and `git status` there, and correct what they report.'});
}

/**
 * Runs git in a folder: no shell, no prompt, no optional lock, no pager, nothing that the repository's configuration could start, and no network unless
 * told. In: the arguments, and what is being learned. Out: what it printed. Refuses on every exit code that is no answer, at the time limit (60 s unless
 * told), on an abort, when git is not installed, and when it prints more than 512 MiB.
 */
export function git(root: string, args: readonly string[], call: GitCall): Promise<GitAnswer> {
  const {what, signal} = call;
  if (signal?.aborted === true) return Promise.reject(stopped(signal, what));
  return new Promise((resolve, reject) => {
    let child: Child;
    try {
      child = start(root, args, call);
    } catch (thrown) {
      // A NUL in an argument, or a list of them that is too long.
      reject(notStarted(thrown as NodeJS.ErrnoException, what));
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    let stderr = '';
    let enough = false;
    let fault: Refusal | undefined;
    const unguard = guardGroup(child);
    let ended = (): void => undefined;
    const end = (why: Refusal): void => {
      if (fault !== undefined) return;
      fault = why;
      ended = endGroup(child);
    };
    const abort = (): void => end(stopped(signal!, what));
    const limit = call.timeoutMs ?? defaultTimeoutMs;
    const timer = setTimeout(
      () => end(new Refusal({
        code: 'timed-out', what, why: `git ${args[0] ?? ''} did not end within ${Math.round(limit / 1000)} s`,
        fix: 'Run it again; look at the size of the repository and at the network.',
      })),
      Math.min(limit, longestTimer));
    signal?.addEventListener('abort', abort, {once: true});
    let drained: NodeJS.Timeout | undefined;
    const release = (): void => {
      clearTimeout(timer);
      clearTimeout(drained);
      ended();
      unguard();
      signal?.removeEventListener('abort', abort);
    };

    child.stdout.on('data', (chunk: Buffer) => {
      if (fault !== undefined || enough) return;
      if (call.take !== undefined) {
        try {
          enough = !call.take(chunk);
        } catch (thrown) {
          fault = thrown instanceof Refusal ? thrown : new Refusal({
            code: 'unreadable', what, why: `what git printed could not be understood (${String(thrown)})`, fix: 'Run it with a newer git.',
          }, {cause: thrown});
        }
        if (enough || fault !== undefined) ended = endGroup(child);
        return;
      }
      size += chunk.length;
      if (size > longestOutput) end(new Refusal({code: 'too-large', what, why: 'git printed more than 512 MiB', fix: 'Ask for less: fewer paths, or a smaller tree.'}));
      else chunks.push(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (stderr.length < longestStderr) stderr += text;
    });
    // It may end without reading all of its input.
    child.stdin?.on('error', () => undefined).end(call.stdin);
    child.on('error', error => {
      if (child.pid !== undefined) return;
      release();
      reject(notStarted(error, what));
    });
    child.on('exit', () => {
      // What it has left running may hold the pipes open.
      drained = setTimeout(() => {
        signalGroup(child.pid!, 'SIGKILL');
        child.stdout.destroy();
        child.stderr.destroy();
      }, 1000);
    });
    child.on('close', exitCode => {
      if (child.pid === undefined) return;
      release();
      const answer: GitAnswer = {exitCode: exitCode ?? -1, stdout: Buffer.concat(chunks), stderr};
      if (fault !== undefined) reject(fault);
      else if (enough || (call.answers ?? [0]).includes(answer.exitCode)) resolve(answer);
      else reject(refusalOf(root, what, answer));
    });
  });
}

/** Starts a git that answers one question after the other, for the caller to talk with and to end. */
export function startGit(root: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  return start(root, args, {stdin: ''}) as ChildProcessWithoutNullStreams;
}

/** The fields of an output that ends each of them with NUL. */
export function fields(output: Buffer): string[] {
  const all = output.toString('utf8').split('\0');
  if (all.at(-1) === '') all.pop();
  return all;
}
