import {constants} from 'node:buffer';
import type {ChildProcessWithoutNullStreams} from 'node:child_process';
import {Refusal} from '#core';
import {type GitOptions, lacking, notStarted, refusalOf, startGit} from './git-process.ts';
import {endGroup, guardGroup, longestTimer, signalGroup} from './process-group.ts';
import {tooLarge} from './regular-file.ts';
import {stopped} from './stopped.ts';

interface Question {
  readonly object: string;
  /** How the object is called in the tree; refusals name it. */
  readonly path: string;
  readonly limit: number;
  resolve(bytes: Buffer): void;
  reject(refusal: Refusal): void;
}

/** What is being answered: the rest of the header, then the content with the line feed behind it. */
interface Body {
  readonly size: number;
  readonly kept: Buffer | undefined;
  received: number;
}

const longestHeader = 4096;
const defaultTimeoutMs = 30_000;

/**
 * Reads objects through one `git cat-file --batch`, which is started with the first question and kept for the next. Questions are answered in order; what
 * is larger than its limit is thrown away as it comes. Source: https://git-scm.com/docs/git-cat-file#_batch_output
 */
export class ObjectReader {
  readonly #root: string;
  readonly #signal: AbortSignal | undefined;
  readonly #timeoutMs: number;
  readonly #questions: Question[] = [];
  #child: ChildProcessWithoutNullStreams | undefined;
  #header = Buffer.alloc(0);
  #body: Body | undefined;
  #stderr = '';
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;
  #ended: Promise<void> = Promise.resolve();

  /** `timeoutMs`: how long git may say nothing while a question is open. Default 30 s. */
  constructor(root: string, {signal, timeoutMs}: GitOptions) {
    this.#root = root;
    this.#signal = signal;
    this.#timeoutMs = Math.min(timeoutMs ?? defaultTimeoutMs, longestTimer);
    signal?.addEventListener('abort', this.#abort, {once: true});
  }

  /** The content of an object. In: its id, the path for messages, the most bytes. Throws a Refusal. */
  read(object: string, path: string, limit: number): Promise<Buffer> {
    if (this.#signal?.aborted === true) return Promise.reject(stopped(this.#signal, path));
    if (this.#disposed) return Promise.reject(new Refusal({code: 'cancelled', what: path, why: 'the run has ended', fix: 'Run it again.'}));
    return new Promise((resolve, reject) => {
      this.#questions.push({object, path, limit, resolve, reject});
      if (this.#child === undefined) this.#start();
      else this.#ask(object);
    });
  }

  /** Ends git, and resolves when it has ended: it does not outlive the run. What is still asked is refused. */
  dispose(): Promise<void> {
    this.#disposed = true;
    this.#signal?.removeEventListener('abort', this.#abort);
    this.#fail(question => new Refusal({code: 'cancelled', what: question.path, why: 'the run has ended', fix: 'Run it again.'}));
    return this.#ended;
  }

  readonly #abort = (): void => this.#fail(question => stopped(this.#signal!, question.path));

  /** Refuses every open question and ends git. */
  #fail(why: (question: Question) => Refusal): void {
    const open = this.#questions.splice(0);
    this.#stop();
    for (const question of open) question.reject(why(question));
  }

  #stop(): void {
    const child = this.#child;
    clearTimeout(this.#timer);
    this.#child = undefined;
    this.#body = undefined;
    this.#header = Buffer.alloc(0);
    this.#stderr = '';
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.stdin.destroy();
    // What waits for its end must not be ended for want of anything else to wait for.
    child.ref();
    this.#ended = new Promise(resolve => void child.once('exit', () => resolve()));
    const ended = endGroup(child);
    child.once('close', ended);
  }

  #start(): void {
    let child: ChildProcessWithoutNullStreams;
    try {
      child = startGit(this.#root, ['cat-file', '--batch']);
    } catch (thrown) {
      this.#fail(question => notStarted(thrown as NodeJS.ErrnoException, question.path));
      return;
    }
    this.#child = child;
    const unguard = guardGroup(child);
    const current = (): boolean => this.#child === child;
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (chunk: Buffer) => {
      if (current()) this.#take(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (current() && this.#stderr.length < longestHeader) this.#stderr += text;
    });
    child.on('error', error => {
      if (child.pid === undefined && current()) this.#fail(question => notStarted(error, question.path));
    });
    child.on('exit', () => signalGroup(child.pid!, 'SIGKILL'));
    child.on('close', exitCode => {
      unguard();
      if (current()) this.#died(exitCode ?? -1);
    });
    for (const {object} of this.#questions) this.#ask(object);
  }

  #ask(object: string): void {
    this.#child!.stdin.write(`${object}\n`);
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child === undefined) return;
    const handles = [child, child.stdin, child.stdout, child.stderr] as unknown as {ref(): void; unref(): void}[];
    // A git that waits for questions must not keep this process alive.
    if (this.#questions.length === 0) {
      for (const handle of handles) handle.unref();
      return;
    }
    for (const handle of handles) handle.ref();
    this.#timer = setTimeout(() => this.#fail(question => new Refusal({
      code: 'timed-out', what: question.path, why: `git said nothing for ${Math.round(this.#timeoutMs / 1000)} s`,
      fix: 'Run it again; look at the disk and at the size of the repository.',
    })), this.#timeoutMs);
  }

  /** git has ended by itself: in a partial clone it does so at an object that is not here. The first open question is answered by that; the others are asked anew. */
  #died(exitCode: number): void {
    const stderr = this.#stderr;
    const question = this.#questions.shift();
    this.#stop();
    if (question === undefined) return;
    question.reject(refusalOf(this.#root, question.path, {exitCode, stdout: Buffer.alloc(0), stderr}));
    if (this.#questions.length > 0) this.#start();
  }

  #take(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0 && this.#questions.length > 0) {
      if (this.#body === undefined) {
        const end = rest.indexOf(0x0a);
        this.#header = Buffer.concat([this.#header, end === -1 ? rest : rest.subarray(0, end)]);
        if (this.#header.length > longestHeader) {
          this.#fail(question => new Refusal({code: 'unreadable', what: question.path, why: 'git answers in another form', fix: 'Run it with a newer git.'}));
          return;
        }
        if (end === -1) break;
        rest = rest.subarray(end + 1);
        this.#answer(this.#header.toString('utf8'));
        this.#header = Buffer.alloc(0);
        continue;
      }
      const body = this.#body;
      const part = rest.subarray(0, body.size + 1 - body.received);
      // The last byte is the line feed behind the content; a copy stops at the end of the buffer.
      if (body.kept !== undefined) part.copy(body.kept, body.received);
      body.received += part.length;
      rest = rest.subarray(part.length);
      if (body.received === body.size + 1) this.#finish(body);
    }
    this.#wait();
  }

  #answer(header: string): void {
    const question = this.#questions[0]!;
    const size = Number(/^[0-9a-f]+ [a-z]+ (\d+)$/.exec(header)?.[1] ?? NaN);
    if (Number.isNaN(size)) {
      this.#questions.shift();
      question.reject(header.endsWith(' missing')
        ? lacking(question.path, 'the clone does not have its content (it is shallow or partial)')
        : new Refusal({code: 'unreadable', what: question.path, why: `git answers ${JSON.stringify(header.slice(0, 100))}`, fix: 'Run `git fsck`.'}));
      return;
    }
    this.#body = {size, kept: size > Math.min(question.limit, constants.MAX_LENGTH) ? undefined : Buffer.allocUnsafeSlow(size), received: 0};
  }

  #finish(body: Body): void {
    const question = this.#questions.shift()!;
    this.#body = undefined;
    if (body.kept === undefined) question.reject(tooLarge(question.path, body.size, question.limit));
    else question.resolve(body.kept);
  }
}
