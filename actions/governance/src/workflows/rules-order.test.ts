import {describe, expect, test} from '@jest/globals';
import {judge, onTag} from './judge.fixture.ts';

const sequence = {'required-sequence': ['build', 'sbom', 'attest', 'verify']};
const stages = {
  build: 'run: npm run build', sbom: 'uses: anchore/sbom-action@v0', attest: 'uses: actions/attest-build-provenance@v2', verify: 'run: gh attestation verify dist/app --repo o/r',
} as const;
type Needs = Readonly<Record<string, readonly string[]>>;
const chain: Needs = {build: [], sbom: ['build'], attest: ['sbom'], verify: ['attest'], ship: ['verify']};

/** A job for each stage and one that uploads, with the given needs; further lines by job. */
function release(needs: Needs = chain, more: Readonly<Record<string, string>> = {}): string {
  const step = (id: string): string => (id === 'ship' ? 'run: gh release create v1 dist/app' : stages[id as keyof typeof stages]);
  const lines = (id: string): string => (more[id] ? `    ${more[id]}\n` : '');
  return onTag(Object.entries(needs).map(([id, needed]) => `  ${id}:\n    needs: [${needed.join(', ')}]\n${lines(id)}    steps:\n      - ${step(id)}\n`).join(''));
}
const without = (needs: Needs, from: string, to: string): Needs => ({...needs, [from]: needs[from]!.filter(id => id !== to)});
const oneJob = (...steps: readonly string[]): string => onTag(`  ship:\n    steps:\n${steps.map(step => `      - {${step}}\n`).join('')}`);

describe('workflows.sequence', () => {
  test('off unless set; nothing to judge where nothing uploads', async () => {
    expect((await judge({'r.yml': release()})).ruling('sequence')).toMatchObject({state: 'not-applicable', reason: 'no `required-sequence` is set'});
    expect(
      (await judge({'r.yml': onTag('  build:\n    steps: [{run: npm run build}]\n')}, sequence)).ruling('sequence')
    ).toMatchObject({state: 'not-applicable', reason: 'no workflow uploads anything'});
    expect((await judge({}, sequence)).ruling('sequence').state).toBe('not-applicable');
  });

  test('a workflow that uploads nothing hides none that does', async () => {
    const harmless = onTag('  build:\n    steps: [{run: npm run build}]\n');
    expect((await judge({'a.yml': harmless, 'r.yml': release(without(chain, 'ship', 'verify')), 'z.yml': harmless}, sequence)).ruling('sequence').state).toBe('broken');
  });

  test('each stage in a job of its own, one after the other', async () => {
    expect((await judge({'r.yml': release()}, sequence)).ruling('sequence')).toMatchObject({state: 'held', examined: 4});
  });

  const edges = Object.entries(chain).flatMap(([from, needs]) => needs.map(to => [from, to] as const));
  test.each(edges)('dropping the need of %s for %s is found', async (from, to) => {
    const {ruling} = await judge({'r.yml': release(without(chain, from, to))}, sequence);
    expect(ruling('sequence').state).toBe('broken');
    expect(ruling('sequence').broken[0]).toMatchObject({key: expect.stringMatching(/^[a-z]+ before .+/), at: {path: '.github/workflows/r.yml', line: expect.any(Number), column: 9}});
  });

  const dense: Needs = {build: [], sbom: ['build'], attest: ['build', 'sbom'], verify: ['build', 'sbom', 'attest'], ship: ['build', 'sbom', 'attest', 'verify']};
  const needed = [['sbom', 'build'], ['attest', 'sbom'], ['verify', 'attest'], ['ship', 'verify']];
  test.each(
    Object.entries(dense).flatMap(([from, needs]) => needs.map(to => [from, to] as const))
  )('of needs that are doubled only the last is found: %s for %s', async (from, to) => {
    const {ruling} = await judge({'r.yml': release(without(dense, from, to))}, sequence);
    expect(ruling('sequence').state).toBe(needed.some(([a, b]) => a === from && b === to) ? 'broken' : 'held');
  });

  test.each(Object.keys(stages))('without %s at all', async stage => {
    const left = Object.keys(chain).filter(id => id !== stage);
    const {said} = await judge({'r.yml': release(Object.fromEntries(left.map((id, i) => [id, i === 0 ? [] : [left[i - 1]!]])))}, sequence);
    expect(said('sequence')).toEqual([expect.stringContaining(`is reached without "${stage}": nothing in r.yml does that`)]);
  });

  test('hole of today: attesting after the upload is no attestation of what was uploaded', async () => {
    const {said} = await judge({'r.yml': release({build: [], sbom: ['build'], ship: ['sbom'], attest: ['ship'], verify: ['attest']})}, sequence);
    expect(said('sequence')).toEqual([expect.stringMatching(/does not wait for "attest"/), expect.stringMatching(/does not wait for "verify"/)]);
  });

  test('hole of today: the attestation is not verified before the upload', async () => {
    expect(
      (await judge({'r.yml': release({build: [], sbom: ['build'], attest: ['sbom'], ship: ['attest']})}, sequence)).said('sequence')
    ).toEqual([expect.stringContaining('is reached without "verify"')]);
  });

  test('the wrong order is told as that', async () => {
    const {said} = await judge({'r.yml': release({build: [], attest: ['build'], sbom: ['attest'], verify: ['sbom'], ship: ['verify']})}, sequence);
    expect(said('sequence')).toEqual([expect.stringContaining('"attest" (actions/attest-build-provenance@v2) does not come after "sbom"')]);
  });

  test.each([
    ['build', 'continue-on-error: true', 'build', 'failed'],
    ['verify', 'continue-on-error: true', 'verify', 'failed'],
    ['ship', 'if: always()', 'build', 'failed'],
    ['ship', "if: \"!cancelled()\"", 'verify', 'failed'],
    ['ship', "if: always() && needs.verify.result != 'failure'", 'verify', 'was cancelled'],
    ['verify', 'if: always()', 'attest', undefined],
  ])('%s with %s lets the upload run although %s did not succeed', async (job, line, stage, how) => {
    const said = (await judge({'r.yml': release(chain, {[job]: line})}, sequence)).said('sequence');
    if (how === undefined) expect(said).toEqual([]);
    else expect(said).toEqual(expect.arrayContaining([expect.stringMatching(new RegExp(`although "${stage}" did not succeed: .*${how}`))]));
  });

  test('a stage that is skipped where the upload runs, on one event of several', async () => {
    const steps = [
      'run: npm run build', 'uses: anchore/sbom-action@v0', 'uses: actions/attest-build-provenance@v2',
      'name: check it, if: "github.event_name == \'push\'", run: gh attestation verify a', 'run: gh release create v1 a',
    ];
    const source = oneJob(...steps).replace('on:\n', 'on:\n  workflow_dispatch:\n');
    expect((await judge({'r.yml': source}, sequence)).said('sequence')).toEqual([
      '12:9 "gh release create v1 a" can run although "verify" did not succeed: check it was skipped, for example where github.event_name is "workflow_dispatch"',
    ]);
    expect((await judge({'r.yml': source.replace('workflow_dispatch', 'push')}, sequence)).ruling('readable').state).toBe('undecided');
    expect((await judge({'r.yml': oneJob(...steps)}, sequence)).ruling('sequence').state).toBe('held');
  });

  test('two that share a stage between them cover it together', async () => {
    const verify = (condition: string): string => `if: "${condition}", run: gh attestation verify a`;
    const with2 = (one: string, two: string) => judge(
      {'r.yml': oneJob('run: npm run build', 'uses: anchore/sbom-action@v0', 'uses: actions/attest@v2', verify(one), verify(two), 'run: gh release create v1 a')}, sequence
    );
    expect((await with2("inputs.a == 'x'", "inputs.a != 'x'")).ruling('sequence').state).toBe('held');
    expect((await with2("inputs.a == 'x'", "inputs.a == 'y'")).ruling('sequence').state).toBe('broken');
  });

  test('the way out is the condition of what was skipped, or what passes a failure over', async () => {
    const fixes = async (more: Readonly<Record<string, string>>) => (await judge({'r.yml': release(chain, more)}, sequence)).ruling('sequence').broken.map(({fix}) => fix);
    expect(await fixes({ship: 'if: always()'})).toContain('Remove `continue-on-error`, and conditions such as always() that let it run after a failure.');
    const skipping = onTag("  verify:\n    if: inputs.full\n    steps: [{run: gh attestation verify a}]\n  ship:\n    needs: verify\n    if: \"!failure()\"\n    steps: [{run: npm publish}]\n");
    expect((await judge({'r.yml': skipping}, {'required-sequence': ['verify']})).ruling('sequence').broken).toMatchObject([{fix: expect.stringContaining('the same condition as "verify"')}]);
  });

  test('one step may belong to two stages, and be an upload; it does not come before itself', async () => {
    const own = {'required-sequence': ['pack', 'sign'], stages: {pack: {run: ['make all']}, sign: {run: ['make all']}}};
    expect((await judge({'r.yml': oneJob('run: make all', 'run: npm publish')}, own)).ruling('sequence').state).toBe('held');
    const both = onTag('  ship:\n    steps: [{uses: goreleaser/goreleaser-action@v6, with: {args: release}}]\n');
    expect((await judge({'r.yml': both}, {'required-sequence': ['build']})).said('sequence')).toEqual([expect.stringContaining('is reached without "build"')]);
  });

  test('the stage before it is named', async () => {
    const {said} = await judge({'r.yml': release({build: [], sbom: ['build'], attest: ['build'], verify: ['attest', 'sbom'], ship: ['verify']})}, sequence);
    expect(said('sequence')).toEqual([expect.stringContaining('"attest" (actions/attest-build-provenance@v2) does not come after "sbom" on the way to')]);
  });

  test('an upload under a condition of its own is looked for where that is true', async () => {
    const push = `push: "\${{ github.ref == 'refs/heads/main' }}", tags: o/a`;
    const source = `on: {push: {branches: [main]}}\njobs:\n  ship:\n    steps:\n      - {run: gh attestation verify a, if: inputs.full}\n      - {uses: docker/build-push-action@v6, with: {${push}}}\n`;
    expect((await judge({'r.yml': source}, {'required-sequence': ['verify']})).said('sequence')).toEqual([expect.stringContaining('although "verify" did not succeed')]);
    const called = source.replace('refs/heads/main', 'refs/tags/v1');
    expect((await judge({'r.yml': called}, {'required-sequence': ['verify']})).ruling('sequence').state).toBe('held');
  });

  test('a step in the background that nobody waits for is not before the upload', async () => {
    const steps = (wait: string): string => oneJob(
      'run: npm run build', 'uses: anchore/sbom-action@v0', 'uses: actions/attest@v2', 'id: v, background: true, run: gh attestation verify a', wait, 'run: gh release create v1 a'
    );
    expect((await judge({'r.yml': steps('wait: v')}, sequence)).ruling('sequence').state).toBe('held');
    expect((await judge({'r.yml': steps('run: npm test')}, sequence)).said('sequence')).toEqual([expect.stringContaining('does not wait for "verify"')]);
  });

  test('a failure that a script passes over guards nothing', async () => {
    const {said} = await judge(
      {'r.yml': oneJob('run: npm run build', 'uses: anchore/sbom-action@v0', 'uses: actions/attest@v2', 'run: "gh attestation verify a || true"', 'run: gh release create v1 a')},
      sequence
    );
    expect(said('sequence')).toEqual([expect.stringContaining('The failure of "verify" (gh attestation verify) is passed over')]);
  });

  test('stages and uploads in reusable workflows and composite actions are followed; one that is only called is judged where it is called', async () => {
    const tree = {
      'release.yml': onTag(
        '  build:\n    steps: [{run: npm run build}, {uses: ./.github/actions/papers}]\n  publish:\n    needs: build\n    uses: $/.github/workflows/publish.yml\n'
      ),
      'publish.yml': 'on: workflow_call\njobs:\n  verify:\n    steps: [{run: gh attestation verify a}]\n  ship:\n    needs: verify\n    steps: [{run: npm publish}]\n',
      '.github/actions/papers/action.yml': 'runs:\n  using: composite\n  steps:\n    - uses: anchore/sbom-action@v0\n    - uses: actions/attest@v2\n',
    };
    expect((await judge(tree, sequence)).ruling('sequence')).toMatchObject({state: 'held', examined: 4});
    expect((await judge({...tree, 'publish.yml': tree['publish.yml'].replace('needs: verify', 'needs: []')}, sequence)).ruling('sequence').broken).toEqual([
      expect.objectContaining({at: {path: '.github/workflows/publish.yml', line: 7, column: 13}, message: expect.stringContaining('does not wait for "verify"')}),
    ]);
    expect(
      (await judge({...tree, 'publish.yml': tree['publish.yml'].replace('on: workflow_call', 'on: [workflow_call, workflow_dispatch]')}, sequence)).ruling('sequence').state
    ).toBe('broken');
    expect((await judge({'publish.yml': tree['publish.yml']}, sequence)).ruling('sequence').state).toBe('broken');
  });

  test('a stage of one\'s own is told by policy; one that is not known is refused with the nearest', async () => {
    const own = {'required-sequence': ['sign'], stages: {sign: {run: ['make sign']}}};
    expect((await judge({'r.yml': oneJob('run: make sign', 'run: npm publish')}, own)).ruling('sequence').state).toBe('held');
    expect((await judge({'r.yml': oneJob('run: npm publish', 'run: make sign')}, own)).ruling('sequence').state).toBe('broken');
    expect(
      (await judge({'r.yml': oneJob('run: npm publish')}, {'required-sequence': ['attests']})).ruling('sequence').broken
    ).toMatchObject([{key: 'attests', fix: 'Did you mean "attest"?'}]);
    expect((await judge({'r.yml': oneJob('run: npm publish')}, {'required-sequence': ['notarisation']})).ruling('sequence').broken).toMatchObject([
      {key: 'notarisation', fix: 'Describe it under `stages.notarisation`.'},
    ]);
  });

  test('too many conditions to try, and a file that cannot be read, are undecided', async () => {
    const many = Array.from({length: 14}, (_, i) => `(a.b${i} || a.c${i})`).join(' && ');
    const source = (guard: string): string => oneJob(
      'run: npm run build', `if: "${guard}", run: gh attestation verify a`, `if: "a.z && ${many.replaceAll('&&', '||')}", run: npm publish`
    );
    expect((await judge({'r.yml': source(`a.z == 1 && ${many}`)}, {'required-sequence': ['build']})).ruling('sequence').state).toBe('held');
    const wide = onTag(
      `  build:\n    if: ${many}\n    steps: [{run: make}]\n  ship:\n    needs: build\n    if: always() && needs.build.result == 'x'\n    steps: [{run: npm publish}]\n`
    );
    expect((await judge({'r.yml': wide}, {'required-sequence': ['build']})).ruling('sequence').state).toBe('undecided');
    expect((await judge({'r.yml': release(), 'b.yml': 'jobs: ['}, sequence)).ruling('sequence').state).toBe('undecided');
  });
});

describe('workflows.must-run', () => {
  const must = (...names: readonly string[]) => ({'r.yml': {'must-run': names}});

  test('jobs by id or name, stages, in their order', async () => {
    const source = onTag('  pre:\n    name: Preflight of it\n    steps: [{run: x}]\n  build:\n    needs: pre\n    steps: [{run: make}]\n'
      + '  approve:\n    needs: build\n    steps: [{run: x}]\n  ship:\n    needs: approve\n    steps: [{run: npm publish}]\n');
    expect((await judge({'r.yml': source}, must('Preflight of it', 'build', 'approve', 'upload'))).ruling('must-run')).toMatchObject({state: 'held'});
    expect((await judge({'r.yml': source})).ruling('must-run')).toMatchObject({state: 'not-applicable', reason: 'no workflow has `must-run`'});
  });

  test.each([
    ['needs: approve', 'needs: []', '"npm publish" does not wait for "approve"'],
    ['needs: approve', 'needs: approve\n    if: always()', '"npm publish" can run although "approve" did not succeed: approve failed'],
    ['needs: approve', 'needs: approve\n    if: "!failure()"', '"npm publish" can run although "approve" did not succeed: approve was cancelled'],
  ])('%j as %j', async (from, to, message) => {
    const source = onTag('  approve:\n    steps: [{run: x}]\n  ship:\n    needs: approve\n    steps: [{run: npm publish}]\n').replace(from, to);
    expect((await judge({'r.yml': source}, must('approve', 'upload'))).said('must-run')).toEqual([expect.stringContaining(message)]);
  });

  test('a name that nothing is, and a file that is not there, with the nearest', async () => {
    const tree = {'r.yml': onTag('  approve:\n    steps: [{run: x}]\n')};
    expect((await judge(tree, must('aprove'))).ruling('must-run').broken).toMatchObject([{key: 'r.yml aprove', fix: 'Did you mean the job "approve"?'}]);
    expect((await judge(tree, {'s.yml': {'must-run': ['approve']}})).ruling('must-run').broken).toMatchObject([{key: 's.yml', fix: 'Did you mean "r.yml"?'}]);
    expect((await judge({}, must('x'))).ruling('must-run')).toMatchObject({state: 'broken', broken: [{fix: 'Add the workflow, or remove the setting.'}]});
    expect((await judge(tree, must('publishing'))).ruling('must-run').broken).toMatchObject([{fix: 'Add the job "publishing".'}]);
    // What is not there is told once, and not again by what comes after it.
    expect((await judge(tree, must('pack', 'approve'))).said('must-run')).toEqual([expect.stringContaining('r.yml must run "pack", and nothing in it is that')]);
  });

  test('a file that cannot be read is undecided beside what is broken', async () => {
    const {ruling} = await judge({'r.yml': 'jobs: ['}, must('x'));
    expect(ruling('must-run')).toMatchObject({state: 'broken', undecided: [{gap: 'unreadable', at: {path: '.github/workflows/r.yml', line: 1}}]});
  });
});
