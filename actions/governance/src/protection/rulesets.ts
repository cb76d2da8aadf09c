/** A rule of a ruleset that is in force for a branch. */
export interface BranchRule {
  readonly type: string;
  readonly parameters: unknown;
  readonly ruleset: number;
  /** Whether the repository owns the ruleset, so that it can be changed there. */
  readonly own: boolean;
  /** `owner/name`, or the organisation. */
  readonly owner: string;
}

/** One who may bypass a ruleset, as GitHub writes it. */
export interface BypassActor {
  readonly actor_id: number | null;
  readonly actor_type: string;
  readonly bypass_mode: string;
}

/** Roles by the numbers that rulesets have for them. Source: https://docs.github.com/en/rest/repos/rules, and the documentation of GitHub's Terraform provider. */
const roles: Readonly<Record<number, string>> = {2: 'maintain', 4: 'write', 5: 'admin'};

/** An actor in the words of policy. */
export function sayActor({actor_type: type, actor_id: id}: BypassActor): string {
  switch (type) {
    case 'RepositoryRole': return `role:${id !== null && roles[id] !== undefined ? roles[id] : id}`;
    case 'Team': return `team:${id}`;
    case 'Integration': return `app:${id}`;
    case 'User': return `user:${id}`;
    case 'OrganizationAdmin': return 'organization-admin';
    case 'DeployKey': return 'deploy-key';
    default: return `${type}:${id}`;
  }
}
