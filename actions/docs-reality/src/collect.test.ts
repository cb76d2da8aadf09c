import {describe, expect, test} from '@jest/globals';
import {context, exec, files, git, inLinearTime} from '#testkit';
import {docsReality} from './action.ts';
import {check, checkOf} from './check.fixture.ts';
import {collect} from './collect.ts';
import {policy} from './policy.ts';
import {collectRepairs} from './repair/collect.ts';
import {repairRules} from './repair/rules.ts';
import {rules} from './rules/index.ts';

const tree = {'README.md': '# App\n\n[a](docs/a.md), `src/a.ts`, `npm test`\n', 'docs/a.md': '# A\n', 'src/a.ts': '', 'package.json': '{"scripts": {"test": "x"}}'};

describe('collect', () => {
  test('every fact that is collected is judged by some rule', async () => {
    const facts = await collect({files: files(tree), git: git(), exec: exec(), context: context()}, {policy: policy.parse({}), wants: () => true});
    expect(Object.keys(facts).sort()).toEqual([...new Set<string>(rules.flatMap(rule => rule.on as readonly string[]))].sort());
    const repairs = await collectRepairs({files: files(tree), git: git(), context: context()}, {policy: policy.parse({})});
    expect(Object.keys(repairs).sort()).toEqual([...new Set<string>(repairRules.flatMap(rule => rule.on as readonly string[]))].sort());
  });

  test('every document and manifest is read once', async () => {
    const port = files({...tree, 'mkdocs.yml': 'site_name: x\n', 'action.yml': 'runs: {using: node24}'});
    await collect({files: port, git: git(), exec: exec(), context: context()}, {policy: policy.parse({docs: {required: ['README.md'], 'must-mention': [{doc: 'README.md', text: 'App'}]}}), wants: () => true});
    expect(port.reads.filter((path, index) => port.reads.indexOf(path) !== index)).toEqual([]);
  });

  test('a tree that cannot be listed leaves every rule undecided', async () => {
    const broken = {...files(tree), list: async () => Promise.reject(new Error('disk on fire'))};
    await expect(collect({files: broken, git: git(), exec: exec(), context: context()}, {policy: policy.parse({}), wants: () => true})).rejects.toThrow('disk on fire');
  });

  test('a manifest that is refused leaves the commands that need it undecided, one that is malformed or that none needs does not', async () => {
    const refused = {refusal: {code: 'refused', why: 'no permission to read it', fix: 'Give it.'}} as const;
    const commandsIn = async (given: Parameters<typeof files>[0]) => (await collect({files: files(given), git: git(), exec: exec(), context: context()}, {policy: policy.parse({}), wants: () => true})).commands;
    expect(await commandsIn({'README.md': '`npm run x`\n', 'package.json': refused})).toMatchObject({known: false, code: 'refused', at: {path: 'package.json'}});
    expect(await commandsIn({'README.md': '`python tool.py --x`\n', 'tool.py': refused})).toMatchObject({known: false, code: 'refused', at: {path: 'tool.py'}});
    expect(await commandsIn({'README.md': '`npm run x`\n', 'package.json': '{'})).toMatchObject({known: true});
    expect(await commandsIn({'README.md': 'None.\n', 'package.json': refused})).toMatchObject({known: true});
    expect((await check({'README.md': '`npm run x`\n', 'package.json': refused})).verdict).toBe('inconclusive');
  });

  test.each([['package.json', 'versions'], ['action.yml', 'actionUse'], ['mkdocs.yml', 'links']] as const)('%s refused leaves the %s undecided, and nothing else of the three', async (path, fact) => {
    const refused = {refusal: {code: 'refused', why: 'no permission to read it', fix: 'Give it.'}} as const;
    const ports = {files: files({'README.md': '# App\n', [path]: refused}), git: git(), exec: exec(), context: context()};
    const facts = await collect(ports, {policy: policy.parse({}), wants: () => true});
    expect((['versions', 'actionUse', 'links'] as const).filter(one => !facts[one].known)).toEqual([fact]);
    expect(facts[fact]).toMatchObject({known: false, code: 'refused', at: {path}});
  });

  test('a document that cannot be read again for its anchors leaves the links undecided', async () => {
    const port = files({'README.md': '[a](docs/a.md#gone)\n', 'docs/a.md': '# A\n'});
    const gap = {known: false, code: 'unreadable', what: 'docs/a.md', why: 'it has changed since this run first read it', fix: 'Run it again.'} as const;
    let read = false;
    const changing: typeof port = {...port, scan: async (paths, fold, reading) => {
      if (read && paths.includes('docs/a.md')) return {items: [], gaps: [gap]};
      read ||= paths.includes('docs/a.md');
      return port.scan(paths, fold, reading);
    }};
    const ports = {files: changing, git: git(), exec: exec(), context: context()};
    expect((await collect(ports, {policy: policy.parse({}), wants: () => true})).links).toMatchObject({known: false, code: 'unreadable', why: gap.why});
  });

  test.each([['refused', false], ['too-large', true]] as const)('a link to a line of a source that is %s', async (code, told) => {
    const source = {refusal: {code, why: 'why', fix: 'Fix.'}};
    const ports = {files: files({'README.md': '[a](src/a.ts#L9)\n', 'src/a.ts': source}), git: git(), exec: exec(), context: context()};
    expect((await collect(ports, {policy: policy.parse({}), wants: () => true})).links).toMatchObject({known: told});
  });

  test('nothing is executed unless policy allows it', async () => {
    const port = exec();
    await check({...tree, 'run.md': '```sh\nrm -rf /\n```'}, {exec: port});
    expect(port.requests).toEqual([]);
  });
});

describe('check', () => {
  test('says what was looked at, what could not be told, and what is off', async () => {
    const outcome = await check({...tree, 'b.md': '[x](/guide) `npm run $NAME`'});
    expect(outcome).toMatchObject({
      verdict: 'pass', headline: '3 pages, 2 paths, 2 commands (1 unknown, listed)', outputs: {pages: 3, paths: 2, commands: 2, 'not-told': 2, problems: 0},
      notChecked: ['age of documents (set fresh)', 'environment variables (set env)', 'whether scripts start (set commands.help)', 'documents that nothing links to (set docs.orphans)'],
    });
    expect(outcome.detail?.[1]).toEqual({table: [['What', 'Why', 'How many', 'For example'], ['link', 'it is an address, and no site is known', '1', '/guide (b.md:1)'], ['command', 'computed', '1', 'npm run $NAME (b.md:1)']]});
  });

  test('a repository without documents has nothing to judge; one that expects some fails', async () => {
    expect(await check({'src/a.ts': ''})).toMatchObject({verdict: 'not-run', reason: 'there are no documents'});
    expect((await check({'src/a.ts': ''}, {policy: {include: ['docs/**']}})).verdict).toBe('fail');
  });

  test('suspicions do not fail, certainties do', async () => {
    expect((await check({'a.md': 'npm\u200b test'})).verdict).toBe('pass');
    expect((await check({'a.md': '[x](gone.md)'})).verdict).toBe('fail');
  });

  test('no rule crashes on hostile documents, and none hangs', async () => {
    const hostile = (n: number): readonly string[] => ['`a/'.repeat(n), '[x]('.repeat(n), '{{< ref '.repeat(n / 1.5), '| a '.repeat(n), '# a\n'.repeat(n), '```yaml\nuses: x\n'.repeat(n / 6), '---\nslug: [' + 'x,'.repeat(n), 'in the `x` repository '.repeat(n / 3), 'a '.repeat(2 * n), '`' + 'x/'.repeat(n / 0.6) + '`', '```sh\nnpm run x\n```\n'.repeat(n / 15),
      `repo\n\n${'a-'.repeat(n)} \`src/gone.ts\``, `[x](${'['.repeat(n)})`, `<a href="${'<a'.repeat(n)}">`, `x\n:::${' '.repeat(n)}`, '\n'.repeat(2 * n), `\`\`\`make\n${'a '.repeat(n)}\n\`\`\`\n\n\`make x\``, `\`@${'a/'.repeat(n)}\``,
      `create ${': '.repeat(n)}:${' '.repeat(n)}x\n- \`src/gone.ts\``, `create a file in ${'in : '.repeat(n)}:\n- \`src/gone.ts\``, `<a href="#x" ${'a="" '.repeat(n)} onclick>x</a>`];
    const tree = (n: number): Readonly<Record<string, string>> => ({
      ...Object.fromEntries(hostile(n).map((text, index) => [`h${index}.md`, text])), 'package.json': '{"name": "app", "version": "1.0.0"}', 'src/env.sh': '${A:'.repeat(n), 'src/b.ts': '', 'mkdocs.yml': 'site_name: x',
    });
    await inLinearTime(60_000, tree, async files => {
      const outcome = await check(files, {policy: {docs: {forbidden: [{id: 'x', pattern: 'a*a*a*a*a*b', why: 'x'}, {id: 'y', text: 'a a a a a a b', why: 'x'}]}, fresh: {}, env: {documents: ['*.md'], sources: ['src/**']}}});
      expect(outcome.checks.flatMap(({findings}) => findings).filter(({gap}) => gap === 'crashed')).toEqual([]);
    });
  });

  test('wrong settings are refused', () => {
    const parse = (given: unknown) => docsReality.modes['check']!.policy.safeParse(given).success;
    expect([{}, {'max-missing-paths': 3}, {fresh: {'max-age': '30d'}}].map(parse)).toEqual([true, true, true]);
    expect([{maxMissingPaths: 3}, {'max-missing-paths': '3'}, {fresh: {'max-age': 30}}, {docs: {'must-mention': [{doc: 'a.md'}]}}, {docs: {forbidden: [{id: 'x', why: 'y'}]}}, {docs: {required: ['../x']}}, {site: 'wordpress'}].map(parse)).toEqual(Array(7).fill(false));
  });

  test('a duration that is not given is that of the manual', () => {
    expect(policy.parse({fresh: {}}).fresh?.['max-age']).toBe(90 * 86_400_000);
    expect(policy.parse({}).commands['help-timeout']).toBe(30_000);
  });

  test('the rules have what their pages need', async () => {
    const ids = rules.map(({id}) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const {id, about, help} of rules) expect([id, about.endsWith('.'), help.includes('To fix it'), help.length > 80]).toEqual([id, true, true, true]);
    expect(checkOf(await check(tree), 'link.path').state).toBe('held');
  });
});
