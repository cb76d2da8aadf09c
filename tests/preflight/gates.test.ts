import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {Misconfiguration, type Outcome, sayProblem} from '#core';
import type {Judged} from '#runtime';
import {suite} from '#suite';
import {gitRepository} from '#testkit';
import {judgeRepository, part} from './local.ts';

/** Judges everything in a repository that holds the given gates, and one clean page. */
async function judgeGates(gates: string, files: Record<string, string> = {}, inputs: Record<string, string> = {}, more = '') {
  const repository = await gitRepository({'.github/shipgate.yml': `version: 1\n${more}gates:\n${gates}`, 'a.txt': 'fine\n', ...files});
  return {repository, judged: await judgeRepository(repository, inputs)};
}
const row = (judged: Judged, as: string) => judged.record.outcome.checks.find(check => check.rule === `preflight/${as}`);
const verdicts = ({record}: Judged): Record<string, string> => Object.fromEntries((record.outcome.parts ?? []).map((one: Outcome) => [one.as, one.verdict]));

async function problemsOf(gates: string, more = ''): Promise<readonly string[]> {
  const repository = await gitRepository({'.github/shipgate.yml': `version: 1\n${more}gates:\n${gates}`});
  await using _ = repository;
  try {
    await judgeRepository(repository);
  } catch (thrown) {
    if (thrown instanceof Misconfiguration) return thrown.problems.map(sayProblem);
    throw thrown;
  }
  return [];
}

describe('the list of gates', () => {
  test('each gate has one row, in the order of the list, whatever it is', async () => {
    const {repository, judged} = await judgeGates('  docs-reality: enforce\n  fine: {run: "true"}\n  broken: {run: "false", enforcement: warn}\n');
    await using _ = repository;
    expect(judged.record.outcome.checks.filter(check => ['docs-reality', 'fine', 'broken'].includes(check.rule.slice('preflight/'.length))).map(check => [check.rule, check.state, check.enforcement])).toEqual([
      ['preflight/docs-reality', 'held', 'enforce'], ['preflight/fine', 'held', 'enforce'], ['preflight/broken', 'broken', 'warn'],
    ]);
    expect(judged.exitCode).toBe(0);
    expect(judged.record.outcome.verdict).toBe('pass');
  });

  test('a gate that is off, or not in quick mode, is named and is no pass', async () => {
    const {repository, judged} = await judgeGates('  docs-reality: off\n  slow: {run: "false", in-quick: false}\n  fine: {run: "true"}\n', {}, {quick: 'true'});
    await using _ = repository;
    expect(verdicts(judged)).toEqual({'docs-reality': 'not-run', slow: 'not-run', fine: 'pass'});
    expect(row(judged, 'slow')).toMatchObject({state: 'not-applicable', reason: 'not part of quick mode'});
    expect(judged.record.notEligible).toContain('quick mode leaves gates out');
  });

  test('everything off: nothing judged is never a pass', async () => {
    const {repository, judged} = await judgeGates('  docs-reality: off\n');
    await using _ = repository;
    expect(judged.record.outcome.verdict).toBe('inconclusive');
    expect(judged.exitCode).toBe(1);
  });

  test('only warnings asked for: it is said, and does not block', async () => {
    const {repository, judged} = await judgeGates('  docs-reality: warn\n', {'b.txt': 'BROKEN x\n'});
    await using _ = repository;
    expect(judged.record.outcome).toMatchObject({verdict: 'inconclusive', enforcement: 'warn'});
    expect(judged.exitCode).toBe(0);
  });

  test('a policy that lists nothing is undecided and says what to write', async () => {
    await using repository = await gitRepository({'.github/shipgate.yml': 'version: 1\n', 'a.txt': 'fine\n'});
    const {record, exitCode} = await judgeRepository(repository);
    expect(exitCode).toBe(1);
    expect(record.outcome.verdict).toBe('inconclusive');
    expect(record.outcome.checks.flatMap(check => check.findings).map(finding => finding.fix).join()).toContain('preset: recommended');
  });

  test('a crash in one gate blocks and leaves the others their results', async () => {
    const {repository, judged} = await judgeGates('  docs-reality: enforce\n  fine: {run: "true"}\n', {'c.txt': 'CRASH\n'});
    await using _ = repository;
    expect(verdicts(judged)).toEqual({'docs-reality': 'inconclusive', fine: 'pass'});
    expect(judged.record.outcome.verdict).toBe('inconclusive');
    expect(part(judged).checks.flatMap(check => check.findings)[0]).toMatchObject({gap: 'crashed'});
  });

  test('a gate listed twice has two names and two policies', async () => {
    const {repository, judged} = await judgeGates('  docs-reality:\n    - {as: strict, policy: {max-pages: 0}}\n    - {as: lax}\n');
    await using _ = repository;
    expect(verdicts(judged)).toEqual({strict: 'fail', lax: 'pass'});
    expect(readdirSync(join(repository.path, '.shipgate/evidence')).toSorted()).toEqual(['lax.json', 'preflight.judge.json', 'strict.json']);
  });
});

describe('a trial', () => {
  const until = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

  test('until its end problems are only shown, and it says so; then they block', async () => {
    const {repository, judged} = await judgeGates('  docs-reality: enforce\n', {'b.txt': 'BROKEN x\n'}, {}, `enforce-from: ${until(14)}\n`);
    await using _ = repository;
    expect([judged.exitCode, part(judged)]).toMatchObject([0, {verdict: 'fail', enforcement: 'warn'}]);
    expect(judged.record.notes).toEqual([`This is a trial: problems are only shown, and block from ${until(14)} on.`]);
    expect(judged.record.notEligible).toContain(`nothing blocks before ${until(14)}`);
    const over = await judgeGates('  docs-reality: enforce\n', {'b.txt': 'BROKEN x\n'}, {}, `enforce-from: ${until(0)}\n`);
    await using _2 = over.repository;
    expect([over.judged.exitCode, over.judged.record.notes]).toEqual([1, []]);
  });

  test('it is over one day: no date is further ahead than 90 days', async () => {
    expect(await problemsOf('  docs-reality: enforce\n', `enforce-from: ${until(92)}\n`)).toEqual([expect.stringContaining('enforce-from: a trial ends at most 90 days ahead')]);
  });
});

describe('needs', () => {
  test('what needs a red gate is not run, is named, and blocks', async () => {
    const {repository, judged} = await judgeGates('  late: {run: "touch late", shell: bash, needs: [docs-reality]}\n  docs-reality: enforce\n', {'b.txt': 'BROKEN x\n'});
    await using _ = repository;
    expect(verdicts(judged)).toEqual({late: 'inconclusive', 'docs-reality': 'fail'});
    expect(row(judged, 'late')?.findings[0]?.message).toContain('it needs docs-reality, which is red');
    expect(readdirSync(repository.path)).not.toContain('late');
  });

  test('a gate that is only warned of and red stops what needs it just the same', async () => {
    const {repository, judged} = await judgeGates('  docs-reality: warn\n  late: {run: "true", needs: [docs-reality]}\n', {'b.txt': 'BROKEN x\n'});
    await using _ = repository;
    expect(verdicts(judged)['late']).toBe('inconclusive');
    expect(judged.exitCode).toBe(1);
  });

  test('order: a need ends before what needs it begins', async () => {
    const {repository, judged} = await judgeGates('  second: {run: "cat first.out", shell: bash, needs: [first]}\n  first: {run: "sleep 0.2; echo done > first.out", shell: bash}\n');
    await using _ = repository;
    expect(verdicts(judged)).toEqual({second: 'pass', first: 'pass'});
  });

  test('stop: nothing runs after the first red gate, and each says so', async () => {
    const {repository, judged} = await judgeGates('  one: {run: "false"}\n  two: {run: "true"}\n', {}, {}, 'on-failure: stop\n');
    await using _ = repository;
    expect(verdicts(judged)).toEqual({one: 'fail', two: 'inconclusive'});
    expect(judged.record.outcome.parts?.[1]?.reason).toBe('stopped after one was red');
  });
});

describe('when', () => {
  test('present and changed decide whether a gate applies; on a release changed always does', async () => {
    const gates = '  absent: {run: "false", when: {present: ["*.nothing"]}}\n  touched: {run: "false", when: {changed: ["src/**"]}}\n  fine: {run: "true"}\n';
    await using repository = await gitRepository({'.github/shipgate.yml': `version: 1\ngates:\n${gates}`, 'a.txt': 'fine\n', 'src/x.ts': ''});
    const since = await repository.head();
    await repository.commit('other', {files: {'a.txt': 'finer\n'}});
    expect(verdicts(await judgeRepository(repository, {since}))).toEqual({absent: 'not-run', touched: 'not-run', fine: 'pass'});
    await repository.commit('source', {files: {'src/x.ts': 'x'}});
    expect(verdicts(await judgeRepository(repository, {since}))).toEqual({absent: 'not-run', touched: 'fail', fine: 'pass'});
    expect(verdicts(await judgeRepository(repository))).toEqual({absent: 'not-run', touched: 'fail', fine: 'pass'});
  });

  test('a diagnosis runs only after red, and changes no result', async () => {
    const gates = '  tests: {run: "exit CODE", shell: bash}\n  why: {run: "false", when: {failed: tests}}\n';
    const green = await judgeGates(gates.replace('CODE', '0'));
    await using _ = green.repository;
    expect(verdicts(green.judged)).toEqual({tests: 'pass', why: 'not-run'});
    expect(green.judged.exitCode).toBe(0);
    const red = await judgeGates(gates.replace('CODE', '3'));
    await using _2 = red.repository;
    expect(verdicts(red.judged)).toEqual({tests: 'fail', why: 'fail'});
    expect(row(red.judged, 'why')?.enforcement).toBe('warn');
  });
});

describe('commands as gates', () => {
  test.each([
    ['ends with 0', '{run: "true"}', 'pass'],
    ['ends with 3', '{run: [sh, -c, "exit 3"]}', 'fail'],
    ['is not there', '{run: no-such-program-here}', 'inconclusive'],
    ['is not there in a shell', '{run: no-such-program-here, shell: bash}', 'inconclusive'],
    ['is killed', '{run: "kill -9 $$", shell: bash}', 'inconclusive'],
    ['does not end in time', '{run: [sleep, "30"], timeout: 1s}', 'inconclusive'],
    ['fails in the middle of a pipe', '{run: "false | cat", shell: bash}', 'fail'],
    ['lacks a variable that it needs', '{run: "true", env: [NO_SUCH_VARIABLE_HERE]}', 'inconclusive'],
    ['runs in a folder that is not there', '{run: "true", directory: nowhere}', 'inconclusive'],
  ])('a command that %s', async (_name, written, verdict) => {
    const {repository, judged} = await judgeGates(`  it: ${written}\n`);
    await using _ = repository;
    expect(verdicts(judged)).toEqual({it: verdict});
    expect(judged.exitCode).toBe(verdict === 'pass' ? 0 : 1);
  });

  test('words are passed on as they are: nothing in them reaches a shell', async () => {
    const {repository, judged} = await judgeGates('  it: {run: [test, "$(touch hacked)", "=", "$(touch hacked)"]}\n');
    await using _ = repository;
    expect(verdicts(judged)).toEqual({it: 'pass'});
    expect(readdirSync(repository.path)).not.toContain('hacked');
  });

  test('a secret reaches the command by its environment and is nowhere in what is left behind', async () => {
    const url = 'postgres://app:hunter2-secret@db.example/app';
    process.env['TEST_DATABASE_URL'] = url;
    try {
      const {repository, judged} = await judgeGates('  it: {run: "echo url=$TEST_DATABASE_URL; echo ${TEST_DATABASE_URL#*app:}; env; exit 1", shell: bash, env: [TEST_DATABASE_URL]}\n');
      await using _ = repository;
      const folder = join(repository.path, '.shipgate');
      const left = (readdirSync(folder, {recursive: true, encoding: 'utf8'})).filter(name => /\.\w+$/.test(name)).map(name => readFileSync(join(folder, name), 'utf8')).join('\n');
      expect(verdicts(judged)).toEqual({it: 'fail'});
      expect(left).toContain('url=***');
      expect(left).not.toContain('hunter2-secret');
      expect(judged.record.reproduce).not.toContain('hunter2');
    } finally {
      delete process.env['TEST_DATABASE_URL'];
    }
  });

  test('what could not run is named as it is written in the policy', async () => {
    const {repository, judged} = await judgeGates('  it: {run: "echo $TEST_NOT_SET", shell: bash, env: [TEST_NOT_SET]}\n');
    await using _ = repository;
    expect(part(judged, 'it').checks.flatMap(check => check.findings)).toMatchObject([{state: 'undecided', message: '`echo $TEST_NOT_SET`: TEST_NOT_SET is not set'}]);
  });

  test('the output is kept, its end too, and bounded', async () => {
    const {repository, judged} = await judgeGates('  it: {run: "yes line | head -c 3000000 || true; echo the end", shell: bash}\n');
    await using _ = repository;
    expect(verdicts(judged)).toEqual({it: 'pass'});
    const output = readFileSync(join(repository.path, '.shipgate/evidence/it.output.txt'), 'utf8');
    expect(output).toContain('the end');
    expect(output.length).toBeLessThan(400_000);
  });

  test('commands do not run on another commit than the one checked out', async () => {
    await using repository = await gitRepository({'.github/shipgate.yml': 'version: 1\ngates:\n  it: {run: "true"}\n'});
    const before = await repository.head();
    await repository.commit('later', {files: {'x.txt': 'x\n'}});
    expect(verdicts(await judgeRepository(repository, {ref: before}))).toEqual({it: 'inconclusive'});
    expect(verdicts(await judgeRepository(repository, {ref: await repository.head()}))).toEqual({it: 'pass'});
  });
});

describe('a list that is wrong stops everything, with its place', () => {
  test.each([
    ['an unknown gate', '  docs-realty: enforce\n', 'shipgate.yml:3:3: gates.docs-realty: there is no gate "docs-realty". Did you mean "docs-reality"?'],
    ['an unknown need', '  docs-reality: {needs: [test]}\n  tests: {run: "true"}\n', 'it needs "test", which is not listed. Did you mean "tests"?'],
    ['a circle', '  a: {run: "true", needs: [b]}\n  b: {run: "true", needs: [a]}\n', 'need each other in a circle: a, b'],
    ['a circle of one', '  a: {run: "true", needs: [a]}\n', 'need each other in a circle: a'],
    ['the same name twice', '  a: {run: "true"}\n  b: {run: "true", as: a}\n', 'the name "a" is used twice'],
    ['the report file of another', '  a.b: {run: "true"}\n  a/b: {run: "true"}\n', 'the report file a.b.json of "a/b" would be that of "a.b"'],
    ['the report file of an action', '  docs-reality: enforce\n  docs-reality.check: {run: "true"}\n', 'the report file docs-reality.check.json of "docs-reality.check" would be that of "docs-reality"'],
    ['the report file of the whole run', '  preflight.judge: {run: "true"}\n', 'the report file preflight.judge.json of "preflight.judge" would be that of the whole run'],
    ['the name of a check of preflight', '  complete: {run: "true", enforcement: warn}\n', '"complete" is a check of preflight itself. Give it another name with `as`.'],
    ['a name that no file can have', '  "a b": {run: "true"}\n', '"a b" cannot be a name'],
    ['a shell without saying so', '  a: {run: "true && false"}\n', 'the command needs a shell'],
    ['a command under the name of an action', '  docs-reality: {run: "true"}\n', 'is the name of an action'],
    ['a setting of an entry that is wrong', '  docs-reality: {policy: {max-pages: ten}}\n', 'shipgate.yml:3:27: max-pages: expected a whole number'],
    ['an unknown setting of an entry', '  docs-reality: {policy: {max-page: 3}}\n', 'Did you mean "max-pages"?'],
    ['the same key twice', '  a: {run: "true"}\n  a: {run: "true"}\n', 'the key "a" stands twice'],
  ])('%s', async (_name, gates, said) => {
    expect((await problemsOf(gates)).join('\n')).toContain(said);
  });
});

describe('where there is little', () => {
  test('an empty repository and an empty folder: nothing to judge yet, exit 0, never a pass', async () => {
    await using repository = await gitRepository();
    const {record, exitCode, drawn} = await judgeRepository(repository, {}, suite);
    expect(exitCode).toBe(0);
    expect(record.outcome.verdict).toBe('not-run');
    expect(drawn.summary).toMatch(/^## ⚪/);
  });

  const workflow = (steps: string): string => `name: ci\non: [push]\npermissions: {contents: read}\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;
  test.each([
    ['hold', workflow('      - run: make\n'), 'holds'],
    ['warn', workflow('      - run: echo ${{ github.event.issue.title }}\n').replace('[push]', '[issues]'), 'holds, 1 warning'],
  ])('only gates that warn apply, and they %s: nothing to judge yet, with what they say', async (_, text, state) => {
    await using repository = await gitRepository({'.github/workflows/ci.yml': text, 'README.rst': 'Readme\n'});
    const {record, exitCode, drawn} = await judgeRepository(repository, {}, suite);
    expect([record.outcome.verdict, exitCode]).toEqual(['not-run', 0]);
    expect(drawn.summary).toMatch(/^## ⚪/);
    expect(drawn.summary).toMatch(new RegExp(`\\| workflows \\| \\S+ ${state} `));
    if (state !== 'holds') expect(drawn.summary).toContain('.github/workflows/ci.yml');
  });

  test('the same with a policy of one\'s own is undecided', async () => {
    await using repository = await gitRepository({'.github/shipgate.yml': 'version: 1\npreset: recommended\n', '.github/workflows/ci.yml': workflow('      - run: make\n'), 'README.rst': 'Readme\n'});
    expect(await judgeRepository(repository, {}, suite)).toMatchObject({exitCode: 1, record: {outcome: {verdict: 'inconclusive'}}});
  });
});
