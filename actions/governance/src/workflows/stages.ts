import {glob} from '#core';
import type {Expression} from './expression.ts';
import {type GraphNode, type JobNode, type StepNode, nameOf} from './graph.ts';
import {type ShellCommand, commandsOf} from './shell-commands.ts';
import {type CommandTest, attestCommand, begins, buildCommand, checkCommand, innerCommand, isLocalImage, sbomCommand, uploadCommand, verifyCommand} from './stage-commands.ts';
import type {Script, Step} from './workflow.ts';

/** What a step or a job is for, as far as releases care. */
export const stageNames = ['preflight', 'check', 'build', 'sbom', 'attest', 'verify', 'upload'] as const;
export type StageName = (typeof stageNames)[number];

/** How policy tells a stage. */
export interface StageMatch {
  readonly jobs: readonly string[];
  readonly uses: readonly string[];
  readonly run: readonly string[];
}
export type StageMatches = Readonly<Record<string, StageMatch>>;

/** A step or a job that was recognised. */
export interface Recognised {
  readonly node: GraphNode;
  /** What it was recognised by: `npm publish`, `softprops/action-gh-release`. */
  readonly by: string;
  /** It does that only where this is true. */
  readonly only?: Expression;
  /** Its failure goes unnoticed. */
  readonly tolerated: boolean;
}

interface Recogniser {
  /** Globs over the action without its ref, in lower case. */
  readonly uses: readonly string[];
  readonly command: CommandTest;
  /** Words in the name of a job or a step: for what is no proof of anything. */
  readonly named?: RegExp;
}

const own = (...ids: readonly string[]): readonly string[] => ids.flatMap(id => [`$/actions/${id}`, `./actions/${id}`, `*/shipgate/actions/${id}`]);

const recognisers: Readonly<Record<StageName, Recogniser>> = {
  preflight: {uses: ['*/shipgate', ...own('preflight', 'governance')], command: words => begins(words, 'shipgate', 'preflight')},
  check: {uses: ['github/codeql-action/analyze', 'golangci/golangci-lint-action', 'pre-commit/action'], command: checkCommand, named: /\b(?:tests?|lint|typecheck)\b/i},
  build: {
    uses: ['game-ci/unity-builder', 'docker/build-push-action', 'goreleaser/goreleaser-action', 'pypa/cibuildwheel', 'tauri-apps/tauri-action'], command: buildCommand,
    named: /\b(?:build|compile|package)\b/i,
  },
  sbom: {uses: ['anchore/sbom-action', 'cyclonedx/*', 'aquasecurity/sbom-action', 'advanced-security/*sbom*', 'microsoft/sbom-action'], command: sbomCommand},
  attest: {uses: ['actions/attest', 'actions/attest-build-provenance', 'slsa-framework/slsa-github-generator/**', 'sigstore/gh-action-sigstore-python'], command: attestCommand},
  verify: {uses: ['slsa-framework/slsa-verifier/**', ...own('provenance-verify')], command: verifyCommand},
  upload: {
    uses: [
      'actions/upload-release-asset', 'softprops/action-gh-release', 'ncipollo/release-action', 'svenstaro/upload-release-action', 'shogo82148/actions-upload-release-asset',
      'pypa/gh-action-pypi-publish', 'js-devtools/npm-publish', 'katyo/publish-crates', 'rubygems/release-gem', 'game-ci/steam-deploy',
      'goreleaser/goreleaser-action', 'docker/build-push-action', 'docker/bake-action', 'cycjimmy/semantic-release-action', 'changesets/action',
      'taiki-e/upload-rust-binary-action', 'release-plz/action', 'marcoieni/release-plz-action', 'python-semantic-release/python-semantic-release',
      'python-semantic-release/publish-action', 'codfish/semantic-release-action', 'abutler/upload-release-assets', 'haaleo/publish-vscode-extension',
      ...own('steampipe-upload', 'public-release'),
    ],
    command: uploadCommand,
  },
};

/** Whether a use, without its ref, fits one of some globs. A glob that begins with `./` means what is in the repository, and is matched without it. */
function fits(globs: readonly string[], use: string): boolean {
  const own = use.startsWith('./') ? globs.filter(one => one.startsWith('./')) : [];
  return (globs.length > 0 && glob(globs)(use)) || (own.length > 0 && glob(own)(use.slice('./'.length)));
}

/** An action without its ref, in lower case. */
export const actionOf = (uses: string): string => uses.replace(/@[^@]*$/, '').toLowerCase();

/** Whether a setting of a step is on: `push: true`. One expression makes it a condition; what cannot be told may be on. */
function settingOf(step: Step, name: string): boolean | Expression {
  const setting = step.with.get(name);
  if (!setting) return false;
  if (!setting.text.includes('${{')) return setting.text.trim() !== '' && setting.text !== 'false';
  return setting.expression ?? true;
}

/** Whether a step is told only to show what it would do: `dry-run: true`, in the spellings of publishing actions. */
const rehearses = (step: Step): boolean => ['dry-run', 'dry_run'].some(name => settingOf(step, name) === true && !step.with.get(name)!.text.includes('${{'));

/** Whether what is built goes to a registry by `outputs`. Source: docs.docker.com, "Exporters", image and registry. */
function exportsByOutputs(step: Step): boolean {
  const outputs = (step.with.get('outputs')?.text ?? '').split('\n').map(line => line.split(',').map(field => field.trim().replaceAll('"', '')));
  return outputs.some(fields => fields.some(field => field === 'type=registry' || /^push=(?!false$)/.test(field))
    && !fields.some(field => field.startsWith('name=') && isLocalImage(field.slice('name='.length))));
}

/** What an action needs to be told, so that it uploads. */
function uploadsByAction(step: Step, action: string): boolean | Expression {
  if (rehearses(step)) return false;
  if (action === 'docker/build-push-action' || action === 'docker/bake-action') {
    const tags = step.with.get('tags')?.text ?? '';
    if (exportsByOutputs(step)) return true;
    return tags !== '' && tags.split(/[\n,]/).every(tag => tag.trim() === '' || isLocalImage(tag.trim())) ? false : settingOf(step, 'push');
  }
  if (action.endsWith('/release-plz-action') || action === 'release-plz/action') return step.with.get('command')?.text !== 'release-pr';
  if (action === 'changesets/action') return step.with.has('publish');
  if (action === 'goreleaser/goreleaser-action') {
    const args = (step.with.get('args')?.text ?? '').split(/\s+/);
    return args.includes('release') && !args.some(word => word === '--snapshot' || word === '--skip=publish' || word.startsWith('--skip=publish,'));
  }
  return /\/(?:steampipe-upload|public-release)$/.test(action) ? settingOf(step, 'apply') : true;
}

const commands = new WeakMap<Script, readonly ShellCommand[]>();

/** The commands of a script, split once. */
function commandsIn(script: Script): readonly ShellCommand[] {
  const found = commands.get(script) ?? commandsOf(script.text);
  commands.set(script, found);
  return found;
}

function byStep(stage: StageName, node: StepNode): Omit<Recognised, 'node'> | undefined {
  const {uses, command, named} = recognisers[stage];
  const {step} = node;
  if (step.uses) {
    const action = actionOf(step.uses.text);
    if (fits(uses, action)) {
      const on = stage === 'upload' ? uploadsByAction(step, action) : true;
      if (on !== false) return {by: action, tolerated: false, ...(on !== true && {only: on})};
    }
  } else if (step.run) {
    const found = commandsIn(step.run).filter(({words}) => command(innerCommand(words)));
    const [first] = found;
    if (first) return {by: first.words.slice(0, 3).join(' '), tolerated: found.every(one => one.tolerated)};
  }
  return named !== undefined && step.name !== undefined && stage !== 'check' && named.test(step.name) ? {by: `its name, "${step.name}"`, tolerated: false} : undefined;
}

function byPolicy(match: StageMatch | undefined, node: GraphNode): Omit<Recognised, 'node'> | undefined {
  if (!match) return undefined;
  const uses = node.kind === 'job' ? node.job.uses : node.step.uses;
  if (node.kind === 'job' && match.jobs.length > 0 && glob(match.jobs)(node.job.id)) return {by: 'policy', tolerated: false};
  if (uses && fits(match.uses, uses.text.replace(/@[^@]*$/, ''))) return {by: actionOf(uses.text), tolerated: false};
  if (node.kind === 'step' && !uses && node.step.run && match.run.length > 0) {
    const wanted = match.run.map(line => line.split(/\s+/).filter(word => word !== ''));
    const found = commandsIn(node.step.run).filter(({words}) => wanted.some(line => line.every((word, i) => words[i] === word)));
    if (found[0]) return {by: found[0].words.slice(0, 3).join(' '), tolerated: found.every(one => one.tolerated)};
  }
  return undefined;
}

function byJob(stage: StageName, node: JobNode): Omit<Recognised, 'node'> | undefined {
  const {uses, named} = recognisers[stage];
  if (node.job.uses && fits(uses, actionOf(node.job.uses.text))) return {by: actionOf(node.job.uses.text), tolerated: false};
  const words = [node.job.id, node.job.name ?? ''].map(text => text.replace(/[-_]/g, ' '));
  return named !== undefined && words.some(text => named.test(text)) ? {by: `its name, "${nameOf(node)}"`, tolerated: false} : undefined;
}

/** What belongs to a stage among some steps and jobs. In: the stage's name, and how policy tells stages; a name of policy's own is known by policy alone. */
export function recognise(stage: string, nodes: readonly GraphNode[], matches: StageMatches): readonly Recognised[] {
  const known = (stageNames as readonly string[]).includes(stage) ? stage as StageName : undefined;
  const match = Object.hasOwn(matches, stage) ? matches[stage] : undefined;
  return nodes.flatMap(node => {
    const found = byPolicy(match, node) ?? (known && (node.kind === 'step' ? byStep(known, node) : byJob(known, node)));
    return found ? [{node, ...found}] : [];
  });
}
