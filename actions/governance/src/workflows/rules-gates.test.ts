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
  ])('%s, %s', async (job, step, expected) => expect((await judge({'r.yml': pair(job, '', step)})).said('ignored')).toEqual(expected));

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

  test('without an upload nothing is judged; a file that cannot be read is undecided', async () => {
    expect((await judge({'r.yml': pair('', 'if: always()').replace('npm publish', 'npm pack')})).ruling('skipped').state).toBe('not-applicable');
    expect((await judge({'r.yml': pair('', ''), 'b.yml': '{'})).ruling('skipped').state).toBe('undecided');
  });
});
