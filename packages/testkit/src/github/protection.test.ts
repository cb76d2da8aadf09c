import {expect, test} from '@jest/globals';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import * as github from './builders.ts';
import {githubStandIn} from './stand-in.ts';

interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body?: unknown;
  readonly response?: unknown;
}

const {exchanges} = JSON.parse(readFileSync(join(import.meta.dirname, 'description/branch-protection.json'), 'utf8')) as {readonly exchanges: readonly Exchange[]};

/** A value with each text, number and flag replaced by its type. Who the actors are, and what GitHub has added since it was recorded, does not matter. */
function formOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(formOf);
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, formOf(member)]));
}

/** What a recorded form has that another one lacks or has otherwise; `null` beside a text is the same. */
function missing(recorded: unknown, ours: unknown, place = ''): readonly string[] {
  if (typeof recorded !== 'object' || recorded === null) {
    return [ours, 'null'].includes(recorded) || ours === 'null' ? [] : [`${place}: ${JSON.stringify(recorded)}, not ${JSON.stringify(ours)}`];
  }
  return Object.entries(recorded).flatMap(([name, member]) => missing(member, (ours as Record<string, unknown> | undefined)?.[name], `${place}/${name}`));
}

test('the recorded exchanges are there: not protected, protected weakly, protected strictly, removed', () => {
  expect(exchanges.map(({method, status}) => `${method} ${status}`)).toEqual(['GET 404', 'PUT 200', 'PUT 200', 'DELETE 204']);
});

test('classic protection answers what the real API has answered, member by member', async () => {
  await using standIn = await githubStandIn({repository: {owner: 'octokit-fixture-org', name: 'branch-protection'}, branches: [github.branch('main')]});
  const authorization = `Bearer ${standIn.token({administration: 'write'})}`;
  for (const {method, path, status, body, response: recorded} of exchanges) {
    const response = await fetch(`${standIn.url}${path}`, {method, headers: {authorization}, ...(body !== undefined && {body: JSON.stringify(body)})});
    expect(response.status).toBe(status);
    const text = await response.text();
    const ours: unknown = text === '' ? undefined : JSON.parse(text);
    expect(missing(formOf(recorded), formOf(ours))).toEqual([]);
    // Conditions that were not asked for are left out by GitHub: where a member is an object here, it is one there, too.
    const conditions = ['required_status_checks', 'required_pull_request_reviews', 'restrictions'];
    const present = (of: unknown): readonly string[] => conditions.filter(name => typeof of === 'object' && of !== null && name in of);
    expect(present(ours)).toEqual(present(recorded));
  }
});

test('each condition that is asked for is shown as it is', async () => {
  await using standIn = await githubStandIn();
  const port = standIn.port({administration: 'write'});
  const place = {owner: 'octo-org', repo: 'octo-app', branch: 'main'};
  const asked = github.protection({
    enforce_admins: true, required_linear_history: true, required_conversation_resolution: true,
    required_status_checks: {strict: true, contexts: [], checks: [{context: 'ci', app_id: 15368}, {context: 'lint'}]},
    required_pull_request_reviews: {
      required_approving_review_count: 2, require_code_owner_reviews: true, require_last_push_approval: true,
      bypass_pull_request_allowances: {users: ['ana'], teams: [], apps: ['bot']},
    },
  });
  const route = '/repos/{owner}/{repo}/branches/{branch}/protection';
  const answered = await port.change('PUT', route, place, asked as never, body => body, {permission: 'administration: write'});
  expect(answered).toMatchObject({
    enforce_admins: {enabled: true}, required_linear_history: {enabled: true}, required_conversation_resolution: {enabled: true}, allow_force_pushes: {enabled: false},
    allow_deletions: {enabled: false},
    required_status_checks: {strict: true, contexts: ['ci', 'lint'], checks: [{context: 'ci', app_id: 15368}, {context: 'lint', app_id: null}]},
    required_pull_request_reviews: {
      required_approving_review_count: 2, require_code_owner_reviews: true, require_last_push_approval: true, dismiss_stale_reviews: false,
      bypass_pull_request_allowances: {users: [{login: 'ana'}], apps: [{slug: 'bot'}]},
    },
  });
  expect(answered).not.toHaveProperty('restrictions');
  expect(await port.get(route, place, body => body)).toEqual(answered);
});
