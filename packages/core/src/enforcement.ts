import * as z from 'zod';
import {glob} from './glob.ts';
import {once} from './once.ts';

export type Enforcement = 'enforce' | 'warn' | 'off';
export const enforcement = z.enum(['enforce', 'warn', 'off']);

export type Tier = 'prod' | 'staging' | 'dev';

/** What an enforcement can depend on. A member that is not known matches nothing. */
export interface Circumstances {
  readonly branch?: string;
  readonly tag?: string;
  readonly event?: string;
  readonly tier?: Tier;
  readonly environment?: string;
  /** The time of the run: `enforce-from` is told by it. */
  readonly now?: Date;
}

/** From the most specific to the least: a rule for one environment beats a rule for a tier. */
const dimensions = ['environment', 'tag', 'branch', 'event', 'tier'] as const;

export const enforcementBy = once(() => {
  const byName = z.record(z.string(), enforcement);
  return z.strictObject({
    environment: byName.optional().describe('Deployment environment'),
    tag: byName.optional().describe('Tag or glob, when a tag is judged'),
    branch: byName.optional().describe('Branch or glob'),
    event: byName.optional().describe('Event of GitHub Actions: pull_request, merge_group, push, workflow_dispatch, schedule; `local` on a laptop'),
    tier: z.partialRecord(z.enum(['prod', 'staging', 'dev']), enforcement).optional().describe('prod, staging or dev; see `tier`'),
  });
});
export type EnforcementBy = z.output<ReturnType<typeof enforcementBy>>;

/** What one level says: a plain enforcement, and what it depends on. */
export interface EnforcementRule {
  readonly enforcement?: Enforcement | undefined;
  readonly 'enforcement-by'?: EnforcementBy | undefined;
}

function matching(by: EnforcementBy | undefined, circumstances: Circumstances): Enforcement | undefined {
  for (const dimension of dimensions) {
    const value = circumstances[dimension];
    const patterns: Readonly<Record<string, Enforcement | undefined>> | undefined = by?.[dimension];
    if (value === undefined || !patterns) continue;
    const exact = Object.hasOwn(patterns, value) ? patterns[value] : undefined;
    if (exact) return exact;
    const longest = Object.keys(patterns).filter(pattern => glob(pattern)(value)).sort((a, b) => b.length - a.length || (a < b ? -1 : 1))[0];
    if (longest !== undefined) return patterns[longest];
  }
  return undefined;
}

/**
 * The enforcement in force. In: the levels from the most specific (rule, then gate, then the whole file) to the least, and the circumstances. Within one
 * level `enforcement-by` beats `enforcement`; within `enforcement-by`: environment, tag, branch, event, tier; an exact name beats a glob, a longer glob
 * a shorter. Out: the first that says something, else `enforce`.
 */
export function enforcementIn(levels: readonly (EnforcementRule | undefined)[], circumstances: Circumstances, fallback: Enforcement = 'enforce'): Enforcement {
  for (const level of levels) {
    const found = matching(level?.['enforcement-by'], circumstances) ?? level?.enforcement;
    if (found) return found;
  }
  return fallback;
}

const order: Readonly<Record<Enforcement, number>> = {off: 0, warn: 1, enforce: 2};

/** The stricter of two. */
export function stricter(one: Enforcement, other: Enforcement): Enforcement {
  return order[one] >= order[other] ? one : other;
}

/** Whether the second is looser than the first. */
export function isLooser(before: Enforcement, after: Enforcement): boolean {
  return order[after] < order[before];
}

const tierOfBranch: readonly (readonly [readonly string[], Tier])[] = [
  [['main', 'master', 'release/**', 'hotfix/**'], 'prod'],
  [['staging', 'staging/**', 'stage/**'], 'staging'],
];
const tierOfEnvironment: readonly (readonly [RegExp, Tier])[] = [[/^prod/i, 'prod'], [/^(staging|stage)/i, 'staging']];

/** The tier: said explicitly, else by the branch (a tag is prod), else by the environment's name. Nothing known: dev. */
export function tierOf({explicit, branch, tag, environment}: {readonly explicit?: Tier | undefined; readonly branch?: string | undefined; readonly tag?: string | undefined; readonly environment?: string | undefined}): Tier {
  if (explicit) return explicit;
  if (tag !== undefined) return 'prod';
  if (branch !== undefined) return tierOfBranch.find(([globs]) => glob(globs)(branch))?.[1] ?? 'dev';
  return (environment !== undefined && tierOfEnvironment.find(([pattern]) => pattern.test(environment))?.[1]) || 'dev';
}
