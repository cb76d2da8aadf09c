import {type ShellCommand, plainWords} from './shell-commands.ts';

type Words = ShellCommand['words'];
/** Whether a command belongs to a stage; the programs that only run another are removed from its words before. */
export type CommandTest = (words: Words) => boolean;

const publishes: readonly string[] = ['npm', 'pnpm', 'yarn', 'bun', 'lerna', 'changeset', 'cargo', 'uv', 'poetry', 'hatch', 'flit', 'pdm', 'vsce', 'ovsx', 'deno', 'jsr'];
/** What runs another program: `npx semantic-release`, `uv run twine`. */
const runners: ReadonlyMap<string, number> = new Map(
  [
    ['npx', 1], ['bunx', 1], ['pnpx', 1], ['uvx', 1], ['uv run', 2], ['poetry run', 2], ['hatch run', 2], ['pdm run', 2], ['pnpm exec', 2], ['pnpm dlx', 2], ['yarn dlx', 2],
    ['npm exec', 2], ['python -m', 2], ['python3 -m', 2], ['bundle exec', 2],
  ]
);

/** What package managers run by its plain name: `pnpm changeset publish`. */
const tools = new Set([
  'changeset', 'lerna', 'semantic-release', 'vsce', 'ovsx', 'jsr', 'jest', 'vitest', 'mocha', 'tsc', 'vite', 'webpack', 'rollup', 'electron-builder', 'shipgate',
]);

/** The command that is run in the end, without the programs that only run another. */
export function innerCommand(words: Words): Words {
  for (const length of [2, 1]) {
    const runs = runners.get(words.slice(0, length).join(' ')) === length || (length === 1 && ['pnpm', 'yarn', 'bun'].includes(words[0]) && tools.has(words[1] ?? ''));
    if (!runs) continue;
    const rest = words.slice(length).filter((word, i, all) => all.slice(0, i + 1).some(one => !one.startsWith('-')) || !word.startsWith('-'));
    const [first, ...others] = rest;
    if (first !== undefined) return innerCommand([first.replace(/@[^/@]*$/, '') || first, ...others]);
  }
  return words;
}

const program = (words: Words): string => words[0].slice(words[0].lastIndexOf('/') + 1);
const isRehearsal = (words: Words): boolean => words.some(
  word => word === '--dry-run' || word === '--dry-run=true' || word === '--snapshot' || word === '--help' || word === '-h' || word === '--version'
);
export const begins = (words: Words, ...expected: readonly string[]): boolean => {
  const plain = [program(words), ...plainWords(words)];
  return expected.every((word, i) => plain[i] === word);
};
/** An image in a registry that is gone after the job. */
export const isLocalImage = (word: string): boolean => /^(?:localhost|127\.0\.0\.1)[:/]/.test(word);

/** Tasks of Gradle's publishing plugins, but for those that go to a repository on the machine. */
const publishingTask = /^(?::?[\w-]+:)*publish(?!\w*Local)(?:Plugins|\w*(?:Maven|Sonatype|Publication|Repositor|Central)\w*)?$/;

export const uploadCommand: CommandTest = words => {
  if (isRehearsal(words)) return false;
  const name = program(words);
  if (publishes.includes(name)) return begins(words, name, 'publish') || begins(words, 'yarn', 'npm', 'publish');
  if (name === 'docker' || name === 'podman' || name === 'buildah') {
    if (begins(words, name, 'push') || begins(words, name, 'image', 'push') || begins(words, name, 'manifest', 'push')) return !words.some(isLocalImage);
    const pushes = begins(words, name, 'buildx', 'imagetools', 'create') || ((begins(words, name, 'buildx', 'build') || begins(words, name, 'build')) && words.includes('--push'));
    return pushes && !words.some(isLocalImage);
  }
  if (name === 'mvn' || name === 'mvnw') return plainWords(words).some(word => word === 'deploy' || word === 'deploy:deploy');
  if (name === 'gradle' || name === 'gradlew') return plainWords(words).some(word => publishingTask.test(word));
  return begins(words, 'gh', 'release', 'upload') || begins(words, 'gh', 'release', 'create') || begins(words, 'oras', 'push') || begins(words, 'crane', 'push')
    || begins(words, 'pod', 'trunk', 'push') || begins(words, 'dart', 'pub', 'publish') || begins(words, 'flutter', 'pub', 'publish') || begins(words, 'mix', 'hex.publish') || begins(words, 'twine', 'upload') || begins(words, 'gem', 'push')
    || begins(
      words, 'dotnet', 'nuget', 'push'
    ) || begins(words, 'nuget', 'push') || begins(words, 'helm', 'push') || begins(words, 'goreleaser', 'release') || name === 'semantic-release'
    || (/^steamcmd(?:\.sh|\.exe)?$/.test(name) && words.some(word => word === '+run_app_build' || word === '+app_build')) || (name === 'butler' && words[1] === 'push');
};

export const checkCommand: CommandTest = words => {
  const name = program(words);
  const plain = plainWords(words);
  if (['npm', 'pnpm', 'yarn', 'bun'].includes(name)) return /^(?:test|lint|check|typecheck)(?:$|[:_-])/.test((plain[0] === 'run' ? plain[1] : plain[0]) ?? '') || plain[0] === 't';
  if (
    ['make', 'just', 'task', 'mage', 'rake', 'gradle', 'gradlew', 'mvn', 'mvnw', 'tox', 'nox'].includes(name)
  ) return name === 'tox' || name === 'nox' || plain.some(word => /^(?:test|tests|lint|check|verify)$/.test(word));
  if (['cargo', 'go', 'dotnet', 'swift', 'deno', 'mix', 'zig'].includes(name)) return ['test', 'nextest', 'clippy', 'vet'].includes(plain[0] ?? '');
  return ['pytest', 'ctest', 'jest', 'vitest', 'mocha', 'phpunit', 'rspec', 'golangci-lint'].includes(name) || (name === 'unittest');
};

export const sbomCommand: CommandTest = words => {
  const name = program(words);
  return [
    'syft', 'cdxgen', 'cyclonedx-py', 'cyclonedx-npm', 'cyclonedx-bom', 'cyclonedx-gomod', 'cyclonedx', 'sbom-tool',
  ].includes(name) || begins(words, 'npm', 'sbom') || begins(words, 'cargo', 'cyclonedx') || begins(words, 'docker', 'sbom')
    || (name === 'trivy' && words.some(word => /^(?:--format=)?(?:cyclonedx|spdx|spdx-json)$/.test(word)));
};
export const attestCommand: CommandTest = words => begins(words, 'cosign', 'sign') || begins(words, 'cosign', 'sign-blob') || begins(words, 'cosign', 'attest') || begins(
  words, 'cosign', 'attest-blob'
) || begins(words, 'sigstore', 'sign') || begins(words, 'sigstore', 'attest');
export const verifyCommand: CommandTest = words => begins(words, 'gh', 'attestation', 'verify') || (program(words) === 'cosign' && /^verify/.test(plainWords(words)[0] ?? ''))
  || (/^slsa-verifier/.test(program(words)) && /^verify/.test(plainWords(words)[0] ?? '')) || begins(words, 'sigstore', 'verify') || begins(words, 'shipgate', 'provenance-verify');
export const buildCommand: CommandTest = words => {
  const name = program(words);
  const plain = plainWords(words);
  if (['npm', 'pnpm', 'yarn', 'bun'].includes(name)) return /^build(?:$|[:_-])/.test((plain[0] === 'run' ? plain[1] : plain[0]) ?? '') || plain[0] === 'pack';
  if (
    ['cargo', 'go', 'dotnet', 'docker', 'podman', 'uv', 'poetry', 'hatch', 'flit', 'pdm', 'zig', 'swift', 'deno', 'mix', 'gem', 'helm'].includes(name)
  ) return ['build', 'compile', 'package', 'pack'].includes(plain[0] ?? '') || begins(words, 'docker', 'buildx', 'build') || begins(words, 'dotnet', 'publish');
  if (['mvn', 'mvnw', 'gradle', 'gradlew'].includes(name)) return plain.some(word => ['package', 'assemble', 'build', 'install'].includes(word));
  if (name === 'make' || name === 'just') return plain.length === 0 || plain.some(word => ['build', 'all', 'dist', 'release', 'package'].includes(word));
  return ['tsc', 'webpack', 'vite', 'rollup', 'cmake', 'ninja', 'msbuild', 'build', 'cibuildwheel', 'pyinstaller', 'electron-builder'].includes(name);
};
