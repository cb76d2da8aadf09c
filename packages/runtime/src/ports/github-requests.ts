import {setTimeout as wait} from 'node:timers/promises';
import {type GapCode, Refusal, Unclear} from '#core';
import {steadyMs} from '../clock.ts';
import {addressOf} from './github-address.ts';
import {type Answer, isRateLimit, rateLimitEnd, retryAfterOf} from './github-answer.ts';
import {useProxyOf} from './github-proxy.ts';
import {stopped} from './stopped.ts';

export interface GithubLimits {
  /** Milliseconds for one request with its answer. Default 10 s. */
  readonly callMs?: number;
  /** Milliseconds that requests may wait in vain in all; then the rest of them is refused at once. Default 30 s. */
  readonly lostMs?: number;
  /** Milliseconds for all pages of a list. Default 60 s. */
  readonly listMs?: number;
  /** Bytes of a body. Default 5 MiB. */
  readonly bodyBytes?: number;
  /** The longest `Retry-After` that is waited for, in milliseconds. Default 5 s. */
  readonly retryAfterMs?: number;
  /** The longest pause before a request is repeated, in milliseconds. Default 1 s. */
  readonly pauseMs?: number;
}

/** A request as it was sent, for tests and evidence. */
export interface GithubCall {
  readonly method: string;
  readonly route: string;
  readonly permission?: string;
  /** Absent when no answer came. */
  readonly status?: number;
}

export interface GithubOptions {
  /** GITHUB_API_URL: `https://api.github.com`, or `https://HOST/api/v3`. */
  readonly apiUrl: string;
  readonly token?: string;
  /** Where a proxy may be named. Default: there is none. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  readonly limits?: GithubLimits;
  /** Told of each request that was sent, once it has ended. */
  readonly record?: (call: GithubCall) => void;
}

/** What is asked, and the words in which it is spoken of. */
export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly body?: string;
  readonly what: string;
  readonly route: string;
  readonly permission?: string;
}

export interface GithubRequests {
  /** An answer, whatever its status. Repeated once after what may pass. Throws a Refusal. */
  ask(request: Request): Promise<Answer>;
  /** The same for a change: repeated only after what proves that it was never sent. Throws a Refusal where it was not sent, else Unclear. */
  send(request: Request): Promise<Answer>;
}

const apiVersion = '2022-11-28';
const mostRedirects = 5;
const keptCharacters = 32 * 1024 * 1024;
const passing = new Set([500, 502, 503, 504]);
const redirects = new Set([301, 302, 303, 307, 308]);

/** An attempt that came to nothing. */
class Lost extends Error {
  readonly code: GapCode;
  readonly fix: string;
  /** Whether it may be tried once more. */
  readonly again: boolean;
  /** Whether it is certain that the request was never sent. */
  readonly unsent: boolean;

  constructor(why: string, fix: string, options: ErrorOptions & {readonly again?: boolean; readonly unsent?: boolean; readonly code?: GapCode} = {}) {
    super(why, options);
    this.name = 'Lost';
    this.code = options.code ?? 'unreadable';
    this.fix = fix;
    this.again = options.again ?? false;
    this.unsent = options.unsent ?? false;
  }
}

const networkFix = 'Look at the network and its proxy, at https://www.githubstatus.com, and run it again.';
const settleFix = 'Look at whether it has happened, then run it again: the next run asks before it acts.';

/** Sends requests to GitHub within limits. It keeps bodies with their ETag, how long it has waited in vain, and until when a rate limit holds. */
export function githubRequests(options: GithubOptions): GithubRequests {
  const {token, signal} = options;
  const {callMs = 10_000, lostMs = 30_000, bodyBytes = 5 * 1024 * 1024, retryAfterMs = 5000, pauseMs = 1000} = options.limits ?? {};
  const seen = new Map<string, Answer & {readonly etag: string}>();
  let kept = 0;
  let lost = 0;
  let limited: {readonly until: number} | undefined;
  let proxied: Promise<void> | undefined;

  function keep(url: URL, answer: Answer, etag: string): void {
    kept += answer.text.length - (seen.get(url.href)?.text.length ?? 0);
    seen.delete(url.href);
    seen.set(url.href, {...answer, etag});
    for (const [oldest, {text}] of seen) {
      if (kept <= keptCharacters) break;
      seen.delete(oldest);
      kept -= text.length;
    }
  }

  async function exchange({method, url, body}: Request, deadline: AbortSignal): Promise<Answer> {
    const known = method === 'GET' ? seen.get(url.href) : undefined;
    let at = url;
    for (let followed = 0; ; followed++) {
      const response = await fetch(at.href, {
        method, redirect: 'manual', signal: deadline, ...(body !== undefined && {body}),
        headers: {
          accept: 'application/vnd.github+json', 'user-agent': 'shipgate', 'x-github-api-version': apiVersion,
          ...(body !== undefined && {'content-type': 'application/json; charset=utf-8'}),
          ...(token !== undefined && token !== '' && {authorization: `Bearer ${token}`}),
          ...(known && {'if-none-match': known.etag}),
        },
      });
      const {status, headers} = response;
      const location = headers.get('location');
      if (method !== 'GET' || !redirects.has(status) || location === null) {
        if (status === 304 && known) {
          await response.body?.cancel();
          return known;
        }
        const answer = {status, headers, text: await textOf(response, bodyBytes)};
        const etag = headers.get('etag');
        if (method === 'GET' && status === 200 && etag !== null) keep(url, answer, etag);
        return answer;
      }
      await response.body?.cancel();
      if (followed === mostRedirects) throw new Lost(`it redirects more than ${mostRedirects} times`, networkFix);
      const next = addressOf(location, at);
      if (next?.origin !== at.origin) {
        throw new Lost(
          `it redirects to another host, ${next?.host ?? 'which is no address'}`, 'Look at GITHUB_API_URL and at the proxy: the token is not sent to another host.',
          {code: 'refused'},
        );
      }
      at = next;
    }
  }

  /** One attempt: an answer, whatever its status, or a Lost. */
  async function attempt(request: Request): Promise<Answer> {
    const started = steadyMs();
    const deadline = AbortSignal.timeout(callMs);
    let answer: Answer | undefined;
    try {
      await (proxied ??= useProxyOf(options.environment ?? {}, options.apiUrl)).catch((thrown: unknown) => {
        throw new Lost('the proxy that the environment names is no address', 'Correct HTTPS_PROXY and HTTP_PROXY.', {code: 'refused', unsent: true, cause: thrown});
      });
      answer = await exchange(request, signal ? AbortSignal.any([signal, deadline]) : deadline);
      return answer;
    } catch (thrown) {
      if (thrown instanceof Lost) throw thrown;
      if (deadline.aborted) throw new Lost(`it did not answer within ${sayTime(callMs)}`, networkFix, {code: 'timed-out', cause: thrown});
      const {code, message, unsent} = networkCause(thrown);
      throw new Lost(`the connection failed (${code === undefined || message.includes(code) ? message : `${code}: ${message}`})`, networkFix, {again: true, unsent, cause: thrown});
    } finally {
      if (answer === undefined || passing.has(answer.status)) lost += steadyMs() - started;
      const {method, route, permission} = request;
      options.record?.({method, route, ...(permission !== undefined && {permission}), ...(answer && {status: answer.status})});
    }
  }

  async function pause(ms: number, what: string): Promise<void> {
    try {
      await wait(ms, undefined, signal ? {signal} : {});
    } catch {
      throw stopped(signal!, what);
    }
  }

  /** A random pause, so that the jobs of a matrix do not come back all at once. */
  const jitter = (): number => pauseMs * (0.25 + Math.random() * 0.75);

  /** Refuses what would be asked in vain. GitHub bans clients that go on asking while a limit holds. */
  function check(what: string): void {
    if (signal?.aborted === true) throw stopped(signal, what);
    if (lost >= lostMs) {
      throw new Refusal({code: 'timed-out', what, why: `GitHub was not asked: earlier requests have waited ${sayTime(lost)} in vain`, fix: networkFix});
    }
    if (limited && Date.now() < limited.until) {
      throw new Refusal({
        code: 'refused', what, why: 'GitHub was not asked: the rate limit is used up, as an earlier answer said',
        fix: `Run it again after ${new Date(limited.until).toISOString()}.`,
      });
    }
  }

  /** Notes a rate limit that ends the asking. */
  function noted(answer: Answer): Answer {
    if (isRateLimit(answer)) limited = {until: rateLimitEnd(answer, Date.now())};
    return answer;
  }

  const refusalOfLost = (what: string, thrown: Lost): Refusal => new Refusal({code: thrown.code, what, why: `GitHub: ${thrown.message}`, fix: thrown.fix}, {cause: thrown});

  return {
    async ask(request) {
      const {what} = request;
      for (let attempts = 1; ; attempts++) {
        const last = attempts === 2;
        check(what);
        let answer: Answer | undefined;
        try {
          answer = await attempt(request);
        } catch (thrown) {
          if (signal?.aborted === true) throw stopped(signal, what);
          if (!(thrown instanceof Lost)) throw thrown;
          if (last || !thrown.again) throw refusalOfLost(what, thrown);
        }
        if (answer && last) return noted(answer);
        const retryAfter = answer && isRateLimit(answer) ? retryAfterOf(answer, Date.now()) : undefined;
        if (answer && retryAfter === undefined && !passing.has(answer.status)) return answer;
        if (answer && retryAfter !== undefined && !(retryAfter >= 0 && retryAfter <= retryAfterMs)) return noted(answer);
        await pause((retryAfter ?? 0) + jitter(), what);
      }
    },

    async send(request) {
      const {what} = request;
      for (let attempts = 1; ; attempts++) {
        check(what);
        try {
          return noted(await attempt(request));
        } catch (thrown) {
          if (!(thrown instanceof Lost)) throw thrown;
          if (!thrown.unsent) {
            const ended = signal?.aborted === true;
            const {code, why} = ended ? stopped(signal, what).gap : {code: thrown.code, why: `GitHub: ${thrown.message}`};
            throw new Unclear({code, what, why: `${why}; whether it has happened is not known`, fix: settleFix}, {cause: thrown});
          }
          if (attempts === 2) throw refusalOfLost(what, thrown);
        }
        await pause(jitter(), what);
      }
    },
  };
}

/** What is thrown for a change whose answer tells nothing. */
export function unclear(what: string, why: string, options?: ErrorOptions): Unclear {
  return new Unclear({code: 'unreadable', what, why: `${why}; whether it has happened is not known`, fix: settleFix}, options);
}

function sayTime(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 1000)} s`;
}

async function textOf(response: Response, limit: number): Promise<string> {
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

interface Innermost {
  readonly cause?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly syscall?: unknown;
  readonly errors?: unknown;
}

/** The innermost reason that fetch gives: it says "fetch failed" itself. Where no connection came about, nothing was sent. */
function networkCause(thrown: unknown): {readonly code: string | undefined; readonly message: string; readonly unsent: boolean} {
  let error = thrown as Innermost;
  for (;;) {
    // Several addresses of one host that all failed.
    const inner = Array.isArray(error.errors) ? error.errors[0] as unknown : error.cause;
    if (typeof inner !== 'object' || inner === null) break;
    error = inner;
  }
  const code = typeof error.code === 'string' ? error.code : undefined;
  return {code, message: String(error.message), unsent: error.syscall === 'connect' || error.syscall === 'getaddrinfo' || code === 'UND_ERR_CONNECT_TIMEOUT'};
}
