import {describe, expect, test} from '@jest/globals';
import {request as httpRequest} from 'node:http';
import {Refusal} from '#core';
import * as github from './builders.ts';
import {description, wrongIn} from './description.ts';
import {operations} from './operations.ts';
import {type GithubStandIn, type GithubStandInOptions, githubStandIn} from './stand-in.ts';
import type {GithubWish} from './state.ts';

/** A body whose members are not checked: the tests look at what is there. */
type Json = {readonly [key: string]: Json} & readonly Json[];

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

const repo = '/repos/octo-org/octo-app';
const everything = {
  administration: 'write', contents: 'write', issues: 'read', 'pull-requests': 'read', actions: 'read', checks: 'read', members: 'read', 'security-events': 'read',
  'secret-scanning-alerts': 'read', 'vulnerability-alerts': 'read',
  deployments: 'write',
} as const;

/** Asks as any client does, beside the port. */
async function ask(
  standIn: GithubStandIn, path: string,
  options: {readonly method?: string; readonly token?: string | null; readonly body?: unknown; readonly headers?: Record<string, string>} = {},
): Promise<Reply> {
  const {method = 'GET', token = standIn.token(everything), body, headers} = options;
  const response = await fetch(`${standIn.url}${path}`, {
    method, redirect: 'manual', headers: {...(token !== null && {authorization: `Bearer ${token}`}), ...headers},
    ...(body !== undefined && {body: typeof body === 'string' ? body : JSON.stringify(body)}),
  });
  const text = await response.text();
  return {status: response.status, headers: response.headers, body: (text === '' ? undefined : JSON.parse(text)) as Json};
}

const hash = github.sha('c');
const whole: GithubWish = {
  repository: {former: ['octo-org/old-app']},
  branches: [
    github.branch('main', {protection: github.protection({required_status_checks: {strict: true, contexts: ['ci'], checks: [{context: 'ci', app_id: 15368}]}})}),
    github.branch('feature/one', {sha: hash}),
  ],
  rulesets: [
    github.ruleset(
      7, ['deletion', {type: 'required_status_checks', parameters: {strict_required_status_checks_policy: true, required_status_checks: [{context: 'ci'}]}}],
      {bypass_actors: [{actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always'}]},
    ),
    github.ruleset(8, ['non_fast_forward'], {conditions: {ref_name: {include: ['refs/heads/feature/*'], exclude: []}}, source_type: 'Organization', source: 'octo-org'}),
    github.ruleset(9, ['creation'], {enforcement: 'evaluate', conditions: {ref_name: {include: ['~ALL'], exclude: []}}}),
  ],
  people: [github.person('ana', 'admin'), github.person('ben', 'maintain'), github.person('cem', 'release-manager', 'write')],
  teams: [github.team('maintainers', {ana: 'maintainer', ben: 'member', dia: 'pending'})],
  pullRequests: [
    github.pullRequest(4, {
      labels: ['P0'], milestone: '1.0', requested_reviewers: ['ben'], requested_teams: ['maintainers'], reviews: [github.review('ana', 'APPROVED')],
      commits: [github.commit(hash, 'One')], files: [github.file('a.ts', 'renamed', {previous_filename: 'b.ts'})],
    }),
    github.pullRequest(5, {state: 'closed', merged_at: '2026-01-05T00:00:00Z', merge_commit_sha: github.sha('d'), head: {ref: 'topic', sha: github.sha('e'), repo: null}}),
  ],
  issues: [github.issue(1, {labels: ['P0', 'scope:1.0'], milestone: '1.0'}), github.issue(2, {labels: ['P0']}), github.issue(3, {state: 'closed', milestone: '1.0'})],
  milestones: [github.milestone(1, '1.0')],
  workflows: [github.workflow('.github/workflows/ci.yml')],
  runs: [
    github.workflowRun(11), github.workflowRun(12, {head_sha: hash, earlier: [{conclusion: 'failure', triggering_actor: 'ben'}]}),
    github.workflowRun(13, {status: 'in_progress', created_at: '2026-01-03T00:00:00Z'}),
  ],
  checkRuns: [github.checkRun(1, 'ci', {head_sha: hash}), github.checkRun(2, 'ci', {head_sha: hash, conclusion: 'failure', started_at: '2026-01-01T00:00:00Z'})],
  codeAlerts: [github.codeAlert(1), github.codeAlert(2, {state: 'dismissed'})], secretAlerts: [github.secretAlert(1)],
  dependencyAlerts: [github.dependencyAlert(1), github.dependencyAlert(2), github.dependencyAlert(3)],
  tags: [github.tag('v1.0.0'), github.annotatedTag('v1.1.0')], releases: [github.release('v1.0.0'), github.release('v1.1.0', {draft: true})],
  comparisons: [github.comparison('main...feature/one', {commits: [github.commit(hash, 'One')], files: [github.file('a.ts')], behind_by: 2})],
  contents: {main: {'README.md': '# App\n', 'src/a.ts': 'a', 'src/b/c.ts': 'c'}},
};

/** One path for each operation. */
const paths: Readonly<Record<string, string>> = {
  '/repos/{owner}/{repo}': repo, '/repos/{owner}/{repo}/branches': `${repo}/branches`, '/repos/{owner}/{repo}/branches/{branch}': `${repo}/branches/feature%2Fone`,
  '/repos/{owner}/{repo}/branches/{branch}/protection': `${repo}/branches/main/protection`, '/repos/{owner}/{repo}/rules/branches/{branch}': `${repo}/rules/branches/feature%2Ftwo`,
  '/repos/{owner}/{repo}/rulesets': `${repo}/rulesets`, '/repos/{owner}/{repo}/rulesets/{ruleset_id}': `${repo}/rulesets/7`,
  '/repos/{owner}/{repo}/collaborators/{username}/permission': `${repo}/collaborators/Ben/permission`,
  '/user': '/user', '/users/{username}': '/users/ana', '/orgs/{org}/teams/{team_slug}': '/orgs/octo-org/teams/maintainers',
  '/orgs/{org}/teams/{team_slug}/memberships/{username}': '/orgs/octo-org/teams/maintainers/memberships/ana', '/repos/{owner}/{repo}/pulls': `${repo}/pulls?state=all`,
  '/repos/{owner}/{repo}/pulls/{pull_number}': `${repo}/pulls/4`,
  '/repos/{owner}/{repo}/pulls/{pull_number}/commits': `${repo}/pulls/4/commits`, '/repos/{owner}/{repo}/pulls/{pull_number}/reviews': `${repo}/pulls/4/reviews`,
  '/repos/{owner}/{repo}/pulls/{pull_number}/files': `${repo}/pulls/4/files`,
  '/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers': `${repo}/pulls/4/requested_reviewers`,
  '/repos/{owner}/{repo}/commits/{commit_sha}/pulls': `${repo}/commits/${hash}/pulls`,
  '/repos/{owner}/{repo}/commits/{ref}/check-runs': `${repo}/commits/feature%2Fone/check-runs`, '/repos/{owner}/{repo}/issues': `${repo}/issues?state=all`,
  '/repos/{owner}/{repo}/milestones': `${repo}/milestones`, '/repos/{owner}/{repo}/labels': `${repo}/labels`,
  '/repos/{owner}/{repo}/actions/runs': `${repo}/actions/runs?head_sha=${hash}`, '/repos/{owner}/{repo}/actions/runs/{run_id}': `${repo}/actions/runs/12`,
  '/repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}': `${repo}/actions/runs/12/attempts/1`,
  '/repos/{owner}/{repo}/actions/runs/{run_id}/logs': `${repo}/actions/runs/12/logs`, '/repos/{owner}/{repo}/actions/workflows': `${repo}/actions/workflows`,
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs': `${repo}/actions/workflows/ci.yml/runs`,
  '/repos/{owner}/{repo}/code-scanning/alerts': `${repo}/code-scanning/alerts?state=open`, '/repos/{owner}/{repo}/secret-scanning/alerts': `${repo}/secret-scanning/alerts`,
  '/repos/{owner}/{repo}/dependabot/alerts': `${repo}/dependabot/alerts?state=open&severity=high,critical`,
  '/repos/{owner}/{repo}/tags': `${repo}/tags`, '/repos/{owner}/{repo}/releases': `${repo}/releases`, '/repos/{owner}/{repo}/git/ref/{ref}': `${repo}/git/ref/heads/feature/one`,
  '/repos/{owner}/{repo}/git/tags/{tag_sha}': `${repo}/git/tags/${github.annotatedTag('v1.1.0').annotation!.sha}`,
  '/repos/{owner}/{repo}/compare/{basehead}': `${repo}/compare/main...feature%2Fone`, '/repos/{owner}/{repo}/contents/{path}': `${repo}/contents/src/a.ts`,
  '/repos/{owner}/{repo}/deployments': `${repo}/deployments`,
};
const bodies: Readonly<Record<string, unknown>> = {
  'PATCH /repos/{owner}/{repo}': {allow_merge_commit: false}, 'PUT /repos/{owner}/{repo}/branches/{branch}/protection': github.protection(),
  'POST /repos/{owner}/{repo}/rulesets': {name: 'new', enforcement: 'active', rules: [{type: 'deletion'}]},
  'PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}': {enforcement: 'disabled'}, 'POST /repos/{owner}/{repo}/deployments': {ref: 'main', required_contexts: []},
};
const statuses: Readonly<Record<string, number>> = {POST: 201, DELETE: 204};
/** Operations that answer a person only. */
const personal = new Set(['GET /user']);

describe('each operation', () => {
  test('is described by GitHub, and each that is described is answered', () => {
    expect(Object.keys(operations).sort()).toEqual(Object.keys(description.operations).sort());
  });

  test.each(Object.keys(operations))('%s answers as GitHub describes it, and needs a permission', async name => {
    const [method, route] = name.split(' ') as [string, string];
    await using standIn = await githubStandIn(whole);
    const kind = personal.has(name) ? 'user' : 'installation';
    const options = {method, ...(bodies[name] !== undefined && {body: bodies[name]})};
    const {status, headers, body} = await ask(standIn, paths[route]!, {...options, token: standIn.token(everything, kind)});
    expect({mistakes: standIn.mistakes, status, body: status > 399 ? body : undefined}).toEqual({
      mistakes: [], status: route.endsWith('/logs') ? 302 : statuses[method] ?? 200, body: undefined,
    });
    expect(headers.get('x-accepted-github-permissions')).toBe(operations[name]!.needs);
    const schema = description.operations[name]!.responses[String(status)];
    if (schema) expect(wrongIn(schema, body)).toEqual([]);
    if (method === 'GET' && Array.isArray(body)) expect(body.length).toBeGreaterThan(0);

    const weak = await ask(standIn, paths[route]!, {...options, token: standIn.token({}, kind)});
    if (['metadata=read', 'allows_permissionless_access=true'].includes(operations[name]!.needs)) expect(weak.status).toBe(200);
    else expect(weak).toMatchObject({status: 403, body: {message: 'Resource not accessible by integration'}});
    expect((await ask(standIn, paths[route]!, {...options, token: 'nonsense'}))).toMatchObject({status: 401, body: {message: 'Bad credentials'}});
  });
});

describe('who asks', () => {
  test('a person without the right is told that there is nothing; nobody is asked to say who they are', async () => {
    await using standIn = await githubStandIn(whole);
    const path = `${repo}/branches/main/protection`;
    expect(await ask(standIn, path, {token: standIn.token({contents: 'read'}, 'user')})).toMatchObject({status: 404, body: {message: 'Not Found'}});
    expect(await ask(standIn, path, {token: null})).toMatchObject({status: 401});
    expect((await ask(standIn, `${repo}/issues`, {token: null})).status).toBe(200);
  });

  test('a token of a person is somebody\'s, of a workflow nobody\'s', async () => {
    await using standIn = await githubStandIn();
    expect(await ask(standIn, '/user', {token: standIn.token({}, 'user')})).toMatchObject({status: 200, body: {login: 'octocat', type: 'User'}});
    expect(await ask(standIn, '/user', {token: standIn.token({}, 'user', 'ana')})).toMatchObject({status: 200, body: {login: 'ana'}});
    expect(await ask(standIn, '/user', {token: standIn.token(everything)})).toMatchObject({status: 403, body: {message: 'Resource not accessible by integration'}});
    expect(await ask(standIn, '/user', {token: null})).toMatchObject({status: 401, body: {message: 'Requires authentication'}});
    expect(standIn.needed()).toEqual({});
  });

  test('a private repository is hidden from everybody without a token', async () => {
    await using standIn = await githubStandIn({repository: {private: true}});
    expect((await ask(standIn, repo, {token: null})).status).toBe(404);
    expect((await ask(standIn, repo)).body).toMatchObject({private: true, visibility: 'private'});
  });

  test('classic protection that is not there is another 404 than a branch that is not', async () => {
    await using standIn = await githubStandIn();
    expect((await ask(standIn, `${repo}/branches/main/protection`)).body).toMatchObject({message: 'Branch not protected'});
    expect((await ask(standIn, `${repo}/branches/none/protection`)).body).toMatchObject({message: 'Branch not found'});
  });

  test('pull requests are no issues to a token that may not see them', async () => {
    await using standIn = await githubStandIn(whole);
    const issues = async (permissions: Readonly<Record<string, 'read'>>) => {
      const {body} = await ask(standIn, `${repo}/issues?milestone=1`, {token: standIn.token(permissions)});
      return body.map(one => one['number']);
    };
    expect(await issues({issues: 'read', 'pull-requests': 'read'})).toEqual([4, 1]);
    expect(await issues({issues: 'read'})).toEqual([1]);
  });

  test('exceptions of rulesets, merge settings and drafts are shown to those alone who may change them', async () => {
    await using standIn = await githubStandIn(whole);
    const weak = standIn.token({contents: 'read'});
    expect((await ask(standIn, `${repo}/rulesets/7`)).body['bypass_actors']).toHaveLength(1);
    expect((await ask(standIn, `${repo}/rulesets/7`, {token: weak})).body).not.toHaveProperty('bypass_actors');
    expect((await ask(standIn, repo)).body).toHaveProperty('allow_merge_commit', true);
    expect((await ask(standIn, repo, {token: weak})).body).not.toHaveProperty('allow_merge_commit');
    expect((await ask(standIn, `${repo}/releases`)).body).toHaveLength(2);
    expect((await ask(standIn, `${repo}/releases`, {token: weak})).body).toHaveLength(1);
  });

  test('roles: GitHub\'s own, custom ones, those of everybody; a bot is no user', async () => {
    await using standIn = await githubStandIn(whole);
    const role = async (login: string) => (await ask(standIn, `${repo}/collaborators/${login}/permission`)).body;
    expect(await role('ben')).toMatchObject({permission: 'write', role_name: 'maintain'});
    expect(await role('cem')).toMatchObject({permission: 'write', role_name: 'release-manager'});
    expect(await role('zoe')).toMatchObject({permission: 'read', role_name: 'read'});
    expect(await role('github-actions%5Bbot%5D')).toMatchObject({message: 'github-actions[bot] is not a user'});
    const member = async (login: string) => ask(standIn, `/orgs/octo-org/teams/maintainers/memberships/${login}`);
    expect((await member('dia')).body).toMatchObject({state: 'pending', role: 'member'});
    expect((await member('zoe')).status).toBe(404);
    expect((await ask(standIn, '/orgs/octo-org/teams/none/memberships/ana')).status).toBe(404);
  });

  test('a client says who it is, and which version of the API it speaks', async () => {
    await using standIn = await githubStandIn();
    const status = await new Promise(resolve => httpRequest(`${standIn.url}${repo}`, response => resolve(response.resume().statusCode)).end());
    expect(status).toBe(403);
    expect((await ask(standIn, repo, {headers: {'x-github-api-version': '1999-01-01'}})).status).toBe(400);
  });
});

describe('rules', () => {
  test('in force are those of active rulesets that cover the branch, of the repository and the organisation', async () => {
    await using standIn = await githubStandIn(whole);
    const rules = async (branch: string): Promise<string[]> => {
      const {body} = await ask(standIn, `${repo}/rules/branches/${branch}`);
      return (body as unknown as readonly {type: string; ruleset_source_type: string}[]).map(rule => `${rule.ruleset_source_type}:${rule.type}`);
    };
    expect(await rules('main')).toEqual(['Repository:deletion', 'Repository:required_status_checks']);
    expect(await rules('feature%2Ftwo')).toEqual(['Organization:non_fast_forward']);
    expect(await rules('other')).toEqual([]);
    expect((await ask(standIn, `${repo}/rulesets?includes_parents=false`)).body).toHaveLength(2);
  });

  test('a ruleset is made, changed and removed; its name is its own; an organisation\'s is not changed here', async () => {
    await using standIn = await githubStandIn(whole);
    const made = await ask(standIn, `${repo}/rulesets`, {
      method: 'POST', body: {name: 'tags', target: 'tag', enforcement: 'active', conditions: {ref_name: {include: ['~ALL'], exclude: []}}, rules: [{type: 'deletion'}]},
    });
    expect(made).toMatchObject({status: 201, body: {id: 10, name: 'tags', source: 'octo-org/octo-app'}});
    expect((await ask(standIn, `${repo}/rulesets`, {method: 'POST', body: {name: 'tags', enforcement: 'active'}})).body).toMatchObject({
      message: 'Validation Failed', errors: ['Name must be unique'],
    });
    const changed = await ask(standIn, `${repo}/rulesets/7`, {method: 'PUT', body: {enforcement: 'disabled', bypass_actors: []}});
    expect(changed.body).toMatchObject({enforcement: 'disabled', bypass_actors: []});
    expect((await ask(standIn, `${repo}/rulesets/8`, {method: 'PUT', body: {enforcement: 'disabled'}})).status).toBe(404);
    expect((await ask(standIn, `${repo}/rulesets/10`, {method: 'DELETE'})).status).toBe(204);
    expect((await ask(standIn, `${repo}/rulesets/10`)).status).toBe(404);
    expect(standIn.state.rulesets.map(one => one.enforcement)).toEqual(['disabled', 'active', 'evaluate']);
    expect((whole.rulesets ?? [])[0]!.enforcement).toBe('active');
  });
});

describe('lists', () => {
  const numbers = ({body}: Reply): number[] => (body as unknown as readonly {number: number}[]).map(one => one.number);

  test('issues are issues and pull requests; labels are joined by AND; milestones count both', async () => {
    await using standIn = await githubStandIn(whole);
    const issues = async (query: string): Promise<number[]> => numbers(await ask(standIn, `${repo}/issues${query}`)).sort();
    expect(await issues('')).toEqual([1, 2, 4]);
    expect(await issues('?labels=p0,scope:1.0')).toEqual([1]);
    expect(await issues('?milestone=1&state=all')).toEqual([1, 3, 4]);
    expect(await issues('?milestone=none')).toEqual([2]);
    expect((await ask(standIn, `${repo}/issues?milestone=99`)).status).toBe(422);
    expect((await ask(standIn, `${repo}/issues?labels=P0`)).body.find(one => Number(one['number']) === 4)).toHaveProperty('pull_request');
    expect((await ask(standIn, `${repo}/milestones`)).body[0]).toMatchObject({title: '1.0', open_issues: 2, closed_issues: 1});
  });

  test('pull requests by state, head and base; and by the commit that they brought', async () => {
    await using standIn = await githubStandIn(whole);
    expect(numbers(await ask(standIn, `${repo}/pulls`))).toEqual([4]);
    expect(numbers(await ask(standIn, `${repo}/pulls?head=octo-org:feature&base=main`))).toEqual([4]);
    expect(numbers(await ask(standIn, `${repo}/pulls?head=someone:feature`))).toEqual([]);
    expect(numbers(await ask(standIn, `${repo}/commits/${github.sha('d')}/pulls`))).toEqual([5]);
    expect((await ask(standIn, `${repo}/pulls/5`)).body).toMatchObject({merged: true, head: {repo: null}});
  });

  test('runs: exactly the commit, newest first; an earlier attempt is asked for by its number', async () => {
    await using standIn = await githubStandIn(whole);
    expect((await ask(standIn, `${repo}/actions/runs`)).body).toMatchObject({total_count: 3, workflow_runs: [{id: 13, conclusion: null}, {id: 12, run_attempt: 2}, {id: 11}]});
    expect((await ask(standIn, `${repo}/actions/runs?head_sha=${hash}`)).body).toMatchObject({total_count: 1, workflow_runs: [{id: 12, conclusion: 'success'}]});
    expect((await ask(standIn, `${repo}/actions/runs/12/attempts/1`)).body).toMatchObject({conclusion: 'failure', run_attempt: 1, triggering_actor: {login: 'ben'}});
    expect((await ask(standIn, `${repo}/actions/runs/12/attempts/3`)).status).toBe(404);
    for (const [created, count] of [['>=2026-01-03', 1], ['2026-01-02', 2], ['2026-01-01..2026-01-02T12:00:00Z', 2], ['<2026-01-01', 0]] as const) {
      expect((await ask(standIn, `${repo}/actions/runs?created=${encodeURIComponent(created)}`)).body['total_count']).toBe(count);
    }
  });

  test('check runs: the newest of each name, unless all are asked for', async () => {
    await using standIn = await githubStandIn(whole);
    expect((await ask(standIn, `${repo}/commits/${hash}/check-runs`)).body).toMatchObject({total_count: 1, check_runs: [{conclusion: 'success'}]});
    expect((await ask(standIn, `${repo}/commits/${hash}/check-runs?filter=all`)).body).toMatchObject({total_count: 2});
  });

  test('alerts that are turned off are a refusal, never an empty list', async () => {
    await using standIn = await githubStandIn({codeAlerts: 'off', secretAlerts: 'off', dependencyAlerts: 'off'});
    const messages = await Promise.all(['code-scanning', 'secret-scanning', 'dependabot'].map(async kind => (await ask(standIn, `${repo}/${kind}/alerts`)).body['message']));
    expect(messages).toEqual([expect.stringContaining('Advanced Security'), expect.stringContaining('disabled'), expect.stringContaining('disabled')]);
    await using never = await githubStandIn({codeAlerts: 'never run'});
    expect(await ask(never, `${repo}/code-scanning/alerts`)).toMatchObject({status: 404, body: {message: 'no analysis found'}});
  });

  test('are cut into pages that name each other by the repository\'s number', async () => {
    await using standIn = await githubStandIn({issues: Array.from({length: 95}, (_, i) => github.issue(i + 1))});
    const second = await ask(standIn, `${repo}/issues?page=2&labels=`);
    expect(second.body).toHaveLength(30);
    const place = `${standIn.url}/repositories/1296269/issues?`;
    const links = [['1', 'prev'], ['3', 'next'], ['4', 'last'], ['1', 'first']].map(([page, relation]) => `<${place}page=${page}&labels=>; rel="${relation}"`);
    expect(second.headers.get('link')).toBe(links.join(', '));
    const last = await ask(standIn, `/repositories/1296269/issues?per_page=1000`);
    expect(last.body).toHaveLength(95);
    expect(last.headers.get('link')).toBeNull();
    expect((await ask(standIn, `${repo}/issues?page=9`)).body).toEqual([]);
  });

  test('of dependencies are paged by a cursor', async () => {
    await using standIn = await githubStandIn(whole);
    const first = await ask(standIn, `${repo}/dependabot/alerts?per_page=2`);
    expect(numbers(first)).toEqual([3, 2]);
    const [, next] = /<[^>]*(\?[^>]*)>; rel="next"/.exec(first.headers.get('link')!)!;
    expect(numbers(await ask(standIn, `${repo}/dependabot/alerts${next!}`))).toEqual([1]);
  });

  test('end early where GitHub ends them: 250 commits of a pull request, 1000 runs of a search', async () => {
    await using standIn = await githubStandIn({
      pullRequests: [github.pullRequest(1, {commits: Array.from({length: 260}, (_, i) => github.commit(String(i).padStart(40, '0'), `Commit ${i}`))})],
      runs: Array.from({length: 1010}, (_, i) => github.workflowRun(i + 1)),
    });
    const port = standIn.port(everything);
    const place = {owner: 'octo-org', repo: 'octo-app'};
    expect(await port.list('/repos/{owner}/{repo}/pulls/{pull_number}/commits', {...place, pull_number: '1'}, item => item)).toHaveLength(250);
    expect((await ask(standIn, `${repo}/pulls/1`)).body['commits']).toBe(260);
    const search = port.list('/repos/{owner}/{repo}/actions/runs', {...place, head_sha: github.sha('a')}, item => item, {under: 'workflow_runs'});
    await expect(search).rejects.toThrow('GitHub counts 1010 items and gave 1000');
    expect(await port.list('/repos/{owner}/{repo}/actions/runs', place, item => item, {under: 'workflow_runs'})).toHaveLength(1010);
  });
});

describe('other answers', () => {
  test('contents are a file, a folder or nothing; a comparison counts both ways', async () => {
    await using standIn = await githubStandIn(whole);
    const file = await ask(standIn, `${repo}/contents/README.md?ref=main`);
    expect(Buffer.from(String(file.body['content']), 'base64').toString()).toBe('# App\n');
    expect((await ask(standIn, `${repo}/contents/src`)).body).toMatchObject([{type: 'dir', name: 'b'}, {type: 'file', name: 'a.ts'}]);
    expect((await ask(standIn, `${repo}/contents/none`)).status).toBe(404);
    expect((await ask(standIn, `${repo}/contents/README.md?ref=none`)).status).toBe(404);
    expect((await ask(standIn, `${repo}/compare/main...feature%2Fone`)).body).toMatchObject({status: 'diverged', ahead_by: 1, behind_by: 2, total_commits: 1});
    expect((await ask(standIn, `${repo}/compare/main...none`)).status).toBe(404);
  });

  test('tags are light or annotated', async () => {
    await using standIn = await githubStandIn(whole);
    expect((await ask(standIn, `${repo}/git/ref/tags%2Fv1.0.0`)).body).toMatchObject({object: {type: 'commit'}});
    const {body} = await ask(standIn, `${repo}/git/ref/tags/v1.1.0`);
    expect(body).toMatchObject({object: {type: 'tag'}});
    expect((await ask(standIn, `${repo}/git/tags/${String(body['object']!['sha'])}`)).body).toMatchObject({
      message: 'Release v1.1.0', object: {type: 'commit', sha: github.sha('a')},
    });
    expect((await ask(standIn, `${repo}/git/ref/tags/none`)).status).toBe(404);
  });

  test('deployments: made, merged first, or in conflict with checks', async () => {
    await using standIn = await githubStandIn({...whole, checkRuns: [github.checkRun(1, 'ci', {head_sha: hash, conclusion: 'failure'})]});
    const deploy = (body: unknown): Promise<Reply> => ask(standIn, `${repo}/deployments`, {method: 'POST', body});
    expect(await deploy({ref: 'feature/one'})).toMatchObject({status: 202, body: {message: expect.stringContaining('Auto-merged')}});
    expect(await deploy({ref: 'feature/one', auto_merge: false})).toMatchObject({status: 409, body: {message: expect.stringContaining('Conflict')}});
    expect(await deploy({ref: 'feature/one', auto_merge: false, required_contexts: []})).toMatchObject({status: 201, body: {sha: hash, environment: 'production'}});
    expect(standIn.state.deployments).toHaveLength(1);
  });

  test('downloads are on another host; a former name leads to the present one', async () => {
    await using standIn = await githubStandIn(whole);
    expect((await ask(standIn, `${repo}/actions/runs/12/logs`)).headers.get('location')).toMatch(/^http:\/\/localhost:/);
    const moved = await ask(standIn, '/repos/octo-org/old-app/issues?state=all');
    expect(moved).toMatchObject({status: 301, body: {message: 'Moved Permanently'}});
    expect(moved.headers.get('location')).toBe(`${standIn.url}/repositories/1296269/issues?state=all`);
    expect((await ask(standIn, '/repos/octo-org/old-app', {method: 'PATCH', body: {}})).status).toBe(307);
    expect((await ask(standIn, '/repos/octo-org/other')).status).toBe(404);
  });

  test('what has not changed is 304, and does not count', async () => {
    await using standIn = await githubStandIn(whole);
    const token = standIn.token(everything);
    const first = await ask(standIn, `${repo}/issues`, {token});
    const again = await ask(standIn, `${repo}/issues`, {token, headers: {'if-none-match': first.headers.get('etag')!}});
    expect(again).toMatchObject({status: 304, body: undefined});
    expect((await ask(standIn, `${repo}/issues`, {token})).headers.get('x-ratelimit-used')).toBe('2');
    standIn.state.issues.push(github.issue(90));
    expect((await ask(standIn, `${repo}/issues`, {token, headers: {'if-none-match': first.headers.get('etag')!}})).status).toBe(200);
  });

  test('an enterprise server has the same below /api/v3, and names its pages so', async () => {
    await using standIn = await githubStandIn({issues: Array.from({length: 120}, (_, i) => github.issue(i + 1))});
    expect(await standIn.port({issues: 'read'}, {enterprise: true}).list('/repos/{owner}/{repo}/issues', {owner: 'octo-org', repo: 'octo-app'}, item => item)).toHaveLength(120);
    expect(standIn.requests.map(request => request.path)).toEqual([`/api/v3${repo}/issues?per_page=100`, '/api/v3/repositories/1296269/issues?per_page=100&page=2']);
  });
});

describe('limits', () => {
  const get = (standIn: GithubStandIn, token: string): Promise<Reply> => ask(standIn, repo, {token});
  const limited = (rateLimits: GithubStandInOptions['rateLimits']): Promise<GithubStandIn> => githubStandIn({}, {rateLimits: rateLimits!});

  test('of an hour, by token', async () => {
    await using standIn = await limited({perHour: 2});
    const token = standIn.token({});
    expect((await get(standIn, token)).headers.get('x-ratelimit-remaining')).toBe('1');
    await get(standIn, token);
    const third = await get(standIn, token);
    expect(third).toMatchObject({status: 403, body: {message: expect.stringContaining('API rate limit exceeded')}});
    expect(third.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(Number(third.headers.get('x-ratelimit-reset')) * 1000).toBeGreaterThan(Date.now());
    expect((await get(standIn, standIn.token({}))).status).toBe(200);
  });

  test('of changes a minute', async () => {
    await using standIn = await limited({changesPerMinute: 1});
    const token = standIn.token(everything);
    const patch = (): Promise<Reply> => ask(standIn, repo, {method: 'PATCH', token, body: {allow_merge_commit: false}});
    expect((await patch()).status).toBe(200);
    const second = await patch();
    expect(second).toMatchObject({status: 403, body: {message: expect.stringContaining('secondary rate limit')}});
    expect(second.headers.get('retry-after')).toBe('60');
    expect((await get(standIn, token)).status).toBe(200);
  });

  test('the port ends at a secondary limit of an hour in seconds, and says why', async () => {
    await using standIn = await githubStandIn();
    standIn.fail('secondary limit');
    const thrown: unknown = await standIn.port({}).get('/repos/{owner}/{repo}', {owner: 'octo-org', repo: 'octo-app'}, body => body).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Refusal);
    expect((thrown as Refusal).gap).toMatchObject({code: 'refused', why: expect.stringContaining('secondary rate limit'), fix: 'Run it again after 3600 s.'});
    expect(standIn.requests).toHaveLength(1);
  });
});

describe('mistakes of a client are not passed over', () => {
  test.each<[string, string, {readonly method?: string; readonly body?: unknown}, string]>([
    ['an unknown route', `${repo}/nothing`, {}, 'is not known to the stand-in'],
    ['a query parameter that is not described', `${repo}/issues?label=P0`, {}, 'label is not described'],
    ['one of another form', `${repo}/issues?state=opened`, {}, 'must be equal to one of the allowed values'],
    ['one that the stand-in does not honour', `${repo}/issues?assignee=ana`, {}, 'does not honour the query parameter assignee'],
    ['a body without what it needs', `${repo}/branches/main/protection`, {method: 'PUT', body: {}}, "must have required property 'enforce_admins'"],
    ['a body with an unknown member', repo, {method: 'PATCH', body: {allow_merge_commits: false}}, 'allow_merge_commits is not described'],
    ['a body of another form', `${repo}/rulesets`, {method: 'POST', body: {name: 'x', enforcement: 'on'}}, 'must be equal to one of the allowed values'],
    ['no body', `${repo}/rulesets`, {method: 'POST'}, 'must be object'],
  ])('%s', async (_, path, options, expected) => {
    const standIn = await githubStandIn(whole);
    expect((await ask(standIn, path, options)).status).toBeGreaterThanOrEqual(400);
    expect(standIn.mistakes).toEqual([expect.stringContaining(expected)]);
    await expect(standIn.dispose()).rejects.toThrow(expected);
  });

  test('a body that is not JSON is refused as GitHub does', async () => {
    await using standIn = await githubStandIn();
    expect(await ask(standIn, repo, {method: 'PATCH', body: '{'})).toMatchObject({status: 400, body: {message: 'Problems parsing JSON'}});
  });
});

describe('what the ports did', () => {
  const place = {owner: 'octo-org', repo: 'octo-app'};

  test('tells which permissions were needed, and which were misnamed', async () => {
    await using standIn = await githubStandIn(whole);
    const port = standIn.port({issues: 'read', administration: 'write'});
    await port.get('/repos/{owner}/{repo}', place, body => body, {permission: 'metadata: read'});
    await port.list('/repos/{owner}/{repo}/issues', place, item => item, {permission: 'issues: read'});
    expect(standIn.needed()).toEqual({issues: 'read'});
    expect(standIn.misnamed()).toEqual([]);
    await port.change('PATCH', '/repos/{owner}/{repo}', place, {delete_branch_on_merge: true}, body => body, {permission: 'administration: read'});
    await port.list('/repos/{owner}/{repo}/milestones', place, item => item);
    expect(standIn.needed()).toEqual({administration: 'write', issues: 'read'});
    expect(standIn.misnamed()).toEqual([
      'PATCH /repos/{owner}/{repo} names administration: read; it needs administration=write',
      'GET /repos/{owner}/{repo}/milestones names no permission; it needs issues=read; pull_requests=read',
    ]);
    expect(standIn.state.repository.delete_branch_on_merge).toBe(true);
    expect(standIn.calls.map(call => call.status)).toEqual([200, 200, 200, 200]);
  });

  test('of alternatives, the one that is needed anyway', async () => {
    await using standIn = await githubStandIn(whole);
    const port = standIn.port({'pull-requests': 'read'});
    await port.list('/repos/{owner}/{repo}/labels', place, item => item);
    await port.list('/repos/{owner}/{repo}/pulls', place, item => item);
    expect(standIn.needed()).toEqual({'pull-requests': 'read'});
  });
});

test('it ends by itself when nothing is asked', async () => {
  const standIn = await githubStandIn({}, {idleMs: 50});
  await new Promise(resolve => setTimeout(resolve, 200));
  await expect(ask(standIn, repo)).rejects.toThrow();
  await standIn.dispose();
});
