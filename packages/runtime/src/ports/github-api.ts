import {setTimeout as wait} from 'node:timers/promises';
import {type GapCode, type GithubRead, Refusal} from '#core';
import {stopped} from './stopped.ts';

export interface GithubLimits {
  /** Milliseconds for one request with its answer. Default 10 s. */
  readonly callMs?: number;
  /** Milliseconds that requests may wait in vain in all; then the rest of them is refused at once. Default 30 s. */
  readonly lostMs?: number;
  /** Bytes of a body. Default 5 MiB. */
  readonly bodyBytes?: number;
  /** The longest `Retry-After` that is waited for, in milliseconds. Default 5 s. */
  readonly retryAfterMs?: number;
  /** The longest pause before a request is repeated, in milliseconds. Default 1 s. */
  readonly pauseMs?: number;
}

export interface GithubOptions {
  /** GITHUB_API_URL: `https://api.github.com`, or `https://HOST/api/v3`. */
  readonly apiUrl: string;
  readonly token?: string;
  readonly signal?: AbortSignal;
  readonly limits?: GithubLimits;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const apiVersion = '2022-11-28';
const mostRedirects = 5;
const passing = new Set([500, 502, 503, 504]);

/** An attempt that came to nothing. */
class Lost extends Error {
  readonly code: GapCode;
  readonly fix: string;
  /** Whether it may be tried once more. */
  readonly again: boolean;

  constructor(why: string, fix: string, options: ErrorOptions & {readonly again?: boolean; readonly code?: GapCode} = {}) {
    super(why, options);
    this.name = 'Lost';
    this.code = options.code ?? 'unreadable';
    this.fix = fix;
    this.again = options.again ?? false;
  }
}

const networkFix = 'Look at the network and its proxy, at https://www.githubstatus.com, and run it again.';

/**
 * GitHub's REST API as a port. Each request and body has a limit; a request is repeated once, after an answer of 500, 502, 503 or 504, a broken connection,
 * or a rate limit that ends within `retryAfterMs`. Bodies are kept with their ETag, so that asking again is cheap and does not count. Redirects are
 * followed on the same host only: the token goes nowhere else. Parameters without a place in the route become the query. `absent` is asked about
 * answers that tell something about the thing: 4xx, but for 401, 429 and rate limits.
 * Source: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
export function githubApi(options: GithubOptions): GithubRead {
  const {apiUrl, token, signal} = options;
  const {callMs = 10_000, lostMs = 30_000, bodyBytes = 5 * 1024 * 1024, retryAfterMs = 5000, pauseMs = 1000} = options.limits ?? {};
  const seen = new Map<string, {readonly etag: string; readonly text: string}>();
  let lost = 0;

  async function request(url: URL, deadline: AbortSignal): Promise<Answer> {
    const known = seen.get(url.href);
    let at = url;
    for (let redirects = 0; ; redirects++) {
      const response = await fetch(at.href, {
        redirect: 'manual', signal: deadline,
        headers: {
          accept: 'application/vnd.github+json', 'user-agent': 'shipgate', 'x-github-api-version': apiVersion,
          ...(token !== undefined && token !== '' && {authorization: `Bearer ${token}`}),
          ...(known && {'if-none-match': known.etag}),
        },
      });
      const {status, headers} = response;
      const location = headers.get('location');
      if (![301, 302, 303, 307, 308].includes(status) || location === null) {
        if (status === 304 && known) {
          await response.body?.cancel();
          return {status: 200, headers, text: known.text};
        }
        const text = await bodyOf(response, bodyBytes);
        const etag = headers.get('etag');
        if (status === 200 && etag !== null) seen.set(url.href, {etag, text});
        return {status, headers, text};
      }
      await response.body?.cancel();
      if (redirects === mostRedirects) throw new Lost(`it redirects more than ${mostRedirects} times`, networkFix);
      const next = addressOf(location, at);
      if (next?.origin !== at.origin) {
        const where = next?.host ?? 'which is no address';
        throw new Lost(`it redirects to another host, ${where}`, 'Look at GITHUB_API_URL and at the proxy: the token is not sent to another host.', {code: 'refused'});
      }
      at = next;
    }
  }

  /** One attempt: an answer, whatever its status, or a Lost. */
  async function attempt(url: URL): Promise<Answer> {
    const started = performance.now();
    const deadline = AbortSignal.timeout(callMs);
    let answer: Answer | undefined;
    try {
      answer = await request(url, signal ? AbortSignal.any([signal, deadline]) : deadline);
      return answer;
    } catch (thrown) {
      if (thrown instanceof Lost) throw thrown;
      if (deadline.aborted) throw new Lost(`it did not answer within ${sayTime(callMs)}`, networkFix, {code: 'timed-out', cause: thrown});
      throw new Lost(`the connection failed (${networkCause(thrown)})`, networkFix, {again: true, cause: thrown});
    } finally {
      if (answer === undefined || passing.has(answer.status)) lost += performance.now() - started;
    }
  }

  async function pause(ms: number, what: string): Promise<void> {
    try {
      await wait(ms, undefined, signal ? {signal} : {});
    } catch {
      throw stopped(signal!, what);
    }
  }

  const check = (what: string): void => {
    if (signal?.aborted === true) throw stopped(signal, what);
  };

  /** The answer, after at most two attempts. */
  async function ask(url: URL, what: string): Promise<Answer> {
    for (let attempts = 1; ; attempts++) {
      const last = attempts === 2;
      check(what);
      if (lost >= lostMs) {
        throw new Refusal({code: 'timed-out', what, why: `GitHub was not asked: earlier requests have waited ${sayTime(lost)} in vain`, fix: networkFix});
      }
      let answer: Answer | undefined;
      try {
        answer = await attempt(url);
      } catch (thrown) {
        check(what);
        if (!(thrown instanceof Lost)) throw thrown;
        if (last || !thrown.again) throw new Refusal({code: thrown.code, what, why: `GitHub: ${thrown.message}`, fix: thrown.fix}, {cause: thrown});
      }
      if (last && answer) return answer;
      // A random pause, so that the jobs of a matrix do not come back all at once.
      const retryAfter = answer && isRateLimit(answer) ? Number(answer.headers.get('retry-after') ?? NaN) * 1000 : undefined;
      if (answer && retryAfter === undefined && !passing.has(answer.status)) return answer;
      if (answer && retryAfter !== undefined && !(retryAfter >= 0 && retryAfter <= retryAfterMs)) return answer;
      await pause((retryAfter ?? 0) + pauseMs * (0.25 + Math.random() * 0.75), what);
    }
  }

  return {
    get: async (route, parameters, read, {absent, permission} = {}) => {
      const what = `GET ${route}`;
      const answer = await ask(urlOf(apiUrl, route, parameters, what), what);
      const {status} = answer;
      if (status < 200 || status > 299) {
        const message = messageOf(answer);
        if (status >= 400 && status < 500 && status !== 401 && !isRateLimit(answer) && absent?.(status, message) === true) return undefined;
        throw refusalFor(what, answer, message, {permission, anonymous: token === undefined || token === ''});
      }
      const body = parse(what, answer);
      try {
        return read(body);
      } catch (thrown) {
        if (thrown instanceof Refusal) throw thrown;
        throw new Refusal({
          code: 'unreadable', what, why: `the answer has another form than expected: ${thrown instanceof Error ? thrown.message.slice(0, 300) : String(thrown)}`,
          fix: 'Look at what answers at GITHUB_API_URL; update Shipgate if GitHub has changed its answer.',
        }, {cause: thrown});
      }
    },
  };
}

function sayTime(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 1000)} s`;
}

function addressOf(text: string, base?: URL): URL | undefined {
  return URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
}

/** The address of a route with its parameters, each encoded, so that none can lead to another route. */
function urlOf(apiUrl: string, route: string, parameters: Readonly<Record<string, string>>, what: string): URL {
  const rest = new Map(Object.entries(parameters));
  const path = route.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    // `.` and `..` would take away a part of the route, also when they are encoded (URL Standard, 4.1).
    if (value === undefined || value === '' || value === '.' || value === '..') {
      throw new Refusal({
        code: 'refused', what, why: `its part {${name}} is ${value === undefined ? 'not given' : JSON.stringify(value)}`, fix: `Look at where ${name} comes from.`,
      });
    }
    return encodeURIComponent(value.toWellFormed());
  });
  const url = addressOf(`${apiUrl.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`);
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new Refusal({code: 'refused', what, why: 'GITHUB_API_URL is no address of an API', fix: 'Set it to https://api.github.com or https://HOST/api/v3.'});
  }
  for (const [name, value] of rest) url.searchParams.append(name, value);
  return url;
}

async function bodyOf(response: Response, limit: number): Promise<string> {
  const tooLarge = (): Lost => new Lost(`the answer has more than ${limit} bytes`, 'Ask for less at once.', {code: 'too-large'});
  if (Number(response.headers.get('content-length') ?? 0) > limit) {
    await response.body?.cancel();
    throw tooLarge();
  }
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the rest of the body.
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The innermost reason that fetch gives: it says "fetch failed" itself. */
function networkCause(thrown: unknown): string {
  let error = thrown as {readonly cause?: unknown; readonly code?: unknown; readonly message?: unknown};
  while (typeof error.cause === 'object' && error.cause !== null) error = error.cause;
  const message = String(error.message);
  return typeof error.code === 'string' && !message.includes(error.code) ? `${error.code}: ${message}` : message;
}

/** GitHub answers rate limits with 429 or 403. Source: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#rate-limit-errors */
function isRateLimit({status, headers, text}: Answer): boolean {
  if (status === 429) return true;
  return status === 403 && (headers.get('retry-after') !== null || headers.get('x-ratelimit-remaining') === '0' || /rate limit|abuse detection/i.test(text.slice(0, 4096)));
}

/** What GitHub says of an answer that is no success; one line. */
function messageOf({text}: Answer): string {
  try {
    const body: unknown = JSON.parse(text);
    const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined;
    return typeof message === 'string' ? message.slice(0, 300).replace(/[\u0000-\u001f\u007f]+/g, ' ') : '';
  } catch {
    return '';
  }
}

function refusalFor(what: string, answer: Answer, message: string, {permission, anonymous}: {readonly permission: string | undefined; readonly anonymous: boolean}): Refusal {
  const {status, headers} = answer;
  const said = message === '' ? `GitHub answered ${status}` : `GitHub answered ${status}: ${message}`;
  const why = anonymous ? `${said} (no token was given)` : said;
  const needs = permission === undefined ? 'the permission that it needs' : `the permission \`${permission}\``;
  const grant = anonymous ? `Give a token with ${needs}.` : `Give the token ${needs}, under \`permissions:\` in the workflow.`;
  if (status === 401) return new Refusal({code: 'refused', what, why, fix: anonymous ? grant : 'The token is not valid or has expired: give another one.'});
  if (isRateLimit(answer)) {
    const reset = Number(headers.get('x-ratelimit-reset') ?? NaN);
    const after = headers.get('retry-after');
    const when = after !== null ? ` after ${after.slice(0, 40)} s` : Number.isFinite(reset) && reset < 1e11 ? ` after ${new Date(reset * 1000).toISOString()}` : ' later';
    return new Refusal({code: 'refused', what, why: `the rate limit is used up: ${why}`, fix: `Run it again${when}${anonymous ? ', or give a token, which may ask more' : ''}.`});
  }
  if (status === 403) {
    const single = headers.get('x-github-sso') === null ? '' : ' The organisation asks for single sign-on: authorise the token for it.';
    return new Refusal({code: 'refused', what, why, fix: `${grant}${single}`});
  }
  if (status === 404) return new Refusal({code: 'refused', what, why: `${why}: it is not there, or the token may not see it`, fix: `${grant} If it is there, look at its name.`});
  if (status >= 500) return new Refusal({code: 'unreadable', what, why, fix: 'Look at https://www.githubstatus.com and run it again.'});
  return new Refusal({code: 'refused', what, why, fix: 'Look at the request and at what GitHub says of it.'});
}

function parse(what: string, {headers, text}: Answer): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    const type = headers.get('content-type') ?? 'of no type';
    throw new Refusal({
      code: 'unreadable', what, why: `the answer is not JSON (${type.slice(0, 100)})`, fix: 'Look at GITHUB_API_URL, and at a proxy that answers in its place.',
    }, {cause: thrown});
  }
}
