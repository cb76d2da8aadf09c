import {type Fault, type Ruling, broken, every, held, nearest, none, notApplicable, ruleFor, undecided} from '#core';
import type {CodeAlert, CommitRuns, Facts, SecretAlert, Severity, WorkflowRun} from './collect.ts';
import type {Policy} from './policy.ts';

const rule = ruleFor<Facts, Policy>();

const help = `    governance:
      runs:
        required: [ci.yml, integration.yml]
        alerts: {code-scanning: high, secret-scanning: any}
`;

const pathOf = (file: string): string => (file.startsWith('dynamic/') ? file : `.github/workflows/${file}`);
const fileOf = (path: string): string => path.replace(/^\.github\/workflows\//, '');

/**
 * Events whose runs test a merge of the commit with its base, or the base itself. Source:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request
 */
const ofPullRequests: ReadonlySet<string> = new Set(['pull_request', 'pull_request_target', 'pull_request_review', 'pull_request_review_comment', 'issue_comment']);

const counts = (run: WorkflowRun, {events}: Policy): boolean => (events ? events.includes(run.event) : !ofPullRequests.has(run.event));

/** The newest first, by when the newest attempt of each began. */
const newestFirst = (a: WorkflowRun, b: WorkflowRun): number => b.startedAt.getTime() - a.startedAt.getTime() || b.id - a.id;

const attemptOf = ({number, attempt}: WorkflowRun): string => (attempt > 1 ? `run ${number} (attempt ${attempt})` : `run ${number}`);

/** Why a workflow has no run that counts. */
function missing(file: string, {commit, runs}: CommitRuns, policy: Policy): Fault {
  const short = commit.slice(0, 7);
  const others = runs.filter(run => run.path === pathOf(file));
  const fault = {key: file, observed: null, expected: 'success'};
  if (others.length > 0) {
    const events = [...new Set(others.map(run => run.event))].join(', ');
    return {
      ...fault,
      message: `${file} ran for ${short} only on ${events}, which does not count: ${policy.events ? 'policy names other events' : 'such a run does not test the commit itself'}.`,
      fix: `Let it run on push, or start it by hand for ${short}.`,
    };
  }
  const meant = nearest(file, runs.map(run => fileOf(run.path)));
  return {
    ...fault, message: `${file} has not run for ${short}.`,
    fix: meant === undefined ? `Let it run for ${short}; a run of another commit does not count.` : `Did you mean ${meant}? A run of another commit does not count.`,
  };
}

function judge(file: string, found: CommitRuns, policy: Policy): Ruling {
  const own = found.runs.filter(run => run.path === pathOf(file) && counts(run, policy)).toSorted(newestFirst);
  const [newest] = own;
  if (!newest) return broken(missing(file, found, policy));
  const short = found.commit.slice(0, 7);
  const completed = newest.status === 'completed';
  if (!completed || newest.conclusion === undefined) {
    const what = completed ? 'has no result' : newest.status === 'unknown' ? 'is in an unknown state' : `is ${newest.status.replaceAll('_', ' ')}`;
    return undecided(
      {
        key: file, message: `${file}: ${attemptOf(newest)} for ${short} ${what}.`, fix: `Wait for it, then run this again: ${newest.url}`, observed: newest.status,
        expected: 'success',
      }
    );
  }
  if (newest.conclusion === 'success') return held();
  return broken(
    {
      key: file, message: `${file}: ${attemptOf(newest)} for ${short}, the newest, ended as ${newest.conclusion.replaceAll('_', ' ')}.`, fix: `Look at ${newest.url}`,
      observed: newest.conclusion, expected: 'success',
    }
  );
}

const required = rule({
  id: 'runs.required',
  about: 'The newest run of every required workflow, for exactly the commit that is released, succeeded.',
  help: `${help} What counts is the newest run for the commit itself, after its newest attempt: one that is still going is not decided, and one that was cancelled, skipped,
neutral, stale or waits for somebody has not succeeded. A run for another commit proves nothing about this one, nor does the run of a pull request: it tests a merge with the
base, which is never released.

**To fix it**, let the workflow run on \`push\`, or start it for the commit by hand, and wait for it.`,
  baseline: false,
  on: ['commitRuns'],
  check: ({commitRuns}, policy) => (
    policy.required.length === 0 ? notApplicable('policy requires no workflow') : every([...new Set(policy.required)], file => judge(file, commitRuns, policy))
  ),
});

const order: readonly string[] = ['low', 'medium', 'high', 'critical', 'unknown'] satisfies readonly Severity[];

const codeScanning = rule({
  id: 'runs.code-scanning',
  about: 'No code-scanning alert at or above the level of the policy is open.',
  help: `${help} Levels are those of GitHub: low, medium, high, critical. An alert without a severity for security counts by that of its tool: error as high, warning as medium,
note as low; one whose severity cannot be read counts always. A repository without code scanning is not decided until policy says \`not-used\`. Name the workflow that scans in
\`required\` too: alerts are those of the last scan.

**To fix it**, fix the code, or dismiss the alert on GitHub with a reason.`,
  on: ['codeAlerts'],
  check: ({codeAlerts}, {alerts: {'code-scanning': level}}) => {
    if (codeAlerts === 'not-used') return notApplicable('policy says that code scanning is not used');
    if (codeAlerts.length === 0) return held({observed: 0});
    return none(codeAlerts.filter(({severity}) => order.indexOf(severity) >= order.indexOf(level)), codeAlerts.length, (alert: CodeAlert) => ({
      key: `code-scanning ${alert.number}`,
      message: `${alert.tool} found ${alert.rule} (${alert.severity === 'unknown' ? 'of unknown severity' : alert.severity}), alert ${alert.number}.`,
      fix: `Fix it, or dismiss it with a reason: ${alert.url}`,
      observed: alert.severity, expected: `below ${level}`, ...(alert.path !== undefined && {at: {path: alert.path, ...(alert.line !== undefined && {line: alert.line})}}),
    }));
  },
});

const secretScanning = rule({
  id: 'runs.secret-scanning',
  about: 'No secret-scanning alert is open.',
  help: `${help} \`any\`: every open alert blocks. \`active\`: those whose secret GitHub has not proven to be revoked. The secret itself is never asked for. A repository
without secret scanning is not decided until policy says \`not-used\`. It needs a token of a GitHub App, or a fine-grained one, with \`secret-scanning-alerts: read\`: the token
of a workflow cannot have it.

**To fix it**, revoke the secret where it came from, then close the alert on GitHub.`,
  baseline: false,
  on: ['secretAlerts'],
  check: ({secretAlerts}, {alerts: {'secret-scanning': which}}) => {
    if (secretAlerts === 'not-used') return notApplicable('policy says that secret scanning is not used');
    if (secretAlerts.length === 0) return held({observed: 0});
    return none(secretAlerts.filter(({validity}) => which !== 'active' || validity !== 'inactive'), secretAlerts.length, (alert: SecretAlert) => ({
      key: `secret-scanning ${alert.number}`, message: `A secret is open: ${alert.kind}, alert ${alert.number}.`, fix: `Revoke it, then close the alert: ${alert.url}`,
      observed: alert.validity,
    }));
  },
});

export const rules = [required, codeScanning, secretScanning];
