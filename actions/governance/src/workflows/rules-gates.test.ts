import {describe, expect, test} from '@jest/globals';
import {judge, onTag} from './judge.fixture.ts';

/** A job `test` and one that publishes after it, with further lines of each. */
const pair = (test: string, ship: string, step = 'run: npm test'): string => onTag(
  `  test:\n    ${test || 'name: t'}\n    steps:\n      - {${step}}\n  ship:\n    needs: [test]\n    ${ship || 'name: s'}\n    steps:\n      - run: npm publish\n`
);

describe('workflows.ignored', () => {
  test.each([
    ['', 'run: npm test', []],
    ['continue-on-error: true', 'run: npm test', ['6:24 The failure of "test" is passed over, and an upload comes after it']],
    ['continue-on-error: ${{ true }}', 'run: npm test', [expect.stringContaining('"test"')]],
    ['', 'run: npm test, continue-on-error: true', ['8:44 The failure of "npm test" is passed over, and an upload comes after it']],
    ['', 'run: "npm test || true"', [expect.stringContaining('The failure of "npm test" is passed over in its script')]],
    ['', 'run: npm run report, continue-on-error: true', []],
    ['continue-on-error: false', 'run: npm test', []],
    ['continue-on-error: "x${{ false }}"', 'run: npm test', [expect.stringContaining('"test"')]],
  ])('%s, %s', async (job, step, expected) => expect((await judge({'r.yml': pair(job, '', step)})).said('ignored')).toEqual(expected));

  test('a build of its own job must not fail unseen; within a job that is the job\'s matter', async () => {
    const make = (job: string, step: string): string => onTag(`  make:\n    ${job}\n    steps:\n      - {${step}}\n  ship:\n    needs: make\n    steps: [{run: npm publish}]\n`);
    for (const step of ['run: npm run build', 'run: syft .', 'uses: actions/attest@v3']) {
      expect((await judge({'r.yml': make('continue-on-error: true', step)})).said('ignored')).toEqual(['6:24 The failure of "make" is passed over, and an upload comes after it']);
    }
    expect((await judge({'r.yml': make('name: m', 'run: npm run build, continue-on-error: true')})).said('ignored')).toEqual([]);
    expect((await judge({'r.yml': make('name: m', 'run: syft ., continue-on-error: true')})).said('ignored')).toHaveLength(1);
  });

  test('one upload after it is enough; the place of a script is the step', async () => {
    const two = `${pair('continue-on-error: true', '')}  other:\n    steps: [{run: cargo publish}]\n`;
    expect((await judge({'r.yml': two})).said('ignored')).toHaveLength(1);
    expect((await judge({'r.yml': pair('', '', 'run: "npm test || true"')})).said('ignored')).toEqual([expect.stringMatching(/^8:/)]);
  });

  test('what depends on the matrix is counted', async () => {
    expect(
      (await judge({'r.yml': pair('continue-on-error: ${{ matrix.experimental }}', '')})).ruling('ignored')
    ).toMatchObject({state: 'held', counts: {'depend on a condition': 1}});
    expect((await judge({'r.yml': pair('continue-on-error: false', '')})).ruling('ignored')).not.toHaveProperty('counts');
  });

  test('a check that no upload needs may fail; without an upload nothing is judged', async () => {
    expect((await judge({'r.yml': pair('continue-on-error: true', '').replace('needs: [test]', 'needs: []')})).said('ignored')).toEqual([]);
    expect(
      (await judge({'r.yml': pair('continue-on-error: true', '').replace('npm publish', 'npm pack')})).ruling('ignored')
    ).toMatchObject({state: 'not-applicable', reason: 'no workflow uploads anything'});
    expect((await judge({'b.yml': '{'})).ruling('ignored').state).toBe('undecided');
    expect((await judge({})).ruling('ignored')).toMatchObject({state: 'not-applicable', reason: 'there are no workflows'});
  });
});

describe('workflows.skipped', () => {
  test.each([
    ['', '', []],
    ['', 'if: always()', ['12:9 "npm publish" (npm publish) also runs when test failed']],
    ['', 'if: "!failure()"', ['12:9 "npm publish" (npm publish) also runs when test was cancelled']],
    [
      "if: github.ref == 'refs/tags/v1'", 'if: always()',
      ['6:9 "npm publish" (npm publish) also runs when test was skipped, for example where the kind of ref is "refs/tags/" and github.ref under refs/tags/ is something else'],
    ],
    ['', "if: always() && needs.test.result == 'success'", []],
  ])('%s | %s', async (check, ship, expected) => {
    const said = (await judge({'r.yml': pair(check, ship)})).said('skipped').map(line => line.replace(/github\.event_name is "push" and /, ''));
    expect(said).toHaveLength(expected.length);
    for (const [i, message] of expected.entries()) expect(said[i]).toContain(message.slice(message.indexOf(' ') + 1));
  });

  test('its place is the condition that is to blame', async () => {
    expect((await judge({'r.yml': pair('', 'if: always()')})).ruling('skipped').broken).toMatchObject([
      {at: {path: '.github/workflows/r.yml', line: 11, column: 9}, key: 'test before ship npm publish', fix: "Ask for the result: needs.test.result == 'success'."},
    ]);
    expect((await judge({'r.yml': pair('if: inputs.full', 'if: always()')})).ruling('skipped').broken).toMatchObject([
      {at: {line: 6, column: 9}, fix: "Ask for the result: needs.test.result == 'success'."},
    ]);
  });

  test('a verification under a condition that the upload has not', async () => {
    const steps = (verify: string, ship: string): string => onTag(
      `  ship:\n    steps:\n      - {run: gh attestation verify a, if: "${verify}"}\n      - {run: npm publish, if: "${ship}"}\n`
    ).replace('on:', 'on:\n  workflow_dispatch:');
    expect((await judge({'r.yml': steps("github.event_name == 'push'", 'true')})).said('skipped')).toEqual([
      expect.stringContaining('also runs when gh attestation verify a was skipped, for example where github.event_name is "workflow_dispatch"'),
    ]);
    expect((await judge({'r.yml': steps("github.event_name == 'push'", 'true')})).ruling('skipped').broken).toMatchObject([{fix: 'Give both the same condition.'}]);
    expect((await judge({'r.yml': steps("github.event_name == 'push'", "github.event_name == 'push'")})).ruling('skipped').state).toBe('held');
    expect((await judge({'r.yml': steps("matrix.os == 'linux'", 'true')})).said('skipped')).toEqual([]);
  });

  test('who asks for "skipped" by name means it; steps that share the work are not judged', async () => {
    expect(
      (await judge({'r.yml': pair('if: inputs.full', "if: always() && (needs.test.result == 'success' || needs.test.result == 'skipped')")})).ruling('skipped')
    ).toMatchObject({broken: [], counts: {'ask for "skipped" by name': 1}});
    const shared = onTag('  ship:\n    steps:\n      - {run: npm test, if: inputs.a}\n      - {run: pytest, if: inputs.b}\n      - run: npm publish\n');
    expect((await judge({'r.yml': shared})).ruling('skipped')).toMatchObject({broken: [], counts: {'share the work with others': 2}});
  });

  test('a build that failed is felt; one that is left out is for what is uploaded to say', async () => {
    const make = (job: string): string => onTag(`  make:\n    ${job}\n    steps: [{run: npm run build}]\n  ship:\n    needs: make\n    if: always()\n    steps: [{run: npm publish}]\n`);
    expect((await judge({'r.yml': make('name: m')})).said('skipped')).toEqual([expect.stringContaining('also runs when make failed')]);
    const careful = make('if: inputs.full').replace('if: always()', "if: always() && needs.make.result != 'failure' && needs.make.result != 'cancelled'");
    expect((await judge({'r.yml': careful})).ruling('skipped').state).toBe('held');
  });

  test('what is passed over on purpose is for another rule, in the job, the step, the script or the action around it', async () => {
    for (const tree of [
      pair('continue-on-error: true', 'if: always()'), pair('', 'if: always()', 'run: npm test, continue-on-error: true').replaceAll('test:', 'make:').replace('[test]', '[make]'),
      pair('', 'if: always()', 'run: "npm test || true"').replaceAll('test:', 'make:').replace('[test]', '[make]'),
    ]) expect((await judge({'r.yml': tree})).said('skipped')).toEqual([]);
    const outer = onTag('  ship:\n    steps:\n      - {uses: ./check, continue-on-error: true}\n      - {run: npm publish, if: always()}\n');
    expect((await judge({'r.yml': outer, 'check/action.yml': 'runs:\n  using: composite\n  steps: [{run: npm test, shell: bash}]\n'})).said('skipped')).toEqual([]);
  });

  test('a check beside the upload, or after it, is none of its', async () => {
    expect((await judge({'r.yml': pair('', 'if: always()').replace('needs: [test]', 'needs: []')})).said('skipped')).toEqual([]);
    const after = onTag('  ship:\n    steps:\n      - {run: npm publish, if: always()}\n      - run: npm test\n');
    expect((await judge({'r.yml': after})).said('skipped')).toEqual([]);
  });

  test('steps before an upload in one job: each must have succeeded, and the way out is the condition', async () => {
    const job = onTag('  ship:\n    steps:\n      - run: npm test\n      - run: pytest\n      - {run: npm publish, if: always()}\n');
    const found = (await judge({'r.yml': job})).ruling('skipped').broken;
    expect(found.map(({message}) => message)).toEqual(['npm test', 'pytest'].map(name => expect.stringContaining(`also runs when ${name} failed`)));
    expect(found[0]).toMatchObject({fix: expect.stringContaining('`success() &&`'), at: {line: 9, column: expect.any(Number)}});
  });

  test('a step with a condition in a job that is called after its checks', async () => {
    const tree = pair('', '', 'run: npm test, if: inputs.full');
    expect((await judge({'r.yml': tree})).said('skipped')).toEqual([expect.stringContaining('also runs when npm test was skipped')]);
    expect((await judge({'r.yml': pair('', '', "run: npm test, if: runner.os == 'Linux'")})).said('skipped')).toEqual([]);
  });

  test('a check that is skipped with what it needs is told where it stands', async () => {
    const tree = onTag('  pre:\n    if: inputs.full\n    steps: [{run: echo}]\n  test:\n    needs: pre\n    steps: [{run: npm test}]\n  ship:\n    needs: test\n    if: always()\n    steps: [{run: npm publish}]\n');
    expect((await judge({'r.yml': tree})).said('skipped')).toEqual([expect.stringMatching(/^8:3 .*also runs when test was skipped/)]);
  });

  test('only "skipped" by name means it, on either side; another result and another value do not', async () => {
    const means = async (condition: string) => (await judge({'r.yml': pair('if: inputs.full', `if: always() && (${condition})`)})).ruling('skipped');
    expect(await means("'skipped' == needs.test.result || 'success' == needs.test.result")).toMatchObject({broken: [], counts: {'ask for "skipped" by name': 1}});
    for (const condition of ["needs.test.result != 'failure'", "needs.test.outputs.x != 'skipped'", "github.head_ref != 'skipped'"]) expect((await means(condition)).state).toBe('broken');
  });

  test('more conditions than can be tried are counted', async () => {
    const wide = Array.from({length: 14}, (_, i) => `(a.b${i} || a.c${i})`).join(' && ');
    expect((await judge({'r.yml': pair(`if: ${wide}`, "if: always() && needs.test.result == 'x'")})).ruling('skipped')).toMatchObject({
      broken: [], counts: {'too many conditions to try': 1},
    });
  });

  test('without an upload nothing is judged; a file that cannot be read is undecided', async () => {
    expect((await judge({'r.yml': pair('', 'if: always()').replace('npm publish', 'npm pack')})).ruling('skipped')).toMatchObject({
      state: 'not-applicable', reason: 'no workflow uploads anything',
    });
    expect((await judge({})).ruling('skipped').reason).toBe('there are no workflows');
    expect((await judge({'r.yml': pair('', ''), 'b.yml': '{'})).ruling('skipped').state).toBe('undecided');
  });
});
