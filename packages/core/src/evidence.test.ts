import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {type EvidenceOutcome, type Statement} from './evidence-schema.ts';
import {digestOfFiles, evidenceFileOf, evidenceText, readStatement, resultOf, statementOf} from './evidence.ts';
import {Refusal} from './fact.ts';
import {type Json, canonicalJson} from './json.ts';
import type {Outcome, StepRecord} from './outcome.ts';
import type {ContextFacts} from './ports.ts';
import type {Candidate, RunRecord, Subject} from './record.ts';
import * as records from './report/fixtures/records.ts';
import {Secret} from './secret.ts';
import type {Check, Finding} from './verdict.ts';

type Shipgate = Statement['predicate']['shipgate'];
type Same<A, B> = [Exclude<A, B>, Exclude<B, A>] extends [never, never] ? true : {readonly missing: Exclude<A, B>; readonly unknown: Exclude<B, A>};

/** A member that is added to the kernel's types and forgotten in the schema would make evidence that cannot be read back: this stops compiling. */
const inStep: readonly true[] = [
  true satisfies Same<Exclude<keyof Outcome, 'detail' | 'waiversUsed'> | 'exceptionsUsed', keyof EvidenceOutcome>,
  true satisfies Same<keyof Check, keyof EvidenceOutcome['checks'][number]>,
  true satisfies Same<Exclude<keyof Finding, 'rule'>, keyof EvidenceOutcome['checks'][number]['findings'][number]>,
  true satisfies Same<keyof StepRecord, keyof EvidenceOutcome['steps'][number]>,
  true satisfies Same<keyof ContextFacts, keyof Shipgate['context']>,
  true satisfies Same<keyof Subject, keyof Shipgate['subject']>,
  true satisfies Same<keyof Candidate, keyof Shipgate['candidate']>,
  true satisfies Same<keyof NonNullable<RunRecord['run']>, keyof NonNullable<Shipgate['run']>>,
];

const write = (record: RunRecord): string => evidenceText(statementOf(record));
const refusal = (source: string, options?: {readonly maxBytes: number}): {readonly code: string; readonly why: string} => {
  try {
    readStatement(source, options);
  } catch (thrown) {
    if (thrown instanceof Refusal) return {code: thrown.gap.code, why: thrown.gap.why};
    throw thrown;
  }
  throw new Error('it was read');
};

describe('statementOf', () => {
  test('the schema knows every member of the types', () => expect(inStep).not.toContain(false));

  test.each(records.sampleNames)('%s: can be read back, and writing it again gives the same bytes', name => {
    const record = records.samples[name];
    const text = write(record);
    expect(evidenceText(readStatement(text))).toBe(text);
    expect(write(record)).toBe(text);
  });

  test('red', () => expect(JSON.parse(write(records.red))).toMatchSnapshot());
  test('half done', () => expect(JSON.parse(write(records.halfDone))).toMatchSnapshot());

  test('the subject is the commit, and the artifacts judged', () => {
    expect(statementOf(records.red).subject).toEqual([
      {name: 'harbour/lantern-bay', digest: {gitCommit: '4b9afa4c1d2e3f405162738495a6b7c8d9e0f1a2'}}, {name: 'dist/game.zip', digest: {sha256: 'c'.repeat(64)}},
    ]);
  });

  test('a tree that differs from its commit is never named by the commit', () => {
    const dirty = {...records.green, subject: {...records.green.subject, changed: ['README.md']}};
    expect(statementOf(dirty).subject).toEqual([{name: 'harbour/lantern-bay', digest: {sha256: digestOfFiles(dirty.filesRead)}}]);
  });

  test('the order of reading changes nothing', () => {
    expect(write({...records.green, filesRead: [...records.green.filesRead].reverse()})).toBe(write(records.green));
  });

  test('5,000 files are listed, more are counted; the digest is the same kind of thing', () => {
    const files = (n: number): RunRecord => ({...records.green, filesRead: Array.from({length: n}, (_, i) => ({path: `f${i}`, sha256: 'e'.repeat(64)}))});
    expect(statementOf(files(5000)).predicate.shipgate.filesRead.files).toHaveLength(5000);
    const many = files(5001);
    expect(statementOf(many).predicate.shipgate.filesRead).toEqual({count: 5001, sha256: digestOfFiles(many.filesRead)});
  });

  test.each([
    ['green', 'PASSED'], ['planned', 'PASSED'], ['waived', 'WARNED'], ['warned', 'WARNED'],
    ['red', 'FAILED'], ['inconclusive', 'FAILED'], ['notRun', 'FAILED'], ['halfDone', 'FAILED'],
  ] as const)('%s is %s', (name, result) => expect(resultOf(records[name].outcome)).toBe(result));

  test('a broken rule that only warns makes a pass a warning', () => {
    const outcome = records.gate('g/check', 'G', [records.check('g/a', 'A.'), records.check('g/b', 'B.', {enforcement: 'warn', broken: [records.fault('k', 'm', 'f')]})]);
    const {predicate} = statementOf(records.record(outcome));
    expect([outcome.verdict, predicate.result, predicate.passedTests, predicate.warnedTests, predicate.failedTests]).toEqual(['pass', 'WARNED', ['g/a'], ['g/b'], []]);
  });

  test('a rule of a gate that only warns is no failed test', () => expect(statementOf(records.warned).predicate.failedTests).toEqual([]));

  test('a gate listed twice keeps its rules apart', () => {
    const p95 = (broken: boolean): Check => records.check('capacity/p95', 'Fast.', broken ? {broken: [records.fault('k', 'm', 'f')]} : {});
    const twice = (as: string, broken: boolean): Outcome => records.gate('capacity/guard', 'Capacity', [p95(broken)], {as});
    const {predicate} = statementOf(records.record(records.preflight([twice('prod', false), twice('staging', true)])));
    expect(predicate.passedTests).toContain('prod: capacity/p95');
    expect(predicate.failedTests).toContain('staging: capacity/p95');
  });

  test('a secret that got where no type lets it is not written', () => {
    const leaked = new Secret('hunter2-hunter2') as unknown as string;
    expect(write(records.record(records.gate('g', 'G', [records.check('g/a', 'A.', {broken: [records.fault('k', 'm', 'f', {observed: leaked})]})])))).not.toContain('hunter2');
  });

  test('whatever a file holds, evidence is written and can be read', () => {
    fc.assert(fc.property(fc.string({unit: 'binary', maxLength: 30}), fc.jsonValue(), fc.double(), (text, value, number) => {
      const faults = [records.fault(text, text, text, {at: {path: text}, observed: value as never, expected: {[text]: number, constructor: text}})];
      const gate = records.gate('g', text, [records.check('g/a', text, {broken: faults, counts: {[text]: 1}})], {outputs: {[text]: text}});
      const source = write(records.record(gate, {notes: [text]}));
      expect(readStatement(source).predicate.result).toBe('FAILED');
    }), {numRuns: 200});
  });
});

describe('readStatement', () => {
  const good = write(records.red);

  test.each([
    ['nothing', '', 'empty'], ['blank', ' \n', 'empty'], ['half of it', good.slice(0, good.length / 2), 'unreadable'], ['another JSON', '{}\n', 'unreadable'],
    ['null', 'null\n', 'unreadable'], ['formatted', JSON.stringify(JSON.parse(good), null, 2), 'unreadable'], ['without its line end', good.trimEnd(), 'unreadable'],
    ['a key twice', good.replace('"result":"FAILED"', '"result":"PASSED","result":"FAILED"'), 'unreadable'],
    ['an unknown member', good.replace('"result":"FAILED"', '"result":"FAILED","resultat":1'), 'unreadable'],
    ['a prototype key', good.replace('"notes":', '"__proto__":{},"notes":'), 'unreadable'],
    ['another result', good.replace('"result":"FAILED"', '"result":"PASSED"'), 'unreadable'],
    ['a better verdict', good.replaceAll('"verdict":"fail"', '"verdict":"pass"').replace('"result":"FAILED"', '"result":"PASSED"'), 'unreadable'],
    ['a release that it cannot be', good.replace('"releaseEligible":false', '"releaseEligible":true'), 'unreadable'],
    ['a newer version', good.replace('"schemaVersion":1', '"schemaVersion":2'), 'unreadable'],
    ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'unreadable'],
    ['deep nesting in a value', good.replace('"observed":"1.7.2"', `"observed":${'['.repeat(5000)}${']'.repeat(5000)}`), 'unreadable'],
  ])('refuses %s', (_, source, code) => {
    expect(source).not.toBe(good);
    expect(refusal(source)).toMatchObject({code, why: expect.stringMatching(/^(it|the) /)});
  });

  test('refuses what is too large, by bytes', () => {
    expect(refusal(good, {maxBytes: 1000}).code).toBe('too-large');
    expect(refusal('"äää"', {maxBytes: 6}).code).toBe('too-large');
  });

  test('no single changed byte is read as something better', () => {
    fc.assert(fc.property(fc.nat(good.length - 1), fc.constantFrom('0', '9', 'a', '"', '}', ','), (at, character) => {
      const changed = good.slice(0, at) + character + good.slice(at + 1);
      let read: Statement | undefined;
      try {
        read = readStatement(changed);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(Refusal);
      }
      if (read) expect([read.predicate.result, read.predicate.shipgate.outcome.verdict]).toEqual(['FAILED', 'fail']);
    }), {numRuns: 100});
  });
});

describe('canonical form', () => {
  test('members stand in the order of UTF-16 code units, everything else as ECMAScript writes it (RFC 8785, section 3.2.3)', () => {
    expect(canonicalJson({'\u20ac': 1, '\r': 2, 10: 3, 9: 4, '\ud83d\ude00': 5, '\u0080': [1e21, 1e-7, 0.1, ''], b: {}})).toBe(
      '{"\\r":2,"10":3,"9":4,"b":{},"\u0080":[1e+21,1e-7,0.1,""],"\u20ac":1,"\ud83d\ude00":5}');
    fc.assert(fc.property(fc.jsonValue(), value => expect(JSON.parse(canonicalJson(value as Json))).toEqual(JSON.parse(JSON.stringify(value)))));
  });
});

describe('evidenceFileOf', () => {
  test.each([
    ['docs-reality', 'docs-reality/check', 'docs-reality.check.json'], ['docs-reality/check', 'docs-reality/check', 'docs-reality.check.json'], ['guides', 'docs-reality/check', 'guides.json'], ['tests', 'tests', 'tests.json'],
  ])('%s, which is %s', (as, gate, file) => expect(evidenceFileOf({as, gate})).toBe(file));

  test('never leaves its folder, and names stay apart', () => {
    const names = ['../../etc/passwd', '..', 'テスト', 'テス卜', 'A', 'a', 'x\u0000y', 'x y'];
    const files = names.map(as => evidenceFileOf({as, gate: 'docs-reality/check'}));
    expect(new Set(files.map(file => file.toLowerCase())).size).toBe(names.length);
    for (const file of files) expect(file).toMatch(/^[A-Za-z0-9_-][A-Za-z0-9._-]*\.json$/);
  });
});
