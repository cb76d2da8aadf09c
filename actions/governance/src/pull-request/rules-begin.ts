import {broken, held, none, notApplicable, ruleFor} from '#core';
import type {Facts} from './facts.ts';
import type {Policy} from './policy.ts';

const rule = ruleFor<Facts, Policy>();

const notBegun = notApplicable('no task is begun here: see --begin');

export const beginBranch = rule({
  id: 'pull-request.begin-branch',
  about: 'A task is begun from the base branch.',
  help: `What is begun from another task's branch carries that task along.

**To fix it**, \`git switch main\`. Another base is named under \`base\`.`,
  on: ['subject'],
  check: ({subject}, {base}) => {
    if (subject.kind !== 'begin') return notBegun;
    return subject.branch === base ? held({observed: base}) : broken(
      {
        key: 'branch', message: subject.branch === undefined ? 'No branch is checked out: HEAD is detached' : `"${subject.branch}" is checked out, and tasks begin from ${base}`,
        fix: `git switch ${base}`,
      }
    );
  },
});

export const beginClean = rule({
  id: 'pull-request.begin-clean',
  about: 'Nothing is left over in the work tree when a task is begun.',
  help: `What lies about uncommitted, new files too, ends up in the first commit of the task.

**To fix it**, commit it where it belongs, \`git stash\` it, or remove it.`,
  on: ['changed'],
  check: ({changed}) => (changed === 'off' ? notBegun : changed.length === 0 ? held() : none([changed], changed.length, paths => ({
    key: 'changed',
    message: `${paths.length} file${paths.length === 1 ? ' differs' : 's differ'} from the last commit: ${paths.slice(0, 5).join(', ')}${paths.length > 5 ? ', …' : ''}`,
    fix: 'Commit, stash or remove them.',
  }))),
});

export const beginSynced = rule({
  id: 'pull-request.begin-synced',
  about: 'The base branch here is the one on GitHub.',
  help: `A task that begins from an old base begins with a conflict; one that begins from a base with commits of your own carries those along. GitHub is asked, so that a
fetch of last week is not taken for the truth.

**To fix it**, \`git pull --ff-only\`; if that refuses, the base has commits of your own: move them to a branch.`,
  on: ['tips'],
  check: ({tips}, {base}) => {
    if (tips === 'off') return notBegun;
    const measure = {observed: tips.here ?? 'nothing', expected: tips.there};
    return tips.here === tips.there ? held(measure) : broken(
      {
        key: base, message: `${base} is at ${tips.here?.slice(0, 7) ?? 'nothing'} here and at ${tips.there.slice(0, 7)} on GitHub`, fix: `git switch ${base} && git pull --ff-only`,
        ...measure
      }
    );
  },
});
