import {createHash} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {type FilesChange, type Outcome, Refusal, known} from '#core';
import {type FakeFile, type FakeFiles, type FakeJournal, Killed, context, files as fakeFiles, git, journal as fakeJournal, run} from '#testkit';
import {docsReality} from '../action.ts';
import {edited} from './edit.ts';
import {isSlip, onlySlip} from './slip.ts';

const mojibake = 'a \u00e2\u20ac\u201d b';
const tree = {
  'README.md': `# App\n\n${mojibake}\n\nSee [setup](docs/setup.md) and [API](docs/api.md#end-pionts).\n`,
  'docs/api.md': '# API\n\n## End points\n\nRun `npm run biuld`, read `src/Main.ts`.\n',
  'guide/setup.md': '# Setup\n\n[app](../readme.md) [gone](nowhere.md)\n',
  'package.json': '{"scripts": {"build": "x", "test": "x"}}',
  'src/main.ts': '',
} as const;
const repaired = {
  'README.md': '# App\n\na — b\n\nSee [setup](guide/setup.md) and [API](docs/api.md#end-points).\n',
  'docs/api.md': '# API\n\n## End points\n\nRun `npm run build`, read `src/main.ts`.\n',
  'guide/setup.md': '# Setup\n\n[app](../README.md) [gone](nowhere.md)\n',
} as const;

async function repair(files: FakeFiles, {apply = true, journal = fakeJournal(), changing = files}: {apply?: boolean; journal?: FakeJournal; changing?: FilesChange} = {}): Promise<Outcome> {
  const mode = docsReality.modes['repair']!;
  return mode.execute({
    gate: 'docs-reality/repair', as: 'docs-reality/repair', title: 'Docs reality', action: 'docs-reality', ports: {files, git: git(), context: context()}, changePorts: {files: changing}, run: run(), inputs: {}, secrets: {},
    policy: mode.policy.parse({}), enforcement: 'enforce', ruleEnforcement: (_, fallback) => fallback, exceptions: known({waivers: [], terms: {'max-days': 90}, release: false}), apply, journal,
  });
}

const now = (files: FakeFiles): Readonly<Record<string, string>> => Object.fromEntries(Object.keys(repaired).map(path => [path, files.textOf(path)]));

describe('repair', () => {
  test('plans by default: the same steps for the same tree, and nothing is changed', async () => {
    const files = fakeFiles(tree);
    const first = await repair(files, {apply: false});
    expect(first).toMatchObject({verdict: 'pass', effect: 'planned', headline: '6 certain repairs in 3 files, 1 problem left to people', outputs: {files: ['README.md', 'docs/api.md', 'guide/setup.md'], repairs: 6, left: 1}});
    expect(first.steps.map(({state, about}) => [state, about])).toEqual([['planned', 'Repair README.md: 3 places'], ['planned', 'Repair docs/api.md: 2 places'], ['planned', 'Repair guide/setup.md: 1 place']]);
    expect((await repair(fakeFiles(tree), {apply: false})).steps).toEqual(first.steps);
    expect(files.replaced).toEqual([]);
  });

  test('carries out every step, and a second run has nothing to do', async () => {
    const files = fakeFiles(tree);
    expect(await repair(files)).toMatchObject({verdict: 'pass', effect: 'done'});
    expect(now(files)).toEqual(repaired);
    expect(await repair(files)).toMatchObject({verdict: 'pass', effect: 'none', steps: []});
    expect(files.replaced).toEqual(['README.md', 'docs/api.md', 'guide/setup.md']);
  });

  const calls = ['begin', 'end', 'replace'].flatMap(call => [1, 2, 3].map(count => `${call} ${count}`));
  test.each(calls)('killed at %s and run again, everything is done once', async call => {
    const files = fakeFiles(tree);
    const journal = fakeJournal();
    journal.killAt(call);
    let replaced = 0;
    const dying: FilesChange = {...files, replace: async (path, content, expected) => {
      if (call === `replace ${++replaced}`) throw new Killed(`before ${call}`);
      await files.replace(path, content, expected);
    }};
    expect((await repair(files, {journal, changing: dying})).verdict).toBe('inconclusive');
    journal.killAt(undefined);
    expect((await repair(files, {journal})).verdict).toBe('pass');
    expect(now(files)).toEqual(repaired);
    expect([...files.replaced].sort()).toEqual(['README.md', 'docs/api.md', 'guide/setup.md']);
    expect([...journal.entries.values()].every(({state}) => state === 'done' || state === 'not-begun')).toBe(true);
  });

  test('a file that somebody changes in between is left alone', async () => {
    const files = fakeFiles(tree);
    const racing: FilesChange = {...files, replace: async path => {
      throw new Refusal({code: 'stale', what: path, why: 'it changed', fix: 'Run it again.'});
    }};
    const outcome = await repair(files, {changing: racing});
    expect(outcome).toMatchObject({verdict: 'fail', effect: 'none'});
    expect(outcome.steps.map(({state}) => state)).toEqual(['failed', 'not-begun', 'not-begun']);
    expect(now(files)['README.md']).toBe(tree['README.md']);
  });

  test('a step that was left open and whose file was written on since is settled by its words', async () => {
    const files = fakeFiles(tree);
    const journal = fakeJournal();
    journal.killAt('end 1');
    await repair(files, {journal});
    await files.replace('README.md', new TextEncoder().encode(`${files.textOf('README.md')}More.\n`), {sha256: digest(files, 'README.md')});
    journal.killAt(undefined);
    const outcome = await repair(files, {journal});
    expect(outcome.steps[0]).toMatchObject({state: 'done', already: true});
    expect(files.textOf('README.md')).toBe(`${repaired['README.md']}More.\n`);
  });

  test('a commit cannot be repaired, and an unreadable document stops the plan', async () => {
    expect(await repair(fakeFiles(tree, 'abc1234'))).toMatchObject({verdict: 'fail', effect: 'none'});
    const unreadable: FakeFile = {refusal: {code: 'unreadable', why: 'permission denied', fix: 'Make it readable.'}};
    expect(await repair(fakeFiles({...tree, 'x.md': unreadable}))).toMatchObject({verdict: 'inconclusive', effect: 'none', steps: []});
  });

  test.each([
    ['two files that may be meant', {'README.md': '[x](docs/setup.md)', 'a/setup.md': '', 'b/setup.md': ''}], ['names that every package has', {'README.md': '[x](docs/index.md)', 'a/index.md': 'x'}], ['a digit', {'README.md': '[x](setup-1.md)', 'setup-2.md': 'x'}],
    ['two anchors', {'README.md': '[x](#settins)\n\n# Setting\n\n# Settings\n\n# Settinq'}], ['lost characters', {'README.md': 'a \ufffd b'}], ['code that shows it', {'README.md': `\`\`\`\n${mojibake}\n\`\`\``}],
  ])('%s: no certain repair', async (_, given) => {
    expect((await repair(fakeFiles(given), {apply: false})).steps).toEqual([]);
  });

  test('marks and line ends stay as they are', async () => {
    const files = fakeFiles({'a.md': `\uFEFF# A\r\n\r\n${mojibake}\r\n`, 'b.md': 'x'});
    await repair(files);
    expect(files.textOf('a.md')).toBe('\uFEFF# A\r\n\r\na — b\r\n');
  });
});

const digest = (files: FakeFiles, path: string): string => createHash('sha256').update(files.textOf(path)).digest('hex');

describe('edited', () => {
  const bytes = new TextEncoder().encode('one two\nthree');
  const edit = (line: number, column: number, before: string, after: string) => ({kind: 'command' as const, line, column, before, after});

  test('places edits in any order and says which do not fit', () => {
    const result = edited(bytes, [edit(2, 1, 'three', '3'), edit(1, 5, 'two', '2'), edit(1, 4, ' two', 'x'), edit(1, 1, 'two', 'x'), edit(9, 1, 'x', 'y')]);
    expect(new TextDecoder().decode(result?.bytes)).toBe('onex\n3');
    expect(result?.unplaced.map(({column, before}) => [column, before])).toEqual([[1, 'two'], [5, 'two'], [1, 'x']]);
  });

  test('what is no UTF-8 is not touched', () => {
    expect(edited(Uint8Array.of(0xff), [])).toBeUndefined();
  });

  test('no edit changes nothing, whatever the text', () => {
    fc.assert(fc.property(fc.string({unit: 'grapheme'}), text => {
      expect(new TextDecoder('utf-8', {ignoreBOM: true}).decode(edited(new TextEncoder().encode(text), [])?.bytes)).toBe(text);
    }));
  });
});

describe('isSlip', () => {
  test.each([['biuld', 'build'], ['instal', 'install'], ['end-pionts', 'end-points'], ['offsetgridlines', 'offset-grid-lines'], ['Setup.md', 'setup.md'], ['new-pakage', 'new-package']])('%s for %s', (written, meant) => {
    expect(isSlip(written, meant)).toBe(true);
  });

  test.each([['v1', 'v2'], ['setup-1.md', 'setup-2.md'], ['test', 'rest'], ['build', 'build'], ['getting-started', 'getting-slower'], ['ab', 'a-b']])('%s is none for %s', (written, meant) => {
    expect(isSlip(written, meant)).toBe(false);
  });

  test('one that could be two is none', () => {
    expect(onlySlip('settins', ['setting', 'settings'])).toBeUndefined();
    expect(onlySlip('settngs', ['settings', 'other'])).toBe('settings');
  });
});
