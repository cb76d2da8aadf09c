import {describe, expect, test} from '@jest/globals';
import {graphOf} from './graph.ts';
import {readWorkflow} from './read-workflow.ts';
import {recognise} from './stages.ts';

/** What of a workflow with one step, in YAML's flow form, belongs to a stage. */
function byStep(stage: string, step: string, matches = {}): readonly string[] {
  const {steps} = graphOf(readWorkflow('w.yml', `on: push\njobs:\n  a:\n    steps:\n      - ${step}\n`));
  return recognise(stage, steps, matches).map(({by, only, tolerated}) => `${by}${only ? ` if ${only.text}` : ''}${tolerated ? ' (tolerated)' : ''}`);
}
const run = (script: string): string => `run: ${JSON.stringify(script)}`;

describe('uploads', () => {
  test.each([
    'npm publish', 'npm -w app publish --access public', 'pnpm -r publish', 'pnpm --filter ./app publish', 'yarn npm publish', 'npx lerna publish from-package',
    'pnpm changeset publish', 'cargo publish -p app', 'uv publish dist/*',
    'poetry publish', 'uvx twine upload dist/*', 'python -m twine upload dist/*', 'twine upload dist/*', 'docker push ghcr.io/o/a', 'docker buildx build --push -t a .',
    'gh release upload v1 a', 'gh release create v1',
    'steamcmd +login x +run_app_build app.vdf +quit', './steamcmd.sh +run_app_build app.vdf', 'gem push a.gem', 'dotnet nuget push a.nupkg', 'helm push a oci://b',
    'goreleaser release --clean', 'npx semantic-release', 'npx semantic-release@24',
    'docker buildx imagetools create -t o/a:1 o/a@sha256:1', 'mvn -B deploy', './mvnw deploy -DskipTests', './gradlew publish', 'gradle :lib:publishToSonatype',
    './gradlew publishAllPublicationsToMavenCentralRepository', './gradlew publishPlugins', 'oras push ghcr.io/o/a', 'crane push a.tar o/a', 'pod trunk push A.podspec',
    'dart pub publish -f', 'flutter pub publish', 'mix hex.publish --yes',
    'butler push build o/g:win', 'jsr publish', 'npx jsr publish', 'NODE_AUTH_TOKEN=x npm publish',
  ])('the command %s', script => expect(byStep('upload', run(script))).toHaveLength(1));

  test.each([
    'npm publish --dry-run', 'cargo publish --dry-run', 'npm run publish', 'npm test', 'echo "npm publish"', '# npm publish', 'docker push localhost:5000/a', 'docker build .',
    'goreleaser release --snapshot', 'gh release view v1', 'steamcmd +login x +quit',
    'docker buildx imagetools create --dry-run -t o/a:1 o/a:2', 'docker buildx imagetools create -t localhost:5000/a o/a', 'docker buildx imagetools inspect o/a',
    'mvn install', './gradlew publishToMavenLocal', './gradlew publishDocs', './gradlew build', 'oras pull a', 'dart pub publish --dry-run',
    'dotnet publish', 'npm pack', 'cat <<X\nnpm publish\nX',
  ])('not %s', script => expect(byStep('upload', run(script))).toEqual([]));

  test.each([
    ['uses: softprops/action-gh-release@v2', ['softprops/action-gh-release']],
    ['uses: actions/upload-release-asset@v1', ['actions/upload-release-asset']],
    ['uses: pypa/gh-action-pypi-publish@release/v1', ['pypa/gh-action-pypi-publish']],
    ['uses: JS-DevTools/npm-publish@v3', ['js-devtools/npm-publish']],
    ['uses: game-ci/steam-deploy@v3', ['game-ci/steam-deploy']],
    ['uses: actions/upload-artifact@v4', []],
    ['{uses: docker/build-push-action@v6, with: {push: true, tags: o/a}}', ['docker/build-push-action']],
    ['{uses: docker/build-push-action@v6, with: {push: false}}', []],
    ['{uses: docker/build-push-action@v6, with: {push: true, tags: "localhost:5000/a"}}', []],
    ['uses: docker/build-push-action@v6', []],
    ['{uses: docker/build-push-action@v6, with: {push: "${{ github.event_name != \'pull_request\' }}"}}', ["docker/build-push-action if (github.event_name != 'pull_request')"]],
    ['{uses: docker/build-push-action@v6, with: {push: "${{ a == }}"}}', ['docker/build-push-action']],
    ['{uses: docker/build-push-action@v6, with: {outputs: "type=image,name=o/a,push-by-digest=true,push=true"}}', ['docker/build-push-action']],
    ['{uses: docker/build-push-action@v6, with: {outputs: "type=image,push=${{ inputs.push }}"}}', ['docker/build-push-action']],
    ['{uses: docker/bake-action@v6, with: {outputs: "type=registry"}}', ['docker/bake-action']],
    ['{uses: docker/build-push-action@v6, with: {outputs: "type=image,name=localhost:5000/a,push=true"}}', []],
    ['{uses: docker/build-push-action@v6, with: {outputs: "type=image,push=false"}}', []],
    ['{uses: docker/build-push-action@v6, with: {outputs: "type=local,dest=out"}}', []],
    ['{uses: katyo/publish-crates@v2, with: {dry-run: true}}', []],
    ['{uses: katyo/publish-crates@v2, with: {dry-run: false}}', ['katyo/publish-crates']],
    ['{uses: katyo/publish-crates@v2, with: {dry-run: "${{ github.event_name != \'push\' }}"}}', ['katyo/publish-crates']],
    ['{uses: cycjimmy/semantic-release-action@v4, with: {dry_run: true}}', []],
    ['uses: release-plz/action@v0.5', ['release-plz/action']],
    ['{uses: MarcoIeni/release-plz-action@v0.5, with: {command: release}}', ['marcoieni/release-plz-action']],
    ['{uses: release-plz/action@v0.5, with: {command: release-pr}}', []],
    ['{uses: changesets/action@v1, with: {publish: npm run release}}', ['changesets/action']],
    ['uses: changesets/action@v1', []],
    ['{uses: goreleaser/goreleaser-action@v6, with: {args: release --clean}}', ['goreleaser/goreleaser-action']],
    ['{uses: goreleaser/goreleaser-action@v6, with: {args: build --snapshot}}', []],
    ['{uses: $/actions/steampipe-upload, with: {apply: true}}', ['$/actions/steampipe-upload']],
    ['uses: harbour/shipgate/actions/steampipe-upload@v1', []],
  ])('%s', (step, expected) => expect(byStep('upload', step)).toEqual(expected));
});

describe('what comes before an upload', () => {
  test.each([
    ['check', run('npm test')], ['check', run('pnpm run test:unit')], ['check', run('pytest -q')], ['check', run('uv run pytest')], ['check', run('cargo test')], [
      'check', run('./gradlew check'),
    ], ['check', run('make test')], ['check', run('npx vitest run')],
    ['build', run('npm run build')], ['build', run('cargo build --release')], ['build', run('docker buildx build .')], ['build', run('make')], [
      'build', 'uses: game-ci/unity-builder@v4',
    ], ['build', '{name: Build the game, run: ./x}'],
    ['sbom', run('syft . -o spdx-json')], [
      'sbom', run('npm sbom --sbom-format cyclonedx'),
    ], ['sbom', run('trivy fs --format cyclonedx .')], ['sbom', 'uses: anchore/sbom-action@v0'],
    ['attest', 'uses: actions/attest-build-provenance@v2'], ['attest', run('cosign sign-blob a')],
    ['verify', run('gh attestation verify a --repo o/r')], ['verify', run('cosign verify-blob a')], ['verify', run('slsa-verifier verify-artifact a')],
    ['verify', 'uses: harbour/shipgate/actions/provenance-verify@v1',
    ],
    ['preflight', 'uses: harbour/shipgate@v1'], ['preflight', run('npx shipgate preflight')], ['preflight', 'uses: $/actions/preflight'],
  ])('%s: %s', (stage, step) => expect(byStep(stage, step)).toHaveLength(1));

  test.each([
    ['check', run('npm ci')], ['check', run('go build')], ['build', run('npm test')], ['sbom', run('trivy fs .')], ['sbom', '{name: SBOM, run: echo}'],
    ['attest', run('cosign version')],
    ['verify', run('gh attestation download a')], ['verify', run('sha256sum -c a')], ['preflight', 'uses: harbour/shipgates@v1'],
  ])('not %s: %s', (stage, step) => expect(byStep(stage, step)).toEqual([]));

  test('a failure that its script passes over is told', () => {
    expect(byStep('verify', run('gh attestation verify a || true'))).toEqual(['gh attestation verify (tolerated)']);
    expect(byStep('verify', run('gh attestation verify a || true\ngh attestation verify b'))).toEqual(['gh attestation verify']);
  });
});

describe('policy', () => {
  const matches = {sign: {jobs: ['sign-*'], uses: ['harbour/sign'], run: ['make sign']}, upload: {jobs: [], uses: [], run: ['./ship.sh --now']}};

  test('tells stages of its own, and more of the known ones', () => {
    expect(byStep('sign', run('make sign ALL=1'), matches)).toEqual(['make sign ALL=1']);
    expect(byStep('sign', run('make'), matches)).toEqual([]);
    expect(byStep('sign', 'uses: harbour/sign@v1', matches)).toEqual(['harbour/sign']);
    expect(byStep('upload', run('./ship.sh --now'), matches)).toHaveLength(1);
    expect(byStep('upload', run('npm publish'), matches)).toHaveLength(1);
    const {jobs} = graphOf(readWorkflow('w.yml', 'on: push\njobs:\n  sign-windows: {steps: []}\n  design: {steps: []}\n'));
    expect(recognise('sign', jobs, matches).map(({node}) => node.kind === 'job' && node.id)).toEqual(['sign-windows']);
    expect(recognise('constructor', jobs, matches)).toEqual([]);
  });
});

describe('every action, program and way to run one that is known', () => {
  const actions: Readonly<Record<string, readonly string[]>> = {
    upload: [
      'actions/upload-release-asset', 'softprops/action-gh-release', 'ncipollo/release-action', 'svenstaro/upload-release-action', 'shogo82148/actions-upload-release-asset', 'pypa/gh-action-pypi-publish',
      'js-devtools/npm-publish', 'katyo/publish-crates', 'rubygems/release-gem', 'game-ci/steam-deploy', 'cycjimmy/semantic-release-action', 'taiki-e/upload-rust-binary-action', 'release-plz/action',
      'marcoieni/release-plz-action', 'python-semantic-release/python-semantic-release', 'python-semantic-release/publish-action', 'codfish/semantic-release-action', 'abutler/upload-release-assets',
      'haaleo/publish-vscode-extension',
    ],
    preflight: ['harbour/shipgate', '$/actions/preflight', './actions/governance', 'harbour/shipgate/actions/preflight'],
    check: ['github/codeql-action/analyze', 'golangci/golangci-lint-action', 'pre-commit/action'],
    build: ['game-ci/unity-builder', 'docker/build-push-action', 'goreleaser/goreleaser-action', 'pypa/cibuildwheel', 'tauri-apps/tauri-action'],
    sbom: ['anchore/sbom-action', 'cyclonedx/gh-node-module-generatebom', 'aquasecurity/sbom-action', 'advanced-security/maven-sbom-action', 'microsoft/sbom-action'],
    attest: ['actions/attest', 'actions/attest-build-provenance', 'slsa-framework/slsa-github-generator/.github/workflows/x.yml', 'sigstore/gh-action-sigstore-python'],
    verify: ['slsa-framework/slsa-verifier/actions/installer', '$/actions/provenance-verify'],
  };
  test.each(Object.entries(actions).flatMap(([stage, all]) => all.map(one => [stage, one] as const)))('%s by %s', (stage, action) => {
    expect(byStep(stage, `uses: ${action}@v1`)).toEqual([action]);
    expect(byStep(stage, `uses: ${action}-x@v1`)).toEqual(/cyclonedx|slsa-|advanced-security/.test(action) ? [expect.any(String)] : []);
  });
  test.each(['$/actions/public-release', './actions/steampipe-upload'])('%s uploads when it is applied', action => {
    expect([byStep('upload', `{uses: ${action}, with: {apply: true}}`), byStep('upload', `{uses: ${action}, with: {apply: " "}}`), byStep('upload', `uses: ${action}`)]).toEqual([[action], [], []]);
  });
  test('an action of the repository is none of somebody else\'s of the same name', () => {
    expect([byStep('attest', 'uses: ./actions/attest'), byStep('upload', 'uses: actions/public-release@v1'), byStep('preflight', 'uses: ./actions/preflight')]).toEqual([[], [], ['./actions/preflight']]);
    const matches = (...uses: readonly string[]) => ({sign: {jobs: [], uses, run: []}});
    const own = 'uses: ./.github/actions/sign';
    for (const one of ['./.github/actions/sign', './.github/actions/*', '**/sign']) expect([one, byStep('sign', own, matches(one))]).toEqual([one, ['./.github/actions/sign']]);
    expect([byStep('sign', own, matches('.github/actions/sign')), byStep('sign', own, matches()), byStep('sign', 'uses: o/sign@v1', matches('./sign', 'o/*'))]).toEqual([[], [], ['o/sign']]);
  });
  test('a version of an action may hold @', () => expect(byStep('upload', 'uses: o/softprops/action-gh-release@v1')).toEqual([]));

  test.each([
    'npx', 'bunx', 'pnpx', 'uvx', 'uv run', 'poetry run', 'hatch run', 'pdm run', 'pnpm exec', 'pnpm dlx', 'yarn dlx', 'npm exec', 'python -m', 'python3 -m', 'bundle exec', 'npx --yes', 'uv run --frozen -q', 'pdm run npx',
  ])('%s runs another program', runner => {
    expect(byStep('upload', run(`${runner} twine upload --verbose a`))).toHaveLength(1);
    expect(byStep('upload', run(`${runner} twine check a`))).toEqual([]);
  });
  test.each([
    ['upload', 'changeset publish'], ['upload', 'lerna publish'], ['upload', 'semantic-release'], ['upload', 'vsce publish'], ['upload', 'ovsx publish'], ['upload', 'jsr publish'], ['check', 'jest'], ['check', 'vitest run'],
    ['check', 'mocha'], ['build', 'tsc -p .'], ['build', 'vite build'], ['build', 'webpack'], ['build', 'rollup -c'], ['build', 'electron-builder'], ['preflight', 'shipgate preflight'],
  ])('%s: package managers run %s by its name', (stage, command) => {
    for (const manager of ['pnpm', 'yarn', 'bun', 'npx']) expect([manager, byStep(stage, run(`${manager} ${command}`)).length]).toEqual([manager, 1]);
    expect(byStep(stage, run(`echo ${command}`))).toEqual([]);
    expect(byStep(stage, run(`make ${command.split(' ')[0]!}x`))).toEqual([]);
  });

  test.each([
    ...['npm', 'pnpm', 'yarn', 'bun', 'lerna', 'changeset', 'cargo', 'uv', 'poetry', 'hatch', 'flit', 'pdm', 'vsce', 'ovsx', 'deno', 'jsr'].map(name => `${name} publish`),
    ...['docker', 'podman', 'buildah'].flatMap(name => [`${name} push a`, `${name} image push a`, `${name} manifest push a`, `${name} build --push .`]), 'docker buildx build --push .', 'mvn deploy:deploy', 'gradle publish test',
    'mvn clean deploy', 'dotnet nuget push a', 'nuget push a', 'steamcmd.exe +app_build a', 'butler push a b', './gradlew :a:b:publish',
  ])('%s uploads', script => {
    expect(byStep('upload', run(script))).toHaveLength(1);
    for (const option of ['--dry-run', '--dry-run=true', '--help', '-h', '--version', '--snapshot']) expect(byStep('upload', run(`${script} ${option}`))).toEqual([]);
  });
  test.each([
    'npm pack publish', 'cargo build', 'docker pull a', 'docker image ls', 'docker build .', 'docker run --push a', 'docker push localhost:5000/a', 'docker push 127.0.0.1/a', 'podman build --push -t localhost/a .', 'mvn verify', 'nuget pack',
    'xsteamcmd +run_app_build a', 'steamcmdx +run_app_build a', 'other +app_build', 'butler status a', 'git push a b', 'crane pull a', 'pod trunk me', 'gradle xpublish',
  ])('%s does not', script => expect(byStep('upload', run(script))).toEqual([]));
  test('a registry elsewhere whose name only begins like that of the machine', () => expect(byStep('upload', run('docker push x.localhost:5000/a'))).toHaveLength(1));

  test.each([
    ...['npm', 'pnpm', 'yarn', 'bun'].flatMap(name => [`${name} test`, `${name} run lint`, `${name} run test:unit`, `${name} check`, `${name} run typecheck-all`]), 'npm t',
    ...['make', 'just', 'task', 'mage', 'rake', 'gradle', 'gradlew', 'mvn', 'mvnw'].flatMap(name => [`${name} test`, `${name} clean verify`]), 'tox', 'nox -s x', 'cargo nextest run', 'cargo clippy', 'go vet ./...', 'go test ./...', 'dotnet test', 'swift test',
    'deno test', 'mix test', 'zig test a', 'pytest', 'ctest', 'jest', 'vitest', 'mocha', 'phpunit', 'rspec', 'golangci-lint run', 'python -m unittest',
  ])('%s checks', script => expect(byStep('check', run(script))).toHaveLength(1));
  test.each(['npm run mytest', 'npm run testing', 'npm install', 'make', 'make testing', 'make mytest', 'cargo build', 'go build', 'cargo', 'npm', 'tax'])('%s does not check', script => expect(byStep('check', run(script))).toEqual([]));

  test.each([
    ...['syft .', 'cdxgen', 'cyclonedx-py env', 'cyclonedx-npm', 'cyclonedx-bom', 'cyclonedx-gomod app', 'cyclonedx x', 'sbom-tool generate', 'npm sbom', 'cargo cyclonedx', 'docker sbom a'].map(script => ['sbom', script] as const),
    ...['cyclonedx', 'spdx', 'spdx-json'].flatMap(format => [['sbom', `trivy fs --format ${format} .`], ['sbom', `trivy fs --format=${format} .`]] as const),
    ...['sign a', 'sign-blob a', 'attest a', 'attest-blob a'].map(what => ['attest', `cosign ${what}`] as const), ['attest', 'sigstore sign a'], ['attest', 'sigstore attest a'],
    ['verify', 'gh attestation verify a'], ['verify', 'cosign verify a'], ['verify', 'cosign verify-blob a'], ['verify', 'slsa-verifier verify-artifact a'], ['verify', 'slsa-verifier-linux-amd64 verify-image a'], ['verify', 'sigstore verify a'],
    ['verify', 'shipgate provenance-verify'],
    ...['npm', 'pnpm', 'yarn', 'bun'].flatMap(name => [['build', `${name} run build`], ['build', `${name} build:all`], ['build', `${name} pack`]] as const),
    ...['cargo', 'go', 'dotnet', 'docker', 'podman', 'uv', 'poetry', 'hatch', 'flit', 'pdm', 'zig', 'swift', 'deno', 'mix', 'gem', 'helm'].map(name => ['build', `${name} build`] as const), ['build', 'deno compile a'], ['build', 'helm package a'],
    ['build', 'dotnet pack'], ['build', 'docker buildx build .'], ['build', 'dotnet publish'], ...['mvn', 'mvnw', 'gradle', 'gradlew'].flatMap(name => ['package', 'assemble', 'build', 'install'].map(what => ['build', `${name} clean ${what}`] as const)),
    ...['make', 'just'].flatMap(name => ['', ' build', ' all', ' dist', ' release', ' package'].map(what => ['build', `${name}${what}`] as const)),
    ...['tsc', 'webpack', 'vite', 'rollup', 'cmake', 'ninja', 'msbuild', 'cibuildwheel', 'pyinstaller', 'electron-builder', 'python -m build'].map(script => ['build', script] as const),
  ])('%s: %s', (stage, script) => expect(byStep(stage, run(script))).toHaveLength(1));
  test.each([
    ['sbom', 'npm ls'], ['sbom', 'trivy fs .'], ['sbom', 'trivy fs --format table-spdx .'], ['sbom', 'docker scan a'], ['attest', 'cosign verify a'], ['attest', 'sigstore verify a'], ['verify', 'cosign sign a'], ['verify', 'cosign'],
    ['verify', 'gh attestation download a'], ['verify', 'xslsa-verifier verify a'], ['verify', 'slsa-verifier version'], ['verify', 'shipgate preflight'], ['build', 'npm run rebuild'], ['build', 'npm run builder'], ['build', 'cargo test'],
    ['build', 'docker push a'], ['build', 'mvn test'], ['build', 'make lint'], ['build', 'npm'], ['build', 'cargo'],
  ])('not %s: %s', (stage, script) => expect(byStep(stage, run(script))).toEqual([]));
});
