import {type Fault, broken, every, held, none, notApplicable, ruleFor} from '#core';
import {compiled} from '../pattern.ts';
import type {Facts, PullRequest, Subject} from './facts.ts';
import type {Policy} from './policy.ts';
import {fieldsIn, taskIdsIn} from './task-ids.ts';

const rule = ruleFor<Facts, Policy>();

const noPull = notApplicable('there is no pull request');
const noPrefix = notApplicable('no `task-prefix` is set');

/** The pull request, unless its author need not have a task. */
function pullOf(subject: Subject, policy: Policy): PullRequest | undefined {
  return subject.kind === 'pull request' && !policy['exempt-authors'].some(login => login.toLowerCase() === subject.pull.author.toLowerCase()) ? subject.pull : undefined;
}

const exempt = (subject: Subject) => (subject.kind === 'pull request' ? notApplicable(`${subject.pull.author} is one of \`exempt-authors\``) : noPull);

const listing = (ids: readonly string[]): string => ids.slice(0, 5).join(', ');

export const branchName = rule({
  id: 'pull-request.branch',
  about: 'The branch is called as policy says, and names one task.',
  help: `The name of the branch tells which task it is for, before there is a pull request and after it is gone. With \`task-prefix: TASK-\` it holds exactly one id, in
upper or lower case (\`codex/task-123-short-name\`); \`branch\` is a regular expression for the whole form.

On a laptop the branch that is checked out is judged.

**To fix it**, rename it: \`git branch -m codex/task-123-short-name\`. A pull request does not follow: open it
anew, or rename the branch on GitHub, which takes the pull request along.`,
  on: ['subject'],
  check: ({subject}, policy) => {
    const {branch: form, 'task-prefix': prefix} = policy;
    if (form === undefined && prefix === undefined) return notApplicable('neither `branch` nor `task-prefix` is set');
    const pull = pullOf(subject, policy);
    if (!pull && subject.kind !== 'branch') return exempt(subject);
    const name = pull ? pull.branch : subject.kind === 'branch' ? subject.branch : undefined;
    if (name === undefined) return broken({key: 'branch', message: 'No branch is checked out: HEAD is detached', fix: 'Check out the branch of the task.'});
    const ids = prefix === undefined ? [] : taskIdsIn(name, prefix);
    const faults: Fault[] = [
      ...(
        form !== undefined && !compiled(form).match(name) ? [
          {key: 'form', message: `The branch "${name}" is not called as \`branch\` says`, fix: `Rename it to fit ${form}`, observed: name, expected: form},
        ] : []
      ),
      ...(
        prefix !== undefined && ids.length !== 1 ? [
          {
            key: 'task', message: ids.length === 0 ? `The branch "${name}" names no task` : `The branch "${name}" names several tasks: ${listing(ids)}`,
            fix: `Let it name one: ${prefix.toLowerCase()}123-short-name.`, observed: name,
          },
        ] : []
      ),
    ];
    const [first, ...rest] = faults;
    return first ? broken(first, ...rest) : held({observed: name});
  },
});

export const title = rule({
  id: 'pull-request.title',
  about: 'The title says which task it is, and what is done.',
  help: `The title ends up as the subject of the squashed commit. With \`task-prefix: TASK-\` it reads \`TASK-123: what is done\`, with one id; \`title\` is a regular
expression in its place.

**To fix it**, edit the title.`,
  on: ['subject'],
  check: ({subject}, policy) => {
    const {title: form, 'task-prefix': prefix} = policy;
    if (form === undefined && prefix === undefined) return notApplicable('neither `title` nor `task-prefix` is set');
    const pull = pullOf(subject, policy);
    if (!pull) return exempt(subject);
    const fault = (message: string, fix: string) => broken({key: 'title', message, fix, observed: pull.title});
    if (form !== undefined && !compiled(form).match(pull.title)) return fault(`The title "${pull.title}" does not read as \`title\` says`, `Write it to fit ${form}`);
    if (prefix === undefined) return held({observed: pull.title});
    const ids = taskIdsIn(pull.title, prefix);
    if (ids.length > 1) return fault(`The title names several tasks: ${listing(ids)}`, 'Name the one that this pull request is for.');
    const [id] = ids;
    const [before, ...after] = pull.title.split(':');
    const reads = id !== undefined && (form !== undefined || (before!.trim().toUpperCase() === id && after.join(':').trim() !== ''));
    return reads ? held({observed: pull.title}) : fault(`The title "${pull.title}" does not begin with a task`, `Write ${prefix}123: what is done.`);
  },
});

export const field = rule({
  id: 'pull-request.field',
  about: 'The description names exactly one task in its field.',
  help: `\`Primary-Task: TASK-123\` is the line that tools read. It may be repeated, but never with another task; line breaks that arrived as \`\\n\` are understood, and
what stands in a comment (a template's example) is not counted.

**To fix it**, write the line once, with the task that the branch and the title name.`,
  on: ['subject'],
  check: ({subject}, policy) => {
    const {field: name, 'task-prefix': prefix} = policy;
    if (prefix === undefined) return noPrefix;
    const pull = pullOf(subject, policy);
    if (!pull) return exempt(subject);
    const values = fieldsIn(pull.body, name);
    const fault = (message: string) => broken({key: name, message, fix: `Write one line: ${name}: ${prefix}123`});
    if (values.length === 0) return fault(`The description has no line "${name}: …"`);
    if (values.length > 1) return fault(`The description names several tasks under ${name}: ${listing(values)}`);
    const [id] = taskIdsIn(values[0]!, prefix);
    return values[0]!.toUpperCase() === id ? held({observed: id}) : fault(`"${values[0]}" under ${name} is no task`);
  },
});

export const sameTask = rule({
  id: 'pull-request.task',
  about: 'Branch, title and description name the same task.',
  help: `One task, one branch, one pull request: where two names differ, one of them is about something else, and whoever looks for the task later finds half of it.

**To fix it**, correct the odd one. What belongs to another task goes into a pull request of its own.`,
  on: ['subject'],
  check: ({subject}, policy) => {
    const {field: name, 'task-prefix': prefix} = policy;
    if (prefix === undefined) return noPrefix;
    const pull = pullOf(subject, policy);
    if (!pull) return exempt(subject);
    const named = [
      ['the branch', taskIdsIn(pull.branch, prefix)], ['the title', taskIdsIn(pull.title, prefix)], [name, fieldsIn(pull.body, name).flatMap(value => taskIdsIn(value, prefix))],
    ] as const;
    const all = [...new Set(named.flatMap(([, ids]) => ids))];
    if (all.length === 0) return broken({key: 'task', message: 'Neither the branch, the title nor the description names a task', fix: `Name one: ${prefix}123.`});
    if (all.length === 1) return held({observed: all[0]!});
    return broken(
      {
        key: 'task', message: `It is about several tasks: ${named.filter(([, ids]) => ids.length > 0).map(([where, ids]) => `${where} names ${listing(ids)}`).join(', ')}`,
        fix: 'Name one task; put the other into a pull request of its own.', observed: [...all],
      }
    );
  },
});

/** The task of a pull request or of a branch, where it is told by one name. */
function taskOf(subject: Subject, policy: Policy, prefix: string): string | undefined {
  const pull = subject.kind === 'pull request' ? subject.pull : undefined;
  const texts = pull ? [...fieldsIn(pull.body, policy.field), pull.branch, pull.title] : [subject.kind === 'branch' ? subject.branch ?? '' : ''];
  return texts.map(text => taskIdsIn(text, prefix)).find(ids => ids.length === 1)?.[0];
}

export const commits = rule({
  id: 'pull-request.commits',
  about: 'Every commit is about the one task.',
  help: `A second task that rides along in a commit is reviewed by nobody and reverted with the first. Every commit names the task in its message, subject or body, and no
commit names another (\`commits: no-other\` asks only for the second half). Merges of the base need not name it.

**To fix it**, reword (\`git rebase -i\`), or move what belongs to the other task to its own branch.`,
  on: ['subject', 'commits'],
  check: ({subject, commits: all}, policy) => {
    const {'task-prefix': prefix} = policy;
    if (prefix === undefined) return noPrefix;
    if (policy.commits === 'off') return notApplicable('`commits` is off');
    if (all === 'off' || (subject.kind === 'pull request' && !pullOf(subject, policy))) return exempt(subject);
    const task = taskOf(subject, policy, prefix);
    return every(all, ({sha, message, parents}) => {
      const ids = taskIdsIn(message, prefix);
      const others = ids.filter(id => id !== task);
      const line = message.split('\n')[0]!.slice(0, 80);
      const fault = (key: string, text: string) => broken({
        key: `${key} ${line}`, message: text, fix: 'Reword the commit, or move it to the branch of the other task.', observed: [...ids],
      });
      if (others.length > (task === undefined ? 1 : 0)) return fault(
        'other', `The commit ${sha.slice(0, 7)} "${line}" names ${listing(others)}${task === undefined ? '' : `, and this is about ${task}`}`
      );
      return ids.length > 0 || policy.commits === 'no-other' || parents > 1 ? held() : fault('none', `The commit ${sha.slice(0, 7)} "${line}" names no task`);
    });
  },
});

export const onlyOne = rule({
  id: 'pull-request.only-one',
  about: 'The author has no other open pull request for a task, and nobody else has one for this task.',
  help: `One task at a time: a second open pull request of the same author waits, ages and collides with the first. Any open pull request of theirs that names a task
counts, not only one for the same task; and so does one for the same task by anybody.

With \`--begin\` on a laptop the owner of the token is the author.

**To fix it**, merge or close the other pull request first.`,
  on: ['subject', 'open'],
  check: ({subject, open}, policy) => {
    const {'task-prefix': prefix} = policy;
    if (prefix === undefined) return noPrefix;
    if (open === 'off' || (subject.kind === 'pull request' && !pullOf(subject, policy))) return exempt(subject);
    const own = subject.kind === 'pull request' ? subject.pull.number : undefined;
    const task = taskOf(subject, policy, prefix);
    const others = open.pulls.filter(({number}) => number !== own).map(pull => ({...pull, tasks: [...taskIdsIn(pull.branch, prefix), ...taskIdsIn(pull.title, prefix)]}));
    const same = (login: string): boolean => login !== '' && login.toLowerCase() === open.author.toLowerCase();
    const culprits = others.filter(({author, tasks}) => tasks.length > 0 && (same(author) || (task !== undefined && tasks.includes(task))));
    return none(culprits, open.pulls.length + 1, ({number, title: other, author, tasks}) => ({
      key: `#${number}`,
      message: same(author) ? `${author} has another open pull request for a task: #${number} "${other}"` : `#${number} "${other}" by ${author} is open for ${tasks[0]} too`,
      fix: 'Merge or close it first.',
    }));
  },
});
