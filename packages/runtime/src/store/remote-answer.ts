import {type Gap, Refusal} from '#core';
import {type GitAnswer, complaint} from '../ports/git-process.ts';

/** What a push to the branch of the history came to. `unknown`: the connection broke, or the remote says something that is not known. */
export type PushResult = 'written' | 'lost-race' | {readonly refused: Omit<Gap, 'known'>} | {readonly unknown: string};

const noRight = new RegExp([
  'permission to \\S+ denied', 'returned error: 40[13]', 'authentication failed', 'could not read (?:username|password)',
  'permission denied', 'write access to repository not granted', 'repository not found', 'read-only', 'denied to', 'insufficient permission', 'unable to create temporary object directory',
].join('|'), 'i');
const isProtected = /protected branch|GH006|GH013|repository rule|rule violations|cannot (?:create|update) .{0,20}ref/i;
/** No connection was made, so that nothing was sent. */
const unreachable = /could not resolve (?:host|hostname)|connection refused|failed to connect|couldn't connect|no route to host|network is unreachable|name or service not known/i;
/** Another run holds the lock of a file of git's, or the branch moved while the push was under way. */
const contention = new RegExp([
  'cannot lock ref', 'unable to lock', 'failed to lock', 'is at [0-9a-f]+ but expected', 'reference already exists', 'incorrect old value', 'failed to update ref',
  'another git process', "\\.lock': File exists", 'shallow file has changed',
].join('|'), 'i');
/** Said by git before it has sent anything: the branch is not where it was when it was looked at. */
const moved = /\((?:stale info|fetch first|non-fast-forward|already exists|remote ref updated since checkout)\)/;

export const contends = (stderr: string): boolean => contention.test(stderr);

/** The first lines that come from the other side, for the end of a sentence: `: …`, or nothing. */
function remoteWords(stderr: string): string {
  const lines = stderr.split('\n').filter(line => line.startsWith('remote:')).map(line => line.slice('remote:'.length).trim()).filter(line => /[A-Za-z0-9]/.test(line));
  return lines.length === 0 ? '' : `: ${complaint(lines.slice(0, 3).join(' '))}`;
}

const gaps = {
  noRemote: (what: string): Omit<Gap, 'known'> => ({
    code: 'missing', what, why: 'the repository has no remote `origin`',
    fix: 'Add one (`git remote add origin URL`), or keep the history in a folder: `history: files`.',
  }),
  noRight: (what: string, why: string, right: 'read' | 'write'): Omit<Gap, 'known'> => ({
    code: 'refused', what, why,
    fix: right === 'write'
      ? 'Give the job `permissions: contents: write`, and leave `persist-credentials` of actions/checkout on; on a laptop, look at your right to push.'
      : 'Give the job `permissions: contents: read`, and leave `persist-credentials` of actions/checkout on; on a laptop, look at your right to fetch.',
  }),
};

/** Whether git says that the remote has no such branch. */
export const saysNoBranch = (stderr: string): boolean => /couldn't find remote ref/i.test(stderr);

/** The refusal that a failed fetch of the branch stands for. */
export function refusalOfFetch(what: string, {exitCode, stderr}: GitAnswer, remote: boolean): Refusal {
  if (!remote) return new Refusal(gaps.noRemote(what));
  const why = `${complaint(stderr)}${remoteWords(stderr)}`;
  if (noRight.test(stderr)) return new Refusal(gaps.noRight(what, `the remote does not let it be read: ${why}`, 'read'));
  if (contends(stderr)) return new Refusal({
    code: 'refused', what, why: `another git works in this clone: ${why}`,
    fix: 'Run it again; remove the `.lock` file that it names when no git runs there.',
  });
  return new Refusal({
    code: 'missing', what, why: `the remote did not give it: git ended with ${exitCode}: ${why}`,
    fix: 'Look at the network and at the address of the remote `origin`, and run it again.',
  });
}

/** What a push came to, from what git printed with `--porcelain`. Source: https://git-scm.com/docs/git-push#_output */
export function readPush(what: string, {exitCode, stdout, stderr}: GitAnswer, remote: boolean): PushResult {
  const line = stdout.toString('utf8').split('\n').find(each => /^[ +\-*!=]\t/.test(each)) ?? '';
  if (exitCode === 0 && /^[ +*=]\t/.test(line)) return 'written';
  if (!remote) return {refused: gaps.noRemote(what)};
  const words = remoteWords(stderr);
  if (line.startsWith('!')) {
    const reason = /\(([^\t]*)\)$/.exec(line)?.[1] ?? line.slice(2);
    if (moved.test(line)) return 'lost-race';
    if (line.includes('[remote rejected]') || line.includes('[rejected]')) {
      if (isProtected.test(line) || isProtected.test(stderr)) {
        return {refused: {
          code: 'refused', what, why: `the branch is protected (${reason})${words}`,
          fix: 'Leave the branch out of branch protection and rulesets, or let this token bypass them; it holds no code.',
        }};
      }
      if (contention.test(line) || contention.test(stderr)) return 'lost-race';
      if (/shallow update not allowed/.test(line)) return {refused: {
        code: 'refused', what, why: 'the remote takes nothing from a shallow clone',
        fix: 'Give actions/checkout `fetch-depth: 0`.',
      }};
      if (noRight.test(line) || noRight.test(stderr)) return {refused: gaps.noRight(what, `the remote does not let it be written (${reason})${words}`, 'write')};
      return {refused: {
        code: 'refused', what, why: `the remote rejected the push (${reason})${words}`,
        fix: 'Let the remote take pushes to this branch, or name another: `history-branch`.',
      }};
    }
  }
  if (noRight.test(stderr)) return {refused: gaps.noRight(what, `the remote does not let it be written: ${complaint(stderr)}${words}`, 'write')};
  if (unreachable.test(stderr)) return {refused: {
    code: 'missing', what, why: `the remote could not be reached: ${complaint(stderr)}`,
    fix: 'Look at the network and at the address of the remote `origin`, and run it again.',
  }};
  return {unknown: `git ended with ${exitCode}: ${complaint(stderr)}${words}`};
}
