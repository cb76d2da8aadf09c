import {describe, expect, test} from '@jest/globals';
import {judge, onTag} from './judge.fixture.ts';

const sha = '0'.repeat(40);
const strict = {level: 'strict'};
const using = (...uses: readonly string[]): string => uses.map(use => `      - uses: ${use}\n`).join('');
const plain = (uses: string, more = ''): string => onTag(`  a:\n    steps:\n${uses}${more}`);
const publish = '      - run: npm publish\n';

describe('workflows.pin', () => {
  test('what follows the newest is told everywhere, under either level', async () => {
    const tree = {'ci.yml': plain(using('a/b@main', 'c/d@v1', `e/f@${sha}`, './x', '$/y', 'harbour/own@main'))};
    expect((await judge(tree)).said('pin')).toEqual(['7:15 a/b@main follows what is newest: what runs can change at any time']);
    expect((await judge(tree, strict)).said('pin').map(line => line.split(' ')[1])).toEqual(['a/b@main', 'c/d@v1', 'harbour/own@main']);
  });

  test('hole of today: tags can be moved; told once for a workflow that uploads', async () => {
    expect(
      (await judge({'r.yml': plain(using('actions/checkout@v7', 'c/d@v1'), publish)})).said('pin')
    ).toEqual(['7:15 r.yml uploads a release with 2 uses of actions by tag, and a tag can be moved']);
    expect(
      (await judge({'r.yml': plain(using(`actions/checkout@${sha}`, 'c/d@v1'), publish)})).said('pin')
    ).toEqual(['8:15 r.yml uploads a release with c/d@v1 by tag, and a tag can be moved']);
    expect((await judge({'r.yml': plain(using(`actions/checkout@${sha}`), publish)})).ruling('pin').state).toBe('held');
  });

  test.each([
    ['a/b@MASTER', true], ['a/b@main-2', false], ['a/b@not-main', false], ['a/b@latest', true], ['a/b/c/d@trunk', true], ['a/b', false], [`a/b@x${sha}`, false], [`a/b@${sha}0`, false],
    ['x./y@main', true],
  ])('%s follows what is newest: %p', async (use, newest) => {
    expect((await judge({'ci.yml': plain(using(use))})).said('pin').map(line => line.includes('follows what is newest'))).toEqual(newest ? [true] : []);
  });

  test.each([
    [`a/b@x${sha}`, 'commit SHA'], [`a/b@${sha}0`, 'commit SHA'], ['a/b', 'commit SHA'], ['docker://alpine:3', 'digest'], [`docker://alpine@sha256:${'0'.repeat(64)}0`, 'digest'],
  ])('%s is not pinned to a full %s', async (use, what) => {
    expect((await judge({'ci.yml': plain(using(use))}, strict)).said('pin')).toEqual([`7:15 ${use} is not pinned to a full ${what}`]);
    expect((await judge({'ci.yml': plain(using(`a/b@${sha}`, `a/b@${sha}${'1'.repeat(24)}`))}, strict)).ruling('pin').state).toBe('held');
  });

  test('each workflow that uploads is told of its own tags', async () => {
    const tree = {'a.yml': plain(using('a/b@v1')), 'r.yml': plain(using('c/d@v1'), publish), 's.yml': plain(using('e/f@v1', 'g/h@v2'), publish)};
    const {ruling} = await judge(tree);
    expect(ruling('pin').broken.map(({key, message}) => [key, message.slice(0, message.indexOf(' by tag'))])).toEqual([
      ['tags', 'r.yml uploads a release with c/d@v1'], ['tags', 's.yml uploads a release with 2 uses of actions'],
    ]);
  });

  test('containers, reusable workflows and composite actions count too', async () => {
    const digest = `docker://alpine@sha256:${'0'.repeat(64)}`;
    expect(
      (await judge({'r.yml': `${plain(using('docker://alpine:3', digest))}  b: {uses: o/r/.github/workflows/x.yml@v1}\n`}, strict)).said('pin').map(line => line.split(' ')[1])
    ).toEqual(['o/r/.github/workflows/x.yml@v1', 'docker://alpine:3']);
    const tree = {'r.yml': plain(using('./papers')), 's.yml': plain(using('./papers')), 'papers/action.yml': 'runs:\n  using: composite\n  steps:\n    - uses: a/b@main\n'};
    expect((await judge(tree)).ruling('pin').broken).toMatchObject([{at: {path: 'papers/action.yml', line: 4, column: 13}}]);
  });

  test('nothing used is right; no workflow is nothing to judge; unreadable is undecided', async () => {
    expect((await judge({'r.yml': plain('', publish)}, strict)).ruling('pin').state).toBe('held');
    expect((await judge({})).ruling('pin').state).toBe('not-applicable');
    expect((await judge({'r.yml': plain('', publish), 'b.yml': '{'})).ruling('pin').state).toBe('undecided');
  });
});

describe('workflows.permissions', () => {
  const jobs = (first: string, second: string): string => `  a:\n    ${first || 'name: a'}\n    steps: [{run: npm publish}]\n  b:\n    ${second || 'name: b'}\n    steps: []\n`;
  test.each([
    ['permissions: {}\n', '', '', []],
    ['', 'permissions: {contents: read}', 'permissions: {}', []],
    ['', '', '', ['1:1 r.yml does not say what its token may do']],
    ['', 'permissions: {}', '', ['8:3 r.yml does not say what its token may do (b)']],
    ['permissions: write-all\n', '', '', ['1:1 r.yml gives its token everything']],
    ['permissions: {}\n', '', 'permissions: write-all', ['9:3 r.yml gives its token everything']],
    ['permissions: read-all\n', '', '', []],
    ['', 'permissions: write-all', '', ['1:1 r.yml gives its token everything']],
  ])(
    'hole of today: %j, %s, %s',
    async (top, first, second, expected) => expect((await judge({'r.yml': `${top}${onTag(jobs(first, second))}`})).said('permissions')).toEqual(expected)
  );

  test('workflows that upload nothing are judged under strict alone', async () => {
    const tree = {'ci.yml': onTag('  a: {steps: [{run: npm test}]}\n')};
    expect((await judge(tree)).ruling('permissions')).toMatchObject({state: 'not-applicable', reason: 'no workflow uploads anything'});
    expect((await judge(tree)).ruling('concurrency')).toMatchObject({state: 'not-applicable', reason: 'no workflow uploads anything'});
    for (const id of ['permissions', 'injection', 'secrets-inherit', 'concurrency']) expect((await judge({})).ruling(id)).toMatchObject({state: 'not-applicable', reason: 'there are no workflows'});
    const many = onTag(`${['a', 'b', 'c', 'd', 'e', 'f'].map(id => `  ${id}: {steps: []}\n`).join('')}  g: {permissions: {}, steps: [{run: npm publish}]}\n`);
    expect((await judge({'r.yml': many})).said('permissions')).toEqual([expect.stringContaining('(a, b, c, d, e)')]);
    expect((await judge({'r.yml': many})).ruling('permissions').broken).toMatchObject([{key: 'permissions'}]);
    expect((await judge(tree, strict)).ruling('permissions').state).toBe('broken');
    expect((await judge({'b.yml': '{'})).ruling('permissions').state).toBe('undecided');
  });
});

describe('workflows.injection', () => {
  const script = (text: string): string => onTag(`  a:\n    steps:\n      - run: |\n          echo hello\n          echo ${text}\n`);
  test.each([
    'github.event.pull_request.title', 'github.event.issue.body', 'github.head_ref', 'github.event.comment.body', 'github.event.pull_request.head.ref',
    'github.event.head_commit.message', 'github.event.commits[0].message', 'github.event.commits.*.author.name',
    "github.event.inputs.x || github.event.issue.title", "format('{0}', github.event.review.body)", 'toJSON(github.event.comment.body)', "github.event['pull_request'].title",
    'GitHub.Event.Issue.Title', 'github.event.workflow_run.head_branch', 'github.event.workflow_run.display_title', 'github.event.workflow_run.head_commit.message',
    'github.event.workflow_run.head_commit.author.email', 'github.event.workflow_run.head_repository.description', 'github.event.workflow_run.pull_requests[0].head.ref',
    'github.event.pages[0].page_name', 'github.event.pages.*.page_name', 'github.event.changes.title.from', 'github.event.pull_request.head.repo.default_branch',
    'github.event.pull_request.head.repo.homepage', 'github.event.pull_request.head.label', 'github.event.head_commit.author.name', 'github.event.head_commit.committer.email',
    'github.event.commits[0].committer.email', 'github.event.discussion.title', 'github.event.review_comment.body', 'a && github.event.issue.title',
  ])(
    'strangers write ${{ %s }}',
    async source => expect((await judge({'r.yml': script(`"\${{ ${source} }}"`)})).said('injection')).toEqual([`9:17 \${{ ${source} }} becomes part of a script`])
  );

  test.each(
    [
      'github.sha', 'github.event.number', 'inputs.version', 'secrets.TOKEN', "contains(github.event.issue.title, 'x')", "github.event.issue.title == 'x'", "!github.head_ref",
      "github.event.issue.title && 'yes'", 'hashFiles(github.head_ref)', "startsWith(github.head_ref, 'x')", "endsWith(github.head_ref, 'x')",
    ]
  )('${{ %s }} is told under strict alone', async source => {
    const tree = {'r.yml': script(`"\${{ ${source} }}"`)};
    expect((await judge(tree)).ruling('injection').state).toBe('held');
    expect((await judge(tree, strict)).said('injection')).toHaveLength(1);
  });

  test('the script of actions/github-script and of a composite action; not what stands in env or with', async () => {
    const tree = {
      'r.yml': onTag('  a:\n    steps:\n      - uses: actions/github-script@v7\n        with:\n          script: x(`${{ github.event.issue.title }}`)\n'
        + '      - {run: x, env: {A: "${{ github.head_ref }}"}}\n      - {uses: ./b, with: {a: "${{ github.head_ref }}"}}\n'),
      'b/action.yml': 'runs:\n  using: composite\n  steps:\n    - run: echo ${{ github.head_ref }}\n',
    };
    expect((await judge(tree)).ruling('injection').broken).toMatchObject([
      {at: {path: '.github/workflows/r.yml', line: 9, column: 22}}, {at: {path: 'b/action.yml', line: 4, column: 17}},
    ]);
  });

  test('no script is right; unreadable is undecided', async () => {
    expect((await judge({'r.yml': plain(using('a/b@v1'))})).ruling('injection').state).toBe('held');
    expect((await judge({'r.yml': script('x'), 'b.yml': '{'})).ruling('injection').state).toBe('undecided');
  });
});

describe('workflows.secrets-inherit', () => {
  const call = (uses: string, secrets: string): string => onTag(`  a:\n    uses: ${uses}\n    secrets: ${secrets}\n`);
  test('every secret for the workflow of another', async () => {
    expect(
      (await judge({'r.yml': call('o/r/.github/workflows/x.yml@v1', 'inherit')})).said('secrets-inherit')
    ).toEqual(['7:14 The job a hands every secret to o/r/.github/workflows/x.yml@v1']);
    expect((await judge({'r.yml': call('o/r/.github/workflows/x.yml@v1', '{a: b}')})).ruling('secrets-inherit').state).toBe('held');
  });

  test('own workflows are counted, and judged under strict', async () => {
    const tree = {
      'r.yml': `${call('./.github/workflows/x.yml', 'inherit')}  b:\n    uses: Harbour/.github/.github/workflows/x.yml@v1\n    secrets: inherit\n`,
      'x.yml': 'on: workflow_call\njobs:\n  z: {steps: []}\n',
    };
    expect((await judge(tree)).ruling('secrets-inherit')).toMatchObject({broken: [], counts: {'inherited by own workflows': 2}});
    expect((await judge(tree, strict)).said('secrets-inherit')).toHaveLength(2);
    expect((await judge({'b.yml': '{'})).ruling('secrets-inherit').state).toBe('undecided');
  });
});

describe('workflows.concurrency', () => {
  const ship = (top: string, job: string, on = 'workflow_dispatch'): string => `on: ${on}\n${top}jobs:\n  ship:\n    ${job || 'name: s'}\n    steps: [{run: npm publish}]\n`;
  test.each([
    ['', '', ['3:3 Two runs of r.yml can upload at the same time, in "ship"']],
    ['concurrency: release\n', '', []],
    ['', 'concurrency: {group: release, cancel-in-progress: false}', []],
    ['concurrency: {group: x, cancel-in-progress: true}\n', '', ['2:1 The upload of "ship" is cut off when another run of r.yml begins']],
    ["concurrency: {group: x, cancel-in-progress: \"${{ github.event_name == 'pull_request' }}\"}\n", '', []],
    ["concurrency: {group: x, cancel-in-progress: \"${{ github.ref != 'refs/heads/main' }}\"}\n", '', [expect.stringContaining('is cut off')]],
    ["concurrency: {group: x, cancel-in-progress: \"${{ github.ref != 'refs/heads/main' }}\"}\n", "if: github.ref == 'refs/heads/main'", []],
    ['concurrency: {group: "${{ github.run_id }}", cancel-in-progress: true}\n', '', ['4:3 Two runs of r.yml can upload at the same time, in "ship"']],
    ['concurrency: "${{ github.workflow }}-${{ github.run_number }}"\n', '', ['4:3 Two runs of r.yml can upload at the same time, in "ship"']],
    [
      'concurrency: {group: "x-${{ github.head_ref || github.run_id }}", cancel-in-progress: true}\n', '', ['4:3 Two runs of r.yml can upload at the same time, in "ship"'],
    ],
    [
      'concurrency: {group: "${{ github.event.pull_request.number || github.run_id }}", cancel-in-progress: true}\n', '',
      ['4:3 Two runs of r.yml can upload at the same time, in "ship"'],
    ],
    ['concurrency: {group: "${{ github.ref || github.run_id }}", cancel-in-progress: true}\n', '', ['2:1 The upload of "ship" is cut off when another run of r.yml begins']],
    ['concurrency: {group: "${{ github.run_id }}"}\n', 'concurrency: ship', []],
    ['concurrency: {group: "run_id"}\n', '', []],
  ])('hole of today: %j, %s', async (top, job, expected) => expect((await judge({'r.yml': ship(top, job)})).said('concurrency')).toEqual(expected));

  test('a group for each pull request keeps runs for one apart, and cuts them off', async () => {
    const group = (cancels: boolean): string => `concurrency: {group: "\${{ github.head_ref || github.run_id }}", cancel-in-progress: ${cancels}}\n`;
    expect((await judge({'r.yml': ship(group(false), '', 'pull_request')})).ruling('concurrency').state).toBe('held');
    expect((await judge({'r.yml': ship(group(true), '', 'pull_request')})).said('concurrency')).toEqual([expect.stringContaining('is cut off')]);
    expect((await judge({'r.yml': ship(group(false), '', '[pull_request, workflow_dispatch]')})).said('concurrency')).toEqual([expect.stringContaining('at the same time')]);
  });

  test('uploads for a tag alone have a version of their own each: judged under strict', async () => {
    for (const tree of [{'r.yml': ship('', '', 'release')}, {'r.yml': ship('', "if: startsWith(github.ref, 'refs/tags/')", 'push')}]) {
      expect((await judge(tree)).ruling('concurrency')).toMatchObject({broken: [], counts: {'upload for a tag alone': 1}});
      expect((await judge(tree, strict)).said('concurrency')).toHaveLength(1);
    }
  });

  test('one of several uploads is enough, each under its own group', async () => {
    const two = `on: workflow_dispatch\njobs:\n  one:\n    concurrency: x\n    steps: [{run: npm publish}]\n  two:\n    steps: [{run: cargo publish}, {run: gem push a}]\n`;
    expect((await judge({'r.yml': two})).said('concurrency')).toEqual(['6:3 Two runs of r.yml can upload at the same time, in "two"']);
    expect((await judge({'r.yml': two})).ruling('concurrency').broken).toMatchObject([{key: 'concurrency', fix: 'Add `concurrency` to the workflow, or to two.'}]);
    const tags = two.replace('two:\n', "two:\n    if: startsWith(github.ref, 'refs/tags/')\n").replace('concurrency: x\n', 'concurrency: {group: x, cancel-in-progress: "${{ github.ref_type == \'tag\' }}"}\n');
    expect((await judge({'r.yml': tags})).said('concurrency')).toEqual([]);
    expect((await judge({'r.yml': tags.replaceAll("'tag'", "'branch'")})).ruling('concurrency').broken).toMatchObject([{key: 'cancel-in-progress', message: expect.stringContaining('"one"')}]);
  });

  test('a called workflow runs under the concurrency of its caller', async () => {
    const tree = (top: string) => ({
      'r.yml': `on: workflow_dispatch\n${top}jobs:\n  call: {uses: ./.github/workflows/x.yml}\n`, 'x.yml': 'on: workflow_call\njobs:\n  ship: {steps: [{run: npm publish}]}\n',
    });
    expect((await judge(tree('concurrency: x\n'))).ruling('concurrency').state).toBe('held');
    expect((await judge(tree(''))).said('concurrency')).toEqual(['3:3 Two runs of r.yml can upload at the same time, in "call / ship"']);
    const onCaller = tree('');
    expect((await judge({...onCaller, 'r.yml': onCaller['r.yml'].replace('{uses', '{concurrency: x, uses')})).ruling('concurrency').state).toBe('held');
    const both = {...onCaller, 'x.yml': onCaller['x.yml'].replace('on: workflow_call', 'on: [workflow_call, workflow_dispatch]')};
    expect((await judge(both)).said('concurrency')).toHaveLength(2);
    expect((await judge({'x.yml': onCaller['x.yml']})).ruling('concurrency').state).not.toBe('broken');
    expect((await judge({'b.yml': '{'})).ruling('concurrency').state).toBe('undecided');
  });
});

describe('what zizmor judges as well', () => {
  const lint = (step: string, more = ''): string => `on: [pull_request, merge_group]\njobs:\n  lint:\n    ${more || 'name: Lint'}\n    steps:\n      - ${step}\n`;
  const bad = {'r.yml': `on: workflow_dispatch\njobs:\n  a:\n    uses: o/r/.github/workflows/x.yml@main\n    secrets: inherit\n`
    + `  b:\n    steps: [{run: "echo \${{ github.head_ref }}"}, {run: npm publish}]\n`};
  const required = {'required-checks': ['Lint']};
  const left = async (tree: Readonly<Record<string, string>>, policy: unknown): Promise<readonly string[]> => {
    const {ruling} = await judge(tree, policy);
    return ['pin', 'permissions', 'injection', 'secrets-inherit', 'concurrency'].filter(id => ruling(id).reason?.startsWith('left to zizmor'));
  };

  test.each([
    'uses: zizmorcore/zizmor-action@v0', 'run: zizmor .', 'run: uvx zizmor --offline .', 'run: pipx run zizmor==1.30.1 .',
  ])('is left to it in a required job: %s', async step => {
    expect(await left({...bad, 'lint.yml': lint(step)}, required)).toEqual(['pin', 'permissions', 'injection', 'secrets-inherit']);
    expect((await judge({...bad, 'lint.yml': lint(step)}, required)).ruling('pin').reason).toBe('left to zizmor, the required check "lint" of .github/workflows/lint.yml');
  });

  test('not where its job is not required, may fail, or does not run on pull requests', async () => {
    expect(await left({...bad, 'lint.yml': lint('run: zizmor .')}, {})).toEqual([]);
    expect(await left({...bad, 'lint.yml': lint('run: zizmor .', 'continue-on-error: true')}, required)).toEqual([]);
    expect(await left({...bad, 'lint.yml': lint('{run: zizmor ., continue-on-error: true}')}, required)).toEqual([]);
    expect(await left({...bad, 'lint.yml': lint('run: zizmor .').replace('[pull_request, merge_group]', 'push')}, required)).toEqual([]);
    expect(await left({...bad, 'lint.yml': lint('run: echo zizmor')}, required)).toEqual([]);
  });
});
