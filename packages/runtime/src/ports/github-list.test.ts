import {describe, expect, test} from '@jest/globals';
import {type Gap, Refusal} from '#core';
import {type GithubCall, type GithubLimits, githubApi} from './github-api.ts';
import {type Handler, answer, loopback} from './loopback.fixture.ts';

/** An answer must arrive within them, on the slowest machine too. */
const limits: GithubLimits = {callMs: 60_000, lostMs: 60_000, retryAfterMs: 50, pauseMs: 20};
const number = (item: unknown): number => {
  if (typeof item !== 'number') throw new TypeError('it is no number');
  return item;
};

type Options = Parameters<ReturnType<typeof githubApi>['list']>[3];

async function listed(handler: Handler, options: Options = {}, more: {readonly limits?: GithubLimits; readonly parameters?: Record<string, string>; readonly times?: number} = {}) {
  await using server = await loopback((request, response, count) => {
    // Pages name their own host, as GitHub's do.
    const host = `http://${request.headers.host!}`;
    const write = response.writeHead.bind(response);
    response.writeHead = ((status: number, headers: Record<string, string> = {}) => write(status, {
      ...headers, ...(headers['link'] !== undefined && {link: headers['link'].replaceAll('HOST', host)}),
    })) as typeof response.writeHead;
    handler(request, response, count);
  });
  const calls: GithubCall[] = [];
  const port = githubApi({apiUrl: server.url, token: 'ghs_token', limits: {...limits, ...more.limits}, record: call => void calls.push(call)});
  let items: readonly number[] | undefined;
  let gap: Gap | undefined;
  try {
    for (let i = 0; i < (more.times ?? 1); i++) items = await port.list('/repos/{owner}/{repo}/things', {owner: 'o', repo: 'r', ...more.parameters}, number, options);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(Refusal);
    gap = (thrown as Refusal).gap;
  }
  return {items, gap, calls, requests: server.requests};
}

/** Pages by number; each but the last names the next. */
const pages = (...bodies: readonly unknown[]): Handler => (request, response, count) => {
  const page = Number(new URL(request.url!, 'http://host').searchParams.get('page') ?? 1);
  const link = page < bodies.length ? {link: `<HOST/repositories/1/things?per_page=100&page=${page + 1}>; rel="next", <HOST/x>; rel="last"`} : {};
  answer(200, bodies[page - 1], link)(request, response, count);
};

describe('a list', () => {
  test('is read page after page, in order, a hundred items each', async () => {
    const {items, requests} = await listed(pages([1, 2], [3, 4], [5]));
    expect(items).toEqual([1, 2, 3, 4, 5]);
    expect(requests.map(request => request.url)).toEqual([
      '/repos/o/r/things?per_page=100', '/repositories/1/things?per_page=100&page=2', '/repositories/1/things?per_page=100&page=3',
    ]);
  });

  test('may be empty, and may be smaller pages', async () => {
    const {items, requests} = await listed(pages([]), {}, {parameters: {per_page: '5', state: 'open'}});
    expect(items).toEqual([]);
    expect(requests[0]!.url).toBe('/repos/o/r/things?per_page=5&state=open');
  });

  test('may stand in a member of the body, beside its count', async () => {
    expect((await listed(pages({total_count: 3, runs: [1, 2]}, {total_count: 3, runs: [3]}), {under: 'runs'})).items).toEqual([1, 2, 3]);
  });

  test('asked again is answered by the ETags, pages and all', async () => {
    const tagged: Handler = (request, response, count) => {
      if (request.headers['if-none-match'] !== undefined) response.writeHead(304).end();
      else if (request.url!.includes('page=2')) answer(200, [2], {etag: '"two"'})(request, response, count);
      else answer(200, [1], {etag: '"one"', link: '<HOST/things?page=2>; rel="next"'})(request, response, count);
    };
    const {items, requests, calls} = await listed(tagged, {}, {times: 2});
    expect(items).toEqual([1, 2]);
    expect(requests).toHaveLength(4);
    expect(calls.map(call => call.status)).toEqual([200, 200, 200, 200]);
  });

  test('records each request by its route', async () => {
    const {calls} = await listed(pages([1], [2]), {permission: 'issues: read'});
    expect(calls).toEqual([1, 2].map(() => ({method: 'GET', route: '/repos/{owner}/{repo}/things', permission: 'issues: read', status: 200})));
  });

  test('whose first page proves absence is undefined; a later page proves nothing', async () => {
    const absent = (status: number): boolean => status === 404;
    expect((await listed(answer(404, {message: 'Not Found'}), {absent})).items).toBeUndefined();
    const late = await listed(
      (request, response, count) => (count === 1 ? pages([1], [])(request, response, count) : answer(404, {message: 'Not Found'})(request, response, count)), {absent},
    );
    expect(late.gap).toMatchObject({code: 'refused', what: 'GET /repos/{owner}/{repo}/things (page 2)'});
  });
});

describe('a list is whole or a refusal', () => {
  test.each<[string, Handler, Options, Partial<Gap> | Record<string, unknown>]>([
    ['a body that is no list', answer(200, {message: 'hm'}), {}, {code: 'unreadable', why: expect.stringContaining('no list')}],
    ['no body', answer(204, ''), {}, {code: 'unreadable', why: expect.stringContaining('no list')}],
    ['a second page without a body', pages([1], ''), {}, {code: 'unreadable', what: expect.stringContaining('(page 2)')}],
    ['a member that is not there', pages({total_count: 0}), {under: 'runs'}, {code: 'unreadable', why: expect.stringContaining('runs')}],
    ['an item of another form', pages([1], [2, 'three']), {}, {code: 'unreadable', what: expect.stringContaining('(page 2)'), why: expect.stringContaining('no number')}],
    [
      'fewer items than are counted', pages({total_count: 4, runs: [1, 2]}, {total_count: 4, runs: [3]}), {under: 'runs'},
      {code: 'unreadable', why: 'GitHub counts 4 items and gave 3'},
    ],
    [
      'a list that GitHub calls incomplete', pages({total_count: 1, incomplete_results: true, runs: [1]}), {under: 'runs'},
      {code: 'unreadable', why: expect.stringContaining('incomplete')},
    ],
    ['too many items', pages([1, 2], [3]), {limit: 2}, {code: 'too-large', why: 'there are more than 2 items'}],
    ['pages in a circle', answer(200, [1], {link: '<HOST/repos/o/r/things?per_page=100>; rel="next"'}), {}, {code: 'unreadable', why: expect.stringContaining('circle')}],
    [
      'a next page on another host', answer(200, [1], {link: '<https://example.invalid/2>; rel="next"'}), {},
      {code: 'refused', why: expect.stringContaining('example.invalid'), fix: expect.stringContaining('token')},
    ],
    ['a next page that is no address', answer(200, [1], {link: '<http://[>; rel="next"'}), {}, {code: 'refused', why: expect.stringContaining('no address')}],
  ])('%s', async (_, handler, options, expected) => {
    const {items, gap} = await listed(handler, options);
    expect(items).toBeUndefined();
    expect(gap).toMatchObject({known: false, fix: expect.stringMatching(/\w/), ...expected});
  });

  test('pages without end are ended by the number of items and by time', async () => {
    const endless: Handler = (request, response, count) => answer(200, [], {link: `<HOST/things?page=${count + 1}>; rel="next"`})(request, response, count);
    expect((await listed(endless, {}, {limits: {listMs: 200}})).gap).toMatchObject({code: 'timed-out', why: expect.stringContaining('pages took more than')});
    const growing: Handler = (request, response, count) => answer(200, [1, 2, 3], {link: `<HOST/things?page=${count + 1}>; rel="next"`})(request, response, count);
    expect((await listed(growing, {limit: 10})).requests).toHaveLength(4);
  });
});
