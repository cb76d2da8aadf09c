import {describe, expect, test} from '@jest/globals';
import {Misconfiguration} from '#core';
import {type GithubWish, type TokenPermissions, github, githubStandIn, gitRepository, pushOfTag} from '#testkit';
import {part} from '../preflight/local.ts';
import {stepOnGithub} from './github.ts';
import {check, judgeInPreflight, judgeMode, saidBy} from './local.ts';

const npm = (version: string): string => `{\n  "name": "app",\n  "version": "${version}",\n  "main": "a.js"\n}\n`;
const policy = (section: string, gates = 'gates: {governance/version: enforce}\n'): string => `version: 1\n${gates}${section === '' ? '' : `governance:\n  version:\n${section.split('\n').map(line => `    ${line}`).join('\n')}\n`}`;
const own = '.github/shipgate.yml';

describe('governance version', () => {
  test('a repository without settings: its versions have their form', async () => {
    await using repository = await gitRepository({'package.json': npm('1.2.3'), 'README.md': '# App\n'});
    const {record, exitCode} = await judgeMode(repository, 'version');
    expect([record.outcome.verdict, exitCode]).toEqual(['pass', 0]);
    expect(record.outcome.headline).toBe('1 version, 1.2.3');
  });

  test('a repository without any version has nothing to judge, and an empty one too', async () => {
    await using repository = await gitRepository({'README.md': '# Notes\n'});
    expect((await judgeMode(repository, 'version')).record.outcome.verdict).toBe('not-run');
    await using empty = await gitRepository();
    expect((await judgeMode(empty, 'version')).record.outcome.verdict).toBe('not-run');
  });

  test('the tag and the files, over a whole release', async () => {
    await using repository = await gitRepository({'package.json': npm('1.7.0'), 'CHANGELOG.md': '# Changelog\n\n## 1.7.0\n\n- first\n'});
    await repository.tag('v1.7.0', {message: 'Release v1.7.0'});
    await repository.commit('feat: tides');
    await repository.tag('v1.8.0', {message: 'Release v1.8.0'});
    const red = await judgeMode(repository, 'version', {inputs: {ref: 'v1.8.0'}});
    expect(red.exitCode).toBe(1);
    expect(saidBy(red.record.outcome)).toEqual(['The tag is v1.8.0; package.json says 1.7.0.', 'CHANGELOG.md has no entry for 1.8.0 (the newest is 1.7.0).']);
    await repository.git('tag', '-d', 'v1.8.0');
    await repository.commit('chore: release', {files: {'package.json': npm('1.8.0'), 'CHANGELOG.md': '# Changelog\n\n## 1.8.0\n\n- tides\n\n## 1.7.0\n\n- first\n'}});
    await repository.tag('v1.8.0', {message: 'Release v1.8.0'});
    const green = await judgeMode(repository, 'version', {inputs: {ref: 'v1.8.0'}});
    expect([green.record.outcome.verdict, green.exitCode]).toEqual(['pass', 0]);
    expect((await judgeMode(repository, 'version', {inputs: {ref: 'v1.7.0'}})).exitCode).toBe(0);
  });

  test('annotated, with its message, and raised far enough', async () => {
    const settings = policy('tag: {format: \'v{version}\', annotated: true, message: \'Release {tag}\'}\nbump: conventional-commits');
    await using repository = await gitRepository({'package.json': npm('1.0.1'), [own]: settings});
    await repository.tag('v1.0.1', {message: 'Release v1.0.1'});
    await repository.commit('feat!: no more tides', {files: {'package.json': npm('1.1.0')}});
    await repository.tag('v1.1.0-rc.1');
    await repository.commit('fix: a leak');
    await repository.tag('v1.1.0');
    const {outcome} = (await judgeMode(repository, 'version', {inputs: {ref: 'v1.1.0'}})).record;
    expect(check(outcome, 'tag.annotated').state).toBe('broken');
    expect(check(outcome, 'tag.message').findings.map(({message}) => message)).toEqual(['The tag v1.1.0 has no message: it is lightweight.']);
    expect(check(outcome, 'bump.kind').findings.map(({message}) => message)).toEqual([expect.stringMatching(/^From v1\.0\.1 to v1\.1\.0 is a minor release; [0-9a-f]{7} \(feat!: no more tides\) asks for major\.$/)]);
    await repository.commit('chore: release', {files: {'package.json': npm('2.0.0')}});
    await repository.tag('v2.0.0', {message: 'Release v2.0.0\n\nNotes.'});
    expect((await judgeMode(repository, 'version', {inputs: {ref: 'v2.0.0'}})).record.outcome.verdict).toBe('pass');
  });

  test('a shallow clone of a release is judged; what needs the history is undecided with the way out', async () => {
    await using repository = await gitRepository({'package.json': npm('1.0.0'), [own]: policy('')});
    await repository.tag('v1.0.0', {message: 'v1.0.0'});
    await repository.commit('feat: x', {files: {'package.json': npm('1.1.0')}});
    await repository.tag('v1.1.0', {message: 'v1.1.0'});
    const plain = await repository.clone({depth: 1});
    expect((await judgeMode(plain, 'version')).record.outcome.verdict).toBe('pass');
    await plain.write({[own]: policy('bump: conventional-commits')});
    const {outcome} = (await judgeMode(plain, 'version')).record;
    expect(outcome.verdict).toBe('inconclusive');
    expect(check(outcome, 'bump.kind').findings).toEqual([expect.objectContaining({gap: 'missing', fix: expect.stringMatching(/fetch-depth: 0|fetch-tags/)})]);
  });

  test('a change that raises the version without its policy is new; what stood there before is not', async () => {
    const section = 'app-version: 1.0.1\nchanges-with: [docs/policy.md]';
    await using repository = await gitRepository({'package.json': npm('1.0.1'), 'docs/policy.md': 'x\n', [own]: policy(section)});
    const base = await repository.head();
    await repository.commit('raise', {files: {'package.json': npm('1.1.0')}});
    const red = part(await judgeInPreflight(repository, {since: base}), 'governance/version');
    expect(saidBy(red)).toEqual(['package.json says 1.1.0; policy was written for 1.0.1.', 'The version in package.json changed from 1.0.1 to 1.1.0, and none of the files that change with it did.']);
    await repository.commit('policy', {files: {'docs/policy.md': 'y\n', [own]: policy(section.replace('1.0.1', '1.1.0'))}});
    const green = part(await judgeInPreflight(repository, {since: base}), 'governance/version');
    expect(check(green, 'version.changes-with').state).toBe('held');
    const later = await repository.head();
    const before = await repository.commit('break it', {files: {'package.json': npm('1.2')}});
    await repository.commit('something else', {files: {'README.md': 'x\n'}});
    const existing = part(await judgeInPreflight(repository, {since: before}), 'governance/version');
    expect(saidBy(existing)).toEqual([]);
    expect(saidBy(part(await judgeInPreflight(repository, {since: later}), 'governance/version'))).not.toEqual([]);
  });

  test('a wrong setting is named with its place', async () => {
    await using repository = await gitRepository({'package.json': npm('1.0.1'), [own]: policy('app-verison: 1.0.1\nstate-schema: {source: {file: a, pattern: \'(\'}, current: \'1\'}')});
    const problems = await judgeMode(repository, 'version').then(() => [], (thrown: unknown) => (thrown instanceof Misconfiguration ? thrown.problems : []));
    expect(problems.map(({key, message, fix, at}) => [key, message, fix, at?.line])).toEqual(expect.arrayContaining([
      ['governance.version.app-verison', 'unknown key', 'Did you mean "app-version"?', 5],
      ['governance.version.state-schema.source.pattern', 'expected a regular expression; it has a "(" that nothing closes', expect.any(String), 6],
    ]));
  });
});

describe('the tag in a workflow, where the checkout has it as a lightweight one', () => {
  const settings = policy('tag: {annotated: true, message: \'Release {tag}\'}', '');
  const message = 'Release v1.0.0';
  const step = async (world: (sha: string) => GithubWish, permissions?: TokenPermissions) => {
    await using repository = await gitRepository({'package.json': npm('1.0.0'), [own]: settings});
    await repository.tag('v1.0.0');
    const sha = await repository.head();
    await using standIn = await githubStandIn(world(sha));
    const {outputs, summary, exitCode} = await stepOnGithub(repository, standIn, 'version', {event: pushOfTag({tag: 'v1.0.0', sha}), ...(permissions && {permissions})});
    return {verdict: outputs['verdict'], summary, exitCode, needed: standIn.needed(), routes: standIn.requests.map(({route}) => route)};
  };

  test('GitHub itself is asked, with calls that need what the mode declares', async () => {
    const {verdict, exitCode, needed, routes} = await step(sha => ({tags: [github.annotatedTag('v1.0.0', `${message}\n\nNotes.\n`, sha)]}));
    expect([verdict, exitCode, needed]).toEqual(['pass', 0, {contents: 'read'}]);
    expect(routes).toEqual(['/repos/{owner}/{repo}/git/ref/{ref}', '/repos/{owner}/{repo}/git/tags/{tag_sha}']);
  });

  test.each<[string, (sha: string) => GithubWish, string]>([
    ['lightweight there too', sha => ({tags: [github.tag('v1.0.0', sha)]}), 'The tag v1.0.0 is lightweight.'],
    ['with another message', sha => ({tags: [github.annotatedTag('v1.0.0', 'v1', sha)]}), 'The tag v1.0.0 says "v1".'],
    ['moved in between', () => ({tags: [github.annotatedTag('v1.0.0', message, github.sha('b'))]}), `The tag v1.0.0 is on ${github.sha('b').slice(0, 12)}`],
  ])('%s: red', async (_, world, said) => {
    const {verdict, exitCode, summary} = await step(world);
    expect([verdict, exitCode]).toEqual(['fail', 1]);
    expect(summary).toContain(said);
  });

  test.each<[string, (sha: string) => GithubWish, TokenPermissions | undefined]>([
    ['no longer there', () => ({}), undefined], ['not to be seen', sha => ({tags: [github.annotatedTag('v1.0.0', message, sha)], repository: {private: true}}), {issues: 'read'}],
  ])('%s: could not decide, and the permission is named', async (_, world, permissions) => {
    const {verdict, exitCode, summary} = await step(world, permissions);
    expect([verdict, exitCode]).toEqual(['inconclusive', 1]);
    expect(summary).toContain('contents: read');
  });
});
