import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {micromark} from 'micromark';
import {gfm, gfmHtml} from 'micromark-extension-gfm';
import type {Outcome} from '../outcome.ts';
import type {RunRecord} from '../record.ts';
import * as records from './fixtures/records.ts';
import {explainRule} from './explain.ts';
import {summaryOf} from './summary.ts';
import {terminalOf} from './terminal.ts';

const render = (markdown: string): string => micromark(markdown, {allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()]});
const names = records.sampleNames.filter(name => name !== 'hostile');

describe('summaryOf', () => {
  test.each(records.sampleNames)('%s', name => expect(summaryOf(records[name]).text).toMatchSnapshot());

  test('the report file is named where the call wants it', () => expect(summaryOf({...records.green, folder: 'out'}).text).toMatch(/^Report file: `out\/evidence\/[^`]+`$/m));

  test.each([
    ['green', '## ✅ lantern-bay 1.8.0 may ship'], ['red', '## ⛔ lantern-bay 1.8.0 must not ship'],
    ['waived', '## 🟡 lantern-bay 1.8.0 may ship with 1 exception and 3 known problems'],
    ['warned', '## 🟡 Documentation: lantern-bay 1.8.0 may ship with 1 warning'], ['inconclusive', '## ❔ Provenance: could not decide whether lantern-bay 1.8.0 may ship'],
    ['notRun', '## ⚪ Nothing to judge yet'], ['planned', '## ✅ Steam upload: lantern-bay 1.8.0 may ship'],
  ] as const)('%s says %s', (name, heading) => expect(summaryOf(records[name]).text.split('\n')[0]).toBe(heading));

  test('nothing is cut from a report of common size', () => {
    for (const name of names) expect(summaryOf(records[name]).cut).toEqual({});
  });

  test('one thing that could not be learned is one line, however many rules need it', () => {
    expect(summaryOf(records.red).text.match(/GitHub answered 403/g)).toHaveLength(1);
  });

  test('a gate that holds nothing open and still could not be decided shows its row', () => {
    const empty = records.gate('docs-reality', 'Documentation', [records.idle('docs-reality/link', 'Links lead somewhere.', 'no page')]);
    expect(summaryOf(records.record(records.preflight([empty]))).text).toContain('docs-reality: it does not hold');
  });

  test('an exception is offered for what is broken alone', () => {
    expect(summaryOf(records.inconclusive).text).not.toContain('Ship anyway');
    expect(summaryOf(records.red).text).toContain('Problem 3 could not be checked: it cannot be waived');
  });
});

describe('words', () => {
  const internal = /\b(facts?|collect(s|ed)?|ports?|undecided|rulings?|findings?|waivers?|baselines?|inconclusive|evidence|ledger|candidates?|store|seal(ed)?|correlation)\b/i;

  test('no internal word is shown to a user', () => {
    const prose = (text: string): string => text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
    const rule = {id: 'cmd.npm', about: 'Every documented npm script exists.', help: 'Correct the page.', enforcement: 'enforce', baseline: true} as const;
    const page = explainRule('docs-reality', undefined, rule);
    for (const name of names) {
      expect(prose(summaryOf(records[name]).text)).not.toMatch(internal);
      expect(prose(terminalOf(records[name], {color: false, width: 100}))).not.toMatch(internal);
    }
    expect(prose(page)).not.toMatch(internal);
    expect(internal.test('3 findings')).toBe(true);
  });
});

describe('hostile content', () => {
  /** A record whose every text is the same one. */
  const filled = (text: string): RunRecord => {
    const fault = records.fault('key', text, text, {at: {path: text, line: 1}});
    const gates = ['broken', 'undecided', 'warned', 'existing', 'excused'].map((kind, i): Outcome => records.gate(`gate-${i}`, text, [records.check(`gate-${i}/rule`, text, {
      ...(kind === 'undecided' ? {undecided: [fault], examined: 0} : {broken: [fault]}),
      ...(kind === 'warned' && {enforcement: 'warn' as const}),
      ...((kind === 'existing' || kind === 'excused') && {mark: one => ({...one, ...(kind === 'existing' ? {existing: true as const} : {waivedBy: 'W-1'})})}),
    })], {headline: text, detail: [{table: [[text, text], [text, text]]}, {code: text, language: text}]}));
    return records.record(records.preflight(gates, {notChecked: ['one', text]}), {
      notes: [`a ${text}`], notEligible: [`a ${text}`], reproduce: text, candidate: {id: text, version: text, tag: text, channel: text}, reference: {commit: text, name: text},
      waivers: [{id: 'W-1', rule: text, reason: text, owner: text, created: '2026-11-01', expires: '2026-11-22'}], baseline: {owner: text, ends: text},
    });
  };
  /** Every element but code, which names may or may not be, in the order of the page. */
  const elements = (markdown: string): readonly string[] => (render(markdown).match(/<[a-z!/][^\s>]*/gi) ?? []).filter(tag => !/^<\/?code/.test(tag));
  const plain = elements(summaryOf(filled('plain')).text);
  const tokens = ['|', '\\', '`', '``', '```', '~~~', '*', '_', '[', ']', '(', ')', '](', '![', '<', '>', '</details>', '<h1>', '<!--', '-->', '<img src=x>', '&lt;',
    '&#124;', '@octo', 'a@b.co', 'https://e.example', 'http://', 'www.e.example', 'mailto:a@b.co',
    '\n', '\r\n', '\n\n', '\u2028', '# ', '## ', '- ', '1. ', '> ', '---', '===', '    ', '\t', '$', '$$', ':::', '[!NOTE]', '[^1]', '[x]: y',
    '\u202e', '\u0000', '\u001b[2J', '\ud800', 'x', ' ', '.', '\\|', '\\`', '%', '"', '\''];
  const hostile = fc.array(fc.oneof(fc.constantFrom(...tokens), fc.string({unit: 'binary', maxLength: 4})), {minLength: 1, maxLength: 12}).map(parts => parts.join(''));

  test('no text from a file makes, ends or moves an element', () => {
    expect(plain.filter(tag => /^<h[1-6]$/.test(tag)).length).toBe(8);
    expect(plain.filter(tag => tag === '<a' || tag === '<img')).toEqual([]);
    for (const text of [...tokens, ...records.hostileNames]) expect({text, elements: elements(summaryOf(filled(text)).text)}).toEqual({text, elements: plain});
    fc.assert(fc.property(hostile, text => expect(elements(summaryOf(filled(text)).text)).toEqual(plain)), {numRuns: 120});
  });

  test('nobody is called and no control is written', () => {
    const text = summaryOf(filled('@octo \u202e\u0007')).text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
    expect(text).not.toMatch(/@[a-z]/i);
    expect(summaryOf(records.hostile).text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e]/);
  });

  test('many lines of text stay text', () => {
    const detail = (text: string): string => summaryOf(records.record(records.gate('g', 'G', [records.check('g/a', 'A.')], {detail: [{text}]}))).text;
    const butParagraphs = (text: string): readonly string[] => elements(detail(text)).filter(tag => !/^<\/?p$/.test(tag));
    fc.assert(fc.property(hostile, text => expect(butParagraphs(text)).toEqual(butParagraphs('plain'))), {numRuns: 120});
  });
});

describe('a summary that is too long', () => {
  const bytes = (text: string): number => Buffer.byteLength(text);

  test('1 MiB: existing problems go first, then warnings, then problems; the answer and the way out stay', () => {
    const {text, cut} = summaryOf(records.huge());
    expect(bytes(text)).toBeLessThanOrEqual(1024 * 1024);
    expect(bytes(text)).toBeGreaterThan(1000 * 1024);
    expect(text.slice(0, 1500)).toMatchSnapshot();
    expect(cut).toMatchSnapshot();
    const shown = text.split('\n').filter(line => line.startsWith('| ') && line.includes('does not exist')).length;
    expect(shown + Object.values(cut).filter(left => left > 1).reduce((a, b) => a + b, 0)).toBe(15_000);
    expect(text).toContain('Same result on your machine');
    expect(text).toContain('.shipgate/evidence/preflight.json');
  });

  test('the smallest room', () => {
    const {text, cut} = summaryOf(records.huge(500), {limit: 64 * 1024});
    expect(bytes(text)).toBeLessThanOrEqual(64 * 1024);
    expect(cut['problems']).toBeGreaterThan(0);
    expect(text).toContain('\n| 200 |');
    expect(text).toContain('Same result on your machine');
  });

  test('names of any length leave the answer and the way out', () => {
    for (const character of ['|', '&', '語', '`', '𐍈']) {
      const long = character.repeat(5000);
      const check = records.check(`${long}/x`, long, {broken: [records.fault(long, long, long, {at: {path: long}})]});
      const record = records.record(records.preflight([records.gate(long, long, [check], {reason: long})]), {
        candidate: {id: long, version: long, tag: long, channel: long}, reference: {commit: long, name: long}, reproduce: long,
      });
      const {text} = summaryOf(record, {limit: 64 * 1024});
      expect(text).toMatch(/^## ⛔ lantern-bay /);
      expect(text).toContain('**Same result on your machine:**');
      expect(text).toContain('**Ship anyway:**');
      expect(bytes(text)).toBeLessThanOrEqual(64 * 1024);
    }
  });
});
