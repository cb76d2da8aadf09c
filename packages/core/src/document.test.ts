import {describe, expect, test} from '@jest/globals';
import * as z from 'zod';
import {inLinearTime} from '#testkit';
import {parseWith, readDocument} from './document.ts';
import {enforcement} from './enforcement.ts';
import {gatesSchema} from './gates.ts';
import {Misconfiguration} from './problem.ts';
import {duration, flag, integer, list, text} from './values.ts';

/** What a user reads of a mistake; nothing when there is none. */
function complaint(run: () => unknown): readonly string[] {
  try {
    run();
    return [];
  } catch (thrown) {
    if (!(thrown instanceof Misconfiguration)) throw thrown;
    return thrown.message.split('\n');
  }
}

const reading = (source: string, path = 'p.yml'): readonly string[] => complaint(() => readDocument(path, source));

describe('readDocument', () => {
  test.each<[string, string, unknown]>([
    ['nothing', '', {}],
    ['only comments', '# a\n\n# b\n', {}],
    ['a byte order mark', '\uFEFFversion: 1', {version: 1}],
    ['CRLF', 'version: 1\r\ngates:\r\n  a: off\r\n', {version: 1, gates: {a: 'off'}}],
    ['JSON', '{"a": [1, -0.5, true, null, "x"]}', {a: [1, -0.5, true, null, 'x']}],
    ['words that YAML 1.1 takes for booleans', 'a: yes\nb: no\nc: on\nd: off\ne: y', {a: 'yes', b: 'no', c: 'on', d: 'off', e: 'y'}],
    ['dates stay texts', 'a: 2026-02-30\nb: 2026-11-20', {a: '2026-02-30', b: '2026-11-20'}],
    ['times of day stay texts', 'a: 12:30:45', {a: '12:30:45'}],
    ['underscores are no part of a number', 'a: 1_000', {a: '1_000'}],
    ['a merge key is a key like any other', 'x: {"<<": 1}', {x: {'<<': 1}}],
    ['quoted numbers', 'a: "010"\nb: \'0x10\'', {a: '010', b: '0x10'}],
    ['an exponent', 'a: 1e3', {a: 1000}],
  ])('%s', (_, source, value) => {
    expect(readDocument('p.yml', source).value).toEqual(value);
  });

  test.each<[string, string, string]>([
    ['a tab', 'a:\n\tb: 1', 'p.yml:2:1: Tabs are not allowed'],
    ['an open quote', "a: 'x", 'p.yml:1:6: Missing closing'],
    ['an open bracket', 'a: [1, 2', 'p.yml:1:9: Flow sequence'],
    ['two documents', 'a: 1\n---\nb: 2', 'p.yml:2:1: Source contains multiple documents'],
    ['a key twice', 'a: 1\nb: 2\n"a": 3', 'p.yml:3:1: the key "a" stands twice. Keep one of them.'],
    ['a key twice in a flow map', 'x: {a: 1, a: 1}', 'p.yml:1:11: the key "a" stands twice.'],
    ['a number as key', '1: a', 'p.yml:1:1: the key 1 is not a text. Put it in quotes.'],
    ['true as key', 'true: a', 'p.yml:1:1: the key true is not a text.'],
    ['no key', ': a', 'p.yml:1:1: the key null is not a text.'],
    ['a list as key', '? [a]\n: b', 'p.yml:1:3: a key must be a text.'],
    ['a prototype key', 'a:\n  __proto__: {x: 1}', 'p.yml:2:3: the key "__proto__" is not allowed. Remove it.'],
    ['a constructor key', '{"constructor": {"prototype": 1}}', 'p.yml:1:2: the key "constructor" is not allowed.'],
    ['an anchor', 'a: &x 1', 'p.yml:1:7: anchors are not allowed.'],
    ['an alias', 'a: 1\nb: *x', 'p.yml:2:4: '],
    ['an alias of itself', 'a: &x [*x]', 'p.yml:1:7: anchors are not allowed.'],
    ['a foreign tag', 'a: !!js/function "x"', 'p.yml:1:4: Unresolved tag'],
    ['a tag of YAML', 'a: !!int "5"', 'tags are not allowed. Remove the tag'],
    ['a tag on a map', 'a: !!map {}', 'tags are not allowed'],
    ['a leading zero', 'a: 010', 'p.yml:1:4: the number 010 is not read the same everywhere. Write it in plain decimal digits, or in quotes if it is a text.'],
    ['hexadecimal', 'a: [0x10]', 'p.yml:1:5: the number 0x10 is not'],
    ['octal', 'a: 0o10', 'the number 0o10 is not'],
    ['not a number', 'a: .nan', 'the number .nan is not'],
    ['infinity', 'a: -.inf', 'the number -.inf is not'],
    ['a plus sign', 'a: +1', 'the number +1 is not'],
    ['an unfinished fraction', 'a: 1.', 'the number 1. is not'],
  ])('%s is refused with its place', (_, source, message) => {
    expect(reading(source).join('\n')).toContain(message);
  });

  test('a file that ends in .json must be JSON', () => {
    expect(reading('{"a": 1,}', 'p.json')[0]).toMatch(/^p\.json: not JSON: .+Correct it/);
    expect(reading('a: 1', 'p.json')[0]).toMatch(/^p\.json: not JSON/);
    expect(reading('\uFEFF{"a": 1}', 'p.json')).toEqual([]);
    expect(reading('', 'p.json')).toEqual([]);
  });

  test('64 levels are enough', () => {
    const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect(reading(nested(60))).toEqual([]);
    expect(reading(nested(200))).toEqual([expect.stringMatching(/^p\.yml:1:\d+: deeper than 64 levels/)]);
  });

  test.each(['['.repeat(100_000), '{a: '.repeat(100_000), '- '.repeat(100_000)])('levels that exhaust the parser are said as such', source => {
    expect(reading(source)).toEqual([expect.stringMatching(/^p\.yml:1:\d+: deeper than 64 levels\. No setting stands so deep: correct the brackets or the indentation\.$/)]);
  });

  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]', ...[...'bcdefghi'].map((key, i) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(', ')}]`)].join('\n');
  test.each<[string, number, (size: number) => string]>([
    ['open brackets', 100_000, n => '['.repeat(n)],
    ['closed brackets', 20_000, n => '['.repeat(n) + ']'.repeat(n)],
    ['open braces', 100_000, n => '{a: '.repeat(n)],
    ['lists in lists', 100_000, n => '- '.repeat(n)],
    ['keys of keys', 50_000, n => '? '.repeat(n)],
    ['keys in keys', 50_000, n => 'a: '.repeat(n)],
    ['indentation', 850_000, n => Array.from({length: Math.sqrt(2 * n)}, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['more than 1 MiB', 9 * 1024 * 1024, n => `a: ${'x'.repeat(n)}`],
    ['more than 1 MiB in bytes', 5_000_000, n => `a: ${'é'.repeat(n)}`],
    ['wrong lines', 20_000, n => 'a: b: c\n'.repeat(n)],
  ])('hostile: %s is refused in few words and linear time', (_, size, make) => inLinearTime(size, make, source => {
    const lines = reading(source);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThanOrEqual(21);
  }));

  test('a bomb of anchors is refused in few words', () => {
    const lines = reading(bomb);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThanOrEqual(21);
  });

  test('many keys are read in linear time', () => inLinearTime(40_000, n => Array.from({length: n}, (_, i) => `key${i}: 1`), keys => {
    expect(Object.keys(readDocument('p.yml', keys.join('\n')).value as object)).toHaveLength(keys.length);
  }));

  test('knows the place of each part, and of the part above where there is none', () => {
    const {placeOf} = readDocument('p.yml', 'version: 1\ngates:\n  docs: enforce\n  mine:\n    - {run: a}\n    - run: b\n');
    expect(placeOf([])).toEqual({path: 'p.yml', line: 1, column: 1});
    expect(placeOf(['gates', 'docs'])).toEqual({path: 'p.yml', line: 3, column: 3});
    expect(placeOf(['gates', 'mine', 1, 'run'])).toEqual({path: 'p.yml', line: 6, column: 7});
    expect(placeOf(['gates', 'mine', 7])).toEqual({path: 'p.yml', line: 4, column: 3});
    expect(placeOf(['gates', 'none', 'x'])).toEqual({path: 'p.yml', line: 2, column: 1});
    expect(placeOf(['version', 'x'])).toEqual({path: 'p.yml', line: 1, column: 1});
  });
});

describe('parseWith', () => {
  const schema = z.strictObject({
    version: z.literal(1, 'expected 1'),
    gates: gatesSchema().optional(),
    'max-days': integer({min: 1}).optional(),
    'max-age': duration().optional(),
    quick: flag().optional(),
    names: list().optional(),
    title: text().optional(),
    mode: enforcement.optional(),
    inner: z.strictObject({'co-change': flag().optional()}).optional(),
    tiers: z.partialRecord(z.enum(['prod', 'staging']), enforcement).optional(),
  });
  const judging = (source: string): readonly string[] => complaint(() => {
    const document = readDocument('p.yml', `version: 1\n${source}`);
    return parseWith(schema, document.value, document.placeOf);
  });

  test.each<[string, string, string]>([
    ['an unknown key', 'qick: true', 'p.yml:2:1: qick: unknown key. Did you mean "quick"?'],
    ['camelCase', 'maxDays: 1', 'p.yml:2:1: maxDays: unknown key. Did you mean "max-days"?'],
    ['snake_case', 'max_days: 1', 'p.yml:2:1: max_days: unknown key. Did you mean "max-days"?'],
    ['camelCase deeper', 'inner: {coChange: true}', 'p.yml:2:9: inner.coChange: unknown key. Did you mean "co-change"?'],
    ['a key near no other', 'zzzzzzzz: 1', 'p.yml:2:1: zzzzzzzz: unknown key. Known here: gates, inner, max-age, max-days, mode, names, quick, tiers, title, version.'],
    ['a word for a number', 'max-days: ten', 'p.yml:2:1: max-days: expected a whole number; it is "ten"'],
    ['nothing for a number', "max-days: ''", 'p.yml:2:1: max-days: expected a whole number; it is ""'],
    ['a quoted number', 'max-days: "3"', 'p.yml:2:1: max-days: expected a whole number; it is "3"'],
    ['a fraction for a whole number', 'max-days: 1.5', 'p.yml:2:1: max-days: expected a whole number; it is 1.5'],
    ['no value', 'max-days:', 'p.yml:2:1: max-days: expected a whole number; it is empty'],
    ['too small', 'max-days: 0', 'p.yml:2:1: max-days: expected at least 1; it is 0'],
    ['yes for true', 'quick: yes', 'p.yml:2:1: quick: expected true or false; it is "yes"'],
    ['1 for true', 'quick: 1', 'p.yml:2:1: quick: expected true or false; it is 1'],
    ['a number for a duration', 'max-age: 30', 'p.yml:2:1: max-age: expected a duration such as 30m, 12h or 90d; it is 30'],
    ['a wrong duration', 'max-age: 30 minutes', 'p.yml:2:1: max-age: expected a duration such as 30m, 12h, 90d or ISO-8601 (P90D)'],
    ['a text for a list', 'names: a', 'p.yml:2:1: names: expected a list; it is "a"'],
    ['a number in a list of texts', 'names: [a, 1]', 'p.yml:2:12: names.1: expected a text; it is 1'],
    ['an empty text', 'title: ""', 'p.yml:2:1: title: must not be empty'],
    ['keys for a text', 'title: {a: b}', 'p.yml:2:1: title: expected a text; it is keys and values'],
    ['a word near a valid one', 'mode: enforced', 'p.yml:2:1: mode: expected one of enforce, warn, off; it is "enforced". Did you mean "enforce"?'],
    ['a word near none', 'mode: xyz', 'p.yml:2:1: mode: expected one of enforce, warn, off; it is "xyz"'],
    ['an unknown name in a record', 'tiers: {prd: warn}', 'p.yml:2:9: tiers.prd: unknown key. Did you mean "prod"?'],
    ['a gate enforced', 'gates: {docs: enforced}', 'p.yml:2:9: gates.docs: expected one of enforce, warn, off; it is "enforced". Did you mean "enforce"?'],
    ['a gate as a number', 'gates: {docs: 5}', 'p.yml:2:9: gates.docs: expected one of enforce, warn, off, or keys and values, or a list; it is 5'],
    ['a gate without a value', 'gates: {docs: }', 'p.yml:2:9: gates.docs: expected one of enforce, warn, off, or keys and values, or a list; it is empty'],
    ['a gate with a wrong key', 'gates: {docs: {enforcement: warn, need: [a]}}', 'p.yml:2:35: gates.docs.need: unknown key. Did you mean "needs"?'],
    ['a gate with a wrong value', 'gates: {docs: {enforcement: enforced}}',
      'p.yml:2:16: gates.docs.enforcement: expected one of enforce, warn, off; it is "enforced". Did you mean "enforce"?'],
    ['a command that is a number', 'gates: {t: {run: 5}}', 'p.yml:2:13: gates.t.run: expected a text, or a list; it is 5'],
    ['a command with a wrong key', 'gates: {t: {run: npm test, timeot: 5m}}', 'p.yml:2:28: gates.t.timeot: unknown key. Did you mean "timeout"?'],
    ['a command with a wrong name', 'gates: {t: {rn: npm test}}', 'p.yml:2:13: gates.t.rn: unknown key. Did you mean "run"?'],
    ['a wrong entry of a list', 'gates: {t: [{run: a}, {run: b, shell: fish}]}', 'p.yml:2:32: gates.t.1.shell: expected one of bash, sh, pwsh; it is "fish"'],
  ])('%s', (_, source, message) => {
    expect(judging(source)).toEqual([message]);
  });

  test('everything that is wrong is said at once', () => {
    expect(judging('qick: true\nmax-days: ten\nmode: on')).toHaveLength(3);
  });

  test('a key that must be there', () => {
    expect(complaint(() => parseWith(z.strictObject({a: text()}), {}, () => undefined))).toEqual(['a: it is missing: expected a text']);
  });

  test('what is right is right', () => {
    expect(judging('gates: {docs: enforce, t: {run: [npm, test]}, two: [{enforcement: warn}, {as: b}]}\nmax-age: P90D\ntiers: {prod: off}')).toEqual([]);
  });
});
