import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {RunRecord} from '../record.ts';
import * as records from './fixtures/records.ts';
import {terminalOf} from './terminal.ts';

const source = (path: string, line: number): string | undefined => (path === 'README.md' && line === 39 ? 'npm run create-package' : undefined);
const plain = (record: RunRecord, width = 100): string => terminalOf(record, {color: false, width, source});

describe('terminalOf', () => {
  test.each(records.sampleNames)('%s', name => expect(plain(records[name])).toMatchSnapshot());

  test('green is three lines', () => expect(plain(records.green).trimEnd().split('\n')).toHaveLength(3));

  test('a green change that loosens something says so', () => {
    const change = {...records.green, context: {...records.green.context, scope: 'change' as const}, configuration: {...records.green.configuration, loosened: ['docs-reality: enforce becomes warn']}};
    expect(plain(change)).toContain('\nThis change loosens: docs-reality: enforce becomes warn\n');
  });

  test('what is compared with has a name beside its commit, unless that is its name', () => {
    const compared = (name: string): string => plain({...records.red, reference: {commit: '6ef9d45'.padEnd(40, '0'), name}}).split('\n')[0]!;
    expect(compared('main')).toContain('comparing with main (6ef9d45)');
    expect(compared('6ef9d45'.padEnd(40, '0'))).toMatch(/comparing with 6ef9d45$/);
  });

  test('nothing to judge yet is said once', () => {
    const nothing = plain(records.record(records.preflight([], {verdict: 'not-run', reason: 'nothing to judge yet'})));
    expect(nothing.match(/nothing to judge yet/gi)).toHaveLength(1);
    expect(plain(records.record(records.preflight([], {verdict: 'not-run', reason: 'off in policy'})))).toContain('   off in policy\n');
  });

  test('what is to be copied stands there, with what it is; tables do not', () => {
    const {outcome} = records.planned;
    const detail = [{table: [['What', 'Value'], ['a', 'b']]}, {text: 'Write this into the policy:'}, {code: 'audit-chain:\n  log: 4427\u001b[31m\n\n', language: 'yaml'}];
    const said = plain({...records.planned, outcome: {...outcome, detail}});
    expect(said).toContain('\n\n  Write this into the policy:\n\n    audit-chain:\n      log: 4427�[31m\n\n');
    expect(said).not.toContain('Value');
  });

  test('a policy that was not read is not called none', () => {
    const configuration = {files: [], set: [], loosened: []};
    expect(plain({...records.red, configuration})).not.toContain('no policy file');
    expect(plain({...records.red, configuration: {...configuration, preset: 'recommended'}})).toContain('no policy file, using "recommended"');
  });

  test('the report is named where the call wants it, and not where it could not be written', () => {
    expect(plain({...records.red, folder: 'out/reports'})).toContain('report: out/reports/summary.md\n');
    expect(plain({...records.green, folder: 'out/reports'})).toContain('report: out/reports/summary.md\n');
    const check = records.check('preflight/evidence', 'The report file could be written.', {undecided: [records.fault('the report file', 'no room', 'Make room.')]});
    expect(plain(records.record(records.gate('preflight', 'Preflight', [check])))).not.toContain('summary.md');
  });

  test('colours and links, and without them the same text', () => {
    const dressed = terminalOf(records.red, {color: true, width: 100, source, hyperlinks: 'https://example.org/rules/'});
    expect(dressed).toContain('\u001b]8;;https://example.org/rules/docs-reality/cmd.npm.md\u001b\\docs-reality/cmd.npm\u001b]8;;\u001b\\');
    expect(dressed).toContain('\u001b[31m');
    expect(dressed.replace(/\u001b\]8;;[^\u001b]*\u001b\\/g, '').replace(/\u001b\[\d+m/g, '')).toBe(plain(records.red));
  });

  test('a change is told what to fix before it can merge', () => {
    expect(plain({...records.red, context: {...records.red.context, scope: 'change'}})).toContain('⛔ 3 things to fix before this can merge');
  });

  test('the caret stands under the key', () => {
    const shown = (line: string, key: string, column: number, width = 80): readonly [string, string] => {
      const record = records.record(records.gate('g', 'G', [records.check('g/a', 'A.', {broken: [records.fault(key, 'm', 'f', {at: {path: 'x', line: 7, column}})]})]));
      const lines = terminalOf(record, {color: false, width, source: () => line}).split('\n');
      const at = lines.findIndex(one => one.startsWith('       7 │'));
      return [lines[at]!.slice(10), lines[at + 1]!.slice(10)];
    };
    expect(shown('  run `npm x` now', 'npm x', 8)).toEqual([' run `npm x` now', '      ^^^^^']);
    expect(shown('\tkey: v', 'key', 2)).toEqual([' key: v', ' ^^^']);
    for (const column of [1, 40, 500, 5000]) {
      const [text, caret] = shown(`${'x '.repeat(column)}KEY and more`, 'KEY', column * 2 + 1);
      expect(text.slice(caret.indexOf('^'), caret.indexOf('^') + 3)).toBe('KEY');
    }
    expect(shown('short', 'gone', 900)[1].trim()).toBe('^');
  });

  test('a long list ends, and says where the rest is', () => {
    const text = plain(records.huge());
    expect(text).toContain('4,950 more problems in .shipgate/summary.md');
    expect(text.length).toBeLessThan(40_000);
  });

  test('lines of prose keep within the width', () => {
    const text = 'word '.repeat(100).trim();
    const record = records.record(records.gate('g', 'G', [records.check('g/a', 'A.', {broken: [records.fault('k', text, text)]})], {notChecked: [text]}), {notes: [text]});
    for (const width of [40, 72, 200]) for (const line of plain(record, width).split('\n').filter(one => one.includes('word'))) expect(line.length).toBeLessThanOrEqual(width);
  });

  test('nothing from a file moves the cursor, colours or hides', () => {
    const hostile = fc.constantFrom('\u001b[2J', '\u009b31m', '\u001b]8;;x\u0007', '\r', '\b', '\u202e', '\u200b', '\ud83d');
    fc.assert(fc.property(fc.oneof(fc.string({unit: 'binary'}), hostile), fc.nat(50), (text, column) => {
      const faults = [records.fault(text, text, text, {at: {path: `p${text}`, line: 1, column}})];
      const gate = records.gate('g', text, [records.check(`g/${text}`, text, {broken: faults})], {as: `g${text}`, headline: text, notChecked: [text], loosened: [text]});
      const record = records.record(records.preflight([gate]), {notes: [text], notEligible: [text], candidate: {id: 'x', version: text}});
      const shown = terminalOf(record, {color: false, width: 80, source: () => text});
      expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2060-\u2069\u200b-\u200f]|\p{Surrogate}/u);
    }), {numRuns: 300});
  });

  test('a width that is none is taken as one', () => {
    for (const width of [0, NaN, -5, 1]) expect(plain(records.red, width)).toContain('⛔');
  });
});
