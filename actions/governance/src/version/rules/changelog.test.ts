import {describe, expect, test} from '@jest/globals';
import {judge, messages, tagged} from '../judge.fixture.ts';

const npm = {'package.json': '{"name": "app", "version": "1.8.0", "main": "a.js"}'};
const older = '\n## [1.7.2] - 2026-10-01\n\n- y\n\n## [1.7.1] - 2026-09-01\n\n- z\n';
const on = (changelog: string, {tag = 'v1.8.0', policy, ...more}: {tag?: string; policy?: unknown; history?: object; path?: string; tree?: Record<string, string>} = {}) =>
  judge({tree: {...npm, [more.path ?? 'CHANGELOG.md']: changelog, ...more.tree}, policy, facts: tagged(tag), ...(more.history && {history: more.history})});

describe('changelog.entry', () => {
  test('is held by a heading', async () => expect((await on(`# Changelog\n## [1.8.0] - 2026-11-20\n- x\n${older}`))['changelog.entry'].state).toBe('held'));

  test('is broken without one, and names the newest', async () => {
    expect((await on(`# Changelog\n${older}`))['changelog.entry'].broken).toEqual([expect.objectContaining({message: 'CHANGELOG.md has no entry for 1.8.0 (the newest is 1.7.2).', at: {path: 'CHANGELOG.md', line: 3}})]);
    expect((await on(`# Changelog\n## Unreleased\n- x\n${older}`))['changelog.entry'].broken).toMatchObject([
      {fix: 'Make "Unreleased" the entry of 1.8.0.', message: 'CHANGELOG.md has no entry for 1.8.0 (the newest is 1.7.2).', at: {line: 2}, observed: '1.7.2', expected: '1.8.0'},
    ]);
    expect((await on(`# Changelog\n## 1.9.0 (unreleased)\n- x\n${older}`))['changelog.entry'].broken).toMatchObject([{fix: 'Add a heading: ## [1.8.0] - and the date.', observed: '1.9.0', at: {line: 2}}]);
    expect((await on(`# Changelog\n## Notes\n- x\n${older}`))['changelog.entry'].broken).toMatchObject([{fix: 'Add a heading: ## [1.8.0] - and the date.'}]);
  });

  test('hole of today: the version as a part of another is no entry', async () => {
    expect((await on('## 10.1.0\n- since 0.1.0\n## 0.0.9\n- x\n', {tag: 'v0.1.0'}))['changelog.entry'].state).toBe('broken');
  });

  test.each<readonly [string, Record<string, string>, string]>([
    ['changesets', {'.changeset/config.json': '{}'}, 'changesets owns it'], ['release-please', {'release-please-config.json': '{}'}, 'release-please owns it'], ['semantic-release', {'.releaserc.yml': ''}, 'semantic-release owns it'],
    ['semantic-release, in the manifest', {'package.json': '{"name": "app", "version": "1.8.0", "release": {}}'}, 'semantic-release owns it (package.json)'],
    ['release-please, as an action', {'.github/workflows/r.yml': 'jobs: {r: {steps: [\n  uses: googleapis/release-please-action@v4\n'}, 'release-please owns it'],
  ])('is left to %s', async (_, tree, reason) => {
    expect((await on(older, {tree}))['changelog.entry']).toMatchObject({state: 'not-applicable', reason: expect.stringContaining(reason)});
  });

  test('is judged all the same where policy names the file', async () => {
    expect((await on(older, {tree: {'.changeset/config.json': '{}'}, policy: {changelog: 'CHANGELOG.md'}}))['changelog.entry'].state).toBe('broken');
  });

  test('has nothing to judge: a pre-release, no versions in it, off, none, no tag', async () => {
    expect((await on(older, {tag: 'v1.8.0-rc.1'}))['changelog.entry'].reason).toBe('it is a pre-release');
    expect((await on('See the releases page.\n'))['changelog.entry'].reason).toBe('CHANGELOG.md has no versions as headings');
    expect((await on(`See https://github.com/o/r/releases for what is new.\n${older}`))['changelog.entry'].reason).toBe('CHANGELOG.md points to the releases page');
    expect((await on(older, {policy: {changelog: 'off'}}))['changelog.entry'].reason).toBe('off in policy');
    expect((await judge({tree: npm, facts: tagged('v1.8.0')}))['changelog.entry'].reason).toBe('there is no changelog');
    expect((await judge({tree: {...npm, 'CHANGELOG.md': older}}))['changelog.entry'].reason).toBe('no release is judged');
    expect((await on(older, {tag: 'nightly'}))['changelog.entry'].reason).toBe('nightly names no version');
    expect((await on('## Unreleased\n- x\n'))['changelog.entry'].reason).toBe('CHANGELOG.md has no versions as headings');
    for (const path of ['HISTORY.html', 'CHANGELOG.md.orig', 'old-CHANGELOG.md', 'docs/CHANGELOG.md']) expect((await on(older, {path}))['changelog.entry'].reason).toBe('there is no changelog');
  });

  test('only what stands above the versions can send the reader elsewhere', async () => {
    const link = 'See https://github.com/o/r/releases for more.\n';
    expect((await on(`${link}## 1.7.2\n- x\n`))['changelog.entry'].reason).toBe('CHANGELOG.md points to the releases page');
    expect((await on(`## Unreleased\n${link}## 1.7.2\n- x\n`))['changelog.entry'].reason).toBe('CHANGELOG.md points to the releases page');
    for (const text of [`## 1.7.2\n${link}`, 'The last is https://github.com/o/r/releases/tag/v1.7.2\n## 1.7.2\n- x\n']) expect((await on(text))['changelog.entry'].state).toBe('broken');
  });

  test.each(['CHANGES', 'HISTORY.rst', 'News.txt', 'changelog.markdown'])('is looked for in %s', async path => {
    expect(messages((await on(older, {path, tag: 'V1.8.0'}))['changelog.entry'])).toEqual([`${path} has no entry for 1.8.0 (the newest is 1.7.2).`]);
  });

  test('is looked for in the likeliest of several files', async () => {
    const names = ['changelog.md', 'Changes.md', 'HISTORY.md', 'NEWS'];
    for (const [i, likeliest] of names.entries()) {
      const tree = Object.fromEntries(['A/CHANGELOG.md', ...names.slice(i)].map(name => [name, name === likeliest ? '## 1.8.0\n- x\n' : older]));
      expect((await judge({tree: {...npm, ...tree}, facts: tagged('v1.8.0')}))['changelog.entry'].state).toBe('held');
    }
  });

  test('a changelog that nobody keeps is left alone, one that missed a single release is not', async () => {
    const tags = ['v1.6.0', 'v1.7.0', 'v1.7.5', 'v1.7.6', 'v1.8.0-rc.1'];
    expect((await on('## 1.6.0\n- x\n', {history: {tags}}))['changelog.entry'].reason).toContain('no entry for the releases before');
    expect((await on('## 1.7.5\n- x\n', {history: {tags}}))['changelog.entry'].state).toBe('broken');
    expect((await on('## 1.6.0\n- x\n', {history: {tags}, policy: {changelog: 'CHANGELOG.md'}}))['changelog.entry'].state).toBe('broken');
  });

  test('a changelog whose entries are always written after the release is left alone', async () => {
    const tags = ['v1.7.1', 'v1.7.2'].map((name, i) => ({name, commit: `${i + 1}`.repeat(40), annotated: true}));
    const texts = (late: string) => ({[`${'1'.repeat(40)}:CHANGELOG.md`]: '## 1.7.0\n- x\n', [`${'2'.repeat(40)}:CHANGELOG.md`]: late});
    expect((await on(older, {history: {tags, texts: texts('## 1.7.1\n- x\n')}}))['changelog.entry'].reason).toBe('CHANGELOG.md gets its entries after the release');
    expect((await on(older, {history: {tags, texts: texts('## 1.7.2\n- x\n')}}))['changelog.entry'].state).toBe('broken');
    expect((await on(older, {history: {tags}}))['changelog.entry'].state).toBe('broken');
  });

  test('that of the package which is released', async () => {
    const tree = {'package.json': '{"workspaces": ["p/*"]}', 'p/a/package.json': '{"name": "a", "version": "2.0.0", "main": "a.js"}', 'p/a/CHANGELOG.md': '## 2.0.0\n- x\n'};
    expect((await on(older, {tree, tag: 'a@2.0.0'}))['changelog.entry'].state).toBe('held');
    const {'p/a/CHANGELOG.md': _, ...shared} = tree;
    expect((await on('## 2.0.0\n- x\n', {tree: shared, tag: 'a@2.0.0'}))['changelog.entry'].state).toBe('held');
  });

  test('require-version asks on every run', async () => {
    const policy = {changelog: {'require-version': true}};
    expect(messages((await judge({tree: {...npm, 'HISTORY.rst': '1.7.0\n=====\n\n* x\n'}, policy}))['changelog.entry'])).toEqual(['HISTORY.rst has no entry for 1.8.0 (the newest is 1.7.0).']);
    expect((await on('See the releases page.\n', {policy}))['changelog.entry']).toMatchObject({state: 'broken', broken: [{message: 'CHANGELOG.md has no entry for 1.8.0.', observed: 'none', at: {line: 1}}]});
    expect((await on(older, {policy, tree: {'.changeset/config.json': '{}'}}))['changelog.entry'].state).toBe('broken');
    expect((await on(older, {policy, tag: 'v1.8.0-rc.1'}))['changelog.entry'].state).toBe('broken');
    expect((await judge({tree: npm, policy}))['changelog.entry'].undecided).toMatchObject([{message: expect.stringContaining('there is no such file'), at: {path: 'CHANGELOG.md'}}]);
    expect((await judge({tree: {'CHANGELOG.md': older}, policy}))['changelog.entry'].undecided).toMatchObject([{message: expect.stringContaining('no source gives the version'), at: {path: 'the changelog'}}]);
    const named = {changelog: {path: 'NEWS.md', 'require-version': true}};
    expect((await judge({tree: {'CHANGELOG.md': older}, policy: named}))['changelog.entry'].undecided).toMatchObject([{at: {path: 'NEWS.md'}}]);
  });

  test('what cannot be read is undecided', async () => {
    const tree = {...npm, 'CHANGELOG.md': {refusal: {code: 'unreadable' as const, why: 'it is not UTF-8', fix: 'x'}}};
    for (const id of ['changelog.entry', 'changelog.content', 'changelog.date', 'changelog.undated'] as const) expect((await judge({tree, facts: tagged('v1.8.0')}))[id].state).toBe('undecided');
    expect((await judge({tree: npm, facts: tagged('v1.8.0'), policy: {changelog: 'NEWS.md'}}))['changelog.entry'].undecided).toMatchObject([{message: expect.stringContaining('there is no such file'), at: {path: 'NEWS.md'}}]);
  });
});

test('changelog.content: an entry says something', async () => {
  expect((await on(`## 1.8.0\n\n- x\n${older}`))['changelog.content'].state).toBe('held');
  expect((await on(`## 1.8.0\n\n### Fixed\n${older}`))['changelog.content'].broken).toEqual([expect.objectContaining({at: {path: 'CHANGELOG.md', line: 1}})]);
  expect((await on(older))['changelog.content'].reason).toBe('there is no entry');
});

describe('the date of an entry', () => {
  const at = async (heading: string, date?: string, rest = older) => on(`${heading}\n- x\n${rest}`, {policy: date === undefined ? {} : {changelog: {date}}});
  const state = async (...given: Parameters<typeof at>) => (await at(...given))['changelog.date'];

  test('changelog.date: is neither open, nor in the future', async () => {
    expect((await state('## 1.8.0 - 2026-11-20')).state).toBe('held');
    expect(messages(await state('## 1.8.0 (unreleased)'))).toEqual(['The entry of 1.8.0 still says that it is not released: "1.8.0 (unreleased)".']);
    expect((await state('## 1.8.0 - 2026-12-24')).state).toBe('broken');
    expect((await state('## 1.8.0 - 2026-11-21')).state).toBe('held');
    expect((await state('## 1.8.0 (Nov 20, 2026)')).state).toBe('held');
    expect((await state('## 1.8.0')).state).toBe('not-applicable');
  });

  test('changelog.date: is there, and can be read in one way only, where policy asks for it', async () => {
    expect((await state('## 1.8.0', 'required')).state).toBe('broken');
    expect((await state('## 1.8.0 (11/20/2026)', 'required')).state).toBe('broken');
    expect((await state('## 1.8.0 - 2026-11-20', 'required')).state).toBe('held');
    expect((await state('## 1.8.0 (unreleased)', 'off')).state).toBe('not-applicable');
  });

  test('changelog.undated: what names no version makes no custom, seven of ten do, one does not', async () => {
    expect((await at('## 1.8.0', undefined, `${older}## Notes\n- x\n## More\n- x\n`))['changelog.undated'].state).toBe('broken');
    const some = (dated: number): string => Array.from({length: 10}, (_, i) => `## 1.7.${i}${i < dated ? ' - 2026-10-01' : ''}\n- x\n`).join('');
    expect([(await at('## 1.8.0', undefined, some(7)))['changelog.undated'].state, (await at('## 1.8.0', undefined, some(6)))['changelog.undated'].state]).toEqual(['broken', 'not-applicable']);
    expect((await at('## 1.8.0', undefined, '## 1.7.0 - 2026-10-01\n- x\n'))['changelog.undated'].state).toBe('not-applicable');
    expect((await at('## 1.8.0 (unreleased)'))['changelog.undated'].state).toBe('held');
    for (const id of ['changelog.date', 'changelog.undated'] as const) expect((await on(older))[id]).toMatchObject({state: 'not-applicable', reason: 'there is no entry'});
  });

  test('changelog.undated: warns where dates are the custom', async () => {
    expect(messages((await at('## 1.8.0'))['changelog.undated'])).toEqual(['The entry of 1.8.0 has no date; the others have one.']);
    expect((await at('## 1.8.0 - 2026-11-20'))['changelog.undated'].state).toBe('held');
    expect((await at('## 1.8.0', undefined, '\n## 1.7.0\n- x\n## 1.6.0\n- x\n'))['changelog.undated'].state).toBe('not-applicable');
    expect((await at('## 1.8.0', 'required'))['changelog.undated'].state).toBe('not-applicable');
  });
});
