import type {Single} from './operation.ts';

export interface RateLimits {
  /** Requests an hour; answers of 304 do not count. Default 5000. */
  readonly perHour?: number;
  /** Changes a minute. Default 80. */
  readonly changesPerMinute?: number;
  /** Requests at the same time. Default 100. */
  readonly atOnce?: number;
}

export interface RateLimit {
  /** Called as a request begins: GitHub's refusal, where it has one. */
  begin(token: string, method: string, now: number): Single | undefined;
  /** Called as it ends. */
  end(token: string, status: number): void;
  headers(token: string): Readonly<Record<string, string>>;
}

interface Account {
  used: number;
  resets: number;
  changes: number[];
}

/**
 * The primary limit by token and the secondary limits for all. Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function rateLimit({perHour = 5000, changesPerMinute = 80, atOnce = 100}: RateLimits = {}): RateLimit {
  const accounts = new Map<string, Account>();
  let underWay = 0;
  const accountOf = (token: string, now: number): Account => {
    const known = accounts.get(token);
    if (known && now < known.resets) return known;
    const fresh: Account = {used: 0, resets: now + 3_600_000, changes: []};
    accounts.set(token, fresh);
    return fresh;
  };
  const page = 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api';
  const primary: Single = {status: 403, body: {message: 'API rate limit exceeded for installation ID 1.', documentation_url: page}};
  const secondary: Single = {
    status: 403, headers: {'retry-after': '60'},
    body: {message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.', documentation_url: `${page}#about-secondary-rate-limits`},
  };
  return {
    begin(token, method, now) {
      const account = accountOf(token, now);
      underWay++;
      if (account.used >= perHour) return primary;
      account.used++;
      if (underWay > atOnce) return secondary;
      if (method !== 'GET') {
        account.changes = [...account.changes.filter(at => at > now - 60_000), now];
        if (account.changes.length > changesPerMinute) return secondary;
      }
      return undefined;
    },
    end(token, status) {
      underWay--;
      const account = accounts.get(token);
      if (account && status === 304) account.used--;
    },
    headers(token) {
      const {used, resets} = accounts.get(token) ?? {used: 0, resets: 0};
      return {
        'x-ratelimit-limit': String(perHour), 'x-ratelimit-remaining': String(Math.max(0, perHour - used)), 'x-ratelimit-used': String(used),
        'x-ratelimit-reset': String(Math.ceil(resets / 1000)), 'x-ratelimit-resource': 'core',
      };
    },
  };
}
