/** `contents: read` as in a workflow, or with the underscores of a GitHub App's permissions. */
export type TokenPermissions = Readonly<Record<string, 'read' | 'write'>>;

export interface Token {
  /**
   * `installation`: of a workflow or a GitHub App; what it may not do is answered with 403. `user`: of a person without the right; GitHub then answers 404,
   * as if there were nothing. `anonymous`: no token at all.
   */
  readonly kind: 'installation' | 'user' | 'anonymous';
  readonly permissions: TokenPermissions;
  /** Whose token it is; there is nobody but with `user`. */
  readonly login?: string;
}

/** What anybody may look at in a public repository. */
export const anonymous: Token = {kind: 'anonymous', permissions: {contents: 'read', issues: 'read', pull_requests: 'read', actions: 'read', checks: 'read'}};

const named = (name: string): string => name.replaceAll('-', '_');

/** A token as its permissions are written; every token may read metadata. That of a person is `octocat`'s, unless told otherwise. */
export function tokenOf(permissions: TokenPermissions, kind: Token['kind'] = 'installation', login = 'octocat'): Token {
  return {kind, permissions: Object.fromEntries(Object.entries(permissions).map(([name, access]) => [named(name), access])), ...(kind === 'user' && {login})};
}

/** What GitHub says of an operation that needs no permission at all. */
export const permissionless = 'allows_permissionless_access=true';

interface Need {
  readonly name: string;
  readonly access: 'read' | 'write';
}

/** `issues=read; pull_requests=read,contents=read`: one of the alternatives, each of its needs. */
function alternativesOf(needs: string): readonly (readonly Need[])[] {
  return needs.split(';').map(alternative => alternative.split(',').map(need => {
    const [name = '', access] = need.trim().split('=');
    return {name, access: access === 'write' ? 'write' : 'read'};
  }));
}

const has = ({permissions}: Token, {name, access}: Need): boolean => (name === 'metadata' && access === 'read') || permissions[name] === 'write' || permissions[name] === access;

/** Whether a token has what is needed. */
export function may(token: Token, needs: string): boolean {
  return needs === permissionless || alternativesOf(needs).some(alternative => alternative.every(need => has(token, need)));
}

/**
 * The least permissions for all of some needs, in the words of a workflow; metadata is left out, because every token may read it. Of alternatives it takes
 * one that another need asks for anyway, or the first.
 */
export function leastFor(all: readonly string[]): TokenPermissions {
  const least = new Map<string, 'read' | 'write'>();
  const sorted = [...new Set(all)].filter(needs => needs !== permissionless).map(alternativesOf).sort((a, b) => a.length - b.length);
  for (const alternatives of sorted) {
    const chosen = alternatives.find(alternative => alternative.every(({name, access}) => least.get(name) === 'write' || least.get(name) === access)) ?? alternatives[0]!;
    for (const {name, access} of chosen) if (name !== 'metadata' && least.get(name) !== 'write') least.set(name, access);
  }
  return Object.fromEntries([...least].map(([name, access]) => [name.replaceAll('_', '-'), access] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
}
