import {type GithubChange, Refusal} from '#core';
import {steadyMs} from '../clock.ts';
import {addressOf, nextPageIn, urlOf} from './github-address.ts';
import {type Answer, bodyOf, isRateLimit, messageOf, readAs, refusalOf, succeeded} from './github-answer.ts';
import {type GithubOptions, githubRequests, unclear} from './github-requests.ts';

export type {GithubCall, GithubLimits, GithubOptions} from './github-requests.ts';

/**
 * GitHub's REST API as a port. Each request, body and list has a limit; a question is repeated once, after an answer of 500, 502, 503 or 504, a broken
 * connection, or a rate limit that ends within `retryAfterMs`; a change only after a connection that never came about. Bodies are kept with their ETag,
 * so that asking again is cheap and does not count. Redirects and further pages are followed on the same host only: the token goes nowhere else.
 * Parameters without a place in the route become the query. `absent` is asked about answers that tell something about the thing: 4xx, but for 401, 429
 * and rate limits. Source: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
export function githubApi(options: GithubOptions): GithubChange {
  const {apiUrl, token} = options;
  const {listMs = 60_000} = options.limits ?? {};
  const anonymous = token === undefined || token === '';
  const requests = githubRequests(options);

  const provesAbsence = (answer: Answer, absent: ((status: number, message: string) => boolean) | undefined): boolean => {
    const {status} = answer;
    return status >= 400 && status < 500 && status !== 401 && !isRateLimit(answer) && absent?.(status, messageOf(answer)) === true;
  };

  return {
    async get(route, parameters, read, {absent, permission} = {}) {
      const what = `GET ${route}`;
      const answer = await requests.ask({method: 'GET', url: urlOf(apiUrl, route, parameters, what), what, route, ...(permission !== undefined && {permission})});
      if (provesAbsence(answer, absent)) return undefined;
      if (!succeeded(answer)) throw refusalOf(what, answer, {permission, anonymous});
      return readAs(what, bodyOf(what, answer), read);
    },

    async list<T>(route: string, parameters: Readonly<Record<string, string>>, read: (item: unknown) => T, asked: Parameters<GithubChange['list']>[3] = {}) {
      const {absent, permission, under, limit = 5000} = asked;
      const first = `GET ${route}`;
      const ends = steadyMs() + listMs;
      const items: T[] = [];
      const visited = new Set<string>();
      let url: URL | undefined = urlOf(apiUrl, route, {per_page: '100', ...parameters}, first);
      let counted: number | undefined;
      for (let page = 1; url !== undefined; page++) {
        const what = page === 1 ? first : `${first} (page ${page})`;
        if (visited.has(url.href)) throw new Refusal({code: 'unreadable', what, why: 'its pages go in a circle', fix: 'Look at what answers at GITHUB_API_URL.'});
        if (steadyMs() > ends) {
          throw new Refusal({
            code: 'timed-out', what, why: `${page - 1} pages took more than ${Math.round(listMs / 1000)} s`, fix: 'Ask for less at once, or run it again.',
          });
        }
        visited.add(url.href);
        const answer = await requests.ask({method: 'GET', url, what, route, ...(permission !== undefined && {permission})});
        if (page === 1 && provesAbsence(answer, absent)) return undefined;
        if (!succeeded(answer)) throw refusalOf(what, answer, {permission, anonymous});
        const {found, total} = readAs(what, bodyOf(what, answer), body => pageOf(body, under));
        counted = total ?? counted;
        if (items.length + found.length > limit) throw new Refusal({code: 'too-large', what, why: `there are more than ${limit} items`, fix: 'Ask for less at once.'});
        for (const item of found) items.push(readAs(what, item, read));

        url = nextOf(what, answer, url);
      }
      // GitHub ends some lists early: a search at 1000 items. Source: https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-repository
      if (counted !== undefined && items.length < counted) {
        throw new Refusal({
          code: 'unreadable', what: first, why: `GitHub counts ${counted} items and gave ${items.length}`,
          fix: 'Ask for less at once, or run it again: the list may have changed meanwhile.',
        });
      }
      return items;
    },

    async change(method, route, parameters, body, read, {permission}) {
      const what = `${method} ${route}`;
      const answer = await requests.send({method, url: urlOf(apiUrl, route, parameters, what), what, route, permission, ...(body !== undefined && {body: JSON.stringify(body)})});
      if (!succeeded(answer)) {
        if (provesRefusal(answer)) throw refusalOf(what, answer, {permission, anonymous});
        throw unclear(what, refusalOf(what, answer, {permission, anonymous}).gap.why);
      }
      try {
        return readAs(what, bodyOf(what, answer), read);
      } catch (thrown) {
        throw unclear(what, `GitHub answered ${answer.status}, but ${thrown instanceof Refusal ? thrown.gap.why : String(thrown)}`, {cause: thrown});
      }
    },
  };
}

/** The items on a page, and how many GitHub counts in all where it says so. */
function pageOf(body: unknown, under: string | undefined): {readonly found: readonly unknown[]; readonly total: number | undefined} {
  const members = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  const found = under === undefined ? body : members[under];
  if (!Array.isArray(found)) throw new TypeError(under === undefined ? 'it is no list' : `its member ${under} is no list`);
  if (under === undefined) return {found, total: undefined};
  if (members['incomplete_results'] === true) throw new TypeError('GitHub calls the list incomplete');
  const total = members['total_count'];
  return {found, total: typeof total === 'number' ? total : undefined};
}

/** The address of the page after the one that was at `from`. */
function nextOf(what: string, {headers}: Answer, from: URL): URL | undefined {
  const written = nextPageIn(headers.get('link'));
  if (written === undefined) return undefined;
  const next = addressOf(written, from);
  if (next?.origin === from.origin) return next;
  throw new Refusal({
    code: 'refused', what, why: `its next page is on another host, ${next?.host ?? 'which is no address'}`,
    fix: 'Look at GITHUB_API_URL and at the proxy: the token is not sent to another host.',
  });
}

/** Whether an answer proves that a change was not made: GitHub's own word, and none that a server gives while it may still be at work (408). */
function provesRefusal(answer: Answer): boolean {
  const {status} = answer;
  return status >= 300 && status < 500 && status !== 408 && messageOf(answer) !== '';
}
