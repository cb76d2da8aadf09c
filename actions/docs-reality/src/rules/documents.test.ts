import {describe, expect, test} from '@jest/globals';
import {judged} from '../check.fixture.ts';

describe('docs.expected', () => {
  test('finding none is broken where policy names some, else there is nothing to judge', async () => {
    expect((await judged('docs.expected', {'a.ts': ''}, {policy: {include: ['docs/**/*.md']}})).state).toBe('broken');
    expect((await judged('docs.expected', {'a.ts': ''}, {policy: {docs: {required: ['README.md']}}})).state).toBe('broken');
    expect((await judged('docs.expected', {'docs/a.md': 'x'}, {policy: {include: ['docs/**/*.md']}})).state).toBe('held');
    expect((await judged('docs.expected', {'a.ts': ''})).state).toBe('not-applicable');
  });
});

describe('docs.required', () => {
  test('missing and empty ones are broken', async () => {
    const {wrong, findings} = await judged('docs.required', {'README.md': 'x', 'SECURITY.md': ' \n', LICENCE: 'x'}, {policy: {docs: {required: ['README.md', 'SECURITY.md', 'LICENSE']}}});
    expect(wrong).toEqual(['SECURITY.md SECURITY.md', 'LICENSE LICENSE']);
    expect(findings.map(({observed, fix}) => [observed, fix])).toEqual([['empty', 'Write it.'], ['missing', 'Write it; or did you mean LICENCE?']]);
  });

  test('nothing is required unless policy says so', async () => {
    expect((await judged('docs.required', {'README.md': ''})).state).toBe('not-applicable');
  });
});

describe('docs.must-mention', () => {
  const say = (mention: Readonly<Record<string, string>>) => ({policy: {docs: {'must-mention': [{doc: 'docs/r.md', ...mention}]}}});
  const tree = {'docs/r.md': '# Roll Back\n\nAsk the owner\nof the gate. Run `make rollback` or:\n\n```sh\n./roll.sh \\\n  --all\n```\n'};

  test.each([{text: 'ask the owner of the gate'}, {heading: 'roll back'}, {command: 'make rollback'}, {command: './roll.sh --all'}])('%j is said', async mention => {
    expect((await judged('docs.must-mention', tree, say(mention as unknown as Readonly<Record<string, string>>))).state).toBe('held');
  });

  test.each([[{text: 'ask nobody'}, 'docs/r.md does not have the words "ask nobody".'], [{heading: 'Back'}, 'docs/r.md does not have the heading "Back".'], [{command: 'make roll'}, 'docs/r.md does not have the command "make roll".']])('%j is not', async (mention, message) => {
    expect((await judged('docs.must-mention', tree, say(mention as unknown as Readonly<Record<string, string>>))).findings[0]?.message).toBe(message);
  });

  test('a document that is not there says nothing; one of another kind is read', async () => {
    expect((await judged('docs.must-mention', {'a.md': 'x'}, say({text: 'x'}))).findings[0]?.message).toBe('docs/r.md does not exist; it must have the words "x".');
    expect((await judged('docs.must-mention', {'n.txt': 'our names'}, {policy: {docs: {'must-mention': [{doc: 'n.txt', text: 'our names'}]}}})).state).toBe('held');
  });
});

describe('docs.forbidden', () => {
  const forbidden = (statement: Readonly<Record<string, unknown>>) => ({policy: {docs: {forbidden: [{id: 'old', why: 'It is enforced.', ...statement}]}}});

  test('a statement is found over line breaks and in any case, a pattern within a line', async () => {
    const tree = {'a.md': 'Here authentication is\n  Optional. And authentication is optional.', 'b.md': 'See HTTP://x.old.example and http://y.\nold.example'};
    expect((await judged('docs.forbidden', tree, forbidden({text: 'authentication is optional'}))).wrong).toEqual(['a.md:1:6 old', 'a.md:2:17 old']);
    expect((await judged('docs.forbidden', tree, forbidden({pattern: 'http://*.old.example'}))).wrong).toEqual(['b.md:1:5 old']);
  });

  test('history and the archive may say it; named documents may not', async () => {
    const tree = {'CHANGELOG.md': 'old way', 'README.md': 'x'};
    expect((await judged('docs.forbidden', tree, forbidden({text: 'old way'}))).state).toBe('held');
    expect((await judged('docs.forbidden', tree, forbidden({text: 'old way', documents: ['*.md']}))).wrong).toEqual(['CHANGELOG.md:1:1 old']);
  });

  test('no document to look at is nothing to judge', async () => {
    expect((await judged('docs.forbidden', {'README.md': 'x'}, forbidden({text: 'y', documents: ['gone/**']}))).state).toBe('not-applicable');
  });
});

describe('docs.co-change', () => {
  const policy = {docs: {'co-change': [{when: ['src/api/**'], then: ['docs/api.md', 'CHANGELOG.md']}]}};
  const changed = (...paths: readonly string[]) => ({policy, context: {reference: 'base'}, history: {changed: {base: paths.map(path => ({path, kind: 'changed' as const}))}}});
  const tree = {'src/api/a.ts': '', 'docs/api.md': 'x'};

  test('code without its document is broken, with it holds, without both there is nothing to judge', async () => {
    expect((await judged('docs.co-change', tree, changed('src/api/a.ts', 'src/b.ts'))).wrong).toEqual(['src/api/a.ts src/api/** → docs/api.md CHANGELOG.md']);
    expect((await judged('docs.co-change', tree, changed('src/api/a.ts', 'CHANGELOG.md'))).state).toBe('held');
    expect(await judged('docs.co-change', tree, changed('src/b.ts'))).toMatchObject({state: 'not-applicable', doubts: ['not touched by this change']});
  });

  test('a document that was deleted did not change along', async () => {
    const history = {changed: {base: [{path: 'src/api/a.ts', kind: 'changed' as const}, {path: 'docs/api.md', kind: 'deleted' as const}]}};
    expect((await judged('docs.co-change', tree, {policy, context: {reference: 'base'}, history})).state).toBe('broken');
  });

  test('without an earlier commit there is nothing to judge', async () => {
    expect((await judged('docs.co-change', tree, {policy})).state).toBe('not-applicable');
  });
});

describe('docs.orphans', () => {
  const policy = {docs: {orphans: ['docs/**']}};

  test('a page that nothing links to is broken; entrances and linked pages hold', async () => {
    const tree = {'README.md': '[a](docs/a.md)', 'docs/README.md': 'x', 'docs/a.md': '[self](a.md)', 'docs/b.md': '[self](#x)\n\n# x', 'other.md': 'x'};
    expect((await judged('docs.orphans', tree, {policy})).wrong).toEqual(['docs/b.md docs/b.md']);
  });

  test('a navigation counts as a link, and one that is drawn from folders is not told', async () => {
    const site = {'mkdocs.yml': 'site_name: x\nnav:\n  - A: a.md\n', 'docs/a.md': 'x', 'docs/b.md': 'x'};
    expect((await judged('docs.orphans', site, {policy})).wrong).toEqual(['docs/b.md docs/b.md']);
    expect((await judged('docs.orphans', {...site, 'mkdocs.yml': 'site_name: x\n'}, {policy})).doubts).toEqual(['the site draws its navigation from the folders']);
  });

  test('off unless asked for', async () => {
    expect((await judged('docs.orphans', {'docs/a.md': 'x'})).state).toBe('not-applicable');
  });
});
