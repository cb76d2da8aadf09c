import * as z from 'zod';
import {
  type Attachment, type Done, type Fact, type FactList, type Fault, type Json, type Ruling, type Secret, type Step, broken, every, gate, held, integer, known, operation,
    ruleFor, undecided,
} from '#core';

/**
 * What must not compile. `tsc -p .` holds this file: an error that is expected and does not come is an error. Nothing here is run.
 */

interface Facts {
  readonly one: Fact<number>;
  readonly many: FactList<string>;
}
const policy = z.strictObject({limit: integer()});
type Policy = z.output<typeof policy>;
const rule = ruleFor<Facts, Policy>();
const info = {about: '', help: ''};
declare const secret: Secret;

export const good = rule({id: 'good', ...info, on: ['one', 'many'], check: ({one, many}, {limit}) => every(many,
  name => (name.length + one > limit ? broken({key: name, message: '', fix: ''}) : held()))});

// ---- a rule says something ---------------------------------------------------------------------------------------
// @ts-expect-error nothing is said
export const silent = rule({id: 'silent', ...info, on: ['one'], check: () => {}});
// @ts-expect-error undefined is no ruling
export const nothing = rule({id: 'nothing', ...info, on: ['one'], check: () => undefined});
// @ts-expect-error in one case nothing is said
export const sometimes = rule({id: 'sometimes', ...info, on: ['one'], check: ({one}) => (one > 1 ? held() : undefined)});
// @ts-expect-error true is no ruling
export const yes = rule({id: 'yes', ...info, on: ['one'], check: () => true});
// @ts-expect-error an answer later is no ruling
export const later = rule({id: 'later', ...info, on: ['one'], check: async () => held()});
// @ts-expect-error a ruling is made by the kernel's functions alone
export const forged: Ruling = {state: 'held', examined: 1, broken: [], undecided: []};
// @ts-expect-error broken says what is broken
export const empty = broken();
// @ts-expect-error undecided says what is not known
export const unknown = undecided();
// @ts-expect-error an item needs a ruling too
export const items = every([1], () => undefined);

// ---- a rule opens what it names, and nothing else ----------------------------------------------------------------
// @ts-expect-error `many` is not in `on`
export const peeking = rule({id: 'peeking', ...info, on: ['one'], check: ({many}) => (many.length > 0 ? held() : held())});
// @ts-expect-error there is no such fact
export const typo = rule({id: 'typo', ...info, on: ['on'], check: () => held()});
// @ts-expect-error a rule without facts judges nothing
export const factless = rule({id: 'factless', ...info, on: [], check: () => held()});
// @ts-expect-error what is opened is the value
export const opened = rule({id: 'opened', ...info, on: ['one'], check: ({one}) => (one.known ? held() : held())});
// @ts-expect-error a list is not changed by who looks at it
export const changing = rule({id: 'changing', ...info, on: ['many'], check: ({many}) => { many.push('x'); return held(); }});

// ---- only declared ports, and only looking until a step is applied -----------------------------------------------
const facts = async (): Promise<Facts> => ({one: known(1), many: {items: [], gaps: []}});
const base = {about: '', permissions: {}, source: 'tree', inputs: {}, policy, rules: [good]} as const;

export const looking = gate({...base, ports: ['files'], collect: async ports => { await ports.files.list(); return facts(); }});
export const undeclared = gate({
  ...base, ports: ['files'],
  // @ts-expect-error `git` is not declared
  collect: async ports => { await ports.git.head(); return facts(); },
});
export const unheard = gate({
  ...base,
  // @ts-expect-error there is no such port
  ports: ['clock'],
  collect: facts,
});
export const tampering = gate({
  ...base, ports: ['files'],
  // @ts-expect-error collect only looks
  collect: async ports => { await ports.files.replace('a', new Uint8Array(), {sha256: ''}); return facts(); },
});
// @ts-expect-error a fact that a rule needs is not collected
export const lacking = gate({...base, ports: [], collect: async () => ({one: known(1)})});

const planned = {...base, ports: ['files'], changes: ['files'], collect: facts} as const;
const step = {id: 'a', about: '', data: 'x'};
const done: Done = {state: 'done', receipt: null};

export const complete = operation({
  ...planned,
  plan: ({one}, {policy: {limit}}) => (one < limit ? [step] : []),
  settle: async ({data}, ports) => ((await ports.files.text(data)) === undefined ? {state: 'not-begun'} : done),
  apply: async ({data}, ports) => { await ports.files.replace(data, new Uint8Array(), {sha256: ''}); return done; },
});
export const earlySettle = operation({
  ...planned, plan: () => [step], apply: async () => done,
  // @ts-expect-error settle only looks
  settle: async (_, ports) => { await ports.files.replace('a', new Uint8Array(), {sha256: ''}); return done; },
});
export const earlyPlan = operation({
  ...planned, settle: async () => done, apply: async () => done,
  // @ts-expect-error a plan is pure: it is given no port
  plan: (_, {ports}) => { ports.files.replace(); return [step]; },
});
export const promisedPlan = operation({
  ...planned, settle: async () => done, apply: async () => done,
  // @ts-expect-error a plan is there at once
  plan: async () => [step],
});
export const uncertain = operation({
  ...planned, plan: () => [step], settle: async () => done,
  // @ts-expect-error whether a step was applied is said
  apply: async () => {},
});
export const undeclaredChange = operation({
  ...planned, plan: () => [step], settle: async () => done,
  // @ts-expect-error `exec` is not declared
  apply: async (_, ports) => { await ports.exec.run(); return done; },
});

// ---- a secret is nowhere but where it is revealed ----------------------------------------------------------------
// @ts-expect-error
export const json: Json = secret;
// @ts-expect-error
export const nested: Json = {list: [{secret}]};
// @ts-expect-error
export const inStep: Step<Json> = {id: 'a', about: '', data: {token: secret}};
// @ts-expect-error
export const inReceipt: Done = {state: 'done', receipt: secret};
// @ts-expect-error
export const inMessage: Fault = {key: 'k', message: secret, fix: ''};
// @ts-expect-error
export const inFinding: Fault = {key: 'k', message: '', fix: '', observed: secret};
// @ts-expect-error
export const inMeasure = held({observed: {secret}});
// @ts-expect-error
export const inAttachment: Attachment = {name: 'a', mediaType: 'text/plain', content: secret};
export const inOutput = gate({
  ...base, ports: [], collect: facts, outputs: {token: ''},
  // @ts-expect-error
  conclude: () => ({outputs: {token: secret}}),
});
export const inDetail = gate({
  ...base, ports: [], collect: facts,
  // @ts-expect-error
  conclude: () => ({detail: [{text: secret}]}),
});
export const undeclaredOutput = gate({
  ...base, ports: [], collect: facts, outputs: {size: ''},
  // @ts-expect-error there is no such output
  conclude: () => ({outputs: {sise: 1}}),
});
export const inPlan = operation({
  ...planned, settle: async () => done, apply: async () => done,
  // @ts-expect-error
  plan: () => [{id: 'a', about: '', data: {secret}}],
});
