import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import * as records from './fixtures/records.ts';
import {junitOf} from './junit.ts';

/** Which element may stand in which, and with which attributes. Source: junit-10.xsd of Jenkins' xUnit plugin. */
const form: Readonly<Record<string, {readonly inside: readonly string[]; readonly required: readonly string[]; readonly optional: readonly string[]}>> = {
  testsuites: {inside: [''], required: [], optional: ['name', 'time', 'tests', 'failures', 'disabled', 'errors']},
  testsuite: {inside: ['testsuites'], required: ['name', 'tests'], optional: ['failures', 'errors', 'time', 'disabled', 'skipped', 'timestamp', 'hostname', 'id', 'package']},
  testcase: {inside: ['testsuite'], required: ['name'], optional: ['classname', 'time', 'status', 'assertions']},
  failure: {inside: ['testcase'], required: [], optional: ['type', 'message']},
  error: {inside: ['testcase'], required: [], optional: ['type', 'message']},
  skipped: {inside: ['testcase'], required: [], optional: ['type', 'message']},
  'system-out': {inside: ['testcase', 'testsuite'], required: [], optional: []},
};

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Reads what `junitOf` may write, and throws at everything else: XML that is not well-formed, an element or attribute out of place. */
function readXml(source: string): Element {
  const body = source.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  if (body === source) throw new Error('no XML declaration');
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(body)) throw new Error('a character that XML cannot hold');
  const root: Element = {name: '', attributes: {}, children: [], text: ''};
  const open: Element[] = [root];
  for (const [piece] of body.matchAll(/<[^>]*>|[^<]+/g)) {
    const above = open.at(-1)!;
    if (!piece.startsWith('<')) {
      if (/&(?!(amp|lt|gt|quot|apos);)/.test(piece)) throw new Error(`bare & in ${piece}`);
      above.text += piece;
    } else if (piece.startsWith('</')) {
      if (open.pop()!.name !== piece.slice(2, -1)) throw new Error(`${piece} closes ${above.name}`);
    } else {
      const match = /^<([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>$/.exec(piece);
      const rules = match && form[match[1]!];
      if (!match || !rules) throw new Error(`not an element: ${piece}`);
      const attributes = Object.fromEntries([...match[2]!.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, name, value]) => [name!, value!]));
      if (!rules.inside.includes(above.name)) throw new Error(`${match[1]} in ${above.name}`);
      for (const name of rules.required) if (!(name in attributes)) throw new Error(`${match[1]} without ${name}`);
      for (const name of Object.keys(attributes)) if (![...rules.required, ...rules.optional].includes(name)) throw new Error(`${match[1]} with ${name}`);
      const element: Element = {name: match[1]!, attributes, children: [], text: ''};
      above.children.push(element);
      if (match[3] === '') open.push(element);
    }
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error('not one root');
  return root.children[0]!;
}

const number = (element: Element, name: string): number => Number(element.attributes[name] ?? 0);

describe('junitOf', () => {
  test.each(records.sampleNames)('%s has the form of JUnit, and its sums are right', name => {
    const root = readXml(junitOf(records[name]));
    const suites = root.children;
    for (const [total, child] of [['tests', undefined], ['failures', 'failure'], ['errors', 'error'], ['skipped', 'skipped']] as const) {
      for (const suite of suites) {
        const cases = suite.children.filter(one => one.name === 'testcase');
        expect(number(suite, total)).toBe(cases.filter(one => child === undefined || one.children.some(inner => inner.name === child)).length);
      }
      if (total !== 'skipped') expect(number(root, total)).toBe(suites.reduce((sum, suite) => sum + number(suite, total), 0));
    }
  });

  test.each(['red', 'waived', 'halfDone', 'notRun'] as const)('%s', name => expect(junitOf(records[name])).toMatchSnapshot());

  test('it fails exactly where the release is stopped', () => {
    const red = (name: 'green' | 'red' | 'waived' | 'warned' | 'inconclusive' | 'halfDone'): boolean => {
      const root = readXml(junitOf(records[name]));
      return number(root, 'failures') + number(root, 'errors') > 0;
    };
    expect([red('green'), red('waived'), red('warned')]).toEqual([false, false, false]);
    expect([red('red'), red('inconclusive'), red('halfDone')]).toEqual([true, true, true]);
  });

  test('no text breaks the form', () => {
    fc.assert(fc.property(fc.oneof(fc.string({unit: 'binary'}), fc.constantFrom('</failure>', ']]>', '&#0;', '"', '\'', '<![CDATA[', '\uffff', '\ufffe')), text => {
      const broken = records.check(`g/${text}`, text, {broken: [records.fault(text, text, text, {at: {path: text}})]});
      const gate = records.gate('g', 'G', [broken, records.idle('g/b', 'B.', text)], {as: text});
      const [suite] = readXml(junitOf(records.record(gate))).children;
      expect(suite!.children.map(one => one.children[0]!.name)).toEqual(['failure', 'skipped']);
    }), {numRuns: 300});
  });
});
