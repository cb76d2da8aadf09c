import {Refusal} from '#core';

/** What came back, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export const succeeded = ({status}: Answer): boolean => status >= 200 && status < 300;

/** GitHub answers rate limits with 429 or 403. Source: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#rate-limit-errors */
export function isRateLimit({status, headers, text}: Answer): boolean {
  if (status === 429) return true;
  return status === 403 && (headers.get('retry-after') !== null || headers.get('x-ratelimit-remaining') === '0' || /rate limit|abuse detection/i.test(text.slice(0, 4096)));
}

/** A time as HTTP writes it, in milliseconds of the epoch; NaN where it is none. Source: RFC 9110, section 5.6.7. */
function httpDate(text: string | null): number {
  return /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(text ?? '') ? Date.parse(text!) : NaN;
}

/** `Retry-After` in milliseconds, be it seconds or a time, which is meant by the clock of the server; NaN where it is none. Source: RFC 9110, section 10.2.3. */
export function retryAfterOf({headers}: Answer, now: number): number {
  const given = headers.get('retry-after');
  const until = httpDate(given);
  return Number.isNaN(until) ? Number(given ?? NaN) * 1000 : Math.max(0, until - clockOf(headers, now));
}

/** What time it is where the answer comes from: a clock here that is wrong does not shorten a limit. */
function clockOf(headers: Headers, now: number): number {
  const there = httpDate(headers.get('date'));
  return Number.isNaN(there) ? now : there;
}

/** When a rate limit ends, in milliseconds of the epoch; where GitHub does not say, in a minute, which is what it asks for. */
export function rateLimitEnd(answer: Answer, now: number): number {
  const after = retryAfterOf(answer, now);
  if (after >= 0 && after < 1e11) return now + after;
  const left = Number(answer.headers.get('x-ratelimit-reset') ?? NaN) * 1000 - clockOf(answer.headers, now);
  return now + (left > 0 && left < 1e11 ? left : 60_000);
}

const oneLine = (text: string, length: number): string => text.slice(0, length).replace(/[\u0000-\u001f\u007f]+/g, ' ');

function membersOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? body as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}

/** What GitHub says of an answer that is no success; one line; empty when the answer has not the form of GitHub's errors. */
export function messageOf({text}: Answer): string {
  const message = membersOf(text)?.['message'];
  return typeof message === 'string' ? oneLine(message, 300) : '';
}

/** What is wrong with the parts of a request, one line. Source: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed */
function detailsOf({text}: Answer): string {
  const errors = membersOf(text)?.['errors'];
  if (!Array.isArray(errors)) return '';
  return errors.slice(0, 5).map((error: unknown) => {
    if (typeof error === 'string') return oneLine(error, 200);
    const {message, field, code} = (error ?? {}) as Record<string, unknown>;
    if (typeof message === 'string') return oneLine(message, 200);
    return [field, code].filter(part => typeof part === 'string').map(part => oneLine(part, 80)).join(' ');
  }).filter(part => part !== '').join('; ');
}

export interface Asked {
  /** `contents: read`. */
  readonly permission?: string | undefined;
  readonly anonymous: boolean;
}

/** What a workflow can grant its own token. Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions */
const grantable = new Set([
  'actions', 'attestations', 'checks', 'contents', 'deployments', 'discussions', 'id-token', 'issues', 'models', 'packages', 'pages', 'pull-requests', 'security-events', 'statuses',
]);

/** How a token comes to a permission. `accepted` is GitHub's own word on it, `x-accepted-github-permissions`. */
function grantOf({permission, anonymous}: Asked, accepted: string | null): string {
  const named = permission ?? (accepted === null ? undefined : accepted.slice(0, 200));
  const needs = named === undefined ? 'the permission that it needs' : `the permission \`${named}\``;
  if (anonymous) return `Give a token with ${needs}.`;
  if (permission === undefined || grantable.has(permission.split(':')[0]!)) return `Give the token ${needs}, under \`permissions:\` in the workflow.`;
  return `Give a token with ${needs}: of a GitHub App, or a fine-grained one. A workflow cannot grant it to its own token.`;
}

/** The refusal that an answer without success stands for: it names the permission or the token, or when to come back. */
export function refusalOf(what: string, answer: Answer, asked: Asked): Refusal {
  const {anonymous} = asked;
  const {status, headers} = answer;
  const message = [messageOf(answer), detailsOf(answer)].filter(part => part !== '').join(': ');
  const said = message === '' ? `GitHub answered ${status}` : `GitHub answered ${status}: ${message}`;
  const why = anonymous ? `${said} (no token was given)` : said;
  const grant = grantOf(asked, headers.get('x-accepted-github-permissions'));
  const refused = (reason: string, fix: string): Refusal => new Refusal({code: 'refused', what, why: reason, fix});
  if (status === 401) return refused(why, anonymous ? grant : 'The token is not valid or has expired: give another one.');
  if (isRateLimit(answer)) {
    const after = headers.get('retry-after') ?? '';
    const reset = Number(headers.get('x-ratelimit-reset') ?? NaN);
    const when = /^\d{1,10}$/.test(after) ? ` after ${after} s` : Number.isFinite(httpDate(after)) ? ` after ${new Date(httpDate(after)).toISOString()}` : Number.isFinite(reset) && reset < 1e11 ? ` after ${new Date(reset * 1000).toISOString()}` : ' later';
    return refused(`the rate limit is used up: ${why}`, `Run it again${when}${anonymous ? ', or give a token, which may ask more' : ''}.`);
  }
  if (status === 403) {
    const single = headers.get('x-github-sso') === null ? '' : ' The organisation asks for single sign-on: authorise the token for it.';
    return refused(why, `${grant}${single}`);
  }
  if (status === 404) return refused(`${why}: it is not there, or the token may not see it`, `${grant} If it is there, look at its name.`);
  if (status >= 500) return new Refusal({code: 'unreadable', what, why, fix: 'Look at https://www.githubstatus.com and run it again.'});
  if (status >= 300 && status < 400) return refused(why, 'The repository may have been renamed or moved: use its present name. Nothing is sent on to another address.');
  return refused(why, 'Look at the request and at what GitHub says of it.');
}

/** The body of an answer; `undefined` when there is none. Throws a Refusal when it is not JSON. */
export function bodyOf(what: string, {headers, text}: Answer): unknown {
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

/** What `read` makes of a body or a part of it. What it throws is a Refusal: another form than expected is no defect of ours. */
export function readAs<T>(what: string, value: unknown, read: (value: unknown) => T): T {
  try {
    return read(value);
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    throw new Refusal({
      code: 'unreadable', what, why: `the answer has another form than expected: ${thrown instanceof Error ? thrown.message.slice(0, 300) : String(thrown)}`,
      fix: 'Look at what answers at GITHUB_API_URL; update Shipgate if GitHub has changed its answer.',
    }, {cause: thrown});
  }
}
