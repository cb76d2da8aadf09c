import type {GithubState} from './state.ts';
import type {Token} from './tokens.ts';

/** A request that has come as far as its operation. */
export interface Exchange {
  readonly state: GithubState;
  /** The parts of the path, decoded: `{owner}`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The body, held to the description already. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly token: Token;
  /** An address on another host, for downloads. */
  readonly elsewhere: string;
}

/** One answer. Members of the body that the description requires and that are left out here are filled. */
export interface Single {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A list, cut into pages by the server. */
export interface Listed {
  readonly items: readonly unknown[];
  /** The member of the body that holds them, beside `total_count`. */
  readonly under?: string;
  /** Paged by `after` instead of by number. */
  readonly cursor?: boolean;
  /** GitHub ends some lists early, without saying so. */
  readonly atMost?: number;
  /** Items on a page when nothing is asked for. Default 30. */
  readonly perPage?: number;
  /** Further members of the body. */
  readonly beside?: Readonly<Record<string, unknown>>;
}

export interface Operation {
  /** What a token needs, as GitHub writes it in `x-accepted-github-permissions`: `contents=read`; alternatives are separated by `; `. */
  readonly needs: string;
  /** The query parameters that it honours, beside those of paging. */
  readonly honours?: readonly string[];
  /** Throws Denied. */
  answer(exchange: Exchange): Single | Listed;
}

export type Operations = Readonly<Record<string, Operation>>;

/** An answer of 4xx: what GitHub says to a request that it does not carry out. */
export class Denied extends Error {
  readonly status: number;
  readonly errors: readonly unknown[] | undefined;

  constructor(status: number, message: string, errors?: readonly unknown[]) {
    super(message);
    this.name = 'Denied';
    this.status = status;
    this.errors = errors;
  }
}

/** The thing that was asked for; without one GitHub answers 404. */
export function found<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Denied(404, 'Not Found');
  return thing;
}

export const ok = (body: unknown): Single => ({status: 200, body});
