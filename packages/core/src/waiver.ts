import * as z from 'zod';
import type {Place} from './fact.ts';
import {dayOf, parseInstant} from './instant.ts';
import {glob} from './glob.ts';
import {once} from './once.ts';
import type {Fault} from './ruling.ts';
import type {Finding} from './verdict.ts';

const day = 86_400_000;

/** What stands in `.github/shipgate/waivers.yml`. Missing or wrong members are judged, not refused: a waiver that is not in order is a broken rule. */
const entry = once(() => z.strictObject({
  id: z.string().describe('A name of your own, unique in the file: W-12').optional(),
  rule: z.string().describe('The rule with its gate: docs-reality/cmd.npm').optional(),
  fingerprint: z.string().describe('The problem\'s fingerprint, or its first characters (at least 4)').optional(),
  path: z.string().describe('The file, or a glob').optional(),
  covers: z.enum(['broken', 'undecided']).optional().describe('`undecided` covers what could not be checked, and must name the rule'),
  owner: z.string().optional().describe('Who answers for it: @name'),
  reason: z.string().optional(),
  approver: z.string().optional().describe('Who approved an emergency override: @name, another than the owner'),
  ticket: z.string().optional().describe('Where an emergency override is recorded: INC-42, #42 or an address'),
  created: z.string().optional().describe('Date'),
  expires: z.string().optional().describe('Date; the last day on which it holds'),
}));
export const waiverFile = once(() => z.strictObject({waivers: z.array(entry(), 'expected a list; an empty one is written []')}));

export interface Waiver extends z.output<ReturnType<typeof entry>> {
  readonly at?: Place;
}

/** The rules for waivers that a policy may set. */
export interface WaiverTerms {
  /** The longest life in days, from created to expires. */
  readonly 'max-days': number;
}

/** The gate that a waiver names: the part of its rule before the slash. */
export function gateOf(waiver: Pick<Waiver, 'rule'>): string | undefined {
  const slash = waiver.rule?.indexOf('/') ?? -1;
  return slash > 0 ? waiver.rule!.slice(0, slash) : undefined;
}

/** Paths of no repository. A pattern that matches one of them matches by its form and not by a name. */
const nowhere = ['q', 'Q7.q', 'q/q', '.q/q-q/Q_7.q', 'q/q/q/q/q.q'];

const nameOf = (waiver: Waiver): string => waiver.id ?? waiver.fingerprint ?? waiver.rule ?? 'a waiver without id';

/** The end of the last day on which it holds, or NaN. */
function endOf(waiver: Waiver): number {
  const expires = waiver.expires === undefined ? undefined : parseInstant(waiver.expires);
  if (!expires) return NaN;
  return /^\d{4}-\d\d-\d\d$/.test(waiver.expires!) ? expires.getTime() + day : expires.getTime();
}

const ticketForm = /^(?:[A-Za-z][A-Za-z0-9_]*-\d+|(?:[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+)?#\d+|https:\/\/\S+)$/;
const person = (name: string | undefined): string => (name ?? '').trim().replace(/^@/, '').toLowerCase();

/**
 * What is wrong with a waiver itself: no owner, reason or dates, a date that cannot be parsed or lies in the future, expired, longer than the policy allows, no rule or a
 * whole gate in its place, a scope that is wider than one file or finding; for an emergency rule also no approver beside the owner, or no ticket. Any fault, and it covers nothing.
 */
export function faultsOfWaiver(waiver: Waiver, terms: WaiverTerms, now: Date, emergency = false): readonly Fault[] {
  const faults: Fault[] = [];
  const fault = (what: string, message: string, fix: string): void => {
    faults.push({key: `${nameOf(waiver)}: ${what}`, message: `Exception ${nameOf(waiver)}: ${message}`, fix, ...(waiver.at && {at: waiver.at})});
  };
  if (!waiver.id?.trim()) fault('id', 'it has no id', 'Give it one, unique in the file.');
  if (!waiver.owner?.trim()) fault('owner', 'nobody owns it', 'Name who answers for it: `owner: "@name"`.');
  if (!waiver.reason?.trim()) fault('reason', 'it gives no reason', 'Say why in `reason`.');
  if (emergency && person(waiver.approver) === '') fault('approver', 'nobody has approved it', 'Name who did: `approver: "@name"`.');
  else if (emergency && person(waiver.approver) === person(waiver.owner)) fault('approver', 'its owner has approved it', 'Have somebody else approve it.');
  if (emergency && !ticketForm.test(waiver.ticket?.trim() ?? '')) fault('ticket', waiver.ticket?.trim() ? `"${waiver.ticket}" is no ticket` : 'it names no ticket', 'Name where it is recorded: `ticket: INC-42`, `"#42"` or an address.');
  if (waiver.rule === undefined) fault('rule', 'it names no rule', 'Name the rule with its gate: `rule: docs-reality/cmd.npm`.');
  else if (gateOf(waiver) === undefined) fault('rule', `"${waiver.rule}" names no gate`, 'Write gate and rule: docs-reality/cmd.npm.');
  if (gateOf(waiver) === 'preflight') fault('rule', `"${waiver.rule}" stands for a whole gate`, 'Name the rule that the gate found broken, as the report does: docs-reality/cmd.npm.');
  if (waiver.rule !== undefined && /[*?]/.test(waiver.rule)) fault('rule', 'a rule cannot be a pattern', 'Name one rule; write one exception for each.');
  if (waiver.fingerprint !== undefined && !/^[0-9a-f]{4,16}$/.test(waiver.fingerprint)) fault('fingerprint', `"${waiver.fingerprint}" is no fingerprint`,
    'Copy it from the report: 4 to 16 hexadecimal digits.');
  if (waiver.path !== undefined && (waiver.path.trim() === '' || nowhere.some(glob(waiver.path)))) fault('path', 'its path covers everything',
    'Name the file, or leave `path` out and name the fingerprint.');
  if (waiver.rule !== undefined && waiver.fingerprint === undefined && waiver.path === undefined && waiver.covers !== 'undecided') fault('scope',
    'it covers every problem of its rule', 'Name the file in `path`, or the fingerprint.');
  const created = waiver.created === undefined ? undefined : parseInstant(waiver.created);
  const end = endOf(waiver);
  if (!created) fault('created', waiver.created === undefined ? 'it has no date of creation' : `"${waiver.created}" is no date`, 'Write `created: 2026-11-20`.');
  else if (created.getTime() > now.getTime() + day) fault('created', `it is dated ${waiver.created}, in the future`, 'Write the day on which it was made.');
  if (Number.isNaN(end)) fault('expires', waiver.expires === undefined ? 'it never ends' : `"${waiver.expires}" is no date`, 'Write `expires` as a date.');
  else if (end <= now.getTime()) fault('expired', `it ended on ${waiver.expires}; ${waiver.owner ?? 'nobody'} owns it`, 'Fix what it excuses, or have a new one reviewed.');
  const last = waiver.expires === undefined ? undefined : parseInstant(waiver.expires);
  if (created && last && last.getTime() - created.getTime() > terms['max-days'] * day) {
    fault('max-days', `it lasts longer than the ${terms['max-days']} days that are allowed`, `End it by ${dayOf(new Date(created.getTime() + terms['max-days'] * day))}.`);
  }
  return faults;
}

/** A test of findings: whether a waiver that is in order covers one. */
export function coverage({covers = 'broken', rule, fingerprint, path}: Waiver): (finding: Finding) => boolean {
  const fits = path === undefined ? undefined : glob(path);
  return finding => covers === finding.state
    && (rule === undefined || rule === finding.rule)
    && (fingerprint === undefined || finding.fingerprint.startsWith(fingerprint))
    && (fits === undefined || (finding.at !== undefined && (path === finding.at.path || fits(finding.at.path))));
}

const identity = ({at: _, ...waiver}: Waiver): string => JSON.stringify(Object.entries(waiver).sort(([a], [b]) => (a < b ? -1 : 1)));

/** What holds for a pull request: the waivers that stand unchanged in its base and in itself. It may remove one, never add one for itself. */
export function inBoth(base: readonly Waiver[], head: readonly Waiver[]): readonly Waiver[] {
  const standing = new Set(base.map(identity));
  return head.filter(waiver => standing.has(identity(waiver)));
}

/** Days for which an unused waiver is only warned of: it may have come before what it excuses. */
const unusedGraceDays = 7;

/** How a waiver that covered nothing counts. Fresh ones may wait for the change that they were written for, but not on a release. */
export function unusedCounts(waiver: Waiver, now: Date, release: boolean): 'enforce' | 'warn' {
  const created = waiver.created === undefined ? undefined : parseInstant(waiver.created);
  return !release && created && now.getTime() - created.getTime() <= unusedGraceDays * day ? 'warn' : 'enforce';
}

/** Whether it ends within the given days. */
export function endsWithin(waiver: Waiver, days: number, now: Date): boolean {
  const left = endOf(waiver) - now.getTime();
  return left > 0 && left <= days * day;
}
