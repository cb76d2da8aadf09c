import {glob} from '#core';
import type {Expression} from './expression.ts';
import {type GraphNode, type JobNode, type StepNode, nameOf} from './graph.ts';
import {conditionOf} from './read-workflow.ts';
import {type ShellCommand, commandsOf, plainWords} from './shell-commands.ts';
import type {Step, Written} from './workflow.ts';

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

type Words = ShellCommand['words'];
type CommandTest = (words: Words) => boolean;

const publishes: readonly string[] = ['npm', 'pnpm', 'yarn', 'bun', 'lerna', 'changeset', 'cargo', 'uv', 'poetry', 'hatch', 'flit', 'pdm', 'vsce', 'ovsx', 'deno', 'jsr'];
/** What runs another program: `npx semantic-release`, `uv run twine`. */
const runners: ReadonlyMap<string, number> = new Map([['npx', 1], ['bunx', 1], ['pnpx', 1], ['uvx', 1], ['uv run', 2], ['poetry run', 2], ['hatch run', 2], ['pdm run', 2], ['pnpm exec', 2], ['pnpm dlx', 2], ['yarn dlx', 2], ['npm exec', 2], ['python -m', 2], ['python3 -m', 2], ['bundle exec', 2]]);

/** The command that is run in the end, without the programs that only run another. */
function innerCommand(words: Words): Words {
  for (const length of [2, 1]) {
    if (runners.get(words.slice(0, length).join(' ')) !== length) continue;
    const rest = words.slice(length).filter((word, i, all) => all.slice(0, i + 1).some(one => !one.startsWith('-')) || !word.startsWith('-'));
    const [first, ...others] = rest;
    if (first !== undefined) return innerCommand([first.replace(/@[^/@]*$/, '') || first, ...others]);
  }
  return words;
}

const program = (words: Words): string => words[0].slice(words[0].lastIndexOf('/') + 1);
const isRehearsal = (words: Words): boolean => words.some(word => word === '--dry-run' || word === '--dry-run=true' || word === '--snapshot' || word === '--help' || word === '-h' || word === '--version');
const begins = (words: Words, ...expected: readonly string[]): boolean => {
  const plain = [program(words), ...plainWords(words)];
  return expected.every((word, i) => plain[i] === word);
};
const isLocalImage = (word: string): boolean => /^(?:localhost|127\.0\.0\.1)[:/]/.test(word);

const uploadCommand: CommandTest = words => {
  if (isRehearsal(words)) return false;
  const name = program(words);
  if (publishes.includes(name)) return begins(words, name, 'publish') || begins(words, 'yarn', 'npm', 'publish');
  if (name === 'docker' || name === 'podman' || name === 'buildah') {
    if (begins(words, name, 'push') || begins(words, name, 'image', 'push') || begins(words, name, 'manifest', 'push')) return !words.some(isLocalImage);
    return (begins(words, name, 'buildx', 'build') || begins(words, name, 'build')) && words.includes('--push') && !words.some(isLocalImage);
  }
  return begins(words, 'gh', 'release', 'upload') || begins(words, 'gh', 'release', 'create') || begins(words, 'twine', 'upload') || begins(words, 'gem', 'push')
    || begins(words, 'dotnet', 'nuget', 'push') || begins(words, 'nuget', 'push') || begins(words, 'helm', 'push') || begins(words, 'goreleaser', 'release') || name === 'semantic-release'
    || (/^steamcmd(?:\.sh|\.exe)?$/.test(name) && words.some(word => word === '+run_app_build' || word === '+app_build')) || (name === 'butler' && words[1] === 'push');
};

const checkCommand: CommandTest = words => {
  const name = program(words);
  const plain = plainWords(words);
  if (['npm', 'pnpm', 'yarn', 'bun'].includes(name)) return /^(?:test|lint|check|typecheck)(?:$|[:_-])/.test((plain[0] === 'run' ? plain[1] : plain[0]) ?? '') || plain[0] === 't';
  if (['make', 'just', 'task', 'mage', 'rake', 'gradle', 'gradlew', 'mvn', 'mvnw', 'tox', 'nox'].includes(name)) return name === 'tox' || name === 'nox' || plain.some(word => /^(?:test|tests|lint|check|verify)$/.test(word));
  if (['cargo', 'go', 'dotnet', 'swift', 'deno', 'mix', 'zig'].includes(name)) return ['test', 'nextest', 'clippy', 'vet'].includes(plain[0] ?? '');
  return ['pytest', 'ctest', 'jest', 'vitest', 'mocha', 'phpunit', 'rspec', 'golangci-lint'].includes(name) || (name === 'unittest');
};

const sbomCommand: CommandTest = words => {
  const name = program(words);
  return ['syft', 'cdxgen', 'cyclonedx-py', 'cyclonedx-npm', 'cyclonedx-bom', 'cyclonedx-gomod', 'cyclonedx', 'sbom-tool'].includes(name) || begins(words, 'npm', 'sbom') || begins(words, 'cargo', 'cyclonedx') || begins(words, 'docker', 'sbom')
    || (name === 'trivy' && words.some(word => /^(?:--format=)?(?:cyclonedx|spdx|spdx-json)$/.test(word)));
};
const attestCommand: CommandTest = words => begins(words, 'cosign', 'sign') || begins(words, 'cosign', 'sign-blob') || begins(words, 'cosign', 'attest') || begins(words, 'cosign', 'attest-blob') || begins(words, 'sigstore', 'sign') || begins(words, 'sigstore', 'attest');
const verifyCommand: CommandTest = words => begins(words, 'gh', 'attestation', 'verify') || (program(words) === 'cosign' && /^verify/.test(plainWords(words)[0] ?? ''))
  || (/^slsa-verifier/.test(program(words)) && /^verify/.test(plainWords(words)[0] ?? '')) || begins(words, 'sigstore', 'verify') || begins(words, 'shipgate', 'provenance-verify');
const buildCommand: CommandTest = words => {
  const name = program(words);
  const plain = plainWords(words);
  if (['npm', 'pnpm', 'yarn', 'bun'].includes(name)) return /^build(?:$|[:_-])/.test((plain[0] === 'run' ? plain[1] : plain[0]) ?? '') || plain[0] === 'pack';
  if (['cargo', 'go', 'dotnet', 'docker', 'podman', 'uv', 'poetry', 'hatch', 'flit', 'pdm', 'zig', 'swift', 'deno', 'mix', 'gem', 'helm'].includes(name)) return ['build', 'compile', 'package', 'pack'].includes(plain[0] ?? '') || begins(words, 'docker', 'buildx', 'build') || begins(words, 'dotnet', 'publish');
  if (['mvn', 'mvnw', 'gradle', 'gradlew'].includes(name)) return plain.some(word => ['package', 'assemble', 'build', 'install'].includes(word));
  if (name === 'make' || name === 'just') return plain.length === 0 || plain.some(word => ['build', 'all', 'dist', 'release', 'package'].includes(word));
  return ['tsc', 'webpack', 'vite', 'rollup', 'cmake', 'ninja', 'msbuild', 'build', 'cibuildwheel', 'pyinstaller', 'electron-builder'].includes(name);
};

interface Recogniser {
  /** Globs over the action without its ref, in lower case. */
  readonly uses: readonly string[];
  readonly command: CommandTest;
  /** Words in the name of a job or a step. */
  readonly named?: RegExp;
}

const own = (...ids: readonly string[]): readonly string[] => ids.flatMap(id => [`$/actions/${id}`, `./actions/${id}`, `*/shipgate/actions/${id}`]);

const recognisers: Readonly<Record<StageName, Recogniser>> = {
  preflight: {uses: ['*/shipgate', ...own('preflight', 'governance')], command: words => begins(words, 'shipgate', 'preflight'), named: /\bpreflight\b/i},
  check: {uses: ['github/codeql-action/analyze', 'golangci/golangci-lint-action', 'pre-commit/action'], command: checkCommand, named: /\b(?:tests?|lint|typecheck)\b/i},
  build: {uses: ['game-ci/unity-builder', 'docker/build-push-action', 'goreleaser/goreleaser-action', 'pypa/cibuildwheel', 'tauri-apps/tauri-action'], command: buildCommand, named: /\b(?:build|compile|package)\b/i},
  sbom: {uses: ['anchore/sbom-action', 'cyclonedx/*', 'aquasecurity/sbom-action', 'advanced-security/*sbom*', 'microsoft/sbom-action'], command: sbomCommand, named: /\bsbom\b/i},
  attest: {uses: ['actions/attest', 'actions/attest-build-provenance', 'slsa-framework/slsa-github-generator/**', 'sigstore/gh-action-sigstore-python'], command: attestCommand},
  verify: {uses: ['slsa-framework/slsa-verifier/**', ...own('provenance-verify')], command: verifyCommand},
  upload: {
    uses: [
      'actions/upload-release-asset', 'softprops/action-gh-release', 'ncipollo/release-action', 'svenstaro/upload-release-action', 'shogo82148/actions-upload-release-asset', 'pypa/gh-action-pypi-publish', 'js-devtools/npm-publish',
      'katyo/publish-crates', 'rubygems/release-gem', 'game-ci/steam-deploy', 'goreleaser/goreleaser-action', 'docker/build-push-action', 'docker/bake-action', 'cycjimmy/semantic-release-action', 'changesets/action', 'taiki-e/upload-rust-binary-action', ...own('steampipe-upload', 'public-release'),
    ],
    command: uploadCommand,
  },
};

/** An action without its ref, in lower case. */
export const actionOf = (uses: string): string => uses.replace(/@[^@]*$/, '').toLowerCase();

/** Whether a setting of a step is on: `push: true`. An expression makes it a condition. */
function settingOf(step: Step, name: string): boolean | Expression {
  const written: Written | undefined = step.with.get(name);
  if (!written) return false;
  if (!written.text.includes('${{')) return written.text.trim() !== '' && written.text !== 'false';
  try {
    const {expression, mixed} = conditionOf(written.text.trim(), written.at, why => new Error(why));
    return mixed || expression;
  } catch {
    return true;
  }
}

/** What an action needs to be told, so that it uploads. */
function uploadsByAction(step: Step, action: string): boolean | Expression {
  if (action === 'docker/build-push-action' || action === 'docker/bake-action') {
    const tags = step.with.get('tags')?.text ?? '';
    return tags !== '' && tags.split(/[\n,]/).every(tag => tag.trim() === '' || isLocalImage(tag.trim())) ? false : settingOf(step, 'push');
  }
  if (action === 'changesets/action') return step.with.has('publish');
  if (action === 'goreleaser/goreleaser-action') {
    const args = (step.with.get('args')?.text ?? '').split(/\s+/);
    return args.includes('release') && !args.some(word => word === '--snapshot' || word === '--skip=publish' || word.startsWith('--skip=publish,'));
  }
  if (action.startsWith('game-ci/steam-deploy')) return true;
  if (action.endsWith('/steampipe-upload')) return settingOf(step, 'apply');
  if (action.endsWith('/public-release')) return settingOf(step, 'apply');
  return true;
}

function byStep(stage: StageName, node: StepNode): Omit<Recognised, 'node'> | undefined {
  const {uses, command, named} = recognisers[stage];
  const {step} = node;
  if (step.uses) {
    const action = actionOf(step.uses.text);
    if (glob(uses)(action)) {
      const on = stage === 'upload' ? uploadsByAction(step, action) : true;
      if (on !== false) return {by: action, tolerated: false, ...(on !== true && {only: on})};
    }
  } else if (step.run) {
    const found = commandsOf(step.run.text).filter(({words}) => command(innerCommand(words)));
    const [first] = found;
    if (first) return {by: first.words.slice(0, 3).join(' '), tolerated: found.every(one => one.tolerated)};
  }
  return named !== undefined && step.name !== undefined && stage !== 'check' && named.test(step.name) ? {by: `its name, "${step.name}"`, tolerated: false} : undefined;
}

function byPolicy(match: StageMatch | undefined, node: GraphNode): Omit<Recognised, 'node'> | undefined {
  if (!match) return undefined;
  const uses = node.kind === 'job' ? node.job.uses : node.step.uses;
  if (node.kind === 'job' && match.jobs.length > 0 && glob(match.jobs)(node.job.id)) return {by: 'policy', tolerated: false};
  if (uses && match.uses.length > 0 && glob(match.uses)(uses.text.replace(/@[^@]*$/, ''))) return {by: actionOf(uses.text), tolerated: false};
  if (node.kind === 'step' && !uses && node.step.run && match.run.length > 0) {
    const wanted = match.run.map(line => line.split(/\s+/).filter(word => word !== ''));
    const found = commandsOf(node.step.run.text).filter(({words}) => wanted.some(line => line.every((word, i) => words[i] === word)));
    if (found[0]) return {by: found[0].words.slice(0, 3).join(' '), tolerated: found.every(one => one.tolerated)};
  }
  return undefined;
}

function byJob(stage: StageName, node: JobNode): Omit<Recognised, 'node'> | undefined {
  const {uses, named} = recognisers[stage];
  if (node.job.uses && glob(uses)(actionOf(node.job.uses.text))) return {by: actionOf(node.job.uses.text), tolerated: false};
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
