/** One entry of the list of those who may do something. */
export type Entry =
  | {readonly kind: 'anyone'}
  | {readonly kind: 'user'; readonly login: string; readonly id?: number}
  | {readonly kind: 'bot'; readonly login: string}
  | {readonly kind: 'team'; readonly org?: string; readonly slug: string}
  | {readonly kind: 'role'; readonly name: string};

const login = '[A-Za-z0-9_-]{1,100}';
const form = new RegExp([
  '^(?:(?<anyone>\\*)', `user:(?<user>${login})(?:#(?<id>[1-9]\\d{0,14}))?`, `bot:(?<bot>${login})`, `team:(?:(?<org>${login})/)?(?<team>[A-Za-z0-9_.-]{1,200})`,
  'role:(?<role>[A-Za-z0-9_ .-]{1,100}))$',
].join('|'));

/** Reads `*`, `user:ana`, `user:ana#583231`, `bot:dependabot`, `team:maintainers`, `team:org/maintainers` or `role:maintain`; nothing for another form. */
export function entryOf(text: string): Entry | undefined {
  const {anyone, user, id, bot, org, team, role} = form.exec(text)?.groups ?? {};
  if (anyone !== undefined) return {kind: 'anyone'};
  if (user !== undefined) return {kind: 'user', login: user, ...(id !== undefined && {id: Number(id)})};
  if (bot !== undefined) return {kind: 'bot', login: bot};
  if (team !== undefined) return {kind: 'team', slug: team.toLowerCase(), ...(org !== undefined && {org})};
  return role === undefined ? undefined : {kind: 'role', name: role};
}

/** GitHub's own roles, from the weakest. Source: https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles */
const roles = ['read', 'triage', 'write', 'maintain', 'admin'] as const;
const rankOf = (name: string): number => roles.findIndex(role => role === name.toLowerCase());

/** Someone's role in a repository: GitHub's name for it, and the one of the three old permissions that it comes to. */
export interface Role {
  readonly name: string;
  /** `admin`, `write`, `read` or `none`. */
  readonly permission: string;
}

/** Whether a role is the one that is asked for, or above it. A role of the organisation's own is only itself, and stands where its permission stands. */
export function reaches(role: Role, wanted: string): boolean {
  const limit = rankOf(wanted);
  if (limit === -1) return role.name.toLowerCase() === wanted.toLowerCase();
  const rank = rankOf(role.name);
  return (rank === -1 ? rankOf(role.permission) : rank) >= limit;
}

/** Logins are compared as GitHub does: without upper and lower case. */
export function sameLogin(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
