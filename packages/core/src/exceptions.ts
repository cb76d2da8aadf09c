import {faultsOfBaseline} from './baseline.ts';
import type {Exceptions} from './execute.ts';
import type {Fact} from './fact.ts';
import {type KernelRule, kernelRules} from './kernel-rules.ts';
import {faultOfGap} from './rule.ts';
import {type Fault, broken, held, undecided} from './ruling.ts';
import {type Check, type Finding, findingsOf, stateOf} from './verdict.ts';
import {type Waiver, coverage, endsWithin, faultsOfWaiver, gateOf, unusedCounts} from './waiver.ts';

function check(action: string, id: KernelRule, enforcement: 'enforce' | 'warn', faults: readonly Fault[], examined: number): Check {
  const [first, ...rest] = faults;
  const {state} = first ? broken(first, ...rest) : held();
  const rule = `${action}/${id}`;
  return {rule, about: kernelRules[id].about, enforcement, state, examined, findings: findingsOf(rule, faults, [])};
}

/** Rules, with their action, that exceptions meet in another way. */
export interface SpecialRules {
  /** No baseline covers them. */
  readonly noBaseline: ReadonlySet<string>;
  /** Exceptions for them are emergency overrides. */
  readonly emergency: ReadonlySet<string>;
}

/**
 * Lays the exceptions over the checks of a gate. In: the action, its checks, the exceptions in force for it, the rules that are special, and the time.
 * Out: the checks with what is covered marked, and checks of the exceptions themselves: in order, and used. `used` holds the ids that covered something.
 */
export function coverExceptions(action: string, checks: readonly Check[], given: Fact<Exceptions>, {noBaseline, emergency}: SpecialRules,
  now: Date): {readonly checks: readonly Check[]; readonly used: readonly string[]} {
  if (!given.known) {
    const fault = faultOfGap(given);
    const {state, examined} = undecided(fault);
    return {checks: [...checks, {rule: `${action}/exceptions.readable`, about: kernelRules['exceptions.readable'].about, enforcement: 'enforce', state, examined,
      findings: findingsOf(`${action}/exceptions.readable`, [], [fault])}], used: []};
  }
  const {terms, release, byHand = false, baseline, baselinePath = 'baseline.json'} = given.value;
  const owners = new Map(given.value.waivers.toReversed().map(waiver => [waiver.id, waiver]));
  const twin = (waiver: Waiver): readonly Fault[] => (waiver.id === undefined || owners.get(waiver.id) === waiver ? [] : [{
    key: `${waiver.id}: twice`, message: `Exception ${waiver.id}: its id is used twice`, fix: 'Give it another one, unique in the file.', ...(waiver.at && {at: waiver.at}),
  }]);
  const isOverride = (waiver: Waiver): boolean => waiver.rule !== undefined && emergency.has(waiver.rule);
  const waivers = given.value.waivers.filter(waiver => (gateOf(waiver) ?? action) === action);
  const faults = new Map(waivers.map(waiver => [waiver, [...faultsOfWaiver(waiver, terms, now, isOverride(waiver)), ...twin(waiver)]]));
  const usable = waivers.filter(waiver => faults.get(waiver)!.length === 0 && (byHand || !isOverride(waiver)));
  const covering = usable.map(waiver => [waiver, coverage(waiver)] as const);
  /** What may cover the problems of a rule in a file: they are many, and hardly any exception is about that file. */
  const places = new Map<string, typeof covering>();
  const coveringAt = (finding: Finding): typeof covering => {
    const place = `${finding.state}\0${finding.rule}\0${finding.at === undefined ? '' : `/${finding.at.path}`}`;
    let near = places.get(place);
    if (!near) {
      near = covering.filter(([{fingerprint = finding.fingerprint}, fits]) => fits({...finding, fingerprint}));
      places.set(place, near);
    }
    return near;
  };
  const baselineFaults = baseline ? faultsOfBaseline(baseline, baselinePath, now) : [];
  const recorded = new Set(baseline && baselineFaults.length === 0 ? baseline.findings.map(one => `${one.rule}\0${one.fingerprint}`) : []);

  const usedWaivers = new Set<Waiver>();
  let usedBaseline = false;
  const cover = (finding: Finding): Finding => {
    const waiver = coveringAt(finding).find(([, fits]) => fits(finding))?.[0];
    if (waiver) {
      usedWaivers.add(waiver);
      return {...finding, waivedBy: waiver.id!};
    }
    if (finding.state === 'broken' && !noBaseline.has(finding.rule) && recorded.has(`${finding.rule}\0${finding.fingerprint}`)) {
      usedBaseline = true;
      return {...finding, waivedBy: 'baseline'};
    }
    return finding;
  };
  const covered = usable.length === 0 && recorded.size === 0 ? checks : checks.map(one => {
    const findings = one.findings.map(cover);
    return {...one, findings, state: stateOf(one.state, findings, one.examined)};
  });

  const unused = (counts: 'enforce' | 'warn'): readonly Fault[] => usable.filter(waiver => !usedWaivers.has(waiver)
    && unusedCounts(waiver, now, release) === counts).map(waiver => ({
    key: waiver.id!, message: `Exception ${waiver.id} covers nothing`, fix: `Remove it; ${waiver.owner} owns it.`, ...(waiver.at && {at: waiver.at}),
  }));
  const own: Check[] = [];
  const wrong = [...[...faults.values()].flat(), ...baselineFaults];
  if (wrong.length > 0) own.push(check(action, 'exceptions.in-order', 'enforce', wrong,
    waivers.length + (baseline ? 1 : 0)));
  const grown = (given.value.baselineGrowth ?? []).filter(one => one.rule.startsWith(`${action}/`)).map((one): Fault => ({
    key: one.fingerprint, message: `A known problem is added: ${one.message}`, fix: 'Fix it, or excuse it by itself: shipgate waive. The list can only shrink.', at: {path: baselinePath},
  }));
  if (grown.length > 0) own.push(check(action, 'exceptions.shrinking', 'enforce', grown, grown.length));
  const stale = unused('enforce');
  if (stale.length > 0) own.push(check(action, 'exceptions.used', 'enforce', stale, waivers.length));
  const fresh = unused('warn');
  if (fresh.length > 0) own.push(check(action, 'exceptions.waiting', 'warn', fresh, waivers.length));
  const ending = usable.filter(waiver => usedWaivers.has(waiver) && endsWithin(waiver, 7, now)).map((waiver): Fault => ({
    key: waiver.id!, message: `Exception ${waiver.id} ends on ${waiver.expires}; ${waiver.owner} owns it`, fix: 'Fix what it excuses before that day.',
      ...(waiver.at && {at: waiver.at}),
  }));
  if (ending.length > 0) own.push(check(action, 'exceptions.ending', 'warn', ending, waivers.length));
  return {checks: [...covered, ...own], used: [...new Set([...usedWaivers].map(waiver => waiver.id!)), ...(usedBaseline ? ['baseline'] : [])]};
}
