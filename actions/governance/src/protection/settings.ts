import type {BranchPolicy} from './policy.ts';

/** A status check that has to be green. */
export interface RequiredCheck {
  readonly name: string;
  /** The app that alone may report it; anybody may where there is none. */
  readonly app?: number | undefined;
}

/** The settings that are on or off, and what each means when it is on. On is always the stricter. */
export const switches = {
  'pull-request': 'changes come in by pull request only',
  'dismiss-stale': 'a new commit takes approvals back',
  'code-owners': 'code owners have to approve',
  'last-push-approval': 'somebody other than the last pusher has to approve',
  'conversation-resolution': 'conversations have to be resolved',
  'up-to-date': 'a pull request has to be up to date',
  'linear-history': 'merge commits are refused',
  'force-push': 'force pushes are refused',
  deletion: 'the branch cannot be deleted',
  'signed-commits': 'commits have to be signed',
  lock: 'the branch is read-only',
} as const;
export type Switch = keyof typeof switches;
export const switchNames = Object.keys(switches) as Switch[];

/** What protects a branch: all of it, or one source of it. */
export interface Settings {
  readonly on: ReadonlySet<Switch>;
  readonly reviews: number;
  readonly checks: readonly RequiredCheck[];
  /** Rules that policy has no setting for: `merge_queue`. */
  readonly others: readonly string[];
}

/** Settings that come from one place. */
export interface Source extends Settings {
  readonly name: 'classic protection' | 'rulesets';
  /** Whether it binds administrators; those of a ruleset are bound unless they may bypass it. */
  readonly bindsAdmins: boolean;
}

/**
 * What holds where several sources apply: GitHub takes the strictest of each setting. Source:
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets#about-rule-layering
 */
export function strictest(sources: readonly Settings[]): Settings {
  return {
    on: new Set(sources.flatMap(({on}) => [...on])),
    reviews: Math.max(0, ...sources.map(({reviews}) => reviews)),
    checks: sources.flatMap(({checks}) => checks),
    others: [...new Set(sources.flatMap(({others}) => others))],
  };
}

/** What policy wants of a branch. Reviews and the like come with pull requests. */
export function wanted(branch: BranchPolicy): Settings {
  const isOn = (name: Switch): boolean => {
    if (name === 'force-push' || name === 'deletion') return branch[name] === 'never';
    if (name === 'pull-request') return branch[name] || branch.reviews > 0 || branch['code-owners'] || branch['last-push-approval'];
    return branch[name];
  };
  return {
    on: new Set(switchNames.filter(isOn)), reviews: branch.reviews, others: branch['other-rules'],
    checks: branch['required-checks'].map(check => (typeof check === 'string' ? {name: check} : check)),
  };
}
