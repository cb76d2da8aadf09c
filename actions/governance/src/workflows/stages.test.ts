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
