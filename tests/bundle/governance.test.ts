import {execFile} from 'node:child_process';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {governance} from '../../actions/governance/src/action.ts';
import {loadWhole} from '#core';
import {
  type EventPayload, type Files, type GitRepository, type GithubFields, type GithubWish, type WorkflowEvent, gitEnvironment, github, githubStandIn, gitRepository, pullRequest, pushOfTag, workflowDispatch,
} from '#testkit';
import {step} from './step.ts';

const {modes} = await loadWhole(governance);

/** A repository and what GitHub knows of it. */
interface Scene {
  readonly files?: Files;
  /** The section of the mode, indented by four. */
  readonly settings?: string;
  /** By the commit that is judged. */
  readonly world?: (sha: string) => GithubWish;
}

interface Case extends Scene {
  /** What makes it red. */
  readonly red: Scene;
  /** What it runs on, with what that takes in the repository. Default: it is started by hand. */
  readonly event?: (repository: GitRepository) => Promise<WorkflowEvent<EventPayload>>;
  readonly actor?: string;
  /** What the command is told beside the mode. */
  readonly words?: readonly string[];
}

const whole = github.protection({enforce_admins: true, required_pull_request_reviews: {required_approving_review_count: 0}});
const sbom = (version: string): string => JSON.stringify(
  {bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, components: [{type: 'library', name: 'a', version, purl: `pkg:npm/a@${version}`}]}
);
const lock = JSON.stringify({name: 'app', lockfileVersion: 3, packages: {'': {name: 'app'}, 'node_modules/a': {version: '1.2.3'}}});
const workflow = (needs: string): string => `on: {push: {tags: ['v*']}}
jobs:
  build: {permissions: {}, steps: [{run: npm run build}]}
  ship: {${needs}permissions: {}, steps: [{run: gh release create v1 app}]}
`;
const head = {ref: 'task-1-light', sha: github.sha('c')};
const pull = (title: string): GithubWish => (
  {pullRequests: [github.pullRequest(7, {title, body: 'Primary-Task: TASK-1', head, commits: [github.commit(head.sha, 'TASK-1: Light the bay')]})]}
);

/** The merge commit that GitHub makes of a pull request, checked out. */
async function proposed(repository: GitRepository): Promise<WorkflowEvent<EventPayload>> {
  const baseSha = await repository.head();
  await repository.checkout(head.ref, {create: true});
  const headSha = await repository.commit('TASK-1: Light the bay', {files: {'light.txt': 'on\n'}});
  await repository.checkout('main');
  return pullRequest({number: 7, head: head.ref, headSha, baseSha, sha: await repository.merge(head.ref)});
}

const cases: Readonly<Record<string, Case>> = {
  version: {
    files: {'package.json': '{"name": "app", "version": "1.0.0", "main": "a.js"}\n'}, settings: '    tag: {annotated: true}\n',
    event: async repository => pushOfTag({tag: 'v1.0.0', sha: await repository.head()}), world: sha => ({tags: [github.annotatedTag('v1.0.0', 'Release v1.0.0', sha)]}),
    red: {files: {'package.json': '{"name": "app", "version": "1.0", "main": "a.js"}\n'}},
  },
  dependencies: {
    files: {'package-lock.json': lock, 'sbom.json': sbom('1.2.3')}, settings: '    sbom: [{file: sbom.json, lockfiles: [package-lock.json]}]\n', red: {files: {'package-lock.json': lock, 'sbom.json': sbom('1.2.2')}},
  },
  access: {
    settings: '    release: [team:maintainers]\n', actor: 'ana', world: () => ({teams: [github.team('maintainers', ['ana'])]}),
    red: {world: () => ({teams: [github.team('maintainers', ['ben'])]})},
  },
  blockers: {
    settings: "    labels: [P0]\n    milestone: '1.0'\n", world: () => ({labels: ['P0'], milestones: [github.milestone(1, '1.0')], issues: [github.issue(1, {milestone: '1.0'})]}),
    red: {world: () => ({milestones: [github.milestone(1, '1.0')], issues: [github.issue(1, {milestone: '1.0', labels: ['P0']})]})},
  },
  runs: {
    settings: '    required: [ci.yml]\n', world: sha => ({runs: [github.workflowRun(1, {head_sha: sha})]}), red: {world: sha => ({runs: [github.workflowRun(1, {head_sha: sha, conclusion: 'failure'})]})},
  },
  protection: {settings: '    main: {}\n', world: () => ({branches: [github.branch('main', {protection: whole})]}), red: {world: () => ({})}},
  'pull-request': {
    settings: '    task-prefix: TASK-\n', event: proposed, world: () => pull('TASK-1: Light the bay'),
    red: {world: () => pull('TASK-2: Light the bay')},
  },
  workflows: {files: {'.github/workflows/release.yml': workflow('needs: build, ')}, settings: '    required-sequence: [build]\n', red: {files: {'.github/workflows/release.yml': workflow('')}}},
};

async function open(mode: string, {files = {}, settings = ''}: Scene): Promise<GitRepository> {
  const section = mode === 'protect' ? 'protection' : mode;
  const repository = await gitRepository({'.gitignore': '.shipgate/\n', ...files, '.github/shipgate.yml': `version: 1\ngovernance:\n  ${section}:\n${settings}`});
  await repository.git('remote', 'add', 'origin', 'https://github.com/octo-org/octo-app.git');
  return repository;
}

/** A mode as the committed bundle, in a step of a workflow. */
async function inStep(mode: string, scene: Case, inputs: Readonly<Record<string, string>> = {}) {
  await using repository = await open(mode, scene);
  const sha = await repository.head();
  await using standIn = await githubStandIn(scene.world?.(sha));
  const {event = async () => workflowDispatch({sha}), actor} = scene;
  const fields: Partial<GithubFields> = {api_url: standIn.url, repository: 'octo-org/octo-app', ...(actor !== undefined && {actor, triggering_actor: actor})};
  const {errors, outputs, exitCode, orphans} = await step('actions/governance', repository, {
    inputs: {mode, ...inputs}, event: await event(repository), github: fields, token: standIn.token(modes[mode]!.permissions),
  });
  return {seen: [errors, orphans, outputs['verdict'], exitCode], state: standIn.state};
}

const shipgate = join(import.meta.dirname, '../../packages/cli/dist/index.js');

/** A mode as the committed command, on a laptop, with the token of a person. */
async function asCommand(mode: string, scene: Case): Promise<readonly [string, number]> {
  await using repository = await open(mode, scene);
  const sha = await repository.head();
  await using standIn = await githubStandIn({branches: [github.branch('main', {sha})], ...scene.world?.(sha)});
  const env = {...gitEnvironment(), GITHUB_API_URL: standIn.url, SHIPGATE_TOKEN: standIn.token(modes[mode]!.permissions, 'user', scene.actor)};
  const words = ['governance', mode, ...scene.words ?? [], '--format', 'json'];
  const [code, stdout, stderr] = await new Promise<readonly [number, string, string]>(resolve => void execFile(
    process.execPath, [shipgate, ...words], {cwd: repository.path, env, timeout: 300_000}, (error, out, wrong) => resolve([error ? Number(error.code) : 0, out, wrong]),
  ));
  if (stdout === '') throw new Error(stderr);
  return [(JSON.parse(stdout) as Statement).predicate.shipgate.outcome.verdict, code];
}

interface Statement {
  readonly predicate: {readonly shipgate: {readonly outcome: {readonly verdict: string}}};
}

describe.each(Object.keys(cases))('governance %s', mode => {
  const green = cases[mode]!;
  const red = {...green, ...green.red};

  test('as a step: green and red', async () => {
    expect((await inStep(mode, green)).seen).toEqual([[], [], 'pass', 0]);
    expect((await inStep(mode, red)).seen).toEqual([[], [], 'fail', 1]);
  });
});

test.each(['dependencies', 'access', 'blockers', 'runs', 'protection', 'workflows'])('governance %s as a command: green and red', async mode => {
  const green = cases[mode]!;
  expect(await asCommand(mode, green)).toEqual(['pass', 0]);
  expect(await asCommand(mode, {...green, ...green.red})).toEqual(['fail', 1]);
});

test('governance version and the start of a task as commands', async () => {
  expect(await asCommand('version', {...cases['version']!, settings: '    tag: {}\n'})).toEqual(['pass', 0]);
  expect(await asCommand('version', {...cases['version']!, ...cases['version']!.red})).toEqual(['fail', 1]);
  const task = {settings: '    task-prefix: TASK-\n', words: ['--begin'], actor: 'ana', red: {}};
  expect(await asCommand('pull-request', {...task, world: () => ({pullRequests: [github.pullRequest(8, {title: 'TASK-9: x', user: 'ben'})]})})).toEqual(['pass', 0]);
  expect(await asCommand('pull-request', {...task, world: () => ({pullRequests: [github.pullRequest(8, {title: 'TASK-9: x', user: 'ana'})]})})).toEqual(['fail', 1]);
});

test('governance protect as a step: planned, applied, refused', async () => {
  const scene: Case = {settings: '    main: {}\n', world: () => ({}), red: {}};
  const planned = await inStep('protect', scene);
  expect([planned.seen, planned.state.branches[0]!.protection]).toEqual([[[], [], 'pass', 0], undefined]);
  const applied = await inStep('protect', scene, {apply: 'true'});
  expect([applied.seen, applied.state.branches[0]!.protection]).toEqual([[[], [], 'pass', 0], expect.objectContaining({enforce_admins: true})]);
  expect((await inStep('protect', {...scene, settings: '    mian: {}\n'})).seen).toEqual([[], [], 'fail', 1]);
  expect(await asCommand('protect', scene)).toEqual(['pass', 0]);
});
