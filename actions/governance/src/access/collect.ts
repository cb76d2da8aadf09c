import * as z from 'zod';
import {type ContextRead, type Fact, type FactList, type GitRead, type GithubRead, Refusal, learn, learnEach} from '#core';
import {type RepositoryName, repositoryOf} from '../repository.ts';
import {isTeamMember, seeTeam as seeTeamAt} from '../teams.ts';
import {type Entry, type Role, entryOf, reaches, sameLogin} from './entry.ts';
import {type Policy, listedFor} from './policy.ts';

/** Whether one entry of the policy admits someone. */
export interface Claim {
  readonly entry: string;
  readonly admits: Fact<boolean>;
}

/** Someone who has started the run, or started it again. */
export interface Person {
  readonly login: string;
  readonly part: 'started the run' | 'started it again' | 'is signed in';
  /** False where GitHub knows no such account: deleted or renamed. */
  readonly exists: boolean;
  /** Up to the first entry that admits: what comes after it is not asked. */
  readonly claims: readonly Claim[];
}

/** An account or a team that policy names. */
export interface Named {
  readonly entry: string;
  readonly state: 'there' | 'gone' | 'another account';
}

export interface Facts {
  readonly people: FactList<Person>;
  readonly named: FactList<Named>;
}

interface Ports {
  readonly github: Pick<GithubRead, 'get'>;
  readonly context: ContextRead;
  readonly git: Pick<GitRead, 'remotes'>;
}

const account = z.object({login: z.string().min(1), id: z.int(), type: z.string()});
type Account = z.output<typeof account>;
const collaborator = z.object({permission: z.string(), role_name: z.string()});

/** The questions to GitHub about accounts, roles and teams, each asked once. */
function directory({github}: Ports, repository: () => Promise<RepositoryName>) {
  const asked = new Map<string, Promise<unknown>>();
  const once = <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    if (!asked.has(key)) asked.set(key, ask());
    return asked.get(key) as Promise<T>;
  };
  const accountOf = (username: string): Promise<Account | undefined> => once(
    `account ${username.toLowerCase()}`,
    () => github.get('/users/{username}', {username}, body => account.parse(body), {permission: 'metadata: read', absent: status => status === 404})
  );

  /**
   * A person's role; nothing where GitHub says that the login is no user's. Source:
   * https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user
   */
  const roleOf = (username: string): Promise<Role | undefined> => once(`role ${username.toLowerCase()}`, async () => {
    const found = await github.get('/repos/{owner}/{repo}/collaborators/{username}/permission', {...await repository(), username}, body => collaborator.parse(body), {
      permission: 'metadata: read', absent: (status, message) => status === 404 && /is not a user$/.test(message),
    });
    return found && {name: found.role_name, permission: found.permission};
  });

  const teamAt = async ({org, slug}: Entry & {readonly kind: 'team'}) => ({org: org ?? (await repository()).owner, team_slug: slug});
  const seeTeam = (entry: Entry & {readonly kind: 'team'}): Promise<void> => once(`team ${entry.org ?? ''}/${entry.slug}`, async () => {
    await seeTeamAt(github, await teamAt(entry));
  });
  const isMember = async (entry: Entry & {readonly kind: 'team'}, username: string): Promise<boolean> => {
    await seeTeam(entry);
    return isTeamMember(github, await teamAt(entry), username);
  };
  return {accountOf, roleOf, seeTeam, isMember};
}

type Directory = ReturnType<typeof directory>;

/** Apps and bots act under `name[bot]`, and a few of GitHub's own under their plain name. */
const isBot = ({type}: Account): boolean => type === 'Bot';

async function admits(entry: Entry, who: Account, {roleOf, isMember}: Directory): Promise<boolean> {
  switch (entry.kind) {
    case 'anyone': return true;
    case 'user': return who.type === 'User' && sameLogin(who.login, entry.login) && (entry.id === undefined || entry.id === who.id);
    case 'bot': return isBot(who) && sameLogin(who.login.replace(/\[bot\]$/, ''), entry.login);
    case 'team': return who.type === 'User' && isMember(entry, who.login);
    case 'role': {
      const role = who.type === 'User' ? await roleOf(who.login) : undefined;
      return role !== undefined && reaches(role, entry.name);
    }
  }
}

/** What can be told without asking comes first. */
const cost: Readonly<Record<Entry['kind'], number>> = {anyone: 0, user: 1, bot: 1, role: 2, team: 3};

/** The logins that started the run. On a laptop: whoever the token belongs to. */
async function starters({github, context}: Ports): Promise<readonly Pick<Person, 'login' | 'part'>[]> {
  const {event, actor, triggeringActor} = context.facts();
  const what = 'who starts the run';
  if (actor !== undefined) {
    return [{login: actor, part: 'started the run'}, ...(triggeringActor === undefined || sameLogin(actor, triggeringActor) ? [] : [{login: triggeringActor, part: 'started it again'} as const])];
  }
  if (event !== 'local') throw new Refusal({code: 'missing', what, why: 'GitHub Actions names nobody (GITHUB_ACTOR)', fix: 'Run it in a step of GitHub Actions.'});
  try {
    const own = await github.get('/user', {}, body => account.parse(body));
    return [{login: own!.login, part: 'is signed in'}];
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || thrown.gap.code !== 'refused') throw thrown;
    throw new Refusal({...thrown.gap, what, fix: 'On a laptop it is the owner of the token: set SHIPGATE_TOKEN to a token of your own.'}, {cause: thrown});
  }
}

/**
 * Looks up who started the run and who started it again, and asks for each whether an entry of the operation's list admits them, the cheap questions
 * first. An account is looked up always, so that a login which nobody has any more is admitted nowhere.
 */
export async function collect(ports: Ports, {policy, wants}: {readonly policy: Policy; readonly wants: (fact: string) => boolean}): Promise<Facts> {
  let repository: Promise<RepositoryName> | undefined;
  const ask = directory(ports, () => (repository ??= repositoryOf(ports)));
  const listed = listedFor(policy).flatMap(text => {
    const entry = entryOf(text);
    return entry ? [{text, entry}] : [];
  });
  const cheapFirst = listed.toSorted((a, b) => cost[a.entry.kind] - cost[b.entry.kind]);

  async function lookAt({login, part}: Pick<Person, 'login' | 'part'>): Promise<Person> {
    const who = await ask.accountOf(login);
    const claims: Claim[] = [];
    for (const {text, entry} of who ? cheapFirst : []) {
      const claim = {entry: text, admits: await learn(`whether ${login} is ${text}`, () => admits(entry, who!, ask))};
      claims.push(claim);
      if (claim.admits.known && claim.admits.value) break;
    }
    return {login, part, exists: who !== undefined, claims};
  }

  async function nameOf({text, entry}: {readonly text: string; readonly entry: Entry}): Promise<Named> {
    if (entry.kind === 'team') await ask.seeTeam(entry);
    if (entry.kind !== 'user' && entry.kind !== 'bot') return {entry: text, state: 'there'};
    const found = await ask.accountOf(entry.kind === 'bot' ? `${entry.login}[bot]` : entry.login) ?? (entry.kind === 'bot' ? await ask.accountOf(entry.login) : undefined);
    if (!found) return {entry: text, state: 'gone'};
    const other = isBot(found) !== (entry.kind === 'bot') || (entry.kind === 'user' && entry.id !== undefined && entry.id !== found.id);
    return {entry: text, state: other ? 'another account' : 'there'};
  }

  const who = await learn('who starts the run', () => starters(ports));
  const people = who.known ? await learnEach(who.value, ({login}) => `the account ${login}`, lookAt) : {items: [], gaps: [who]};
  const named = wants('named') ? await learnEach(listed, ({text}) => text, nameOf) : {items: [], gaps: []};
  return {people, named};
}
