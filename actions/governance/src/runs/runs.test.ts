import {describe, expect, test} from '@jest/globals';
import type {ContextFacts, Ruling} from '#core';
import {context, git} from '#testkit';
import {type Answer, type FakeGithub, fakeGithub} from '../github.fixture.ts';
import {collect} from './collect.ts';
import {policy} from './policy.ts';
import {rules} from './rules.ts';

const now = new Date('2026-11-20T12:00:00Z');
const commit = 'c0ffee0000000000000000000000000000000000';
const other = 'dead000000000000000000000000000000000000';
const root = '/repos/harbour/lantern-bay';
const paths = {runs: `${root}/actions/runs`, code: `${root}/code-scanning/alerts`, secrets: `${root}/secret-scanning/alerts`};

let id = 100;
interface RunBody {
  readonly [key: string]: string | number | null;
}
const run = (members: Partial<RunBody> = {}): RunBody => ({
  id: ++id, path: '.github/workflows/ci.yml', head_sha: commit, event: 'push', status: 'completed', conclusion: 'success', run_number: id, run_attempt: 1,
  created_at: '2026-11-20T10:00:00Z', run_started_at: '2026-11-20T10:00:00Z', html_url: `https://github.com/harbour/lantern-bay/actions/runs/${id}`, ...members as RunBody,
});
const at = (hour: number): RunBody => {
  const begun = `2026-11-20T${String(hour).padStart(2, '0')}:00:00Z`;
  return {created_at: begun, run_started_at: begun};
};
const alert = (number: number, members: Readonly<Record<string, Answer>> = {}) => ({
  number, state: 'open', html_url: `https://github.com/harbour/lantern-bay/security/code-scanning/${number}`, tool: {name: 'CodeQL'},
  rule: {id: 'js/injection', severity: 'error', security_severity_level: 'high'}, most_recent_instance: {location: {path: 'src/a.js', start_line: 7}}, ...members,
});
const secret = (number: number, validity: string) => (
  {number, state: 'open', html_url: `https://github.com/harbour/lantern-bay/security/secret-scanning/${number}`, secret_type: 'github_pat', validity}
);

interface Judged {
  readonly required: Ruling;
  readonly code: Ruling;
  readonly secrets: Ruling;
  readonly github: FakeGithub;
}
async function judge(written: unknown, answers: Readonly<Record<string, Answer>>, facts: Partial<ContextFacts> = {}): Promise<Judged> {
  const parsed = policy.parse(written);
  const github = fakeGithub(answers);
  const collected = await collect(
    {github, git: git(), context: context({event: 'push', scope: 'release', repository: 'harbour/lantern-bay', commit, ...facts})}, {policy: parsed, wants: () => true}
  );
  const [required, code, secrets] = rules.map(rule => rule.judge(collected, parsed, now)) as [Ruling, Ruling, Ruling];
  return {required, code, secrets, github};
}
const quiet = {'code-scanning': 'not-used', 'secret-scanning': 'not-used'};
const judgeRuns = async (runs: readonly RunBody[], members: Record<string, unknown> = {}) => (
  await judge({required: ['ci.yml'], alerts: quiet, ...members}, {[paths.runs]: {total_count: runs.length, workflow_runs: runs}})
).required;

describe('required workflows', () => {
  test('a newest run that succeeded holds', async () => {
    expect(await judgeRuns([run()])).toMatchObject({state: 'held', examined: 1});
    expect(await judgeRuns([run({...at(10), conclusion: 'failure'}), run(at(11))])).toMatchObject({state: 'held'});
    expect(await judgeRuns([run({path: '.github/workflows/ci.yml@refs/heads/main'})])).toMatchObject({state: 'held'});
  });

  test.each(
    ['failure', 'cancelled', 'skipped', 'neutral', 'stale', 'action_required', 'timed_out', 'startup_failure', 'a word of tomorrow']
  )('%s is no success', async conclusion => {
    expect(await judgeRuns([run({conclusion})])).toMatchObject({state: 'broken', broken: [{observed: conclusion, expected: 'success'}]});
    expect(await judgeRuns([run(at(10)), run({...at(11), conclusion})])).toMatchObject({state: 'broken'});
  });

  test.each(['in_progress', 'queued', 'waiting', 'requested', 'pending'])('hole of today: a newer run that is %s was passed over', async status => {
    expect(await judgeRuns([run(at(10)), run({...at(11), status, conclusion: null})])).toMatchObject({state: 'undecided'});
  });

  test.each([
    ['failed', run => run({conclusion: 'timed_out'}), /^ci\.yml: run \d+ for c0ffee0, the newest, ended as timed out\.$/],
    ['goes on', run => run({status: 'in_progress', conclusion: null}), /^ci\.yml: run \d+ for c0ffee0 is in progress\.$/],
    ['ended without a result', run => run({conclusion: null}), /^ci\.yml: run \d+ for c0ffee0 has no result\.$/],
    ['is in no state', run => run({status: null}), /^ci\.yml: run \d+ for c0ffee0 is in an unknown state\.$/],
    ['went on in a second attempt', run => run({status: 'waiting', conclusion: null, run_attempt: 2}), /^ci\.yml: run \d+ \(attempt 2\) for c0ffee0 is waiting\.$/],
  ] satisfies readonly [string, (make: typeof run) => RunBody, RegExp][])('it is told that the run %s', async (_, made, message) => {
    const {broken, undecided} = await judgeRuns([made(run)]);
    expect([...broken, ...undecided]).toEqual([expect.objectContaining({message: expect.stringMatching(message), expected: 'success'})]);
  });

  test('of two that began at once the later one counts, in whatever order GitHub lists them', async () => {
    const [first, second] = [run({...at(10)}), run({...at(10), conclusion: 'failure'})];
    for (const runs of [[first, second], [second, first]]) expect(await judgeRuns(runs)).toMatchObject({state: 'broken'});
    const [third, fourth] = [run({...at(10), conclusion: 'failure'}), run(at(10))];
    for (const runs of [[third, fourth], [fourth, third]]) expect(await judgeRuns(runs)).toMatchObject({state: 'held'});
  });

  test('a run without the time of its attempt counts from when it was made', async () => {
    const {run_started_at: _, ...early} = run({...at(9), conclusion: 'failure'});
    expect(await judgeRuns([early as RunBody, run(at(10))])).toMatchObject({state: 'held'});
    const {run_started_at: __, ...late} = run({...at(11), conclusion: 'failure'});
    expect(await judgeRuns([late as RunBody, run(at(10))])).toMatchObject({state: 'broken'});
  });

  test('an older one that still waits does not matter', async () => {
    expect(await judgeRuns([run({...at(9), status: 'waiting', conclusion: null}), run(at(10))])).toMatchObject({state: 'held'});
  });

  test('a re-run counts from its newest attempt: later than a newer run, and undecided while it goes on', async () => {
    const first = run({...at(9), run_started_at: '2026-11-20T12:00:00Z', run_attempt: 2});
    expect(await judgeRuns([first, run({...at(10), conclusion: 'failure'})])).toMatchObject({state: 'held'});
    expect(await judgeRuns([{...first, conclusion: 'failure'}, run(at(10))])).toMatchObject({state: 'broken', broken: [{message: expect.stringContaining('(attempt 2)')}]});
    expect(await judgeRuns([{...first, status: 'in_progress', conclusion: null}, run(at(10))])).toMatchObject({state: 'undecided'});
  });

  test('a completed run without a result, and one without a status, are not decided', async () => {
    expect(await judgeRuns([run({conclusion: null})])).toMatchObject({state: 'undecided'});
    expect(await judgeRuns([run({status: null})])).toMatchObject({state: 'undecided'});
  });

  test('a workflow of GitHub\'s own, which has no file', async () => {
    const scan = 'dynamic/github-code-scanning/codeql';
    expect(await judgeRuns([run({path: scan})], {required: [scan]})).toMatchObject({state: 'held'});
    expect(await judgeRuns([run({path: `.github/workflows/${scan}`}), run()], {required: [scan]})).toMatchObject({state: 'broken'});
  });

  test('no run, a run for another commit, a run of another workflow: broken', async () => {
    expect(await judgeRuns([])).toMatchObject({state: 'broken', broken: [{
      message: 'ci.yml has not run for c0ffee0.', expected: 'success', fix: 'Let it run for c0ffee0; a run of another commit does not count.',
    }]});
    expect(await judgeRuns([run({head_sha: other})])).toMatchObject({state: 'broken'});
    expect(await judgeRuns([run({path: '.github/workflows/cl.yml'})])).toMatchObject({state: 'broken', broken: [{fix: expect.stringContaining('Did you mean cl.yml?')}]});
    expect(await judgeRuns([run({path: 'harbour/shared/.github/workflows/ci.yml'})])).toMatchObject({state: 'broken'});
  });

  test('the run of a pull request tests a merge, not the commit', async () => {
    const pulled = run({event: 'pull_request'});
    expect(await judgeRuns([pulled])).toMatchObject({state: 'broken', broken: [{message: expect.stringContaining('only on pull_request')}]});
    expect(await judgeRuns([pulled], {events: ['pull_request']})).toMatchObject({state: 'held'});
    expect(await judgeRuns([run()], {events: ['merge_group']})).toMatchObject({state: 'broken', broken: [{message: expect.stringContaining('policy names other events')}]});
    expect(await judgeRuns([pulled, run({event: 'issue_comment'})])).toMatchObject(
      {broken: [{message: 'ci.yml ran for c0ffee0 only on pull_request, issue_comment, which does not count: such a run does not test the commit itself.'}]}
    );
    for (const event of ['pull_request_target', 'pull_request_review', 'pull_request_review_comment']) expect(await judgeRuns([run({event})])).toMatchObject({state: 'broken'});
    for (const event of ['schedule', 'workflow_dispatch', 'merge_group']) expect(await judgeRuns([run({event})])).toMatchObject({state: 'held'});
    expect(await judgeRuns([run(at(10)), run({...at(11), event: 'pull_request', conclusion: 'failure'})])).toMatchObject({state: 'held'});
  });

  test('each of several is judged', async () => {
    const runs = [run(), run({path: '.github/workflows/soak.yml', conclusion: 'failure'})];
    expect(
      await judgeRuns(runs, {required: ['ci.yml', 'soak.yml', 'absent.yml', 'ci.yml']})
    ).toMatchObject({state: 'broken', examined: 3, broken: [{key: 'soak.yml'}, {key: 'absent.yml'}]});
  });

  test('policy that requires none: not applicable, and GitHub is not asked', async () => {
    const {required, github} = await judge({alerts: quiet}, {});
    expect(required).toMatchObject({state: 'not-applicable', reason: 'policy requires no workflow'});
    expect(github.asked).toEqual([]);
  });

  test('only what a rule wants is asked', async () => {
    const facts = context({event: 'push', scope: 'release', repository: 'harbour/lantern-bay', commit});
    const asked = async (wanted: string) => {
      const github = fakeGithub({});
      await collect({github, git: git(), context: facts}, {policy: policy.parse({required: ['ci.yml']}), wants: fact => fact === wanted});
      return github.asked;
    };
    expect(await asked('commitRuns')).toEqual([paths.runs]);
    expect(await asked('codeAlerts')).toEqual([paths.code]);
    expect(await asked('secretAlerts')).toEqual([paths.secrets]);
  });

  test('it asks for the runs of the commit, without what they tell of pull requests', async () => {
    const {github} = await judge({required: ['ci.yml'], alerts: quiet}, {[paths.runs]: {total_count: 0, workflow_runs: []}});
    expect(github.queries[paths.runs]).toEqual({head_sha: commit, exclude_pull_requests: 'true'});
  });

  test.each([
    ['refused', {error: 403, message: 'Resource not accessible by integration'}, 'actions: read'], ['another form', {total_count: 1, workflow_runs: [{id: 1}]}, ''],
    ['a server in trouble', {error: 502}, ''],
  ])('%s: undecided', async (_, answer, fix) => {
    const {required} = await judge({required: ['ci.yml'], alerts: quiet}, {[paths.runs]: answer as Answer});
    expect(required).toMatchObject({state: 'undecided', undecided: [{fix: expect.stringContaining(fix)}]});
  });

  test('without a commit: undecided', async () => {
    const facts = context({event: 'local', scope: 'change', repository: 'harbour/lantern-bay'});
    const parsed = policy.parse({required: ['ci.yml']});
    expect(rules[0]!.judge(await collect({github: fakeGithub({}), git: git(), context: facts}, {policy: parsed, wants: () => true}), parsed, now)).toMatchObject(
      {state: 'undecided', undecided: [{gap: 'missing', fix: 'Run it in a clone with at least one commit.'}]}
    );
  });

  test('no list of known problems excuses a run or a secret', () => {
    expect(rules.map(({baseline}) => baseline)).toEqual([false, true, false]);
  });

  test('a commit in another case, and times with an offset', async () => {
    const {required} = await judge({required: ['ci.yml'], alerts: quiet}, {
      [paths.runs]: {total_count: 1, workflow_runs: [run({head_sha: commit.toUpperCase(), run_started_at: '2026-11-20T10:00:00+02:00'})]},
    }, {commit: commit.toUpperCase()});
    expect(required.state).toBe('held');
  });

  test('a path is no file name', () => {
    for (const name of ['.github/workflows/ci.yml', 'ci', '../ci.yml', '', 'ci.yml.old', 'x/dynamic/codeql']) expect(policy.safeParse({required: [name]}).success).toBe(false);
    expect([policy.safeParse({events: []}).success, policy.safeParse({events: ['push', 'schedule']}).success]).toEqual([false, true]);
    expect(policy.parse({}).alerts).toEqual({'code-scanning': 'high', 'secret-scanning': 'any'});
  });
});

test('of a repository that nobody names, what is asked for is undecided', async () => {
  const parsed = policy.parse({required: ['ci.yml']});
  const facts = await collect({github: fakeGithub({}), git: git(), context: context({event: 'push', scope: 'release', commit})}, {policy: parsed, wants: () => true});
  expect(rules.map(rule => rule.judge(facts, parsed, now).state)).toEqual(['undecided', 'undecided', 'undecided']);
});

describe('code-scanning alerts', () => {
  const judgeAlerts = async (alerts: Answer, level = 'high', facts: Partial<ContextFacts> = {}) => judge(
    {alerts: {...quiet, 'code-scanning': level}}, {[paths.code]: alerts}, facts
  );
  const withRule = (severity: string | null, level: string | null) => alert(1, {rule: {id: 'x', severity, security_severity_level: level}});

  test('none open holds, one at the level breaks', async () => {
    expect((await judgeAlerts([])).code).toMatchObject({state: 'held', observed: 0});
    expect((await judgeAlerts([alert(1)])).code).toMatchObject({
      state: 'broken',
      broken: [{
        key: 'code-scanning 1', message: 'CodeQL found js/injection (high), alert 1.', at: {path: 'src/a.js', line: 7}, observed: 'high', expected: 'below high',
      }],
    });
    expect((await judgeAlerts([alert(1)], 'critical')).code).toMatchObject({state: 'held', examined: 1});
  });

  test.each(
    [
      ['error', 'critical', 'broken'], ['note', 'high', 'broken'], ['error', 'medium', 'held'], ['error', null, 'broken'], ['warning', null, 'held'], ['note', null, 'held'],
      [null, null, 'broken'], ['error', 'extreme', 'broken'], ['note', 'extreme', 'broken'],
    ]
  )(
    'severity %s, for security %s: %s at high', async (severity, level, state) => {
      expect((await judgeAlerts([withRule(severity, level)])).code.state).toBe(state);
    });

  test.each([
    ['low', ['broken', 'broken', 'broken', 'broken', 'broken']], ['medium', ['held', 'broken', 'broken', 'broken', 'broken']],
    ['high', ['held', 'held', 'broken', 'broken', 'broken']], ['critical', ['held', 'held', 'held', 'broken', 'broken']],
  ])('from %s on', async (level, states) => {
    const found = await Promise.all(['low', 'medium', 'high', 'critical', 'a word of tomorrow'].map(async severity => (await judgeAlerts([withRule(null, severity)], level)).code.state));
    expect(found).toEqual(states);
  });

  test('the severity of a tool comes to a level', async () => {
    const observed = async (severity: string | null) => (await judgeAlerts([withRule(severity, null)], 'low')).code.broken[0]!.observed;
    expect(await Promise.all(['error', 'warning', 'note', 'none', null].map(observed))).toEqual(['high', 'medium', 'low', 'low', 'unknown']);
    for (const level of ['low', 'medium', 'high', 'critical']) expect((await judgeAlerts([withRule('error', level)], 'low')).code.broken[0]!.observed).toBe(level);
  });

  test('an alert without names and place', async () => {
    const {code} = await judgeAlerts([{number: 9, state: 'open', html_url: '', tool: {}, rule: {severity: 'error'}}]);
    expect(code.broken).toEqual([expect.objectContaining({message: 'a tool found a rule (high), alert 9.'})]);
    expect(code.broken[0]).not.toHaveProperty('at');
    expect((await judgeAlerts([alert(1, {most_recent_instance: {location: {path: 'src/a.js', start_line: 0}}})])).code.broken[0]!.at).toEqual({path: 'src/a.js'});
    expect((await judgeAlerts([alert(1, {most_recent_instance: {location: {path: 'src/a.js', start_line: 1}}})])).code.broken[0]!.at).toEqual({path: 'src/a.js', line: 1});
  });

  test('what is not open does not count, whatever was asked for', async () => {
    expect((await judgeAlerts([alert(1, {state: 'dismissed'}), alert(2, {state: 'fixed'})])).code.state).toBe('held');
  });

  test('the branch of the run, the branch of the policy, the default branch', async () => {
    const asked = async (facts: Partial<ContextFacts>, branch?: string) => (
      await judge({alerts: {...quiet, 'code-scanning': 'high', ...(branch && {branch})}}, {[paths.code]: []}, facts)
    ).github.queries[paths.code];
    expect(await asked({branch: 'release/2'})).toEqual({state: 'open', ref: 'refs/heads/release/2'});
    expect(await asked({branch: 'release/2'}, 'main')).toEqual({state: 'open', ref: 'refs/heads/main'});
    expect(await asked({tag: 'v2.0.0'})).toEqual({state: 'open'});
  });

  test.each([
    [403, 'Advanced Security must be enabled for this repository to use code scanning.', 'alerts: {code-scanning: not-used}'],
    [403, 'Code scanning is not enabled for this repository. Please enable code scanning in the repository settings.', 'not-used'],
    [404, 'no analysis found', 'alerts.branch'],
    [403, 'Resource not accessible by integration', 'security-events: read'],
    [404, 'Not Found', 'security-events: read'],
    [503, '', ''],
  ])('%i %s: undecided, with the way out', async (error, message, fix) => {
    expect((await judgeAlerts({error, message})).code).toMatchObject({state: 'undecided', undecided: [{fix: expect.stringContaining(fix)}]});
  });

  test('a server in trouble is not taken for a feature that is off', async () => {
    const {code} = await judgeAlerts({error: 503, message: 'Code scanning is disabled for maintenance, no analysis found'});
    expect(code.undecided[0]).toMatchObject({gap: 'unreadable', fix: expect.not.stringContaining('not-used')});
  });

  test('asked for by default; not asked for when policy says that it is not used', async () => {
    const {code, secrets, github} = await judge({}, {[paths.code]: [], [paths.secrets]: []});
    expect([code.state, secrets.state]).toEqual(['held', 'held']);
    expect([...github.permissions]).toEqual(['security-events: read', 'secret-scanning-alerts: read']);
    const none = await judge({alerts: quiet}, {});
    expect([none.code.state, none.secrets.state, none.github.asked]).toEqual(['not-applicable', 'not-applicable', []]);
  });
});

describe('secret-scanning alerts', () => {
  const judgeSecrets = async (alerts: Answer, which = 'any') => judge({alerts: {...quiet, 'secret-scanning': which}}, {[paths.secrets]: alerts});

  test('an open one breaks; with active, one that is proven to be revoked does not', async () => {
    expect((await judgeSecrets([])).secrets).toMatchObject({state: 'held', observed: 0});
    expect((await judgeSecrets([{...secret(3, 'active'), secret_type_display_name: 'GitHub token'}])).secrets.broken[0]!.message).toBe('A secret is open: GitHub token, alert 3.');
    expect((await judgeSecrets([secret(3, 'inactive')])).secrets).toMatchObject({state: 'broken', broken: [{key: 'secret-scanning 3', observed: 'inactive', message: 'A secret is open: github_pat, alert 3.'}]});
    expect((await judgeSecrets([secret(3, 'inactive')], 'active')).secrets.state).toBe('held');
    for (const validity of ['active', 'unknown', 'a word of tomorrow']) expect((await judgeSecrets([secret(3, validity)], 'active')).secrets.state).toBe('broken');
    expect((await judgeSecrets([{...secret(3, 'active'), state: 'resolved'}])).secrets.state).toBe('held');
  });

  test('the secret is not asked for, and stands nowhere when GitHub sends it all the same', async () => {
    const {secrets, github} = await judgeSecrets([{...secret(3, 'active'), secret: 'ghp_0123456789'}]);
    expect(github.queries[paths.secrets]).toEqual({state: 'open', hide_secret: 'true'});
    expect(JSON.stringify(secrets)).not.toContain('ghp_');
  });

  test('what GitHub does not promise may be missing, but for the number and the state', async () => {
    expect((await judgeSecrets([{number: 3, state: 'open'}])).secrets).toMatchObject({state: 'broken', broken: [{message: 'A secret is open: of an unnamed kind, alert 3.', observed: 'unknown'}]});
    for (const body of [{state: 'open'}, {number: 3}]) expect((await judgeSecrets([body])).secrets.state).toBe('undecided');
  });

  test('off in the repository: undecided, until policy says that it is not used', async () => {
    expect(
      (await judgeSecrets({error: 404, message: 'Secret scanning is disabled on this repository.'})).secrets
    ).toMatchObject({state: 'undecided', undecided: [{fix: expect.stringContaining('secret-scanning: not-used')}]});
    expect((await judgeSecrets({error: 404, message: 'Not Found'})).secrets).toMatchObject(
      {state: 'undecided', undecided: [{fix: expect.stringContaining('secret-scanning-alerts: read')}]}
    );
  });
});
