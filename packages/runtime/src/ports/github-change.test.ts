import {describe, expect, test} from '@jest/globals';
import {type Gap, Refusal, Unclear} from '#core';
import {type GithubCall, type GithubLimits, type GithubOptions, githubApi} from './github-api.ts';
import {heldTime} from './held-time.fixture.ts';
import {type Handler, answer, loopback} from './loopback.fixture.ts';

/** Where an answer must arrive, on the slowest machine too. */
const limits: GithubLimits = {callMs: 60_000, lostMs: 60_000, bodyBytes: 1000, retryAfterMs: 50, pauseMs: 20};
/** Where none arrives: the time runs out when the handler says so. */
const hanging: GithubLimits = {...limits, callMs: 2000};
let runOut = (): void => undefined;

const put = (options: GithubOptions): Promise<unknown> =>
  githubApi({token: 'ghs_token', limits, ...options}).change('PUT', '/repos/{owner}/{repo}', {owner: 'o', repo: 'r'}, {a: 1}, body => {
    if (typeof body !== 'object') throw new TypeError('it is no object');
    return body;
  }, {permission: 'administration: write'});

async function changed(handler: Handler, options: Partial<GithubOptions> = {}) {
  await using server = await loopback(handler);
  const calls: GithubCall[] = [];
  const thrown: unknown = await put({apiUrl: server.url, record: call => void calls.push(call), ...options}).then(() => undefined, (error: unknown) => error);
  const gap = thrown instanceof Refusal || thrown instanceof Unclear ? thrown.gap : undefined;
  return {thrown, gap, calls, requests: server.requests};
}

describe('a change', () => {
  test('is asked for once, with its body, and what is made of the answer comes back', async () => {
    await using server = await loopback(answer(200, {done: true}));
    const calls: GithubCall[] = [];
    expect(await put({apiUrl: server.url, record: call => void calls.push(call)})).toEqual({done: true});
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: 'PUT', url: '/repos/o/r', body: '{"a":1}', headers: {'content-type': 'application/json; charset=utf-8', authorization: 'Bearer ghs_token'},
    });
    expect(calls).toEqual([{method: 'PUT', route: '/repos/{owner}/{repo}', permission: 'administration: write', status: 200}]);
  });

  test('may have no body, and no answer but its status', async () => {
    await using server = await loopback(answer(204, ''));
    expect(await githubApi({apiUrl: server.url, limits}).change('DELETE', '/x', {}, undefined, body => body, {permission: 'contents: write'})).toBeUndefined();
    expect(server.requests[0]).toMatchObject({method: 'DELETE', body: ''});
    expect(server.requests[0]!.headers['content-type']).toBeUndefined();
  });
});

describe('what proves that nothing has changed is a Refusal, and is not asked again', () => {
  test.each<[string, Handler, Partial<Gap> | Record<string, unknown>]>([
    ['401', answer(401, {message: 'Bad credentials'}), {fix: expect.stringContaining('not valid')}],
    ['403', answer(403, {message: 'Resource not accessible by integration'}), {fix: expect.stringMatching(/`administration: write`.*GitHub App.*cannot grant/)}],
    ['404', answer(404, {message: 'Not Found'}), {why: expect.stringContaining('may not see it')}],
    ['409', answer(409, {message: 'Conflict'}), {why: 'GitHub answered 409: Conflict'}],
    ['422 with details', answer(422, {
      message: 'Validation Failed', errors: [{resource: 'Ruleset', field: 'name', code: 'already_exists'}, 'must be unique', {message: 'no such app'}, null, 7],
    }),
      {why: 'GitHub answered 422: Validation Failed: name already_exists; must be unique; no such app'}],
    ['429 that would end soon', answer(429, {message: 'slow down'}, {'retry-after': '0'}), {why: expect.stringContaining('rate limit')}],
    [
      'a secondary limit of an hour', answer(403, {message: 'You have exceeded a secondary rate limit'}, {'retry-after': '3600'}),
      {why: expect.stringContaining('rate limit'), fix: expect.stringContaining('3600 s')},
    ],
    ['a redirect by GitHub', answer(307, {message: 'Moved Permanently'}, {location: '/repositories/1'}), {fix: expect.stringContaining('renamed')}],
  ])('%s', async (_, handler, expected) => {
    const {thrown, gap, requests} = await changed(handler);
    expect(thrown).toBeInstanceOf(Refusal);
    expect(gap).toMatchObject({code: 'refused', what: 'PUT /repos/{owner}/{repo}', ...expected});
    expect(requests).toHaveLength(1);
  });

  test('a port at which nobody listens, a host that is not there: tried twice', async () => {
    // No port that was just closed: it may be another test's by now. No name of a host begins with a hyphen, so that no name server has to answer.
    for (const apiUrl of ['http://127.0.0.1:2', 'http://-.invalid']) {
      const {thrown, gap, calls} = await changed(answer(200, {}), {apiUrl});
      expect(thrown).toBeInstanceOf(Refusal);
      expect(gap).toMatchObject({code: 'unreadable', why: expect.stringMatching(/ECONNREFUSED|ENOTFOUND|EAI_AGAIN/)});
      expect(calls).toEqual([1, 2].map(() => ({method: 'PUT', route: '/repos/{owner}/{repo}', permission: 'administration: write'})));
    }
  });

  test('an abort before it is sent', async () => {
    const {thrown, gap, requests} = await changed(answer(200, {}), {signal: AbortSignal.abort()});
    expect(thrown).toBeInstanceOf(Refusal);
    expect(gap).toMatchObject({code: 'cancelled'});
    expect(requests).toHaveLength(0);
  });
});

describe('what leaves it open is Unclear, and is not asked again', () => {
  test.each<[string, Handler, Partial<Gap> | Record<string, unknown>, GithubLimits?]>([
    ['500', answer(500, {message: 'oops'}), {why: expect.stringContaining('500: oops')}],
    ['502 of a proxy', answer(502, '<html>', {'content-type': 'text/html'}), {why: expect.stringContaining('502')}],
    ['408', answer(408, {message: 'Request Timeout'}), {why: expect.stringContaining('408')}],
    ['403 that is not GitHub\'s', answer(403, '<html>blocked', {'content-type': 'text/html'}), {why: expect.stringContaining('403')}],
    ['a redirect that is not GitHub\'s', answer(302, '', {location: 'http://login.invalid/'}), {why: expect.stringContaining('302')}],
    ['a connection that breaks', request => request.socket.destroy(), {why: expect.stringContaining('connection failed')}],
    ['half a body', (_, response) => {
      response.writeHead(200, {'content-length': '500'});
      response.write('{"a":');
      setTimeout(() => response.destroy(), 20);
    }, {why: expect.stringContaining('connection failed')}],
    ['no answer', () => runOut(), {code: 'timed-out', why: expect.stringContaining('2 s')}, hanging],
    ['too large an answer', answer(200, 'x'.repeat(2000)), {code: 'too-large'}],
    ['success that is not JSON', answer(200, '<html>', {'content-type': 'text/html'}), {why: expect.stringMatching(/answered 200, but .*not JSON/)}],
    ['success without a body', answer(200, ''), {why: expect.stringContaining('no object')}],
  ])('%s', async (_, handler, expected, bounds = limits) => {
    using time = bounds === hanging ? heldTime() : undefined;
    runOut = () => time?.runOut();
    const {thrown, gap, requests} = await changed(handler, {limits: bounds});
    expect(thrown).toBeInstanceOf(Unclear);
    expect(gap).toMatchObject({what: 'PUT /repos/{owner}/{repo}', fix: expect.stringContaining('whether it has happened'), ...expected});
    expect(requests).toHaveLength(1);
    expect(JSON.stringify(gap)).not.toContain('ghs_token');
  });

  test('an abort while it waits', async () => {
    const controller = new AbortController();
    const {thrown, gap} = await changed(() => controller.abort(), {signal: controller.signal});
    expect(thrown).toBeInstanceOf(Unclear);
    expect(gap).toMatchObject({code: 'cancelled', why: expect.stringContaining('not known')});
  });
});

test('while a rate limit holds, nothing more is asked', async () => {
  await using server = await loopback(answer(403, {message: 'You have exceeded a secondary rate limit'}, {'retry-after': '3600'}));
  const port = githubApi({apiUrl: server.url, token: 'ghs_token', limits});
  const gaps: Gap[] = [];
  for (const ask of [
    () => port.get('/a', {}, body => body), () => port.list('/b', {}, item => item), () => port.change('POST', '/c', {}, {}, body => body, {permission: 'contents: write'}),
  ]) {
    await ask().catch((thrown: unknown) => gaps.push((thrown as Refusal).gap));
  }
  expect(server.requests).toHaveLength(1);
  expect(gaps[0]).toMatchObject({code: 'refused', why: expect.stringContaining('secondary rate limit'), fix: 'Run it again after 3600 s.'});
  for (const gap of gaps.slice(1)) expect(gap).toMatchObject({code: 'refused', why: expect.stringContaining('was not asked'), fix: expect.stringMatching(/after 20\d\d-/)});
});
