import {describe, expect, test} from '@jest/globals';
import {judged} from '../check.fixture.ts';

const tree = {'src/a.ts': 'x', 'src/lib/b.ts': 'x', 'packages/web/package.json': '{}', 'packages/web/src/c.tsx': 'x', 'docs/g.md': 'x'};
const of = (text: string, more: Readonly<Record<string, string>> = {}): typeof tree & {'README.md': string} => ({...tree, ...more, 'README.md': text});

describe('code.path', () => {
  test.each(['`src/a.ts`', '`./src/a.ts`', '`src/a.ts:12`', '`src/a.ts#L3`', '`src/a.ts::run`', '`src/lib/`', '`src/a.js`', '`src/c.tsx`'])('%s exists', async text => {
    expect(await judged('code.path', of(text))).toMatchObject({state: 'held', wrong: []});
  });

  test('a file that is gone is broken, with where it is now', async () => {
    const {wrong, findings} = await judged('code.path', of('The parser is `src/b.ts`.'));
    expect(wrong).toEqual(['README.md:1:16 src/b.ts']);
    expect(findings[0]?.fix).toBe('Did you mean src/lib/b.ts?');
  });

  test('another case is broken', async () => {
    expect((await judged('code.path', of('`src/A.ts`'))).findings[0]?.message).toBe('The path src/A.ts is written in another case than the file.');
  });

  test.each(['`a/b`', '`actions/checkout`', '`text/html`', '`application/json`', '`/etc/hosts`', '`~/x.ts`', '`and/or`', '`https://x.y/z.ts`', '`@scope/pkg`', '`npm run src/a.ts`', '`other/x.ts`', '`1/2`', '`src/`', '`--out=src/z.ts`'])('%s is no claim about a missing file', async text => {
    expect((await judged('code.path', of(text))).wrong).toEqual([]);
  });

  test.each([
    ['`src/*.ts`', 'it is a pattern'], ['`src/<name>.ts`', 'it holds a placeholder'], ['`src/your-module.ts`', 'it holds a placeholder'], ['For example, `src/z.ts`', 'the text gives it as an example'],
    ['In your project, add `src/z.ts`', 'the text gives it as an example'], ['It generates `src/z.ts`.', 'the text may tell of something that is not there'], ['## Migrating\n\n`src/z.ts`', 'the section is about other projects or times'],
    ['`src/dist/z.ts`', 'it is made by a build or at run time'], ['In the `acme/other` repository, `src/z.ts`', 'the text is about another repository'],
  ])('%s is not told: %s', async (text, why) => {
    const {wrong, doubts} = await judged('code.path', of(text));
    expect({wrong, doubts}).toEqual({wrong: [], doubts: [why]});
  });

  test('what git ignores, and what policy leaves out, is not told', async () => {
    expect((await judged('code.path', of('`src/z.ts`'), {history: {ignored: ['src/z.ts']}})).doubts).toEqual(['git ignores it, so a build may make it']);
    expect((await judged('code.path', of('`src/z.ts`'), {policy: {paths: {ignore: ['src/**']}}})).doubts).toEqual(['policy leaves it out']);
  });

  test('a beginning that policy names is judged always, patterns too, even when the folder is gone', async () => {
    const policy = {paths: {prefixes: ['scripts/']}};
    const {wrong} = await judged('code.path', of('For example `scripts/x.sh`, `scripts/*.py` and `scripts/deploy`.'), {policy});
    expect(wrong).toEqual(['README.md:1:14 scripts/x.sh', 'README.md:1:30 scripts/*.py', 'README.md:1:49 scripts/deploy']);
    expect((await judged('code.path', of('`scripts/*.py`', {'scripts/a.py': ''}), {policy})).state).toBe('held');
  });

  test('the files that a command only reads are paths too', async () => {
    const {wrong, findings} = await judged('code.path', of('```sh\ncat src/gone.ts src/a.ts\ncp src/a.ts out/made.ts\n```'));
    expect(wrong).toEqual(['README.md:2:5 src/gone.ts']);
    expect(findings[0]?.message).toContain('the command is "cat src/gone.ts src/a.ts"');
  });

  test('changelogs and pages of a site about the reader\'s project are not judged', async () => {
    const {wrong} = await judged('code.path', {...tree, 'CHANGELOG.md': '`src/z.ts`', 'website/docusaurus.config.js': '', 'website/docs/a.md': '`src/pages/z.ts`', 'website/src/pages/y.ts': ''});
    expect(wrong).toEqual([]);
  });
});
