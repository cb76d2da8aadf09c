import {describe, expect, test} from '@jest/globals';
import * as z from 'zod';
import {defineAction, gate, operation} from './action.ts';
import {configurationPaths, possiblePaths, readConfiguration} from './configuration.ts';
import {type Fact, known} from './fact.ts';
import {Misconfiguration} from './problem.ts';
import {ruleFor} from './rule.ts';
import {held} from './ruling.ts';
import {duration, integer, list} from './values.ts';

interface Facts {
  readonly one: Fact<number>;
}
const rule = ruleFor<Facts, unknown>();
const rules = ['link.path', 'link.anchor', 'title'].map(id => rule({id, about: `About ${id}.`, help: '', enforcement: id === 'title' ? 'warn' : 'enforce', on: ['one'], check: () => held()}));
const base = {about: 'About.', ports: [], permissions: {}, source: 'tree', inputs: {}, rules, collect: async (): Promise<Facts> => ({one: known(1)})} as const;
const docs = defineAction({
  id: 'docs-reality', title: 'Documentation', about: 'Documentation is true.', main: 'check',
  modes: {
    check: gate({...base, policy: z.strictObject({'max-missing': integer().default(0), exclude: list().default([]), 'max-age': duration().optional()})}),
    repair: operation({
      ...base, policy: z.strictObject({rounds: integer({min: 1}).default(1), 'min-rounds': integer().default(1)}), changes: [], plan: () => [], settle: async () => ({state: 'not-begun'}),
        apply: async () => ({state: 'done', receipt: null}),
    }),
  },
});

const read = (files: Readonly<Record<string, string>>, options: Parameters<typeof readConfiguration>[2] = {}) => readConfiguration(new Map(Object.entries(files)), [docs], options);
const main = (text: string): Readonly<Record<string, string>> => ({'.github/shipgate.yml': text});
function complaint(run: () => unknown): readonly string[] {
  try {
    run();
    return [];
  } catch (thrown) {
    if (!(thrown instanceof Misconfiguration)) throw thrown;
    return thrown.message.split('\n');
  }
}

describe('without a file', () => {
  test('the preset holds', () => {
    const configuration = read({});
    expect(configuration).toMatchObject({preset: 'recommended', onFailure: 'continue', pullRequestBlocks: 'new', terms: {'max-days': 90}, waivers: []});
    expect(configuration.file).toBeUndefined();
    expect(configuration.gates.map(entry => entry.as)).toContain('docs-reality');
  });

  test('the sections that stand in the folder are read all the same', () => {
    const files = {'.github/shipgate/docs-reality.yml': 'max-missing: 3\n'};
    expect(read(files).policyOf(docs, 'check', undefined, {}).policy).toMatchObject({'max-missing': 3});
    const wrong = {'.github/shipgate/docs-reality.yml': '\nmax-misssing: 3\n'};
    expect(complaint(() => read(wrong))).toEqual(['.github/shipgate/docs-reality.yml:2:1: max-misssing: unknown key. Did you mean "max-missing"?']);
  });
});

describe('a file', () => {
  test('alone says what is judged', () => {
    const configuration = read(main('version: 1\n'));
    expect(configuration.gates).toEqual([]);
    expect(configuration.preset).toBeUndefined();
  });

  test('lays itself over its preset, and replaces the list of gates', () => {
    const configuration = read(main('version: 1\npreset: recommended\ngates: {mine: {run: npm test}}\non-failure: stop\nblock: {pull-request: all}\nwaivers: {max-days: 30}\n'));
    expect(configuration).toMatchObject({preset: 'recommended', onFailure: 'stop', pullRequestBlocks: 'all', terms: {'max-days': 30}});
    expect(configuration.gates.map(entry => entry.as)).toEqual(['mine']);
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['no version', main('gates: {}'), '.github/shipgate.yml:1:1: version: it is missing: expected 1'],
    ['another version', main('version: 2'), '.github/shipgate.yml:1:1: version: expected 1; it is 2'],
    ['the version as a text', main('version: "1"'), '.github/shipgate.yml:1:1: version: expected 1; it is "1"'],
    ['a list', main('- version: 1'), '.github/shipgate.yml:1:1: expected keys and values. Begin with `version: 1`.'],
    ['a word', main('hello'), '.github/shipgate.yml:1:1: expected keys and values. Begin with `version: 1`.'],
    ['an unknown preset', main('version: 1\npreset: recomended'), '.github/shipgate.yml:2:1: preset: expected one of game-release, npm-package, python-service, recommended, strict; it is "recomended". Did you mean "recommended"?'],
    ['an unknown section', main('version: 1\ndocs-realty: {}'), '.github/shipgate.yml:2:1: docs-realty: unknown key. Did you mean "docs-reality"?'],
    ['a key of a section in camelCase', main('version: 1\ndocs-reality:\n  maxMissing: 1'),
      '.github/shipgate.yml:3:3: docs-reality.maxMissing: unknown key. Did you mean "max-missing"?'],
    ['a word for a number', main('version: 1\ndocs-reality: {max-missing: ten}'), '.github/shipgate.yml:2:16: docs-reality.max-missing: expected a whole number; it is "ten"'],
    ['an unknown rule', main('version: 1\ndocs-reality: {rules: {link.pth: off}}'),
      '.github/shipgate.yml:2:24: docs-reality.rules.link.pth: unknown key. Did you mean "link.path"?'],
    ['a rule that is enforced', main('version: 1\ndocs-reality: {rules: {title: enforced}}'),
      '.github/shipgate.yml:2:24: docs-reality.rules.title: expected one of enforce, warn, off; it is "enforced". Did you mean "enforce"?'],
    ['a part of a mode', main('version: 1\ndocs-reality: {repair: {rounds: 0}}'), '.github/shipgate.yml:2:25: docs-reality.repair.rounds: expected at least 1; it is 0'],
    ['exceptions that may not live a day', main('version: 1\nwaivers: {max-days: 0}'), '.github/shipgate.yml:2:11: waivers.max-days: expected at least 1; it is 0'],
    ['exceptions that may live longer than a year', main('version: 1\nwaivers: {max-days: 367}'), 'waivers.max-days: expected at most 366; it is 367'],
    ['an unknown gate', main('version: 1\ngates: {docs-realty: enforce}'),
      '.github/shipgate.yml:2:9: gates.docs-realty: there is no gate "docs-realty". Did you mean "docs-reality"? A command of your own is written {run: …}.'],
    ['preflight as a gate', main('version: 1\ngates: {preflight: enforce}'), 'gates.preflight: there is no gate "preflight".'],
    ['an unknown gate of an action that is not loaded', main('version: 1\ngates: {goverance/version: enforce}'), 'there is no gate "goverance/version". Did you mean "governance"?'],
    ['an unknown mode', main('version: 1\ngates: {docs-reality/chek: enforce}'), 'Did you mean "docs-reality/check"?'],
    ['an operation as a gate', main('version: 1\ngates: {docs-reality/repair: enforce}'),
      'gates.docs-reality/repair: "docs-reality/repair" acts and cannot be a gate. Run it by itself: shipgate docs-reality repair.'],
    ['a command that needs a shell', main('version: 1\ngates: {t: {run: a | b}}'),
      '.github/shipgate.yml:2:13: gates.t.run: the command needs a shell, or has an open quote. Add `shell: bash`, or write the arguments as a list.'],
    ['a command by the name of an action', main('version: 1\ngates: {docs-reality: {run: a}}'), '"docs-reality" is the name of an action and cannot be a command'],
    ['a shell for a list', main('version: 1\ngates: {t: {run: [a], shell: sh}}'), 'a shell takes one text, not a list'],
    ['a need that is not listed', main('version: 1\ngates: {a: {run: x, needs: [bb]}, b: {run: y}}'),
      '.github/shipgate.yml:2:21: gates.a.needs: it needs "bb", which is not listed. Did you mean "b"?'],
    ['needs in a circle', main('version: 1\ngates: {a: {run: x, needs: [b]}, b: {run: y, needs: [a]}}'), 'these gates need each other in a circle: a, b'],
    ['a gate that needs itself', main('version: 1\ngates: {a: {run: x, needs: [a]}}'), 'in a circle: a'],
    ['a name twice', main('version: 1\ngates: {docs-reality: [{}, {}]}'),
      '.github/shipgate.yml:2:28: gates.docs-reality.1: the name "docs-reality" is used twice. Name the second with `as`.'],
    ['a path out of the repository', main('version: 1\ngates: {t: {run: a, directory: ../x}}'), 'expected a path inside the repository'],
    ['two files', {...main('version: 1'), '.github/shipgate.json': '{"version": 1}'},
      '.github/shipgate.json: .github/shipgate.yml and .github/shipgate.json both exist. Keep one of them.'],
    ['a section at two places', {...main('version: 1\ndocs-reality: {}'), '.github/shipgate/docs-reality.yml': ''},
      '.github/shipgate.yml:2:1: docs-reality: the section docs-reality stands here and in .github/shipgate/docs-reality.yml. Keep one of them.'],
    ['a wrong key in the folder', {...main('version: 1'), '.github/shipgate/docs-reality.yml': '\n\nmaxMissing: 1'},
      '.github/shipgate/docs-reality.yml:3:1: docs-reality.maxMissing: unknown key. Did you mean "max-missing"?'],
    ['waivers that are no list', {'.github/shipgate/waivers.yml': 'waivers:\n'},
      '.github/shipgate/waivers.yml:1:1: waivers: expected a list; an empty one is written []; it is empty'],
    ['a waiver with a wrong key', {'.github/shipgate/waivers.yml': 'waivers:\n  - {id: W, expire: 2026-01-01}'},
      '.github/shipgate/waivers.yml:2:13: waivers.0.expire: unknown key. Did you mean "expires"?'],
    ['known problems of a wrong form', {'.github/shipgate/baseline.json': '{"version": 1, "owner": 5, "created": "", "ends": "", "findings": []}'},
      '.github/shipgate/baseline.json:1:16: owner: expected a text; it is 5'],
  ])('is refused with %s', (_, files, message) => {
    expect(complaint(() => read(files)).join('\n')).toContain(message);
  });

  test('that was named must be there', () => {
    expect(complaint(() => read({}, {config: 'x.yml'}))).toEqual(['config: the configuration file x.yml does not exist. Correct the path, or leave it out.']);
    expect(read({'x.yml': 'version: 1\n'}, {config: 'x.yml'}).file).toBe('x.yml');
  });

  test('every wrong gate is named at once', () => {
    expect(complaint(() => read(main('version: 1\ngates: {a: enforce, b: enforce, c: {run: "x | y"}}')))).toHaveLength(3);
  });
});

describe('enforcement', () => {
  const configuration = read(main([
    'version: 1', 'enforcement-by: {event: {schedule: warn}}', 'gates:', '  docs-reality:', '    - {as: first}',
      '    - {as: second, enforcement: warn, policy: {max-missing: 7, rules: {title: warn}}}',
    'docs-reality:', '  max-missing: 2', '  enforcement-by: {branch: {"topic/*": off}}', '  rules: {link: warn, link.anchor: enforce}', '',
  ].join('\n')));
  const [first, second] = configuration.gates;
  const by = (entry: typeof first, circumstances = {}) => configuration.policyOf(docs, 'check', entry, circumstances);

  test('of the entry, then of the section, then of the file', () => {
    expect(by(first).enforcement).toBe('enforce');
    expect(by(second).enforcement).toBe('warn');
    expect(by(first, {event: 'schedule'}).enforcement).toBe('warn');
    expect(by(first, {event: 'schedule', branch: 'topic/a'}).enforcement).toBe('off');
  });

  test('of a rule: its own, then its family\'s, then what the rule says', () => {
    expect(['link.path', 'link.anchor', 'title'].map(id => by(first).ruleEnforcement(id, 'enforce'))).toEqual(['warn', 'enforce', 'enforce']);
    expect(by(second).ruleEnforcement('title', 'enforce')).toBe('warn');
    expect(by(first).ruleEnforcement('title', 'off')).toBe('off');
  });

  test('an entry lays its settings over the section', () => {
    expect([by(first).policy, by(second).policy]).toEqual([{'max-missing': 2, exclude: []}, {'max-missing': 7, exclude: []}]);
  });

  test('a wrong setting of an entry is named at its place', () => {
    const wrong = read(main('version: 1\ngates:\n  docs-reality: {policy: {max-missing: ten}}\n'));
    expect(complaint(() => wrong.policyOf(docs, 'check', wrong.gates[0], {}))).toEqual(['.github/shipgate.yml:3:27: max-missing: expected a whole number; it is "ten"']);
  });
});

describe('a trial', () => {
  const trial = read(main('version: 1\nenforce-from: 2026-12-04\ngates: {docs-reality: enforce, tests: {run: npm test}, strict: {run: npm test, enforcement: "off"}}\n'));
  const [docsEntry, tests, strict] = trial.gates;

  test.each([['2026-12-03T23:59:59Z', 'warn'], ['2026-12-04T00:00:00Z', 'enforce']])('at %s what is enforced counts as %s', (time, enforcement) => {
    const now = new Date(time);
    expect(trial.policyOf(docs, 'check', docsEntry, {now}).enforcement).toBe(enforcement);
    expect([tests, strict].map(entry => trial.enforcementOf(entry!, {now}))).toEqual([enforcement, 'off']);
  });

  test('without the time of the run it is over', () => {
    expect(trial.policyOf(docs, 'check', docsEntry, {}).enforcement).toBe('enforce');
  });

  test('its end is a date', () => {
    expect(complaint(() => read(main('version: 1\nenforce-from: soon\n')))[0]).toContain('shipgate.yml:2:1: enforce-from: expected a date');
  });

  test('one that is set loosens', () => {
    expect(read(main('version: 1\n'), {set: ['enforce-from=2026-12-04']}).loosenedBySettings()).toEqual(['enforce-from: problems only warn until 2026-12-04']);
  });
});

describe('set', () => {
  const set = (...lines: readonly string[]) => read(main('version: 1\ndocs-reality: {max-missing: 1}\n'), {set: lines});
  const policy = (configuration: ReturnType<typeof read>) => configuration.policyOf(docs, 'check', undefined, {}).policy;

  test('changes a value, by the same schema', () => {
    expect(policy(set('docs-reality.max-missing=3'))).toMatchObject({'max-missing': 3});
    expect(policy(set('docs-reality.exclude=[a, b]'))).toMatchObject({exclude: ['a', 'b']});
    expect(policy(set('docs-reality.exclude=["**/*.md"]'))).toMatchObject({exclude: ['**/*.md']});
    expect(set('docs-reality.rules.link.path=warn').policyOf(docs, 'check', undefined, {}).ruleEnforcement('link.path', 'enforce')).toBe('warn');
  });

  test.each<[string, readonly string[]]>([
    ['docs-reality.max-missing=3', ['docs-reality.max-missing: 1 becomes 3']],
    ['docs-reality.max-missing=1', []],
    ['docs-reality.max-missing=0', []],
    ['docs-reality.repair.min-rounds=2', []],
    ['docs-reality.repair.min-rounds=0', ['docs-reality.repair.min-rounds: 1 becomes 0']],
    ['docs-reality.exclude=[a]', []],
    ['docs-reality.enforcement=warn', ['docs-reality.enforcement: enforce becomes warn']],
    ['docs-reality.rules.title=off', ['docs-reality.rules.title: warn becomes off']],
    ['docs-reality.rules.title=warn', []],
    ['docs-reality.rules.title.enforcement=off', ['docs-reality.rules.title.enforcement: warn becomes off']],
    ['docs-reality.rules.link=warn', ['docs-reality.rules.link: enforce becomes warn']],
    ['docs-reality.rules.link.path=enforce', []],
    ['gates.docs-reality=warn', ['gates.docs-reality: enforce becomes warn']],
    ['gates.docs-reality.enforcement=off', ['gates.docs-reality.enforcement: enforce becomes off']],
    ['waivers.max-days=91', ['waivers.max-days: 90 becomes 91']],
    ['waivers.max-days=89', []],
    ['record=all', []],
  ])('what %s loosens is known', (line, loosened) => {
    const configuration = read(main('version: 1\ngates: {docs-reality: {needs: []}}\ndocs-reality: {max-missing: 1}\n'), {set: [line]});
    expect(configuration.loosenedBySettings()).toEqual(loosened);
  });

  test.each<[string, string]>([
    ['docs-reality.max-missing', '"docs-reality.max-missing" is no setting. Write KEY=VALUE'],
    ['=3', '"=3" is no setting'],
    ['docs-reality.max-missing=', 'is no setting'],
    ['docs-reality.max-mising=3', 'set: unknown setting "docs-reality.max-mising". Did you mean "docs-reality.max-missing"?'],
    ['docs-reality.max-missing=ten', 'docs-reality.max-missing: expected a whole number; it is "ten"'],
    ['docs-reality.max-missing=@mira', 'docs-reality.max-missing: expected a whole number; it is "@mira"'],
    ['docs-reality.max-missing=*x', 'docs-reality.max-missing: expected a whole number; it is "*x"'],
    ['docs-reality.max-missing=0x10', 'expected a whole number; it is "0x10"'],
    ['docs-reality.max-missing=1], [2', 'expected a whole number'],
    ['__proto__.x=1', '"__proto__.x" is no key'],
    ['gates.__proto__.enforcement=off', '"gates.__proto__.enforcement" is no key'],
    ['gates..x=off', '"gates..x" is no key'],
    ['version=2', 'version: expected 1; it is 2'],
  ])('%s is refused', (line, message) => {
    expect(complaint(() => set(line)).join('\n')).toContain(message);
  });

  test('says every wrong line at once', () => {
    expect(complaint(() => set('a=1', 'b', 'c=2'))).toHaveLength(3);
  });
});

test('resolved names every value with its origin', () => {
  const resolved = read(main('version: 1\npreset: recommended\ndocs-reality:\n  exclude: [a]\n'), {set: ['docs-reality.max-missing=3']}).resolved();
  const origins = Object.fromEntries(resolved.map(({key, value, origin}) => [key, [value, origin]]));
  expect(origins).toMatchObject({
    'docs-reality.exclude': [['a'], '.github/shipgate.yml:4'], 'docs-reality.max-missing': [3, 'set'], 'on-failure': ['continue', 'default'],
      'gates.docs-reality.enforcement': ['enforce', 'preset recommended'],
  });
});

test('the paths that may be read', () => {
  expect(possiblePaths(undefined)).toEqual(expect.arrayContaining([...configurationPaths.main, ...configurationPaths.waivers, configurationPaths.baseline,
    '.github/shipgate/docs-reality.yml']));
  expect(possiblePaths('x.yml')).toContain('x.yml');
  expect(possiblePaths('x.yml')).not.toContain('.github/shipgate.yml');
});

test('waivers know their places', () => {
  expect(read({'.github/shipgate/waivers.yml': 'waivers:\n  - id: W-1\n  - id: W-2\n'}).waivers).toEqual([
    {id: 'W-1', at: {path: '.github/shipgate/waivers.yml', line: 2, column: 5}}, {id: 'W-2', at: {path: '.github/shipgate/waivers.yml', line: 3, column: 5}},
  ]);
});
