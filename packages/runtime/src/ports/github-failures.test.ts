import {setTimeout as pause} from 'node:timers/promises';
import {describe, expect, test} from '@jest/globals';
import {type Gap, type GithubChange, Refusal, Unclear} from '#core';
import {type GithubFailing, type GithubFault, github, githubStandIn} from '#testkit';
import {type GithubLimits, githubApi} from './github-api.ts';
import {heldTime} from './held-time.fixture.ts';

const place = {owner: 'octo-org', repo: 'octo-app'};
const issues = Array.from({length: 150}, (_, i) => github.issue(i + 1));
const object = (body: unknown): object => {
  if (typeof body !== 'object' || body === null) throw new TypeError('it is no object');
  return body;
};

/** Each way to ask, where its failure is put, and the permission that it names. */
const ways: readonly (readonly [name: string, failing: GithubFailing, permission: string, ask: (port: GithubChange) => Promise<unknown>])[] = [
  [
    'get', {method: 'GET', route: '/repos/{owner}/{repo}'}, 'metadata: read',
    port => port.get('/repos/{owner}/{repo}', place, object, {permission: 'metadata: read', absent: (status, message) => status === 404 && message === 'Branch not protected'}),
  ],
  [
    'page 1 of a list', {route: '/repos/{owner}/{repo}/issues', page: 1}, 'issues: read',
    port => port.list('/repos/{owner}/{repo}/issues', place, object, {permission: 'issues: read', absent: status => status === 410}),
  ],
  [
    'page 2 of a list', {route: '/repos/{owner}/{repo}/issues', page: 2}, 'issues: read',
    port => port.list('/repos/{owner}/{repo}/issues', place, object, {permission: 'issues: read', absent: status => status === 410}),
  ],
  [
    'change', {method: 'PATCH'}, 'administration: write',
    port => port.change('PATCH', '/repos/{owner}/{repo}', place, {delete_branch_on_merge: true}, object, {permission: 'administration: write'}),
  ],
];

interface Expected {
  readonly code: Gap['code'];
  readonly why: RegExp;
  readonly fix: RegExp;
  /** Whether it proves that a change was not made. */
  readonly proof: boolean;
}

const permission = /PERMISSION/;
const failures: readonly (readonly [name: string, fault: GithubFault, expected: Expected])[] = [
  ['401', {status: 401, message: 'Bad credentials'}, {code: 'refused', why: /401: Bad credentials/, fix: /token is not valid/, proof: true}],
  [
    '403 for want of a permission', {status: 403, message: 'Resource not accessible by integration'},
    {code: 'refused', why: /403: Resource not accessible/, fix: permission, proof: true},
  ],
  [
    '403 at the rate limit', {status: 403, message: 'API rate limit exceeded', headers: {'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4102444800'}},
    {code: 'refused', why: /rate limit is used up/, fix: /2100-01-01/, proof: true},
  ],
  ['404 that proves nothing', {status: 404, message: 'Not Found'}, {code: 'refused', why: /may not see it/, fix: permission, proof: true}],
  ['429', {status: 429, message: 'Too many', headers: {'retry-after': '3600'}}, {code: 'refused', why: /rate limit/, fix: /3600 s/, proof: true}],
  ['a secondary limit of an hour', 'secondary limit', {code: 'refused', why: /secondary rate limit/, fix: /3600 s/, proof: true}],
  ['422', {status: 422, message: 'Validation Failed'}, {code: 'refused', why: /422/, fix: /what GitHub says/, proof: true}],
  ['500', {status: 500}, {code: 'unreadable', why: /500/, fix: /githubstatus/, proof: false}],
  ['502', {status: 502}, {code: 'unreadable', why: /502/, fix: /githubstatus/, proof: false}],
  ['a connection that is reset', 'reset', {code: 'unreadable', why: /connection failed/, fix: /network/, proof: false}],
  ['half a body', 'half a body', {code: 'unreadable', why: /connection failed/, fix: /network/, proof: false}],
  ['no answer', 'hang', {code: 'timed-out', why: /did not answer within 2 s/, fix: /network/, proof: false}],
  ['an answer that drips', 'drip', {code: 'timed-out', why: /did not answer within 2 s/, fix: /network/, proof: false}],
  ['no body', 'no body', {code: 'unreadable', why: /another form/, fix: /GITHUB_API_URL/, proof: false}],
  ['HTML', 'html', {code: 'unreadable', why: /not JSON \(text\/html\)/, fix: /GITHUB_API_URL/, proof: false}],
  ['JSON that is cut', 'not json', {code: 'unreadable', why: /not JSON/, fix: /GITHUB_API_URL/, proof: false}],
  ['another form', 'another form', {code: 'unreadable', why: /another form/, fix: /GITHUB_API_URL/, proof: false}],
  ['a redirect to another host', 'redirect elsewhere', {code: 'refused', why: /another host|302/, fix: /token is not sent/, proof: false}],
];

describe.each(ways)('%s', (_way, failing, named, ask) => {
  const changing = failing.method === 'PATCH';
  const hangs = (fault: GithubFault): boolean => fault === 'hang' || fault === 'drip';
  /** Long where an answer must arrive, on the slowest machine too. */
  const limitsOf = (fault: GithubFault): GithubLimits => ({callMs: hangs(fault) ? 2000 : 60_000, lostMs: 60_000, pauseMs: 20});

  test('is answered while nothing fails', async () => {
    await using standIn = await githubStandIn({issues});
    expect(await ask(standIn.port({issues: 'read', administration: 'write'}))).toBeInstanceOf(Object);
  });

  test.each(failures)('%s', async (_name, fault, {code, why, fix, proof}) => {
    await using standIn = await githubStandIn({issues});
    standIn.fail(fault, failing);
    using time = hangs(fault) ? heldTime() : undefined;
    const asked = ask(standIn.port({issues: 'read', administration: 'write'}, {limits: limitsOf(fault)})).then(value => ({value}), (error: unknown) => error);
    // The request that hangs has arrived, and what drips has begun to.
    if (time) {
      while (standIn.requests.length < (failing.page ?? 1)) await pause(1);
      await pause(fault === 'drip' ? 200 : 0);
      time.runOut();
    }
    const thrown: unknown = await asked;
    expect(thrown).toBeInstanceOf(!changing || proof ? Refusal : Unclear);
    const {gap} = thrown as Refusal;
    expect(gap).toMatchObject({known: false, code: changing && !proof && code === 'refused' ? 'unreadable' : code, why: expect.stringMatching(why)});
    if (changing && !proof) expect(gap.fix).toMatch(/whether it has happened/);
    else if (fix === permission) expect(gap.fix).toContain(`\`${named}\``);
    else expect(gap.fix).toMatch(fix);
    if (failing.page === 2) expect(gap.what).toContain('(page 2)');
    if (changing) expect(standIn.requests).toHaveLength(1);
    // The token has gone nowhere else, and stands in no message.
    expect(standIn.requests.filter(request => request.host.startsWith('localhost'))).toEqual([]);
    expect(JSON.stringify(gap)).not.toMatch(/ghs_/);
  });

  test('a network at which nobody answers', async () => {
    // No port that was just closed: it may be another test's by now.
    const thrown: unknown = await ask(githubApi({apiUrl: 'http://127.0.0.1:2', limits: {pauseMs: 20}})).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Refusal);
    expect((thrown as Refusal).gap).toMatchObject({code: 'unreadable', why: expect.stringContaining('ECONNREFUSED'), fix: expect.stringContaining('network')});
  });

  test('a token without the permission, a person without the right, no token', async () => {
    await using standIn = await githubStandIn({issues, repository: {private: true}});
    const gapFor = async (port: GithubChange): Promise<Gap | undefined> => ask(port).then(() => undefined, (error: unknown) => (error as Refusal).gap);
    const open = named === 'metadata: read';
    const lacking = await gapFor(standIn.port({contents: 'read'}));
    if (open) expect(lacking).toBeUndefined();
    else expect(lacking).toMatchObject({code: 'refused', why: expect.stringContaining('403'), fix: expect.stringContaining(named)});
    const hidden = await gapFor(standIn.port({contents: 'read'}, {kind: 'user'}));
    if (open) expect(hidden).toBeUndefined();
    else expect(hidden).toMatchObject({code: 'refused', why: expect.stringContaining('may not see it'), fix: expect.stringContaining(named)});
    expect(await gapFor(standIn.port({}, {kind: 'anonymous'}))).toMatchObject({
      code: 'refused', why: expect.stringContaining('no token was given'), fix: expect.stringContaining(named),
    });
  });
});

test('what fails once and may pass is asked once more; a change is not, though it has happened', async () => {
  await using standIn = await githubStandIn({issues});
  const port = standIn.port({issues: 'read', administration: 'write'});
  for (const fault of [{status: 502}, 'reset', 'half a body'] as const) {
    standIn.heal();
    standIn.fail(fault, {route: '/repos/{owner}/{repo}/issues', page: 2, times: 1});
    expect(await port.list('/repos/{owner}/{repo}/issues', place, object)).toHaveLength(150);
  }
  standIn.fail('reset', {method: 'PATCH', carriedOut: true, times: 1});
  await expect(port.change('PATCH', '/repos/{owner}/{repo}', place, {delete_branch_on_merge: true}, object, {permission: 'administration: write'})).rejects.toBeInstanceOf(Unclear);
  expect(standIn.state.repository.delete_branch_on_merge).toBe(true);
});

test('a renamed repository is followed when it is looked at, and refused when it is changed', async () => {
  await using standIn = await githubStandIn({issues, repository: {former: ['octo-org/old']}});
  const port = standIn.port({issues: 'read', administration: 'write'});
  const old = {owner: 'octo-org', repo: 'old'};
  expect(await port.list('/repos/{owner}/{repo}/issues', old, object)).toHaveLength(150);
  const thrown: unknown = await port.change('PATCH', '/repos/{owner}/{repo}', old, {}, object, {permission: 'administration: write'}).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(Refusal);
  expect((thrown as Refusal).gap.fix).toContain('renamed');
});

test('a list is asked for again by its ETags, at no cost', async () => {
  await using standIn = await githubStandIn({issues});
  const port = standIn.port({issues: 'read'});
  const ask = (): Promise<unknown> => port.list('/repos/{owner}/{repo}/issues', place, object);
  expect(await ask()).toEqual(await ask());
  expect(standIn.requests.map(request => request.status)).toEqual([200, 200, 304, 304]);
});
