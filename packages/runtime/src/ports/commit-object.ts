import type {Commit} from '#core';
import {pathOf} from './path-name.ts';

/** What a commit says of itself. The raw object names its parents even where a shallow clone ends, and no replacement changes it. */
export interface RawCommit {
  readonly parents: readonly string[];
  readonly author: string;
  readonly authorEmail: string;
  readonly at: Date;
  readonly subject: string;
  readonly body: string;
}

function decoder(label: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder('utf-8');
  }
}

/** Reads a commit object. Source: https://git-scm.com/docs/gitformat-signature and git's commit.c; the message may be in the encoding that a header names. */
export function readCommitObject(bytes: Uint8Array): RawCommit {
  const latin1 = Buffer.from(bytes).toString('latin1');
  const blank = latin1.indexOf('\n\n');
  const end = blank === -1 ? latin1.length : blank;
  const encoding = /^encoding (.+)$/m.exec(latin1.slice(0, end))?.[1] ?? 'utf-8';
  const text = decoder(encoding);
  const headers = text.decode(bytes.subarray(0, end)).split('\n');
  const valueOf = (name: string): string => headers.find(line => line.startsWith(`${name} `))?.slice(name.length + 1) ?? '';
  const [, author = '', authorEmail = ''] = /^(.*?) ?<([^>]*)>/.exec(valueOf('author')) ?? [];
  const seconds = Number(/> (-?\d+) [+-]\d+$/.exec(valueOf('committer'))?.[1] ?? 0);
  const message = text.decode(bytes.subarray(Math.min(end + 2, bytes.length))).trimStart();
  const [paragraph = ''] = message.split(/\n[ \t\r]*\n/, 1);
  return {
    parents: headers.filter(line => line.startsWith('parent ')).map(line => line.slice('parent '.length)),
    author, authorEmail, at: new Date(seconds * 1000), subject: paragraph.split('\n').map(line => line.trim()).filter(line => line !== '').join(' '),
    body: message.slice(paragraph.length).trim(),
  };
}

/** The form in which `git log` is asked for commits: `mark`, which no path can be, then seven fields, each ended by NUL. */
export function commitFormat(mark: string): string {
  return `--format=tformat:${mark}%x00%H%x00%P%x00%an%x00%ae%x00%ct%x00%s%x00%b%x00`;
}

const fieldCount = 7;

/** Reads what `git log -z` prints in `commitFormat`, as it comes: a commit, then what stands below it. */
export class CommitLog {
  readonly #mark: string;
  readonly #commit: (commit: Commit) => boolean;
  readonly #below: (text: string, commit: Commit) => boolean;
  #rest: Buffer = Buffer.alloc(0);
  #fields: string[] | undefined;
  #current: Commit | undefined;
  #first = false;

  /** Both are called in the order of the output and say whether to go on. */
  constructor(mark: string, commit: (commit: Commit) => boolean, below: (text: string, commit: Commit) => boolean) {
    this.#mark = mark;
    this.#commit = commit;
    this.#below = below;
  }

  readonly take = (chunk: Buffer): boolean => {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(0, from); end !== -1; end = bytes.indexOf(0, from)) {
      const token = bytes.subarray(from, end);
      from = end + 1;
      if (!this.#token(token)) return false;
    }
    this.#rest = bytes.subarray(from);
    return true;
  };

  #token(bytes: Buffer): boolean {
    if (this.#fields !== undefined) {
      this.#fields.push(bytes.toString('utf8'));
      if (this.#fields.length < fieldCount) return true;
      const [sha = '', parents = '', author = '', authorEmail = '', seconds = '', subject = '', body = ''] = this.#fields;
      this.#fields = undefined;
      this.#first = true;
      this.#current = {sha, parents: parents === '' ? [] : parents.split(' '), author, authorEmail, at: new Date(Number(seconds) * 1000), subject, body: body.trim()};
      return this.#commit(this.#current);
    }
    if (bytes.length === 0) return true;
    const text = pathOf(bytes).path;
    // git puts a line feed between a commit and what stands below it, even if that is nothing.
    const below = this.#first && text.startsWith('\n') ? text.slice(1) : text;
    if (below === this.#mark) {
      this.#fields = [];
      return true;
    }
    this.#first = false;
    return this.#current === undefined || this.#below(below, this.#current);
  }
}
