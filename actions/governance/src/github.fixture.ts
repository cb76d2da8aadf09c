import {type GithubAsking, type GithubChange, type Json, Refusal} from '#core';

/** What GitHub answers: a body, or an error with its message. */
export type Answer = Json | {readonly error: number; readonly message?: string};

/** GitHub in memory: answers by method and path with its parameters filled in (`/repos/o/r/branches/main`, no query). It keeps what was asked. */
export interface FakeGithub extends GithubChange {
  readonly asked: readonly string[];
  readonly permissions: ReadonlySet<string>;
  /** The parameters that went into the query, by path. */
  readonly queries: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const isError = (answer: Answer): answer is {readonly error: number; readonly message?: string} => typeof answer === 'object' && answer !== null && 'error' in answer;

/**
 * The `github` port over answers. In: path to answer, for GET; `METHOD path` to a function of the body, for changes. Case does not matter in
 * it, as on GitHub. A path without an answer is a 404 `Not Found`, as for a token that may not see it. A list gives its items whole: paging is the port's own matter.
 */
export function fakeGithub(answers: Readonly<Record<string, Answer | ((body: Json | undefined) => Answer)>>): FakeGithub {
  const byPath = new Map(Object.entries(answers).map(([path, answer]) => [path.toLowerCase(), answer]));
  const asked: string[] = [];
  const permissions = new Set<string>();
  const queries: Record<string, Record<string, string>> = {};

  function ask(method: string, route: string, parameters: Readonly<Record<string, string>>, {absent, permission}: GithubAsking, body?: Json): {readonly body: Json} | undefined {
    const rest = {...parameters};
    const path = route.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = rest[name];
      if (value === undefined || value === '') throw new Error(`${route} has no ${name}`);
      delete rest[name];
      return value;
    });
    const key = method === 'GET' ? path : `${method} ${path}`;
    asked.push(key);
    queries[key] = rest;
    if (permission !== undefined) permissions.add(permission);
    const given = byPath.get(key.toLowerCase()) ?? {error: 404, message: 'Not Found'};
    const answer = typeof given === 'function' ? given(body) : given;
    if (!isError(answer)) return {body: answer};
    const {error, message = ''} = answer;
    if (error < 500 && error !== 401 && error !== 429 && absent?.(error, message)) return undefined;
    const fix = permission === undefined ? 'Give a token.' : `Give a token with \`${permission}\`.`;
    throw new Refusal({code: error < 500 ? 'refused' : 'unreadable', what: `${method} ${route}`, why: `GitHub answered ${error}: ${message}`, fix});
  }

  function readAs<T>(what: string, value: unknown, read: (value: unknown) => T): T {
    try {
      return read(value);
    } catch (thrown) {
      if (thrown instanceof Refusal) throw thrown;
      throw new Refusal({code: 'unreadable', what, why: 'the answer has another form than expected', fix: 'Look at GITHUB_API_URL.'}, {cause: thrown});
    }
  }

  return {
    asked, permissions, queries,
    async get(route, parameters, read, options = {}) {
      const answer = ask('GET', route, parameters, options);
      return answer && readAs(`GET ${route}`, answer.body, read);
    },
    async list(route, parameters, read, options = {}) {
      const answer = ask('GET', route, parameters, options);
      if (!answer) return undefined;
      const items = options.under === undefined ? answer.body : (answer.body as {readonly [key: string]: Json})[options.under];
      if (!Array.isArray(items)) throw new Error(`${route} gives no list`);
      return items.map(item => readAs(`GET ${route}`, item, read));
    },
    async change(method, route, parameters, body, read, options) {
      return readAs(`${method} ${route}`, ask(method, route, parameters, options, body)!.body, read);
    },
  };
}
