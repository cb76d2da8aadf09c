import * as z from 'zod';
import {dayOf, parseInstant} from './instant.ts';
import {canonicalJson, jsonOf} from './json.ts';
import {once} from './once.ts';
import type {Fault} from './ruling.ts';

const day = 86_400_000;
/** The longest life of a baseline, and of its one renewal. */
export const baselineMaxDays = 180;

const entry = once(() => z.strictObject({
  fingerprint: z.string().regex(/^[0-9a-f]{16}$/, 'expected a fingerprint of 16 hexadecimal digits'),
  rule: z.string(),
  path: z.string().optional(),
  message: z.string(),
}));
/** What stands in `.github/shipgate/baseline.json`, written by `shipgate baseline`. */
export const baselineFile = once(() => z.strictObject({
  version: z.literal(1),
  owner: z.string(),
  created: z.string(),
  ends: z.string(),
  renewed: z.strictObject({on: z.string(), reason: z.string()}).optional(),
  findings: z.array(entry()),
}));
export type Baseline = z.output<ReturnType<typeof baselineFile>>;
export type BaselineEntry = z.output<ReturnType<typeof entry>>;

/** What is wrong with the baseline itself; any fault, and it covers nothing. */
export function faultsOfBaseline(baseline: Baseline, path: string, now: Date): readonly Fault[] {
  const faults: Fault[] = [];
  const fault = (key: string, message: string, fix: string): void => {
    faults.push({key, message: `Known problems: ${message}`, fix, at: {path}});
  };
  const created = parseInstant(baseline.created);
  const ends = parseInstant(baseline.ends);
  const renewed = baseline.renewed && parseInstant(baseline.renewed.on);
  if (!baseline.owner.trim()) fault('owner', 'nobody owns them', 'Record them again with `shipgate baseline --owner @name`.');
  if (!created) fault('created', `"${baseline.created}" is no date`, 'Record them again with `shipgate baseline`.');
  if (!ends) fault('ends', `"${baseline.ends}" is no date`, 'Record them again with `shipgate baseline`.');
  if (baseline.renewed && (!renewed || !baseline.renewed.reason.trim())) fault('renewed', 'the renewal needs a date and a reason', 'Write both.');
  const from = renewed ?? created;
  if (from && ends && ends.getTime() - from.getTime() > baselineMaxDays * day) fault('max-days', `they may stand for at most ${baselineMaxDays} days`,
    `End them by ${dayOf(new Date(from.getTime() + baselineMaxDays * day))}.`);
  if (renewed && created && renewed.getTime() - created.getTime() > (baselineMaxDays + 1) * day) fault('renewed', 'they were renewed after their end', 'Fix them.');
  if (created && created.getTime() > now.getTime() + day) fault('created', `they are dated ${baseline.created}, in the future`, 'Record them again with `shipgate baseline`.');
  if (ends && ends.getTime() + day <= now.getTime()) fault('ended', `they had to be gone by ${baseline.ends}; ${baseline.owner} owns them`,
    'Fix them: from now on each of them blocks.');
  return faults;
}

const identity = (one: BaselineEntry): string => canonicalJson(jsonOf({...one}));

/** What a change adds to the baseline that stands in its base: it can only shrink. Where none stands yet, recording one adds nothing. */
export function baselineGrowth(base: Baseline | undefined, head: Baseline | undefined): readonly BaselineEntry[] {
  if (!base || !head) return [];
  const standing = new Set(base.findings.map(identity));
  return head.findings.filter(one => !standing.has(identity(one)));
}

/** What holds for a pull request: the entries that stand in its base and in itself, on the base's terms. It may remove one, never add or extend. */
export function baselineInBoth(base: Baseline | undefined, head: Baseline | undefined): Baseline | undefined {
  if (!base || !head) return undefined;
  const standing = new Set(head.findings.map(identity));
  return {...base, findings: base.findings.filter(one => standing.has(identity(one)))};
}
