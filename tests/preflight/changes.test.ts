import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {suite} from '#suite';
import {type Files, gitRepository} from '#testkit';
import {existingOf, findingsOfPart, judgeRepository, newOf, part, policyFile} from './local.ts';

const waiver = (id: string, path: string, created: string, expires: string, more = ''): string => `  - {id: ${id}, rule: docs-reality/mark.broken, path: ${path}, reason: rewritten soon, owner: '@ana', created: ${created}, expires: ${expires}${more}}\n`;
const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const waivers = (...lines: readonly string[]): Record<string, string> => ({'.github/shipgate/waivers.yml': lines.length === 0 ? 'waivers: []\n' : `waivers:\n${lines.join('')}`});

/** A change on a branch, judged against `main` as a pull request would be. */
async function change(base: Files, head: Files) {
  const repository = await gitRepository(base);
  const since = await repository.head();
  await repository.checkout('change', {create: true});
  await repository.commit('the change', {files: head});
  return {repository, since, judge: () => judgeRepository(repository, {since})};
}

describe('on a change only what is new blocks', () => {
  test('an old problem is listed and does not block, wherever it has moved in its file', async () => {
    const {repository, judge} = await change({...policyFile(), 'a.txt': 'BROKEN old\n'}, {'a.txt': 'hello\n\nBROKEN old\n'});
    await using _ = repository;
    const judged = await judge();
    expect(judged.exitCode).toBe(0);
    expect(judged.record.outcome.verdict).toBe('pass');
    expect(existingOf(judged)).toEqual(['old']);
    expect(newOf(judged)).toEqual([]);
  });

  test('a new problem blocks beside an old one, and a second of the same name is new', async () => {
    const {repository, judge} = await change({...policyFile(), 'a.txt': 'BROKEN old\n'}, {'a.txt': 'BROKEN old\nBROKEN old\n', 'b.txt': 'BROKEN new\n'});
    await using _ = repository;
    const judged = await judge();
    expect(judged.exitCode).toBe(1);
    expect(existingOf(judged)).toEqual(['old']);
    expect(newOf(judged).toSorted()).toEqual(['new', 'old']);
  });

  test('a file that is moved takes its old problems along; what the move breaks is new', async () => {
    const text = `BROKEN old\n${'a line that stays\n'.repeat(20)}`;
    const {repository, judge} = await change({...policyFile(), 'a.txt': text}, {'a.txt': null, 'later/b.txt': `${text}BROKEN new\n`});
    await using _ = repository;
    const judged = await judge();
    expect(judged.exitCode).toBe(1);
    expect(existingOf(judged)).toEqual(['old']);
    expect(newOf(judged)).toEqual(['new']);
  });

  test('a release judges everything', async () => {
    await using repository = await gitRepository({...policyFile(), 'a.txt': 'BROKEN old\n'});
    await repository.tag('v1.0.0', {message: 'v1.0.0'});
    const judged = await judgeRepository(repository, {ref: 'v1.0.0'});
    expect(judged.exitCode).toBe(1);
    expect(judged.record.context).toMatchObject({scope: 'release', tag: 'v1.0.0'});
    expect(newOf(judged)).toEqual(['old']);
  });

  test('a file that cannot be read and was not touched is existing; a touched one blocks', async () => {
    const huge = 'x'.repeat(20_000);
    const untouched = await change({...policyFile(), 'huge.txt': huge, 'a.txt': 'fine\n'}, {'a.txt': 'finer\n'});
    await using _ = untouched.repository;
    expect((await untouched.judge()).record.outcome.verdict).toBe('pass');
    const touched = await change({...policyFile(), 'huge.txt': huge, 'a.txt': 'fine\n'}, {'huge.txt': `${huge}y`});
    await using _2 = touched.repository;
    const judged = await touched.judge();
    expect(judged.record.outcome.verdict).toBe('inconclusive');
    expect(judged.exitCode).toBe(1);
  });

  test('a crash on both sides blocks: it says nothing about the change', async () => {
    const {repository, judge} = await change({...policyFile(), 'a.txt': 'CRASH\n'}, {'b.txt': 'fine\n'});
    await using _ = repository;
    expect((await judge()).record.outcome.verdict).toBe('inconclusive');
  });

  test('a base that cannot be found is never a pass', async () => {
    await using repository = await gitRepository({...policyFile(), 'a.txt': 'fine\n'});
    const judged = await judgeRepository(repository, {since: '0123456789abcdef0123456789abcdef01234567'});
    expect(judged.record.outcome.verdict).toBe('inconclusive');
    expect(judged.exitCode).toBe(1);
  });

  test('a base is named as git names it; a name that stands for nothing is a mistake in the call', async () => {
    const {repository, since} = await change({...policyFile(), 'a.txt': 'BROKEN old\n'}, {'b.txt': 'fine\n'});
    await using _ = repository;
    const judged = await judgeRepository(repository, {since: 'main'});
    expect([existingOf(judged), judged.record.reference]).toEqual([['old'], {name: 'main', commit: since}]);
    await expect(judgeRepository(repository, {since: 'mian'})).rejects.toThrow('there is no commit "mian" here');
  });

  test('nor is it where the change only warns', async () => {
    await using repository = await gitRepository({'.github/shipgate.yml': 'version: 1\ngates:\n  docs-reality: warn\n', 'a.txt': 'fine\n'});
    expect((await judgeRepository(repository, {since: '0123456789abcdef0123456789abcdef01234567'})).exitCode).toBe(1);
  });

  test('what is checked out is the base itself: the change was not judged', async () => {
    await using repository = await gitRepository({...policyFile(), 'a.txt': 'fine\n'});
    const judged = await judgeRepository(repository, {since: await repository.head()});
    expect(judged.record.outcome.verdict).toBe('inconclusive');
  });
});

describe('nobody excuses their own change', () => {
  const base = {...policyFile(), 'a.txt': 'fine\n'};

  test('a waiver that comes with the problem does not count', async () => {
    const {repository, judge} = await change(base, {'a.txt': 'BROKEN mine\n', ...waivers(waiver('W-1', 'a.txt', day(0), day(10)))});
    await using _ = repository;
    const judged = await judge();
    expect(judged.exitCode).toBe(1);
    expect(newOf(judged)).toEqual(['mine']);
  });

  test('a waiver that stands in the base does, and is shown', async () => {
    const {repository, judge} = await change({...base, ...waivers(waiver('W-1', 'a.txt', day(0), day(10)))}, {'a.txt': 'BROKEN mine\n'});
    await using _ = repository;
    const judged = await judge();
    expect(judged.record.outcome.verdict).toBe('waived');
    expect(part(judged).waiversUsed).toEqual(['W-1']);
    expect(judged.exitCode).toBe(0);
  });

  test('a waiver of the base that the change stretches does not count', async () => {
    const {repository, judge} = await change({...base, ...waivers(waiver('W-1', 'a.txt', day(0), day(10)))}, {'a.txt': 'BROKEN mine\n', ...waivers(waiver('W-1', 'a.txt', day(0), day(80)))});
    await using _ = repository;
    expect((await judge()).exitCode).toBe(1);
  });

  test.each([
    ['the gate is switched off', {'.github/shipgate.yml': 'version: 1\ngates:\n  docs-reality: off\n  tests: {run: "true"}\n'}],
    ['the gate is only warned of', {'.github/shipgate.yml': 'version: 1\ngates:\n  docs-reality: warn\n  tests: {run: "true"}\n'}],
    ['the gate is no longer listed', {'.github/shipgate.yml': 'version: 1\ngates:\n  tests: {run: "true"}\n'}],
    ['the rule is switched off', policyFile('docs-reality: {rules: {mark.broken: off}}\n')],
    ['the family of rules is only warned of', policyFile('docs-reality: {rules: {mark: warn}}\n')],
    ['enforcement depends on the event', policyFile('enforcement-by: {event: {local: warn}}\n')],
    ['a trial begins', {'.github/shipgate.yml': `version: 1\nenforce-from: ${day(10)}\ngates:\n  docs-reality: enforce\n  tests: {run: "true"}\n`}],
    ['the list names another file', {'.github/shipgate.yml': null, '.github/shipgate.json': '{"version": 1, "gates": {"docs-reality": "warn", "tests": {"run": "true"}}}'}],
    ['a baseline comes along', {'.github/shipgate/baseline.json': JSON.stringify({version: 1, owner: '@ana', created: day(0), ends: day(100), findings: []})}],
  ])('the policy that judges it is loosened: %s', async (_name, loosened) => {
    const {repository, judge} = await change(base, {'a.txt': 'BROKEN mine\n', ...loosened as Files});
    await using _ = repository;
    const judged = await judge();
    expect(judged.exitCode).toBe(1);
    expect(judged.record.outcome.verdict).toBe('fail');
    expect(newOf(judged)).toEqual(['mine']);
  });

  test('what a change loosens is named', async () => {
    const {repository, judge} = await change(base, {'b.txt': 'fine\n', ...policyFile('docs-reality: {rules: {mark.broken: warn}}\n')});
    await using _ = repository;
    const judged = await judge();
    expect(judged.exitCode).toBe(0);
    expect(judged.record.configuration.loosened).toEqual(['docs-reality/mark.broken: enforce becomes warn']);
  });

  test('a command that the change replaces with one that always succeeds still counts as it was', async () => {
    const {repository, judge} = await change(
      {...policyFile('  tests: {run: [sh, check.sh]}\n'), 'a.txt': 'fine\n', 'check.sh': 'test ! -e broken\n'},
      {broken: '', ...policyFile('  tests: {run: "true"}\n')});
    await using _ = repository;
    const judged = await judge();
    expect(judged.record.outcome.verdict).toBe('fail');
    expect(part(judged, 'tests').verdict).toBe('fail');
  });

  test('a change that removes the policy leaves nothing to judge no sooner than with it', async () => {
    const tests = 'version: 1\ngates: {tests: {run: "true", when: {present: ["*.nothing"]}}}\n';
    for (const removed of [{'.github/shipgate.yml': null}, {'a.txt': 'b\n'}]) {
      const {repository, since} = await change({'.github/shipgate.yml': tests, 'a.txt': 'a\n'}, removed);
      await using _ = repository;
      expect(await judgeRepository(repository, {since}, suite)).toMatchObject({exitCode: 1, record: {outcome: {verdict: 'inconclusive'}}});
    }
  });

  test('an exception for a whole gate covers nothing: it would excuse whatever the gate finds later', async () => {
    await using repository = await gitRepository({...policyFile(), 'a.txt': 'BROKEN old\n'});
    const [row] = (await judgeRepository(repository)).record.outcome.checks.filter(check => check.rule === 'preflight/docs-reality').flatMap(check => check.findings);
    const line = `  - {id: W-1, rule: preflight/docs-reality, fingerprint: '${row!.fingerprint}', reason: later, owner: '@ana', created: ${day(0)}, expires: ${day(10)}}\n`;
    await repository.commit('excuse the gate', {files: waivers(line)});
    const judged = await judgeRepository(repository);
    expect([judged.exitCode, judged.record.outcome.verdict]).toEqual([1, 'fail']);
  });

  const gated = {'.github/shipgate.yml': 'version: 1\ngates:\n  tests: {run: [sh, check.sh]}\n  fine: {run: "true"}\n', 'check.sh': 'test ! -e broken\n'};

  test.each([
    ['applies only where some file is', '  tests: {run: [sh, check.sh], when: {present: ["*.nothing"]}}\n', 'tests: would no longer be run: there is no file like *.nothing'],
    ['applies only where something changed', '  tests: {run: [sh, check.sh], when: {changed: ["src/**"]}}\n', 'tests: would no longer be run: nothing like src/** changed'],
    ['only looks into another gate', '  tests: {run: [sh, check.sh], when: {failed: fine}}\n', 'tests: would no longer be run: fine is not red: nothing to look into'],
    ['is left out of quick mode', '  tests: {run: [sh, check.sh], in-quick: false}\n', 'tests: would no longer be run: not part of quick mode'],
  ])('a gate that %s, since the change says so, judges the change all the same', async (_name, tests, loosened) => {
    const {repository} = await change(gated, {broken: '', '.github/shipgate.yml': `version: 1\ngates:\n${tests}  fine: {run: "true"}\n`});
    await using _ = repository;
    const judged = await judgeRepository(repository, {since: 'main', quick: 'true'});
    expect([judged.exitCode, part(judged, 'tests').verdict]).toEqual([1, 'fail']);
    expect(judged.record.configuration.loosened).toEqual([loosened]);
  });

  test.each(['off', 'warn'])('a command that stays as it was while everything around it becomes %s still blocks, and runs once', async enforcement => {
    const {repository} = await change({...gated, 'check.sh': 'echo run >> .git/runs; test ! -e broken\n'},
      {broken: '', '.github/shipgate.yml': `version: 1\nenforcement-by: {event: {local: "${enforcement}"}}\ngates:\n  tests: {run: [sh, check.sh]}\n  fine: {run: "true", enforcement: enforce}\n`});
    await using _ = repository;
    const judged = await judgeRepository(repository, {since: 'main'});
    expect([judged.exitCode, part(judged, 'tests')]).toMatchObject([1, {verdict: 'fail', enforcement: 'enforce'}]);
    expect(judged.record.configuration.loosened).toContain(`tests: enforce becomes ${enforcement}`);
    expect(readFileSync(join(repository.path, '.git/runs'), 'utf8')).toBe('run\n');
  });
});

describe('nobody is locked out', () => {
  test('the change that fixes the problem and removes its waiver is green', async () => {
    const {repository, judge} = await change({...policyFile(), 'a.txt': 'BROKEN old\n', ...waivers(waiver('W-1', 'a.txt', day(-20), day(10)))}, {'a.txt': 'fine\n', ...waivers()});
    await using _ = repository;
    expect((await judge()).record.outcome.verdict).toBe('pass');
  });

  test('main is red by time alone: the change that adds a new waiver is green, and so is one that has nothing to do with it', async () => {
    const expired = {...policyFile(), 'a.txt': 'BROKEN old\n', 'b.txt': 'fine\n', ...waivers(waiver('W-1', 'a.txt', day(-30), day(-1)))};
    const renewal = await change(expired, waivers(waiver('W-2', 'a.txt', day(0), day(20))));
    await using _ = renewal.repository;
    expect((await renewal.judge()).exitCode).toBe(0);
    const other = await change(expired, {'b.txt': 'finer\n'});
    await using _2 = other.repository;
    const judged = await other.judge();
    expect(judged.exitCode).toBe(0);
    expect(existingOf(judged)).toContain('old');
  });

  test('a waiver that comes before its problem is only warned of for seven days, and fails a release', async () => {
    await using repository = await gitRepository({...policyFile(), 'a.txt': 'fine\n', ...waivers(waiver('W-1', 'a.txt', day(-2), day(10)))});
    const early = await judgeRepository(repository);
    expect(early.exitCode).toBe(0);
    expect(part(early).checks.find(check => check.rule.endsWith('exceptions.waiting'))?.state).toBe('broken');
    expect((await judgeRepository(repository, {ref: 'HEAD'})).exitCode).toBe(1);
    await repository.commit('older', {files: waivers(waiver('W-1', 'a.txt', day(-9), day(10)))});
    expect((await judgeRepository(repository)).exitCode).toBe(1);
  });

  test('a base policy that is not in order: the change that repairs it is judged by its own', async () => {
    const {repository, judge} = await change({'.github/shipgate.yml': 'version: 1\ngatez: {}\n', 'a.txt': 'fine\n'}, policyFile());
    await using _ = repository;
    const judged = await judge();
    expect(judged.exitCode).toBe(0);
    expect(judged.record.notes.join(' ')).toContain('gatez');
  });

  test('a stricter policy does not blame the change that brings it for what was there', async () => {
    const {repository, judge} = await change(
      {'.github/shipgate.yml': 'version: 1\ngates:\n  docs-reality: {enforcement: enforce, policy: {rules: {mark.broken: off}}}\n', 'a.txt': 'BROKEN old\n'}, policyFile());
    await using _ = repository;
    const judged = await judge();
    expect(judged.exitCode).toBe(0);
    expect(existingOf(judged)).toEqual(['old']);
  });
});

describe('known problems', () => {
  test('a change can take from the list and not add to it', async () => {
    const entry = (key: string) => ({fingerprint: key.repeat(16), rule: 'docs-reality/mark.broken', path: `${key}.txt`, message: key});
    const record = (...keys: readonly string[]) => ({'.github/shipgate/baseline.json': JSON.stringify({version: 1, owner: '@ana', created: day(-10), ends: day(50), findings: keys.map(entry)})});
    const added = await change({...policyFile(), 'a.txt': 'fine\n', ...record('a', 'b')}, record('a', 'b', 'c'));
    await using _ = added.repository;
    const judged = await added.judge();
    expect(judged.exitCode).toBe(1);
    expect(findingsOfPart(judged).map(one => one.rule)).toEqual(['docs-reality/exceptions.shrinking']);
    const removed = await change({...policyFile(), 'a.txt': 'fine\n', ...record('a', 'b')}, record('a'));
    await using _2 = removed.repository;
    expect((await removed.judge()).exitCode).toBe(0);
    const first = await change({...policyFile(), 'a.txt': 'fine\n'}, record('a'));
    await using _3 = first.repository;
    expect((await first.judge()).exitCode).toBe(0);
  });

  test('they cover what is recorded, as an exception, and not what is new; their end ends them', async () => {
    await using repository = await gitRepository({...policyFile(), 'a.txt': 'BROKEN old\n'});
    const {fingerprint, rule, message} = findingsOfPart(await judgeRepository(repository))[0]!;
    const record = (ends: string) => ({'.github/shipgate/baseline.json': JSON.stringify({version: 1, owner: '@ana', created: day(-10), ends, findings: [{fingerprint, rule, path: 'a.txt', message}]})});
    await repository.commit('record', {files: record(day(50))});
    expect((await judgeRepository(repository)).record.outcome.verdict).toBe('waived');
    await repository.commit('worse', {files: {'b.txt': 'BROKEN more\n'}});
    expect((await judgeRepository(repository)).exitCode).toBe(1);
    await repository.commit('later', {files: {'b.txt': null, ...record(day(-1))}});
    const ended = await judgeRepository(repository);
    expect(ended.exitCode).toBe(1);
    expect(newOf(ended)).toContain('old');
  });
});
