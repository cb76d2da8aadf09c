import * as z from 'zod';
import type {GithubRead} from '#core';

/** A team as GitHub's routes name it. */
export interface TeamName {
  readonly org: string;
  readonly team_slug: string;
}

const team = z.object({slug: z.string()});
const membership = z.object({state: z.string()});
/** The token of a workflow never has it. */
const permission = 'members: read';

/** Resolves when a team is there and may be seen; only then is a membership that is not found proven not to be. Throws a Refusal otherwise. */
export async function seeTeam(github: Pick<GithubRead, 'get'>, at: TeamName): Promise<void> {
  await github.get('/orgs/{org}/teams/{team_slug}', {...at}, body => team.parse(body), {permission});
}

/**
 * Whether somebody is an active member of a team that was seen; an invitation that is not accepted is none.
 * Source: https://docs.github.com/en/rest/teams/members#get-team-membership-for-a-user
 */
export async function isTeamMember(github: Pick<GithubRead, 'get'>, at: TeamName, username: string): Promise<boolean> {
  const found = await github.get('/orgs/{org}/teams/{team_slug}/memberships/{username}', {...at, username}, body => membership.parse(body), {permission, absent: status => status === 404});
  return found?.state === 'active';
}
