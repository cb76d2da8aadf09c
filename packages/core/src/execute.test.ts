import {describe, expect, test} from '@jest/globals';
import * as z from 'zod';
import {type Judging, type Mode, type Shape, type Step, type SecretSpecs, gate, operation} from './action.ts';
import type {Execution, Journal} from './execute.ts';
import {type Fact, type FactList, Refusal, known} from './fact.ts';
import type {Json} from './json.ts';
import type {Outcome, StepRecord} from './outcome.ts';
import {ruleFor} from './rule.ts';
import {broken, every, held, notApplicable} from './ruling.ts';
import {Secret} from './secret.ts';

const now = new Date('2026-11-20T12:00:00Z');

/** What a collect found: one single fact and one list. */
interface Facts {
  readonly one: Fact<number>;
  readonly many: FactList<string>;
}
type Policy = z.output<typeof policy>;
const policy = z.strictObject({});
const rule = ruleFor<Facts, Policy>();
const small = rule({id: 'small', about: 'The number is small.', help: '', on: ['one'],
  check: ({one}) => (one < 10 ? held() : broken({key: 'one', message: 'too big', fix: 'Shrink it.'}))});
const named = rule({id: 'named', about: 'Every name is good.', help: '', on: ['many'],
  check: ({many}) => every(many, name => (name === 'bad' ? broken({key: name, message: 'bad', fix: 'Rename it.'}) : held()))});
const good: Facts = {one: known(1), many: {items: ['a'], gaps: []}};
const gap = new Refusal({code: 'unreadable', what: 'a file', why: 'it is not', fix: 'Mend it.'}).gap;

type Spec = Judging<Shape, SecretSpecs, typeof policy, Facts, 'files', 'size'>;
const base: Spec = {
  about: '', ports: ['files'], permissions: {}, source: 'tree', inputs: {}, policy,
  collect: async () => good,
  rules: [small, named],
};

const noJournal: Journal = {open: async () => [], begin: async () => undefined, end: async () => undefined};
const run = (mode: Mode, given: Partial<Execution> = {}): Promise<Outcome> => mode.execute({
  gate: 'g/check', as: 'g', title: 'G', action: 'g', ports: {}, changePorts: {},
    run: {now, correlationId: '0'.repeat(32), signal: new AbortController().signal, progress: () => undefined, note: () => undefined}, inputs: {}, secrets: {}, policy: {},
  enforcement: 'enforce', ruleEnforcement: (_, fallback) => fallback, exceptions: known({waivers: [], terms: {'max-days': 90}, release: false}), apply: false,
    journal: noJournal, ...given,
});
const states = ({checks}: Outcome): Readonly<Record<string, string>> => Object.fromEntries(checks.map(check => [check.rule, check.state]));
const crash = (): never => { throw new Error('boom'); };

describe('a gate', () => {
  test('whose rules hold passes', async () => {
    const outcome = await run(gate({...base, outputs: {size: 'How big.'},
      conclude: ({facts, checks, verdict}) => ({outputs: {size: checks.length}, headline: `${verdict} ${facts.one.known}`})}));
    expect(outcome).toMatchObject({gate: 'g/check', as: 'g', title: 'G', verdict: 'pass', effect: 'none', enforcement: 'enforce', steps: [], waiversUsed: [],
      outputs: {size: 2}, headline: 'pass true'});
    expect(states(outcome)).toEqual({'g/small': 'held', 'g/named': 'held'});
  });

  test('with a broken rule fails', async () => {
    expect((await run(gate({...base, collect: async () => ({...good, one: known(11)})}))).verdict).toBe('fail');
  });

  test('whose rules are all off, or that has none, judges nothing', async () => {
    expect((await run(gate(base), {ruleEnforcement: () => 'off'})).verdict).toBe('inconclusive');
    expect((await run(gate({...base, rules: []}))).verdict).toBe('inconclusive');
    expect((await run(gate(base), {ruleEnforcement: () => 'warn'})).verdict).toBe('inconclusive');
  });

  test('asks only for the facts that a rule that is on needs', async () => {
    const wanted: string[] = [];
    await run(gate({...base, collect: async (_, {wants}) => { wanted.push(...['one', 'many', 'x'].filter(wants)); return good; }}),
      {ruleEnforcement: id => (id === 'named' ? 'off' : 'enforce')});
    expect(wanted).toEqual(['one']);
  });

  test.each<[string, Partial<Spec>, Partial<Execution>]>([
    ['a gap in a single fact', {collect: async () => ({...good, one: gap})}, {}],
    ['a gap in a list', {collect: async () => ({...good, many: {items: ['a'], gaps: [gap]}})}, {}],
    ['a number that is none', {collect: async () => ({...good, one: known(NaN)})}, {}],
    ['a crash in collect', {collect: crash}, {}],
    ['a refusal in collect', {collect: () => Promise.reject(new Refusal(gap))}, {}],
    ['something odd thrown in collect', {collect: () => Promise.reject(Object.create(null))}, {}],
    ['a crash in collect while every rule is off', {collect: crash}, {ruleEnforcement: () => 'off'}],
    ['a crash in collect while every rule warns', {collect: crash}, {ruleEnforcement: () => 'warn'}],
    ['nothing from collect', {collect: async () => undefined as never}, {}],
    ['a fact left out', {collect: async () => ({many: good.many}) as never}, {}],
    ['a crash in a rule', {rules: [rule({id: 'x', about: '', help: '', on: ['one'], check: crash}), named]}, {}],
    ['a rule that says nothing', {rules: [rule({id: 'x', about: '', help: '', on: ['one'], check: () => undefined as never}), named]}, {}],
    ['a crash in the making of the rules', {rules: crash}, {}],
    ['a crash in conclude', {conclude: crash}, {}],
    ['a crash in idle', {idle: crash}, {}],
    ['a crash in conclude of an idle gate', {idle: () => 'nothing here', conclude: crash}, {}],
    ['an idle gate with a gap', {idle: () => 'nothing here', collect: async () => ({...good, one: gap})}, {}],
    ['exceptions that cannot be read', {}, {exceptions: gap}],
    ['a crash in the enforcement of rules', {}, {ruleEnforcement: crash}],
    ['a cancelled collect', {collect: async (_, {run: {signal}}) => { signal.throwIfAborted(); return good; }},
      {run: {now, correlationId: '0'.repeat(32), signal: AbortSignal.abort(), progress: () => undefined, note: () => undefined}}],
    ['a run that is over time', {collect: async (_, {run: {signal}}) => { signal.throwIfAborted(); return good; }},
      {run: {now, correlationId: '0'.repeat(32), signal: AbortSignal.abort(new DOMException('late', 'TimeoutError')), progress: () => undefined, note: () => undefined}}],
  ])('never passes with %s, and never throws', async (_, spec, given) => {
    const outcome = await run(gate({...base, ...spec}), given);
    expect(outcome.verdict).toBe('inconclusive');
    expect(outcome.checks.some(check => check.state === 'undecided')).toBe(true);
    for (const {message, fix} of outcome.checks.flatMap(check => check.findings)) expect([message, fix].map(Boolean)).toEqual([true, true]);
  });

  test('a crash in conclude keeps what was judged', async () => {
    const outcome = await run(gate({...base, collect: async () => ({...good, one: known(11)}), conclude: crash}));
    expect(outcome.verdict).toBe('fail');
    expect(states(outcome)).toEqual({'g/small': 'broken', 'g/named': 'held', 'g/conclude': 'undecided'});
  });

  test('a crash in one rule leaves the others their say', async () => {
    const outcome = await run(gate({...base, rules: [rule({id: 'x', about: '', help: '', on: ['one'], check: crash}), small, named],
      collect: async () => ({...good, one: known(11)})}));
    expect(states(outcome)).toEqual({'g/x': 'undecided', 'g/small': 'broken', 'g/named': 'held'});
    expect(outcome.checks[0]!.findings[0]!.message).toBe('the rule g/x: Shipgate crashed: boom');
  });

  test('with nothing to judge at all is not run, and never a pass', async () => {
    const outcome = await run(gate({...base, rules: [], idle: () => 'nothing here'}));
    expect(outcome).toMatchObject({verdict: 'not-run', reason: 'nothing here'});
    expect((await run(gate({...base, idle: () => 'nothing here', collect: async () => ({...good, one: known(11)})}))).verdict).toBe('fail');
    const warned = rule({id: 'w', about: '', help: '', enforcement: 'warn', on: ['one'], check: () => broken({key: 'k', message: 'm', fix: 'f'})});
    expect(await run(gate({...base, rules: [warned], idle: () => 'nothing here'}))).toMatchObject({verdict: 'not-run', checks: [{state: 'broken', enforcement: 'warn'}]});
  });

  test('a rule\'s own enforcement is used where the policy does not say', async () => {
    const warned = rule({id: 'small', about: '', help: '', enforcement: 'warn', on: ['one'], check: () => broken({key: 'k', message: 'm', fix: 'f'})});
    const outcome = await run(gate({...base, rules: [warned, named]}));
    expect(outcome).toMatchObject({verdict: 'pass', checks: [{enforcement: 'warn', state: 'broken'}, {enforcement: 'enforce', state: 'held'}]});
  });

  test('a rule that no baseline may cover is not covered by one', async () => {
    const guarded = rule({id: 'named', about: '', help: '', baseline: false, on: ['many'], check: () => broken({key: 'k', message: 'm', fix: 'f'})});
    const recorded = (mode: Mode, outcome: Outcome): Promise<Outcome> => run(mode, {exceptions: known({waivers: [], terms: {'max-days': 90}, release: false, baseline: {
      version: 1, owner: '@mira', created: '2026-11-01', ends: '2026-12-01',
        findings: outcome.checks.flatMap(check => check.findings.map(({fingerprint, message}) => ({fingerprint, message, rule: check.rule}))),
    }})});
    const [open, strict] = [gate({...base, rules: [rule({...guarded, on: ['many'], baseline: true, check: () => broken({key: 'k', message: 'm', fix: 'f'})})]}),
      gate({...base, rules: [guarded]})];
    expect((await recorded(open, await run(open))).verdict).toBe('waived');
    expect((await recorded(strict, await run(strict))).verdict).toBe('fail');
  });
});

/** A world and a journal in memory whose n-th call fails, before or after it takes effect, as a killed run would. */
class World {
  readonly done = new Map<string, number>();
  readonly openSteps = new Map<string, Step<Json>>();
  calls = 0;
  changingCalls = 0;
  failAt = Infinity;
  late = false;
  dead = false;

  private async call<T>(effect: () => T): Promise<T> {
    if (this.dead) throw new Error('killed');
    this.dead = ++this.calls === this.failAt;
    if (this.dead && !this.late) throw new Error('killed');
    const result = effect();
    if (this.dead) throw new Error('killed');
    return result;
  }

  readonly journal: Journal = {
    open: () => this.call(() => [...this.openSteps.values()]),
    begin: step => this.call(() => { this.openSteps.set(step.id, step); }),
    end: id => this.call(() => { this.openSteps.delete(id); }),
  };

  has(id: string): Promise<boolean> {
    return this.call(() => this.done.has(id));
  }

  change(id: string): Promise<void> {
    return this.call(() => {
      this.changingCalls++;
      this.done.set(id, (this.done.get(id) ?? 0) + 1);
    });
  }
}

type Operation = Parameters<typeof operation<Shape, typeof policy, Facts, 'files', 'files', string, SecretSpecs, 'size'>>[0];
const acting = (world: World, more: Partial<Operation> = {}): Mode => operation<Shape, typeof policy, Facts, 'files', 'files', string, SecretSpecs, 'size'>({
  ...base, changes: ['files'],
  plan: () => ['a', 'b', 'c'].map(name => ({id: `make ${name}`, about: `Makes ${name}.`, data: name})),
  settle: async ({data}) => ((await world.has(data)) ? {state: 'done', receipt: `found ${data}`} : {state: 'not-begun'}),
  apply: async ({data}) => {
    await world.change(data);
    return {state: 'done', receipt: `made ${data}`};
  },
  ...more,
});
const stepsOf = ({steps}: Outcome): readonly string[] => steps.map(({id, state, already}: StepRecord) => `${id}: ${state}${already ? ' already' : ''}`);
const faulty = {key: 'k', message: 'm', fix: 'f'};

describe('an operation', () => {
  test('without apply only plans: no changing call, no question to journal or secret', async () => {
    const world = new World();
    const first = await run(acting(world, {secrets: {key: {about: 'A key'}}, settle: crash, apply: crash}), {journal: {open: crash, begin: crash, end: crash}});
    expect(first).toMatchObject({verdict: 'pass', effect: 'planned'});
    expect(stepsOf(first)).toEqual(['make a: planned', 'make b: planned', 'make c: planned']);
    expect(world.calls).toBe(0);
    expect(await run(acting(world))).toEqual(first);
  });

  test('applied: every step settled, written down, carried out; a second time nothing is done again', async () => {
    const world = new World();
    const first = await run(acting(world), {apply: true, journal: world.journal});
    expect(first).toMatchObject({verdict: 'pass', effect: 'done', steps: [{receipt: 'made a'}, {receipt: 'made b'}, {receipt: 'made c'}]});
    expect(states(first)).toMatchObject({'g/step.make a': 'held', 'g/step.make c': 'held'});
    const second = await run(acting(world), {apply: true, journal: world.journal});
    expect(stepsOf(second)).toEqual(['make a: done already', 'make b: done already', 'make c: done already']);
    expect(second).toMatchObject({verdict: 'pass', effect: 'done'});
    expect([...world.done.values()]).toEqual([1, 1, 1]);
  });

  test('gets its secrets to act, and the ports to change', async () => {
    const seen: unknown[] = [];
    const world = new World();
    const change = {replace: async () => undefined};
    await run(acting(world, {apply: async (_, ports, {secrets}) => { seen.push(ports, secrets['key']?.reveal()); return {state: 'done', receipt: null}; }}), {
      apply: true, journal: world.journal, changePorts: {files: change as never}, secrets: {key: new Secret('s')},
    });
    expect(seen.slice(0, 2)).toEqual([{files: change}, 's']);
  });

  test.each<[string, Partial<Operation>, Partial<Execution>]>([
    ['a broken rule', {collect: async () => ({...good, one: known(11)})}, {}],
    ['a broken rule under warn', {collect: async () => ({...good, one: known(11)})}, {enforcement: 'warn'}],
    ['an undecided rule', {collect: async () => ({...good, many: {items: [], gaps: [gap]}})}, {}],
    ['no rule that held', {rules: [rule({id: 'x', about: '', help: '', on: ['one'], check: () => notApplicable('none')})]}, {}],
    ['no rule', {rules: []}, {}],
    ['a crash in collect', {collect: crash}, {}],
    ['a gap that only the plan sees', {rules: [small], collect: async () => ({...good, many: {items: [], gaps: [gap]}})}, {}],
    ['a fact that is nothing, for the plan', {rules: [small], collect: async () => ({one: known(1), many: undefined}) as never}, {}],
    ['a crash in the plan', {plan: crash}, {}],
    ['two steps of one id', {plan: () => [{id: 'x', about: '', data: 'a'}, {id: 'x', about: '', data: 'b'}]}, {}],
    ['exceptions that cannot be read', {}, {exceptions: gap}],
    ['a journal that cannot be read', {}, {journal: {...noJournal, open: crash}}],
    ['a journal that cannot be written', {}, {journal: {...noJournal, begin: crash}}],
    ['a cancelled run', {}, {run: {now, correlationId: '0'.repeat(32), signal: AbortSignal.abort(), progress: () => undefined, note: () => undefined}}],
    ['a crash in the progress', {}, {run: {now, correlationId: '0'.repeat(32), signal: new AbortController().signal, progress: crash, note: () => undefined}}],
    ['a crash in settle', {settle: crash}, {}],
    ['a settle that does not know', {settle: async () => ({state: 'unsettled', fault: faulty})}, {}],
  ])('changes nothing with %s', async (_, spec, given) => {
    const world = new World();
    const outcome = await run(acting(world, spec), {apply: true, journal: world.journal, ...given});
    expect(world.changingCalls).toBe(0);
    expect(['fail', 'inconclusive']).toContain(outcome.verdict);
    expect(['none', 'unsettled']).toContain(outcome.effect);
  });

  test.each<[string, Partial<Operation>, string, string, readonly string[]]>([
    ['failed', {apply: async ({data}) => (data === 'b' ? {state: 'failed', fault: faulty} : {state: 'done', receipt: null})}, 'fail', 'partial', ['done', 'failed', 'not-begun']],
    ['failed at once', {apply: async () => ({state: 'failed', fault: faulty})}, 'fail', 'none', ['failed', 'not-begun', 'not-begun']],
    ['does not know', {apply: async ({data}) => (data === 'b' ? {state: 'unsettled', fault: faulty} : {state: 'done', receipt: null})}, 'inconclusive', 'unsettled',
      ['done', 'unsettled', 'not-begun']],
    ['crashed', {apply: async ({data}) => (data === 'b' ? crash() : {state: 'done', receipt: null})}, 'inconclusive', 'unsettled', ['done', 'unsettled', 'not-begun']],
  ])('nothing runs after a step that %s', async (_, spec, verdict, effect, after) => {
    const outcome = await run(acting(new World(), spec), {apply: true});
    expect(outcome).toMatchObject({verdict, effect});
    expect(outcome.steps.map(step => step.state)).toEqual(after);
  });

  test('cancelled between two steps stops there', async () => {
    const stop = new AbortController();
    const world = new World();
    const outcome = await run(acting(world, {apply: async ({data}) => { await world.change(data); stop.abort(); return {state: 'done', receipt: null}; }}), {
      apply: true, journal: world.journal, run: {now, correlationId: '0'.repeat(32), signal: stop.signal, progress: () => undefined, note: () => undefined},
    });
    expect(stepsOf(outcome)).toEqual(['make a: done', 'make b: not-begun', 'make c: not-begun']);
    expect(outcome).toMatchObject({verdict: 'inconclusive', effect: 'partial'});
    expect(outcome.checks.at(-1)!.findings[0]).toMatchObject({gap: 'cancelled'});
  });

  test('a step of an earlier run that is found done does not speak for a gate that judged nothing', async () => {
    const world = new World();
    world.openSteps.set('make a', {id: 'make a', about: 'Makes a.', data: 'a'});
    world.done.set('a', 1);
    const outcome = await run(acting(world, {rules: [rule({id: 'x', about: '', help: '', on: ['one'], check: () => notApplicable('none')})]}),
      {apply: true, journal: world.journal});
    expect(outcome).toMatchObject({verdict: 'inconclusive', effect: 'partial'});
    expect(stepsOf(outcome)).toEqual(['make a: done already', 'make b: not-begun', 'make c: not-begun']);
  });

  test('what is open is settled first, with the word that it was begun; what nobody knows keeps everything from running', async () => {
    const asked: string[] = [];
    const world = new World();
    world.openSteps.set('make b', {id: 'make b', about: 'Makes b.', data: 'b'});
    const outcome = await run(acting(world, {settle: async ({id}, _, {begun}) => { asked.push(`${id} ${begun}`); return begun ? {state: 'unsettled',
      fault: faulty} : {state: 'not-begun'}; }}), {apply: true, journal: world.journal});
    expect(asked).toEqual(['make b true']);
    expect(outcome).toMatchObject({verdict: 'inconclusive', effect: 'unsettled'});
    expect(world.changingCalls).toBe(0);
    expect(world.openSteps.size).toBe(1);
  });

  test('an open step that is no longer wanted is settled, and stands in the record', async () => {
    const world = new World();
    world.openSteps.set('make z', {id: 'make z', about: 'Makes z.', data: 'z'});
    world.done.set('z', 1);
    const outcome = await run(acting(world), {apply: true, journal: world.journal});
    expect(stepsOf(outcome)).toEqual(['make z: done already', 'make a: done', 'make b: done', 'make c: done']);
    expect(outcome).toMatchObject({verdict: 'pass', effect: 'done'});
    expect(world.openSteps.size).toBe(0);
  });

  test('killed at any call, before or after it took effect: the next run finishes, and nothing is done twice', async () => {
    const whole = new World();
    await run(acting(whole), {apply: true, journal: whole.journal});
    expect(whole.calls).toBe(13);
    for (const late of [false, true]) {
      for (let failAt = 1; failAt <= whole.calls; failAt++) {
        const world = Object.assign(new World(), {failAt, late});
        const killed = await run(acting(world), {apply: true, journal: world.journal});
        expect([failAt, late, killed.verdict]).toEqual([failAt, late, 'inconclusive']);
        const before = [...world.done.keys()];
        for (const record of killed.steps) if (record.state === 'done') expect(before).toContain(record.id.slice(5));
        Object.assign(world, {dead: false, failAt: Infinity});
        const again = await run(acting(world), {apply: true, journal: world.journal});
        expect([failAt, late, again.verdict, again.effect, ...again.steps.map(step => step.state)]).toEqual([failAt, late, 'pass', 'done', 'done', 'done', 'done']);
        expect([failAt, late, ...world.done.entries()]).toEqual([failAt, late, ['a', 1], ['b', 1], ['c', 1]]);
        expect(world.openSteps.size).toBe(0);
      }
    }
  });

  test('killed twice, at any two calls: a third run finishes', async () => {
    for (let first = 1; first <= 13; first++) {
      for (let second = 1; second <= 13; second++) {
        const world = Object.assign(new World(), {failAt: first, late: true});
        await run(acting(world), {apply: true, journal: world.journal});
        Object.assign(world, {dead: false, calls: 0, failAt: second, late: false});
        await run(acting(world), {apply: true, journal: world.journal});
        Object.assign(world, {dead: false, failAt: Infinity});
        expect([first, second, (await run(acting(world), {apply: true, journal: world.journal})).verdict]).toEqual([first, second, 'pass']);
        expect([first, second, ...world.done.values()]).toEqual([first, second, 1, 1, 1]);
      }
    }
  });

  test('killed, and what it guards is no longer in order: nothing more is done, and what was done is said', async () => {
    const world = Object.assign(new World(), {failAt: 4, late: true});
    await run(acting(world), {apply: true, journal: world.journal});
    Object.assign(world, {dead: false, failAt: Infinity});
    const done = [...world.done.keys()];
    const outcome = await run(acting(world, {collect: async () => ({...good, one: known(11)})}), {apply: true, journal: world.journal});
    expect(outcome.verdict).toBe('fail');
    expect([...world.done.keys()]).toEqual(done);
    expect(outcome.steps.filter(step => step.state === 'done').map(step => step.id.slice(5))).toEqual(done);
  });
});
