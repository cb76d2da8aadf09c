import {type Change, type Commit, type GitChange, type GitRead, Refusal, type Tag} from '#core';

/** A history in memory. A member that is a function may throw a Refusal, as a shallow clone does. */
export interface FakeHistory {
  readonly head?: Commit;
  readonly branch?: string;
  readonly commits?: readonly (Commit & {readonly paths: readonly string[]; readonly cosmetic?: boolean})[];
  readonly refs?: Readonly<Record<string, string>>;
  readonly changed?: Readonly<Record<string, readonly Change[]>>;
  readonly ignored?: readonly string[];
  readonly tags?: readonly (string | Tag)[];
  /** Messages of annotated tags, by name. */
  readonly messages?: Readonly<Record<string, string>>;
  /** Texts by `commit:path`. */
  readonly texts?: Readonly<Record<string, string>>;
  readonly remotes?: readonly string[];
  /** Thrown by everything that looks at commits. */
  readonly refusal?: Error;
}

/** A commit with plausible members: `commit('a1', '2026-11-01', …)`. */
export function commit(sha: string, day: string, members: Partial<Commit> = {}): Commit {
  return {sha: sha.padEnd(40, '0'), parents: [], author: 'Octo Cat', authorEmail: 'octocat@example.com', at: new Date(`${day}T12:00:00Z`), subject: 'Change', body: '', ...members};
}

/** The `git` port over a history in memory; commits are given newest first. */
export function git({head, branch, commits = [], refs = {}, changed = {}, ignored = [], tags = [], messages = {}, texts = {}, remotes = [], refusal}: FakeHistory = {}): GitRead {
  const whole = (): typeof commits => {
    if (refusal) throw refusal;
    return commits;
  };
  const isIgnored = (path: string): boolean => ignored.some(entry => path === entry || path.startsWith(`${entry.replace(/\/$/, '')}/`));
  return {
    async head() {
      return head ?? commits[0];
    },
    async branch() {
      return branch;
    },
    async resolve(name) {
      return refs[name] ?? commits.find(one => one.sha === name)?.sha;
    },
    async commits({paths, limit, substantive}) {
      const touching = whole().filter(one => (!paths || one.paths.some(path => paths.includes(path))) && !(substantive && one.cosmetic));
      return touching.slice(0, limit);
    },
    async lastChanged(paths) {
      const all = whole();
      return new Map(paths.flatMap(path => {
        const last = all.find(one => one.paths.includes(path));
        return last ? [[path, last] as const] : [];
      }));
    },
    async changedSince(sha) {
      if (refusal) throw refusal;
      return changed[sha] ?? [];
    },
    async ignored(paths) {
      return new Set(paths.filter(isIgnored));
    },
    async tags() {
      return tags.map(tag => (typeof tag === 'string' ? {name: tag, commit: '0'.repeat(40), annotated: true} : tag));
    },
    async tagMessage(name) {
      return messages[name];
    },
    async textAt(sha, path) {
      if (refusal) throw refusal;
      return texts[`${sha}:${path}`];
    },
    async remotes() {
      return remotes;
    },
  };
}

/** The changing `git` port over a history in memory. `refusal` is what the remote says to a push. */
export function changingGit(history: FakeHistory = {}, {refusal}: {readonly refusal?: Error} = {}): GitChange {
  const tags = [...history.tags ?? []];
  const messages: Record<string, string> = {...history.messages};
  const refs: Record<string, string> = {...history.refs};
  const texts: Record<string, string> = {...history.texts};
  return {
    ...git({...history, tags, messages, refs, texts}),
    async tag(name, of, message) {
      if (messages[name] !== undefined && messages[name] !== message) throw new Refusal({code: 'refused', what: `the tag ${name}`, why: 'there is another one', fix: 'Look at it.'});
      if (refusal) throw refusal;
      if (messages[name] === undefined) tags.push({name, commit: of, annotated: true});
      messages[name] = message;
    },
    async annotate(ref, of, text) {
      if (refusal) throw refusal;
      refs[ref] ??= 'f'.repeat(40);
      texts[`${refs[ref]}:${of}`] = text;
    },
  };
}
