import {randomBytes} from 'node:crypto';
import {type GitChange, type GitRead, Refusal, Unclear} from '#core';
import {readPush, refusalOfFetch, saysNoBranch} from '../store/remote-answer.ts';
import {type GitOptions, git} from './git-process.ts';
import {ownSettings} from './git-settings.ts';

const ours = 'Shipgate <shipgate@localhost>';
/** How often a note is written anew when others wrote theirs first. */
const attempts = 10;

/**
 * Tags and notes, made in the clone and pushed to `origin`, where there is one, before the clone has them under their name: what the clone shows is then
 * what the remote has. Nothing that the remote has is overwritten. The work tree, the index and the branches stay as they are.
 */
export function gitChange(root: string, history: GitRead, {signal}: Pick<GitOptions, 'signal'> = {}): GitChange {
  const networkLimit = 120_000;

  async function remoteOf(what: string) {
    const {own, harmless} = await ownSettings(root, {signal});
    return own.some(([key]) => key === 'remote.origin.url') ? {settings: harmless, network: true, what, signal, timeoutMs: networkLimit} as const : undefined;
  }
  type Remote = NonNullable<Awaited<ReturnType<typeof remoteOf>>>;

  const idOf = async (what: string, name: string): Promise<string | undefined> => {
    const {exitCode, stdout} = await git(root, ['rev-parse', '--quiet', '--verify', '--end-of-options', name], {what, signal, answers: [0, 1]});
    return exitCode === 0 ? stdout.toString('utf8').trim() : undefined;
  };

  /** Fetches a ref under a name of the clone. Out: what it is; nothing where the remote has none. */
  async function fetched(remote: Remote, ref: string, into: string): Promise<string | undefined> {
    const words = [
      'fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--no-auto-maintenance', '--no-write-fetch-head', '--no-filter', '--refmap=', '--upload-pack=git-upload-pack',
      '--', 'origin', `+${ref}:${into}`,
    ];
    const answer = await git(root, words, {...remote, answers: [0, 1, 128]});
    if (answer.exitCode === 0) return idOf(remote.what, into);
    if (saysNoBranch(answer.stderr)) return undefined;
    throw refusalOfFetch(remote.what, answer, true);
  }

  /** Pushes an object to a ref that is still what it was, or is not there yet. */
  async function push(remote: Remote, id: string, ref: string, expected: string | undefined): Promise<'written' | 'lost-race'> {
    const words = [
      'push', '--porcelain', '--no-verify', '--no-follow-tags', '--recurse-submodules=no', '--no-signed', '--receive-pack=git-receive-pack',
      `--force-with-lease=${ref}:${expected ?? ''}`, '--', 'origin', `${id}:${ref}`,
    ];
    const unclear = (why: string, cause?: unknown): Unclear => new Unclear({
      code: 'refused', what: remote.what, why: `nobody knows whether the push has arrived: ${why}`, fix: 'Run it again: it looks first at what has arrived.',
    }, {cause});
    let result: ReturnType<typeof readPush>;
    try {
      result = readPush(remote.what, await git(root, words, {...remote, answers: [0, 1, 128]}), true);
    } catch (thrown) {
      if (thrown instanceof Refusal && (thrown.gap.code === 'timed-out' || thrown.gap.code === 'cancelled')) throw unclear(thrown.gap.why, thrown);
      throw thrown;
    }
    if (typeof result === 'string') return result;
    if ('refused' in result) throw new Refusal(result.refused);
    throw unclear(result.unknown);
  }

  async function refuseOther(name: string, message: string): Promise<void> {
    const there = await history.tagMessage(name);
    if (there !== undefined && sameMessage(there, message)) return;
    throw new Refusal({
      code: 'refused', what: `the tag ${name}`, why: 'there is one of that name that says something else', fix: 'Look at it (`git show`); remove it only when you know who made it and why.',
    });
  }

  return {
    ...history,
    async tag(name, commit, message) {
      const what = `the tag ${name}`;
      const ref = `refs/tags/${name}`;
      if ((await git(root, ['check-ref-format', ref], {what, signal, answers: [0, 1]})).exitCode !== 0) throw new Refusal({
        code: 'refused', what, why: 'git allows no such name', fix: 'Choose another prefix.',
      });
      if (await idOf(what, ref) !== undefined) return refuseOther(name, message);
      const remote = await remoteOf(what);
      // It goes straight under its name: the clone has none.
      if (remote && await fetched(remote, ref, ref) !== undefined) return refuseOther(name, message);
      const text = `object ${commit}\ntype commit\ntag ${name}\ntagger ${ours} ${Math.floor(Date.now() / 1000)} +0000\n\n${message}`;
      const id = (await git(root, ['mktag'], {what, signal, stdin: text})).stdout.toString('utf8').trim();
      if (remote && await push(remote, id, ref, undefined) === 'lost-race') throw new Refusal({
        code: 'refused', what, why: 'another run made one at the same time', fix: 'Run it again: it looks first at what is there.',
      });
      await git(root, ['update-ref', '-m', 'Shipgate', ref, id, '0'.repeat(id.length)], {what, signal});
    },
    async annotate(ref, commit, text) {
      const what = `the note on ${commit.slice(0, 7)}`;
      const remote = await remoteOf(what);
      const kept = `refs/shipgate/${ref.slice('refs/'.length)}`;
      const work = `refs/notes/shipgate-${randomBytes(8).toString('hex')}`;
      for (let attempt = 1; attempt <= attempts; attempt++) {
        const before = remote ? await fetched(remote, ref, kept) : await idOf(what, ref);
        let after: string;
        try {
          if (before !== undefined) await git(root, ['update-ref', work, before], {what, signal});
          const settings = ['user.name=Shipgate', 'user.email=shipgate@localhost', 'notes.rewriteRef='];
          await git(root, ['notes', `--ref=${work}`, 'add', '--force', '-F', '-', commit], {what, signal, stdin: text, settings});
          after = (await idOf(what, work))!;
        } finally {
          await git(root, ['update-ref', '-d', work], {what, signal});
        }
        if (remote && await push(remote, after, ref, before) === 'lost-race') continue;
        await git(root, ['update-ref', '-m', 'Shipgate', ref, after], {what, signal});
        return;
      }
      throw new Refusal({code: 'refused', what, why: `other runs wrote notes first, ${attempts} times`, fix: 'Run it again.'});
    },
  };
}

/** Git hands out the lines of a message's first paragraph as one, and without what is white at its ends. */
function sameMessage(there: string, message: string): boolean {
  const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();
  return plain(there) === plain(message);
}
