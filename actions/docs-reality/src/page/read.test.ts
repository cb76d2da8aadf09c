import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {extensionsOf} from '../code-paths/judge.ts';
import {scanMarkdown} from '../markdown/index.ts';
import {policy} from '../policy.ts';
import {sitesIn} from '../site/kinds.ts';
import {Tree} from '../tree.ts';
import {Lines} from './lines.ts';
import {PageReader} from './read.ts';

const paths = ['README.md', 'docs/a.md', 'src/a.ts', 'package.json', 'hugo.toml', 'content/b.md', 'action.yml'];
const tree = new Tree(paths);
const reader = new PageReader({
  policy: policy.parse({fresh: {}, env: {documents: ['**'], sources: ['src/**']}, docs: {forbidden: [{id: 'x', pattern: 'a*b', why: 'x'}]}}),
  project: {tree, text: path => (path === 'package.json' ? '{"scripts": {"build": "b"}}' : undefined), repository: 'octo/app'},
  paths: {tree, prefixes: [], ignored: [], extensions: extensionsOf(paths), published: false, readers: new Set()}, sites: sitesIn(tree, ['hugo.toml'], () => ''),
  own: {packages: new Set(['app']), repositories: new Set(['octo/app'])}, actionFolders: new Set(['']),
});
const read = (path: string, text: string) => reader.read({path, role: 'living'}, new TextEncoder().encode(text));

describe('PageReader', () => {
  test('keeps what is claimed, with its places', () => {
    const page = read('README.md', '# App\n\nSee [a](docs/a.md) and `src/a.ts`, then `npm run build`.\n\nLast Verified: 2026-11-01\n');
    expect(page).toMatchObject({
      path: 'README.md', empty: false, links: [{written: 'docs/a.md', at: {line: 3, column: 9}, exact: true}], paths: {right: 1, misses: []}, marker: {label: 'Last Verified', at: {line: 5, column: 1}},
    });
    expect(page.commands.map(({program, name}) => [program, name.span])).toEqual([['npm', {line: 3, column: 42, length: 3}]]);
  });

  test('links of a definition are at the place that uses them', () => {
    expect(read('README.md', '[x][d]\n\n[d]: docs/a.md\n').links).toMatchObject([{written: 'docs/a.md', at: {line: 1, column: 1}, exact: false}]);
  });

  test('blank is empty', () => {
    expect(read('README.md', ' \n\t\n').empty).toBe(true);
  });

  test('nothing that is kept holds the text that it was cut from', () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const claims = (page: number): readonly string[] => [
      '---\nslug: /some/long/address/of-the-page\nsources: [some/long/path/of/a/source.ts]\n---',
      '[x](../some/long/path/of/a/page.md?with=a-long-query#and-a-long-fragment)', '[x](https://github.com/octo/app/blob/a-branch-with-a-long-name/some/long/path.md#and-a-long-fragment)',
      '<a href="some/long/path/of/a/page.html#and-a-long-fragment">x</a>', '![x](some/long/path/of/a/picture.png)', '[some long text of a reference][some long label of it]', '{{< ref "some/long/path/of-a-page.md" >}}',
      `### A heading with a long text ${page} {#and-a-long-identifier}`, '`src/some/long/path/that-is-not-there.ts` and `npm run a-script-with-a-long-name`',
      '```sh\nnpm run another-script-with-a-long-name -- --with-a-long-argument\npython src/some/long/path.py --with-a-long-argument\n```', '```sh\nnpm install octo-app-with-a-long-name@1.2.3-with-a-long-tag app@1.2.3-with-a-long-tag\n```',
      '`APP_VARIABLE_WITH_A_LONG_NAME`', '```yaml\n- uses: octo/app@a-version-with-a-long-name\n  with:\n    an-input-with-a-long-name: x\n```', 'A note.[^a-label-with-a-long-name]\n\n[^a-label-with-a-long-name]: x', '```yaml\n- uses: octo/app@v1\n  id: a-step-with-a-long-name\n- run: echo ${{ steps.a-step-with-a-long-name.outputs.an-output-with-a-long-name }}\n```',
      '## Inputs\n\n| Name | Default |\n|---|---|\n| an-input-with-a-long-name | a-value-that-is-long |', '```json\n{"scripts": {"a-script-with-a-long-name": "x"}}\n```\n\n```sh\nnpm run build\n```', '--8<-- "some/long/path/of-a-part.md"',
      'It is broken: \u00e2\u20ac\u2122\u00e2\u20ac\u2122\u00e2\u20ac\u2122\u00e2\u20ac\u2122\u00e2\u20ac\u2122',
    ];
    const bytesOf = (claim: string): Uint8Array => new TextEncoder().encode(`${claim}\n\n${'Nothing to see. '.repeat(30_000)}\n`);
    for (const name of ['README.md', 'content/b.md']) {
      for (let kind = 0; kind < claims(0).length; kind++) {
        const kept = [];
        collectGarbage();
        const before = process.memoryUsage().heapUsed;
        for (let page = 0; page < 8; page++) kept.push(read(name, new TextDecoder().decode(bytesOf(claims(page)[kind]!))));
        collectGarbage();
        const grown = (process.memoryUsage().heapUsed - before) / 8 / 1e6;
        // One text may be held by the engine, as the last that an expression was tried on.
        expect([claims(0)[kind], kept.length, grown < 0.25 || grown]).toEqual([claims(0)[kind], 8, true]);
      }
    }
  });

  test('a block may hold more commands than a call takes arguments', () => {
    expect(read('README.md', `\`\`\`sh\n${'npm run a\n'.repeat(200_000)}\`\`\`\n`).commands).toHaveLength(200_000);
  });

  test('no text makes it fail', () => {
    const piece = fc.constantFrom('# ', '\n', '\n\n', '`', '```sh\n', '```yaml\n', '```\n', '[x](', ')', '](', '<a href="', '">', '{{< ref "', '" >}}', '---\n', 'slug: ', '| ', '|---|', '## Inputs\n', 'uses: octo/app@v1', 'with:', 'npm run a', 'cd ../x', 'src/gone.ts', 'app@1.0', '\u00e2\u20ac\u201d', '\ufffd', '\r\n', '\t', 'Last Verified: ', '2026-13-45', '#L9', '%zz', 'APP_X=');
    fc.assert(fc.property(fc.array(fc.oneof(piece, fc.string({maxLength: 4})), {maxLength: 60}), fc.constantFrom('README.md', 'content/b.md', 'x.mdx', '.env'), (parts, path) => void read(path, parts.join(''))), {numRuns: 500});
  });

  test('no bytes make it fail', () => {
    fc.assert(fc.property(fc.uint8Array({maxLength: 200}), bytes => void reader.read({path: 'README.md', role: 'living'}, bytes)));
  });
});

describe('Lines', () => {
  const linesOf = (text: string): Lines => new Lines(text, scanMarkdown(text).lineStarts);
  const lines = linesOf('one\r\ntwo\n\nlast');

  test('texts, counts and places', () => {
    expect([lines.count, lines.text(1), lines.text(2), lines.text(3), lines.text(4), lines.text(9)]).toEqual([4, 'one', 'two', '', 'last', '']);
    expect([linesOf('').count, linesOf('a\n').count, linesOf('a\n').text(1), linesOf('a\rb').text(2)]).toEqual([0, 1, 'a', 'b']);
    expect([lines.at(0), lines.at(5), lines.at(10)]).toEqual([{line: 1, column: 1}, {line: 2, column: 1}, {line: 4, column: 1}]);
    expect(lines.above(4)).toBe('two');
    expect(lines.find('last', {line: 2, column: 2})).toEqual({line: 4, column: 1});
    expect(lines.find('one', {line: 2, column: 1})).toBeUndefined();
  });
});
