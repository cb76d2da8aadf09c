import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import {
  type Baseline, type Enforcement, type Exceptions, type FactList, type Gap, type Outcome, type Waiver, baselineInBoth, blocks, every, broken, dayOf, gate, held, inBoth, known,
    ruleFor, withExisting, worseOf,
} from '#core';

/**
 * A repository in small, over a series of pull requests. Its files hold problems, each named by a letter; a file can be unreadable; there are exceptions,
 * known problems and a policy. A pull request is judged by the kernel as the runtime does it: by its own policy and its base's, against its base.
 */
interface Repository {
  readonly problems: readonly string[];
  readonly unreadable: readonly string[];
  readonly waivers: readonly Waiver[];
  readonly baseline?: Baseline | undefined;
  readonly policy: {readonly gate: Enforcement; readonly rule: Enforcement};
}

interface Facts {
  readonly lines: FactList<string>;
}
const rule = ruleFor<Facts, Record<string, never>>();
const pathOf = (problem: string): string => `docs/${problem}.md`;
const mode = gate({
  about: '', ports: [], permissions: {}, source: 'tree', policy: z.strictObject({}),
  inputs: {repository: z.custom<Repository>()},
  collect: async (_, {inputs: {repository}}): Promise<Facts> => ({
    lines: {items: ['good', ...repository.problems], gaps: repository.unreadable.map((name): Gap => ({known: false, code: 'unreadable', what: pathOf(name),
      why: 'it is not UTF-8', fix: 'Mend it.', at: {path: pathOf(name)}}))},
  }),
  rules: [
    rule({id: 'line', about: '', help: '', on: ['lines'], check: ({lines}) => every(lines,
      line => (line === 'good' ? held() : broken({key: line, message: line, fix: 'Fix it.', at: {path: pathOf(line)}})))}),
    rule({id: 'there', about: '', help: '', on: ['lines'], check: ({lines}) => (lines.length > 0 ? held() : broken({key: 'none', message: 'empty', fix: 'Write something.'}))}),
  ],
});

async function run(tree: Repository, {gate: enforcement, rule: ofRule}: Repository['policy'], exceptions: Pick<Exceptions, 'waivers' | 'baseline'>, now: Date): Promise<Outcome> {
  if (enforcement === 'off') return {gate: 'g/check', as: 'g', title: 'G', verdict: 'not-run', effect: 'none', enforcement, checks: [], steps: [], waiversUsed: []};
  return mode.execute({
    gate: 'g/check', as: 'g', title: 'G', action: 'g', ports: {}, changePorts: {},
      run: {now, correlationId: '0'.repeat(32), signal: new AbortController().signal, progress: () => undefined, note: () => undefined},
    inputs: {repository: tree}, secrets: {}, policy: {}, enforcement, ruleEnforcement: (id, fallback) => (id === 'line' ? ofRule : fallback),
    exceptions: known({...exceptions, terms: {'max-days': 90}, release: false}), apply: false,
      journal: {open: async () => [], begin: async () => undefined, end: async () => undefined},
  });
}

const excused = ({waivers, baseline}: Repository): Pick<Exceptions, 'waivers' | 'baseline'> => ({waivers, ...(baseline && {baseline})});

async function judge(base: Repository, head: Repository, now: Date): Promise<Outcome> {
  const baseline = baselineInBoth(base.baseline, head.baseline);
  const inForce = {waivers: inBoth(base.waivers, head.waivers), ...(baseline && {baseline})};
  const differs = (name: string): boolean => base.problems.includes(name) !== head.problems.includes(name) || base.unreadable.includes(name) !== head.unreadable.includes(name);
  const difference = {changed: (path: string) => [...letters].some(name => pathOf(name) === path && differs(name)), moved: new Map<string, string>()};
  const by = async (policy: Repository['policy']): Promise<Outcome> => withExisting(await run(head, policy, inForce, now), await run(base, policy, excused(base), now), difference);
  return worseOf(await by(head.policy), await by(base.policy));
}

const isGreen = ({verdict, enforcement}: Outcome): boolean => !blocks(verdict, enforcement);

const letters = 'abc';
const day = 86_400_000;
const toggled = (list: readonly string[], name: string): readonly string[] => (list.includes(name) ? list.filter(one => one !== name) : [...list, name]);

type Edit = (repository: Repository, now: Date, serial: number) => Repository | Promise<Repository>;
const letter = fc.constantFrom(...letters);
const enforcement = fc.constantFrom<Enforcement>('enforce', 'warn', 'off');
const toTree: fc.Arbitrary<Edit> = fc.oneof(
  letter.map((name): Edit => repository => ({...repository, problems: toggled(repository.problems, name)})),
  letter.map((name): Edit => repository => ({...repository, unreadable: toggled(repository.unreadable, name)})),
);
const toExceptions: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(letter, fc.constantFrom(-1, 5, 30, 60, 90, 91), fc.constantFrom('broken', 'undecided')).map(([name, days, covers]): Edit => (repository, now,
    serial) => ({...repository, waivers: [...repository.waivers, {
    id: `W-${serial}`, rule: 'g/line', path: pathOf(name), covers, owner: '@mira', reason: 'r', created: dayOf(now), expires: dayOf(new Date(now.getTime() + days * day)),
  }]})),
  fc.nat(3).map((at): Edit => repository => ({...repository, waivers: repository.waivers.filter((_, i) => i !== at)})),
  fc.nat(3).map((at): Edit => (repository, now) => ({...repository, waivers: repository.waivers.map((waiver,
    i) => (i === at ? {...waiver, expires: dayOf(new Date(now.getTime() + 60 * day))} : waiver))})),
  fc.constant<Edit>(async (repository, now) => ({...repository, baseline: {
    version: 1, owner: '@mira', created: dayOf(now), ends: dayOf(new Date(now.getTime() + 100 * day)),
    findings: (await run(repository, {gate: 'enforce', rule: 'enforce'}, {waivers: []},
      now)).checks.flatMap(check => check.findings).map(({fingerprint, rule: id, message}) => ({fingerprint, rule: id, message})),
  }})),
  fc.constant<Edit>(({baseline: _, ...repository}) => repository),
);
const toPolicy: fc.Arbitrary<Edit> = fc.record({gate: enforcement, rule: enforcement}).map((policy): Edit => repository => ({...repository, policy}));
const pullRequest = fc.record({edits: fc.array(fc.oneof({weight: 3, arbitrary: toTree}, {weight: 3, arbitrary: toExceptions}, {weight: 1, arbitrary: toPolicy}),
  {minLength: 1, maxLength: 4}), days: fc.constantFrom(0, 0, 1, 5, 10, 40, 120)});
/** Past every gate: a merge by an administrator, or a repository that had its problems before it had a gate. */
const forced = fc.array(fc.oneof(toTree, toExceptions), {maxLength: 3});

async function edited(repository: Repository, edits: readonly Edit[], now: Date, serial: number): Promise<Repository> {
  let after = repository;
  for (const [i, edit] of edits.entries()) after = await edit(after, now, serial * 10 + i);
  return after;
}

const fresh: Repository = {problems: [], unreadable: [], waivers: [], policy: {gate: 'enforce', rule: 'enforce'}};

interface Story {
  readonly before: readonly Edit[];
  readonly requests: readonly {readonly edits: readonly Edit[]; readonly days: number}[];
}
const story: fc.Arbitrary<Story> = fc.record({before: forced, requests: fc.array(pullRequest, {maxLength: 8})});

/** Plays a series: green pull requests are merged, time passes. */
async function play({before, requests}: Story, look: (base: Repository, head: Repository, outcome: Outcome, now: Date) => Promise<void> | void): Promise<void> {
  let now = new Date('2026-11-20T12:00:00Z');
  let main = await edited(fresh, before, now, 0);
  for (const [i, {edits, days}] of requests.entries()) {
    now = new Date(now.getTime() + days * day);
    const head = await edited(main, edits, now, i + 1);
    const outcome = await judge(main, head, now);
    await look(main, head, outcome, now);
    if (isGreen(outcome)) main = head;
  }
}

describe('over any series of pull requests', () => {
  test('nobody is locked out: the empty one is always green, and so is the one that repairs everything', async () => {
    await fc.assert(fc.asyncProperty(story, async given => {
      await play(given, async (base, _, __, now) => {
        const empty = await judge(base, base, now);
        expect([empty.verdict, isGreen(empty)]).toEqual([empty.verdict, true]);
        const {baseline: ___, ...rest} = base;
        expect(isGreen(await judge(base, {...rest, problems: [], unreadable: [], waivers: []}, now))).toBe(true);
      });
    }), {numRuns: 600});
  });

  test('nobody excuses himself: what is new and enforced by the base is covered by what stood in the base, or red', async () => {
    let covered = 0;
    let red = 0;
    await fc.assert(fc.asyncProperty(story, async given => {
      await play(given, (base, head, outcome, now) => {
        if (base.policy.gate !== 'enforce' || base.policy.rule !== 'enforce') return;
        const added = head.problems.filter(name => !base.problems.includes(name));
        const excusedBy = (name: string): boolean => base.waivers.some(waiver => waiver.path === pathOf(name) && waiver.covers === 'broken'
          && Date.parse(waiver.expires!) + day > now.getTime())
          || (base.baseline?.findings.some(entry => entry.message === name) ?? false);
        if (added.some(name => !excusedBy(name))) {
          red++;
          expect(isGreen(outcome)).toBe(false);
        } else if (added.length > 0) covered++;
        const lost = head.unreadable.filter(name => !base.unreadable.includes(name));
        if (lost.some(name => !base.waivers.some(waiver => waiver.path === pathOf(name) && waiver.covers === 'undecided'))) expect(isGreen(outcome)).toBe(false);
      });
    }), {numRuns: 600});
    // Both ways were really taken.
    expect(red).toBeGreaterThan(50);
    expect(covered).toBeGreaterThan(0);
  });
});
