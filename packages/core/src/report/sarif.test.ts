import {readFileSync} from 'node:fs';
import {describe, expect, test} from '@jest/globals';
import {Ajv} from 'ajv';
import formats from 'ajv-formats';
import fc from 'fast-check';
import type {RunRecord} from '../record.ts';
import * as records from './fixtures/records.ts';
import {sarifOf} from './sarif.ts';

/** Of draft 4 the schema uses nothing that draft 7 reads in another way, but its name for `$id`. */
const {$schema: _draft, id: _id, ...schema} = JSON.parse(readFileSync(new URL('./fixtures/sarif-schema-2.1.0.json', import.meta.url), 'utf8')) as Record<string, unknown>;
const ajv = new Ajv({strict: false, allErrors: false});
formats.default(ajv);
const validate = ajv.compile(schema);

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly kind: string;
  readonly level: string;
  readonly message: {readonly text: string};
  readonly locations: readonly {readonly physicalLocation: {readonly artifactLocation: {readonly uri: string; readonly uriBaseId: string}; readonly region?: object}}[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly baselineState?: string;
  readonly suppressions: readonly {readonly kind: string; readonly justification: string}[];
}
interface Sarif {
  readonly runs: readonly [{
    readonly tool: {readonly driver: {readonly rules: readonly {readonly id: string; readonly helpUri?: string}[]}};
    readonly invocations: readonly [{readonly executionSuccessful: boolean; readonly toolExecutionNotifications?: readonly {readonly level: string}[]}];
    readonly results: readonly Result[];
  }];
}

const read = (record: RunRecord, docs?: string): Sarif['runs'][0] => (JSON.parse(sarifOf(record, docs === undefined ? {} : {docs})) as Sarif).runs[0];

describe('sarifOf', () => {
  test.each(records.sampleNames)('%s is valid by the published schema', name => {
    validate(JSON.parse(sarifOf(records[name], {docs: 'https://example.org/docs/rules/'})));
    expect(validate.errors).toBeNull();
  });

  test('the schema does refuse', () => expect(validate({version: '2.1.0', runs: [{tool: {}}]})).toBe(false));

  test('red', () => expect(JSON.parse(sarifOf(records.red))).toMatchSnapshot());

  test('what could not be checked is open, and the run not successful', () => {
    const run = read(records.inconclusive);
    expect(run.results.map(({kind, level}) => [kind, level])).toEqual([['open', 'none']]);
    expect(run.invocations[0]).toMatchObject({executionSuccessful: false, toolExecutionNotifications: [{level: 'error'}]});
    expect(read(records.waived).invocations[0].executionSuccessful).toBe(true);
  });

  test('no level but "none" stands beside a kind that is not "fail"', () => {
    for (const name of ['red', 'waived', 'warned', 'hostile'] as const) {
      for (const {kind, level} of read(records[name]).results) expect(kind === 'fail').toBe(level !== 'none');
    }
  });

  test('every result has suppressions, those excused with the reason', () => {
    expect(read(records.red).results.every(one => one.suppressions.length === 0)).toBe(true);
    const justified = read(records.waived).results.map(one => one.suppressions[0]!.justification);
    expect(justified).toEqual(['Exception W-12: Page rewritten in #482 (@mira, until 2026-11-24)', ...Array.from({length: 3}, () => 'Known problem (@mira, until 2027-02-01)')]);
  });

  test('new and existing are told apart only where there is a reference', () => {
    expect(new Set(read(records.red).results.map(one => one.baselineState))).toEqual(new Set(['new', 'unchanged']));
    expect(read(records.waived).results.some(one => one.baselineState !== undefined)).toBe(false);
  });

  test('a problem without a file has a place all the same: code scanning demands one', () => {
    expect(read(records.inconclusive).results[0]!.locations[0]!.physicalLocation.artifactLocation).toEqual({uri: '.github/shipgate.yml', uriBaseId: 'SRCROOT'});
  });

  test('the pages of the rules', () => {
    expect(read(records.red, 'https://example.org/docs/rules').tool.driver.rules[0]!.helpUri).toBe('https://example.org/docs/rules/docs-reality/cmd.npm.md');
    expect(read(records.red).tool.driver.rules[0]!.helpUri).toBeUndefined();
  });

  test('rule indices are right', () => {
    const run = read(records.red);
    for (const {ruleId, ruleIndex} of run.results) expect(run.tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
  });

  test('paths are relative references whatever they hold; messages hold no placeholder and no link', () => {
    fc.assert(fc.property(fc.oneof(fc.string({unit: 'binary', minLength: 1}), fc.webUrl(), fc.constantFrom('/etc/passwd', '//host/x', 'c:/x', 'a b#c?d', '[x](y){0}')), text => {
      const run = read(records.record(records.gate('g', 'G', [records.check('g/a', 'A.', {broken: [records.fault(text, text, text, {at: {path: text, line: 1}})]})])));
      const {message, locations} = run.results[0]!;
      const {uri} = locations[0]!.physicalLocation.artifactLocation;
      expect(uri).toMatch(/^(?!\/)[A-Za-z0-9\-._~!$&'()*+,;=@%/]+$/);
      expect(new URL(uri, 'https://root.example/a/b/').host).toBe('root.example');
      expect(message.text).not.toMatch(/\]\(/);
      expect(message.text.replaceAll('{{', '').replaceAll('}}', '')).not.toMatch(/[{}]/);
    }), {numRuns: 300});
  });

  test('25,000 results at most, the worst first, and the rest is named', () => {
    const run = read(records.huge(9000));
    expect(run.results).toHaveLength(25_000);
    expect([run.results[0]!.level, run.results[9000]!.level, run.results.at(-1)!.message.text]).toEqual(['error', 'warning', expect.stringContaining('docs/old-')]);
    expect(run.invocations[0].toolExecutionNotifications).toMatchObject([{level: 'warning', message: {text: '2000 more results stand in the report file.'}}]);
  });
});
