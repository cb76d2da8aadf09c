import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {type IncomingMessage, type Server, type ServerResponse, createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {type Gap, type GithubRead, Refusal} from '#core';
import {refused} from '#testkit';
import {type GithubLimits, type GithubOptions, githubApi} from './github-api.ts';
import {heldTime} from './held-time.fixture.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

let server: Server;
let apiUrl: string;
let handler: Handler;
let requests: IncomingMessage[];

beforeEach(async () => {
  requests = [];
  handler = (_, response) => response.end('{}');
  server = createServer((request, response) => {
    requests.push(request);
    handler(request, response, requests.length);
  });
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v3`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise(resolve => void server.close(resolve));
});

/** Where an answer must arrive, on the slowest machine too. */
const limits: GithubLimits = {callMs: 60_000, lostMs: 60_000, bodyBytes: 1000, retryAfterMs: 50, pauseMs: 20};
/** Where none arrives: the time runs out when the handler says so. */
const hanging: GithubLimits = {...limits, callMs: 2000};
let runOut = (): void => undefined;
const api = (options: Partial<GithubOptions> = {}): GithubRead => githubApi({apiUrl, token: 'ghs_token', limits, ...options});
const get = (port: GithubRead = api(), options?: Parameters<GithubRead['get']>[3]) => port.get('/repos/{owner}/{repo}', {owner: 'o', repo: 'r'}, body => body, options);
const answer = (status: number, body: unknown = {message: 'said'}, headers: Record<string, string> = {}): Handler => (_, response) => {
  response.writeHead(status, {'content-type': 'application/json', ...headers}).end(typeof body === 'string' ? body : JSON.stringify(body));
};

describe('a request', () => {
  test('names the version, the client and the token; parameters are encoded, the others become the query', async () => {
    handler = answer(200, {ok: true});
    expect(await api().get('/repos/{owner}/{repo}/compare/{basehead}', {owner: 'o', repo: 'r', basehead: 'a/b...c?d#e', per_page: '1&x'}, body => body)).toEqual({ok: true});
    expect(requests[0]!.url).toBe('/api/v3/repos/o/r/compare/a%2Fb...c%3Fd%23e?per_page=1%26x');
    expect(requests[0]!.headers).toMatchObject({authorization: 'Bearer ghs_token', accept: 'application/vnd.github+json', 'user-agent': 'shipgate', 'x-github-api-version': '2022-11-28'});
  });

  test('without a token is anonymous', async () => {
    await get(githubApi({apiUrl}));
    await get(githubApi({apiUrl, token: ''}));
    expect(requests.map(request => request.headers.authorization)).toEqual([undefined, undefined]);
  });

  test.each(['..', '.', ''])('never leaves its route: %j', async owner => {
    expect(await refused(api().get('/repos/{owner}/x', {owner}, body => body))).toMatchObject({code: 'refused'});
    expect(requests).toHaveLength(0);
  });

  test('a parameter that is not given is a refusal; a lone surrogate does no harm', async () => {
    expect(await refused(api().get('/repos/{owner}', {}, body => body))).toMatchObject({why: expect.stringContaining('{owner}')});
    await api().get('/repos/{owner}', {owner: '\ud800'}, body => body);
    expect(requests[0]!.url).toBe('/api/v3/repos/%EF%BF%BD');
  });

  test.each(['', 'nonsense', 'file:///etc', 'https://user:pass@host'])('the address %j is a refusal', async url => {
    expect(await refused(get(api({apiUrl: url})))).toMatchObject({code: 'refused', why: expect.stringContaining('GITHUB_API_URL')});
  });

  test('asked again it is answered from what is kept, by the ETag', async () => {
    handler = (request, response) => {
      if (request.headers['if-none-match'] === '"one"') response.writeHead(304).end();
      else response.writeHead(200, {etag: '"one"'}).end('{"n": 1}');
    };
    const port = api();
    const first = await get(port) as {n: number};
    first.n = 2;
    expect(await get(port)).toEqual({n: 1});
    expect(requests).toHaveLength(2);
  });
});

describe('every failure is a refusal that names the way out', () => {
  const past = String(Math.floor(Date.now() / 1000) + 600);
  const cases: readonly (readonly [name: string, handler: Handler, gap: Partial<Gap> | Record<string, unknown>, calls: number, limits?: GithubLimits])[] = [
    ['401', answer(401, {message: 'Bad credentials'}), {code: 'refused', why: expect.stringContaining('Bad credentials'), fix: expect.stringContaining('not valid')}, 1],
    ['403 for want of a permission', answer(403, {message: 'Resource not accessible by integration'}), {code: 'refused', fix: expect.stringContaining('`contents: read`')}, 1],
    ['403 for want of single sign-on', answer(403, {}, {'x-github-sso': 'required'}), {code: 'refused', fix: expect.stringContaining('single sign-on')}, 1],
    ['403 at the rate limit, by header', answer(403, {}, {'x-ratelimit-remaining': '0', 'x-ratelimit-reset': past}), {code: 'refused', why: expect.stringContaining('rate limit'), fix: expect.stringMatching(/after 20\d\d-/)}, 1],
    ['403 at the secondary limit, by its text', answer(403, {message: 'You have exceeded a secondary rate limit'}), {code: 'refused', why: expect.stringContaining('rate limit is used up')}, 1],
    ['404', answer(404, {message: 'Not Found'}), {code: 'refused', why: expect.stringContaining('or the token may not see it')}, 1],
    ['410', answer(410), {code: 'refused'}, 1],
    ['422', answer(422), {code: 'refused', why: expect.stringContaining('422: said')}, 1],
    ['429 without an end', answer(429), {code: 'refused', why: expect.stringContaining('rate limit')}, 1],
    ['429 that takes too long', answer(429, {}, {'retry-after': '60'}), {code: 'refused', fix: expect.stringContaining('60 s')}, 1],
    ['429 twice', answer(429, {}, {'retry-after': '0'}), {code: 'refused', why: expect.stringContaining('rate limit')}, 2],
    ['429 with a nonsense end', answer(429, {}, {'retry-after': 'soon', 'x-ratelimit-reset': '1e999'}), {code: 'refused', fix: expect.stringContaining('Run it again')}, 1],
    ['500', answer(500), {code: 'unreadable', why: expect.stringContaining('500')}, 2],
    ['503 with a page', answer(503, '<html>', {'content-type': 'text/html'}), {code: 'unreadable', why: expect.stringContaining('503')}, 2],
    ['501, which will not pass', answer(501), {code: 'unreadable'}, 1],
    ['304 to a question that was none', answer(304, ''), {code: 'refused'}, 1],
    ['a page instead of JSON', answer(200, '<!doctype html><p>login', {'content-type': 'text/html'}), {code: 'unreadable', why: expect.stringContaining('text/html'), fix: expect.stringContaining('proxy')}, 1],
    ['half of a JSON text', answer(200, '{"a": [1,'), {code: 'unreadable', why: expect.stringContaining('not JSON')}, 1],
    ['half a body', (_, response) => {
      response.writeHead(200, {'content-length': '500'});
      response.write('{"a":');
      setTimeout(() => response.destroy(), 20);
    }, {code: 'unreadable', why: expect.stringContaining('connection failed')}, 2],
    ['half a chunked body', (_, response) => {
      response.writeHead(200);
      response.write('{"a":1}');
      setTimeout(() => response.destroy(), 20);
    }, {code: 'unreadable', why: expect.stringContaining('connection failed')}, 2],
    ['a connection that breaks', request => request.socket.destroy(), {code: 'unreadable', why: expect.stringContaining('connection failed')}, 2],
    ['nonsense instead of HTTP', request => void request.socket.end('nonsense\r\n\r\n'), {code: 'unreadable'}, 2],
    ['no answer', () => runOut(), {code: 'timed-out'}, 1, hanging],
    ['an answer that drips', (_, response) => {
      response.writeHead(200);
      let drops = 0;
      const timer = setInterval(() => {
        response.write(' ');
        if (++drops === 10) runOut();
      }, 30);
      response.on('close', () => clearInterval(timer));
    }, {code: 'timed-out'}, 1, hanging],
    ['too much, announced', answer(200, JSON.stringify('x'.repeat(2000))), {code: 'too-large'}, 1],
    ['too much, without an end', (_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'.repeat(600)), 5);
      response.on('close', () => clearInterval(timer));
    }, {code: 'too-large'}, 1],
    ['redirects in a circle', (_, response) => void response.writeHead(301, {location: '/api/v3/repos/o/r'}).end(), {code: 'unreadable', why: expect.stringContaining('redirects')}, 6],
    ['a redirect to nowhere', (_, response) => void response.writeHead(302, {location: 'http://['}).end(), {code: 'refused'}, 1],
    ['a redirect without a place', (_, response) => void response.writeHead(302).end(), {code: 'refused', why: expect.stringContaining('302')}, 1],
  ];

  test.each(cases)('%s', async (_, fail, gap, calls, bounds = limits) => {
    handler = fail;
    using time = bounds === hanging ? heldTime() : undefined;
    runOut = () => time?.runOut();
    const found = await refused(get(api({limits: bounds}), {permission: 'contents: read'}));
    expect(found).toMatchObject({what: 'GET /repos/{owner}/{repo}', fix: expect.stringMatching(/\w/), ...gap});
    expect(requests).toHaveLength(calls);
    expect(JSON.stringify(found)).not.toContain('ghs_token');
  });

  // No name of a host begins with a hyphen: nobody is asked for it, so that no name server has to answer.
  test('a host that is not there', async () => {
    expect(await refused(get(api({apiUrl: 'http://-.invalid'})))).toMatchObject({code: 'unreadable', why: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/)});
  });

  test('a port at which nobody listens', async () => {
    expect(await refused(get(api({apiUrl: 'http://127.0.0.1:1'})))).toMatchObject({code: 'unreadable', why: expect.stringMatching(/ECONNREFUSED|bad port/)});
  });

  test('the token goes to no other host', async () => {
    const other: IncomingMessage[] = [];
    const elsewhere = createServer((request, response) => {
      other.push(request);
      response.end('{}');
    });
    await new Promise<void>(resolve => void elsewhere.listen(0, '127.0.0.1', resolve));
    const {port} = elsewhere.address() as AddressInfo;
    handler = (_, response) => void response.writeHead(302, {location: `http://127.0.0.1:${port}/`}).end();
    expect(await refused(get())).toMatchObject({code: 'refused', why: expect.stringContaining('another host'), fix: expect.stringContaining('token')});
    expect(other).toHaveLength(0);
    await new Promise(resolve => void elsewhere.close(resolve));
  });

  test('what `read` throws is another form; a Refusal of its own stays what it is', async () => {
    expect(await refused(api().get('/x', {}, () => {
      throw new TypeError('no name');
    }))).toMatchObject({code: 'unreadable', why: expect.stringContaining('no name')});
    const own = new Refusal({code: 'empty', what: 'w', why: 'y', fix: 'f'});
    expect(await refused(api().get('/x', {}, () => {
      throw own;
    }))).toBe(own.gap);
  });

  test('without a token it says so', async () => {
    for (const status of [401, 403, 404, 429]) {
      handler = answer(status);
      expect(await refused(get(githubApi({apiUrl, limits})))).toMatchObject({why: expect.stringContaining('no token was given'), fix: expect.stringContaining('token')});
    }
  });

  test('an abort, before and while it waits', async () => {
    expect(await refused(get(api({signal: AbortSignal.abort()})))).toMatchObject({code: 'cancelled'});
    const controller = new AbortController();
    handler = () => controller.abort();
    expect(await refused(get(api({signal: controller.signal})))).toMatchObject({code: 'cancelled'});
    const late = new AbortController();
    handler = (request, response, count) => {
      answer(500)(request, response, count);
      setTimeout(() => late.abort(), 200);
    };
    expect(await refused(get(api({signal: late.signal, limits: {...limits, pauseMs: 100_000}})))).toMatchObject({code: 'cancelled'});
    expect(requests).toHaveLength(2);
  });

  test('a server that never answers costs little in all', async () => {
    handler = () => undefined;
    const port = api({limits: {...limits, callMs: 100, lostMs: 250}});
    const gaps = [];
    for (let i = 0; i < 20; i++) gaps.push(await refused(get(port)));
    expect(requests.length).toBeLessThanOrEqual(3);
    expect(gaps.at(-1)).toMatchObject({code: 'timed-out', why: expect.stringContaining('was not asked')});
  });
});

describe('what passes is asked once more', () => {
  test.each<[string, Handler]>([
    ['502', answer(502)], ['a broken connection', request => request.socket.destroy()], ['429 that ends soon', answer(429, {}, {'retry-after': '0'})],
  ])('%s', async (_, fail) => {
    handler = (request, response, count) => (count === 1 ? fail : answer(200, {ok: 1}))(request, response, count);
    expect(await get()).toEqual({ok: 1});
    expect(requests).toHaveLength(2);
  });

  test('a redirect on the same host is followed', async () => {
    handler = (request, response) => {
      if (request.url!.endsWith('/repos/o/r')) response.writeHead(301, {location: '/api/v3/repositories/1'}).end();
      else response.end('{"id": 1}');
    };
    expect(await get()).toEqual({id: 1});
  });
});

describe('absent', () => {
  const proven = (status: number, message: string): boolean => status === 404 && message === 'Branch not protected';

  test('an answer that proves absence is undefined; another one with the same status is not', async () => {
    handler = answer(404, {message: 'Branch not protected'});
    expect(await get(api(), {absent: proven})).toBeUndefined();
    handler = answer(404, {message: 'Not Found'});
    expect(await refused(get(api(), {absent: proven}))).toMatchObject({code: 'refused'});
  });

  test.each([
    ['401', answer(401)], ['429', answer(429)], ['a rate limit of 403', answer(403, {}, {'x-ratelimit-remaining': '0'})], ['500', answer(500)], ['304', answer(304, '')],
  ])('%s proves nothing, whatever is asked', async (_, fail) => {
    handler = fail;
    expect(await refused(get(api(), {absent: () => true}))).toMatchObject({known: false});
  });
});
