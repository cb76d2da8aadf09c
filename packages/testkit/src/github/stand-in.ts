import {createHash} from 'node:crypto';
import {type IncomingMessage, type ServerResponse, createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {GithubChange} from '#core';
import {type GithubCall, type GithubLimits, githubApi} from '#runtime';
import {complete, description, wrongIn, wrongInQuery} from './description.ts';
import {type Failing, type Fault, isCarriedOut, serveFault} from './faults.ts';
import {type RateLimits, rateLimit} from './limits.ts';
import {Denied, type Listed, type Single} from './operation.ts';
import {type Matched, operationFor} from './operations.ts';
import {pageOf} from './paging.ts';
import {type GithubState, type GithubWish, stateOf} from './state.ts';
import {type Token, type TokenPermissions, anonymous, leastFor, may, permissionless, tokenOf} from './tokens.ts';

/** A request that arrived. */
export interface ArrivedRequest {
  readonly method: string;
  /** With its query, as it was sent. */
  readonly path: string;
  /** `/repos/{owner}/{repo}`; absent where the stand-in knows no such route. */
  readonly route?: string;
  /** What the operation needs, as GitHub writes it. */
  readonly needs?: string;
  readonly token?: string;
  readonly host: string;
  /** Absent where there was no answer. */
  status?: number;
}

export interface GithubStandInOptions {
  readonly rateLimits?: RateLimits;
  /** The server stops after so long without a request. Default ten minutes: on a slow machine a program takes its time before it asks. */
  readonly idleMs?: number;
}

export interface PortOptions {
  readonly kind?: Token['kind'];
  readonly limits?: GithubLimits;
  readonly signal?: AbortSignal;
  /** The address of an enterprise server: below `/api/v3`. */
  readonly enterprise?: boolean;
}

export interface GithubStandIn extends AsyncDisposable {
  /** GITHUB_API_URL. The same API also stands below `/api/v3`. */
  readonly url: string;
  readonly state: GithubState;
  readonly requests: readonly ArrivedRequest[];
  /** What the ports of `port` recorded of themselves. */
  readonly calls: readonly GithubCall[];
  /**
   * What no client may do and GitHub would not say: an unknown route, a query parameter that is not described, a body of another form. `dispose` throws
   * when there are any, so that no test passes over them.
   */
  readonly mistakes: readonly string[];
  /** A new token with permissions, written as in a workflow; one of a person is the login's, without one `octocat`'s. */
  token(permissions: TokenPermissions, kind?: Token['kind'], login?: string): string;
  /** The real port with a new token; every repetition and pause of it is short. */
  port(permissions: TokenPermissions, options?: PortOptions): GithubChange;
  /** Lets requests fail from now on. The newest failing that fits counts. */
  fail(fault: Fault, failing?: Failing): void;
  /** No request fails any more. */
  heal(): void;
  /** The least permissions for all requests so far, in the words of a workflow. */
  needed(): TokenPermissions;
  /** Calls of ports whose `permission` is not what their operation needs: a refusal would name the wrong one. */
  misnamed(): readonly string[];
  dispose(): Promise<void>;
}

const json = 'application/json; charset=utf-8';

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const errorBody = (message: string, errors?: readonly unknown[]): Readonly<Record<string, unknown>> => ({
  message, documentation_url: 'https://docs.github.com/rest', ...(errors && {errors}),
});

/** What a token without the right is told. Source: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api */
function denialFor({kind}: Token, hidden: boolean): Denied {
  if (kind === 'user' || hidden) return new Denied(404, 'Not Found');
  return kind === 'anonymous' ? new Denied(401, 'Requires authentication') : new Denied(403, 'Resource not accessible by integration');
}

/**
 * GitHub's REST API on this machine, for one repository. It enforces what GitHub enforces: permissions by token, paging, ETags, limits, the form of
 * requests; and holds its own answers to GitHub's description. It stops by itself: it keeps no process alive and ends when nothing is asked.
 *
 *     await using github = await githubStandIn({issues: [issue(1, {labels: ['P0']})]});
 *     await github.port({issues: 'read'}).list('/repos/{owner}/{repo}/issues', {owner: 'octo-org', repo: 'octo-app'}, read);
 */
export async function githubStandIn(wish: GithubWish = {}, {rateLimits, idleMs = 600_000}: GithubStandInOptions = {}): Promise<GithubStandIn> {
  const state = stateOf(wish);
  const {id, owner, name, former} = state.repository;
  const limit = rateLimit(rateLimits);
  const tokens = new Map<string, Token>();
  const requests: ArrivedRequest[] = [];
  const calls: GithubCall[] = [];
  const mistakes: string[] = [];
  const failures: {readonly fault: Fault; readonly failing: Failing; left: number}[] = [];
  let origin = '';
  let elsewhere = '';

  const tokenIn = (request: IncomingMessage): {readonly text: string; readonly token: Token | undefined} => {
    const header = request.headers.authorization;
    if (header === undefined) return {text: '', token: anonymous};
    const text = header.replace(/^(?:bearer|token) /i, '');
    return {text, token: tokens.get(text)};
  };

  /** The path in terms of the repository's present name, or where GitHub sends a client that uses an old one. */
  function placeOf(path: string): {readonly path: string} | {readonly moved: string} {
    const byId = path.replace(new RegExp(`^/repositories/${id}(?=/|$)`), `/repos/${owner}/${name}`);
    const [, repos, someOwner = '', someName = '', ...rest] = byId.split('/');
    if (repos !== 'repos') return {path: byId};
    const asked = `${decodeURIComponent(someOwner)}/${decodeURIComponent(someName)}`.toLowerCase();
    const tail = rest.length > 0 ? `/${rest.join('/')}` : '';
    if (former.some(old => old.toLowerCase() === asked)) return {moved: `/repositories/${id}${tail}`};
    if (asked !== `${owner}/${name}`.toLowerCase()) throw new Denied(404, 'Not Found');
    return {path: byId};
  }

  function mistake(text: string): Denied {
    mistakes.push(text);
    return new Denied(422, `stand-in: ${text}`);
  }

  /** Carries out an operation, whose answer is completed and held to the description. */
  function carryOut({name: operationName, operation, parameters}: Matched, token: Token, query: URLSearchParams, text: string, address: string): Single {
    const described = description.operations[operationName]!;
    const hidden = state.repository.private && token.kind === 'anonymous';
    if (hidden || !may(token, operation.needs)) throw denialFor(token, hidden);
    const honoured = new Set([...operation.honours ?? [], 'per_page', 'page', 'after']);
    for (const wrong of wrongInQuery(described, query)) throw mistake(`${operationName}: ${wrong}`);
    for (const parameter of query.keys()) if (!honoured.has(parameter)) throw mistake(`${operationName}: the stand-in does not honour the query parameter ${parameter}`);
    let body: unknown;
    try {
      body = text === '' ? undefined : JSON.parse(text);
    } catch {
      throw new Denied(400, 'Problems parsing JSON');
    }
    const wrong = described.body === undefined || (body === undefined && described.bodyRequired !== true) ? [] : wrongIn(described.body, body);
    if (wrong.length > 0) throw mistake(`${operationName}: the body: ${wrong.slice(0, 3).join('; ')}`);

    const answer = operation.answer({state, parameters, query, token, body: (body ?? {}) as Readonly<Record<string, unknown>>, elsewhere});
    const single: Single = 'items' in answer ? paged(answer, query, address) : answer;
    const schema = described.responses[String(single.status)];
    if (schema === undefined) throw new Error(`${operationName}: ${single.status} is not described`);
    if (schema === null) return single;
    const whole = complete(schema, single.body);
    const faults = wrongIn(schema, whole);
    if (faults.length > 0) throw new Error(`${operationName}: the answer is not as described: ${faults.slice(0, 5).join('; ')}`);
    return {...single, body: whole};
  }

  function paged(list: Listed, query: URLSearchParams, address: string): Single {
    const {body, link} = pageOf(list, query, address);
    return {status: 200, body, ...(link !== undefined && {headers: {link}})};
  }

  function failureFor(method: string, route: string | undefined, query: URLSearchParams): {readonly fault: Fault; readonly failing: Failing} | undefined {
    const page = query.get('page') ?? '1';
    const meant = (failing: Failing): boolean => (failing.method ?? method) === method && (failing.route ?? route) === route && String(failing.page ?? page) === page;
    const fits = failures.findLast(({failing, left}) => left > 0 && meant(failing));
    if (fits) fits.left--;
    return fits;
  }

  async function answer(
    request: IncomingMessage, response: ServerResponse, arrived: ArrivedRequest, token: {readonly text: string; readonly token: Token | undefined}, text: string,
  ): Promise<void> {
    const {method} = arrived;
    const url = new URL(arrived.path, origin);
    const [, prefix = '', path = ''] = /^(\/api\/v3)?(\/.*)$/.exec(url.pathname)!;
    if (path === '/elsewhere') {
      response.writeHead(200, {'content-type': json}).end('{}');
      return;
    }
    const base = {'x-github-media-type': 'github.v3; format=json', 'x-github-request-id': `0000:${requests.length}`};
    let matched: Matched | undefined;
    let single: Single;
    let failure: ReturnType<typeof failureFor>;
    const barred = limit.begin(token.text, method, Date.now());
    try {
      if (barred) throw barred;
      if (request.headers['user-agent'] === undefined) throw new Denied(403, 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.');
      if (!token.token) throw new Denied(401, 'Bad credentials');
      if (![undefined, '2022-11-28'].includes(request.headers['x-github-api-version'] as string | undefined)) throw new Denied(400, 'Unsupported X-GitHub-Api-Version');
      const place = placeOf(path);
      if ('moved' in place) {
        const to = `${origin}${prefix}${place.moved}${url.search}`;
        const [status, message] = method === 'GET' ? [301, 'Moved Permanently'] as const : [307, 'Temporary Redirect'] as const;
        single = {status, body: {message, url: to}, headers: {location: to}};
      } else {
        matched = operationFor(method, place.path);
        Object.assign(arrived, matched && {route: matched.route, needs: matched.operation.needs});
        failure = failureFor(method, matched?.route, url.searchParams);
        if (failure && !isCarriedOut(failure.fault, failure.failing)) {
          single = {status: 200, body: {}};
        } else {
          if (!matched) {
            mistakes.push(`${method} ${path} is not known to the stand-in`);
            throw new Denied(404, 'Not Found');
          }
          const address = `${origin}${prefix}${place.path.replace(`/repos/${owner}/${name}`, `/repositories/${id}`)}`;
          single = carryOut(matched, token.token, url.searchParams, text, address);
        }
      }
    } catch (thrown) {
      if (thrown instanceof Denied) {
        single = {status: thrown.status, body: errorBody(thrown.message, thrown.errors)};
      } else if (thrown === barred) {
        single = barred!;
      } else {
        mistakes.push(String(thrown));
        single = {status: 500, body: errorBody(`stand-in: ${String(thrown)}`)};
      }
    }

    const body = single.body === undefined || single.status === 204 ? '' : JSON.stringify(single.body);
    const etag = single.status === 200 && method === 'GET' ? `W/"${createHash('sha256').update(body).digest('hex')}"` : undefined;
    const fresh = etag !== undefined && request.headers['if-none-match'] === etag && !failure;
    const status = fresh ? 304 : single.status;
    limit.end(token.text, status);
    const headers = {
      ...base, ...limit.headers(token.text), ...(matched && {'x-accepted-github-permissions': matched.operation.needs}),
      ...(etag !== undefined && {etag, 'cache-control': 'private, max-age=60, s-maxage=60', vary: 'Accept, Authorization, Cookie, X-GitHub-OTP'}),
      ...(body !== '' && !fresh && {'content-type': json}), ...single.headers,
    };
    if (failure) {
      response.on('finish', () => { arrived.status = response.statusCode; });
      serveFault(failure.fault, response, {status, headers, text: body}, elsewhere);
      return;
    }
    arrived.status = status;
    response.writeHead(status, headers).end(fresh ? '' : body);
  }

  const server = createServer((request, response) => {
    idle.refresh();
    const token = tokenIn(request);
    const arrived: ArrivedRequest = {method: request.method!, path: request.url!, host: request.headers.host ?? '', ...(token.text !== '' && {token: token.text})};
    requests.push(arrived);
    textOf(request).then(text => answer(request, response, arrived, token, text)).catch(() => response.destroy());
  });
  const stop = async (): Promise<void> => {
    clearTimeout(idle);
    if (!server.listening) return;
    const closed = new Promise(resolve => void server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  const idle = setTimeout(() => void stop(), idleMs);
  idle.unref();
  await new Promise<void>((resolve, reject) => void server.on('error', reject).listen(0, '127.0.0.1', resolve));
  server.unref();
  server.on('connection', socket => void socket.unref());
  const {port} = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  elsewhere = `http://localhost:${port}/elsewhere`;

  const issueToken = (permissions: TokenPermissions, kind?: Token['kind'], login?: string): string => {
    const token = `ghs_${tokens.size}${createHash('sha256').update(JSON.stringify(permissions)).digest('hex').slice(0, 12)}`;
    tokens.set(token, tokenOf(permissions, kind, login));
    return token;
  };
  const dispose = async (): Promise<void> => {
    await stop();
    if (mistakes.length > 0) throw new Error(`GitHub was asked what it would not understand:\n${mistakes.splice(0).join('\n')}`);
  };

  return {
    url: origin, state, requests, calls, mistakes,
    token: issueToken,
    port: (permissions, {kind, limits, signal, enterprise} = {}) => githubApi({
      apiUrl: enterprise === true ? `${origin}/api/v3` : origin, limits: {pauseMs: 20, ...limits}, record: call => void calls.push(call), ...(signal && {signal}),
      ...(kind !== 'anonymous' && {token: issueToken(permissions, kind)}),
    }),
    fail: (fault, failing = {}) => void failures.push({fault, failing, left: failing.times ?? Infinity}),
    heal: () => void failures.splice(0),
    needed: () => leastFor(requests.flatMap(request => request.needs ?? [])),
    misnamed: () => [...new Set(calls.flatMap(({method, route, permission}) => {
      const needs = operationFor(method, route)?.operation.needs;
      if (needs === undefined) return [];
      const named = permission?.replaceAll('-', '_').replace(': ', '=') ?? permissionless;
      return needs.split('; ').includes(named) ? [] : [`${method} ${route} names ${permission ?? 'no permission'}; it needs ${needs}`];
    }))],
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}
