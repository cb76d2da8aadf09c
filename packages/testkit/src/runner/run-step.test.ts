import {existsSync, readFileSync, realpathSync} from 'node:fs';
import {mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, jest, test} from '@jest/globals';
import {forkPullRequest, pushOfTag} from '../events.ts';
import {runnerGrace} from './child.ts';
import {runStep, type StepOptions, type StepResult} from './run-step.ts';

let root: string;
let workspace: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'run-step-'));
  workspace = join(root, 'work', 'app');
  await mkdir(workspace, {recursive: true});
});
afterEach(() => rm(root, {recursive: true}));

const prelude = `
import {appendFileSync, writeFileSync, readFileSync, unlinkSync} from 'node:fs';
import {spawn} from 'node:child_process';
const {env} = process;
const put = (name, text) => appendFileSync(env['GITHUB_' + name], text);
`;

async function run(source: string, options: Partial<StepOptions> = {}, manifest = ''): Promise<StepResult> {
  const action = join(root, 'action');
  await mkdir(join(action, 'dist'), {recursive: true});
  await writeFile(join(action, 'action.yml'), `name: Try\n${manifest}\nruns: {using: node24, main: dist/index.mjs, post: dist/index.mjs}\n`);
  await writeFile(join(action, 'dist', 'index.mjs'), prelude + source);
  return runStep({action, workspace, ...options});
}

/** A zombie is not alive: in a container without an init process nobody collects it. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Killing is not instant: a killed process is gone a moment later. */
async function gone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 3000 && alive(pid); tries++) await new Promise(resolve => setTimeout(resolve, 10));
  return !alive(pid);
}

describe('what the action gets', () => {
  test('an environment made from nothing', async () => {
    process.env['RUN_STEP_LEAK'] = 'x';
    const {log, outputs} = await run('console.log(Object.keys(env).sort().join("\\n")); put("OUTPUT", `home=${env.HOME}\\ncwd=${process.cwd()}\\nci=${env.CI}\\n`);');
    delete process.env['RUN_STEP_LEAK'];
    expect(log.split('\n').filter(name => !/^(?:GITHUB|RUNNER)_/.test(name))).toEqual(['CI', 'HOME', 'PATH']);
    expect(log).not.toContain('GITHUB_TOKEN');
    expect(outputs).toEqual({home: expect.stringMatching(/\/runner-[^/]+\/home$/), cwd: realpathSync(workspace), ci: 'true'});
  });

  test('what GitHub says of a tag', async () => {
    const {outputs} = await run(`
      const names = ['REF', 'REF_NAME', 'REF_TYPE', 'SHA', 'EVENT_NAME', 'WORKFLOW_REF', 'RUN_ATTEMPT', 'API_URL', 'GRAPHQL_URL'];
      const {repository} = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'));
      put('OUTPUT', names.map(name => name + '=' + env['GITHUB_' + name] + '\\n').join('') + 'PAYLOAD=' + repository.full_name + '\\n');
    `, {event: pushOfTag({tag: 'v1.2.0', repository: 'a/b'}), github: {sha: 'f'.repeat(40), run_attempt: '2', api_url: 'http://127.0.0.1:1/api/v3'}});
    expect(outputs).toEqual({
      REF: 'refs/tags/v1.2.0', REF_NAME: 'v1.2.0', REF_TYPE: 'tag', SHA: 'f'.repeat(40), EVENT_NAME: 'push', WORKFLOW_REF: 'a/b/.github/workflows/release.yml@refs/tags/v1.2.0',
      RUN_ATTEMPT: '2', API_URL: 'http://127.0.0.1:1/api/v3', GRAPHQL_URL: 'http://127.0.0.1:1/api/graphql', PAYLOAD: 'a/b',
    });
  });

  test('what GitHub says of a pull request from a fork', async () => {
    const source = 'put("OUTPUT", `refs=${env.GITHUB_REF} ${env.GITHUB_REF_NAME} ${env.GITHUB_BASE_REF} ${env.GITHUB_HEAD_REF} ${env.GITHUB_ACTOR}\\n`);';
    const {outputs} = await run(source, {event: forkPullRequest({number: 9})});
    expect(outputs['refs']).toBe('refs/pull/9/merge 9/merge main patch-1 stranger');
  });

  test('inputs and their defaults, the token only where a default asks for it', async () => {
    const source = 'console.log("token " + env.INPUT_TOKEN); put("OUTPUT", `fail=${env["INPUT_FAIL-ON"]}\\nboth=${env.INPUT_A_B}\\nstray=${env.INPUT_STRAY}\\n`);';
    const {log, outputs, annotations} = await run(source,
      {token: 'ghs_secret', inputs: {'a b': ' x ', 'stray': 's'}}, 'inputs: {token: {default: "${{ github.token }}"}, fail-on: {default: high}, a b: {required: true}}');
    expect(outputs).toEqual({fail: 'high', both: ' x ', stray: 's'});
    expect(log.split('\n')).toEqual(['##[warning]Unexpected input(s) \'stray\', valid inputs are [\'token\', \'fail-on\', \'a b\']', 'token ***']);
    expect(annotations).toHaveLength(1);
  });

  test('env, path, state and services from outside; what the runner sets wins over env', async () => {
    const {outputs} = await run(`
      const {A: a, GITHUB_SHA: sha, STATE_begun: state, ACTIONS_RESULTS_URL: url, NODE_ICU_DATA: icu, PATH: path} = env;
      for (const [name, value] of Object.entries({a, sha: sha.length, state, url, icu, path: path.split(':')[0]})) put('OUTPUT', name + '=' + value + '\\n');
    `, {stage: 'post', env: {A: '1', GITHUB_SHA: 'mine', NODE_ICU_DATA: '/x'}, state: {begun: 'yes'}, path: ['/first'], services: {resultsUrl: 'http://127.0.0.1:1/'}});
    expect(outputs).toEqual({a: '1', sha: '40', state: 'yes', path: '/first', url: 'http://127.0.0.1:1/', icu: 'undefined'});
  });

  test('an empty standard input', async () => {
    expect((await run('process.stdin.on("data", () => {}).on("end", () => console.log("end"));')).log).toBe('end');
  });
});

describe('what the action leaves', () => {
  test('outputs, state, environment, path and summary', async () => {
    const result = await run(`
      put('OUTPUT', 'verdict<<ghadelimiter_1\\npass\\nreally\\nghadelimiter_1\\n');
      put('STATE', 'begun=yes\\n');
      put('ENV', 'A=1\\nGITHUB_SHA=forged\\nRUNNER_OS=forged\\nGITHUB_TOKEN=t\\n');
      put('PATH', '/tools\\n');
      put('STEP_SUMMARY', '# Done');
    `);
    expect(result).toMatchObject({
      conclusion: 'success', exitCode: 0, outputs: {verdict: 'pass\nreally'}, state: {begun: 'yes'}, path: ['/tools'], summary: '# Done\n',
      annotations: [], errors: [], orphans: [],
    });
    expect(result.env).toEqual({A: '1', GITHUB_TOKEN: 't'});
    expect(result.shadowedEnv).toEqual(['GITHUB_SHA', 'RUNNER_OS']);
  });

  test('a log of both streams, carried out and masked', async () => {
    const {log, rawLog, masks, groups} = await run(`
      console.log('::add-mask::s3cret');
      console.log('::group::G\\nmy s3cret\\n::endgroup::');
      setTimeout(() => process.stderr.write('no end s3cret'), 50);
    `);
    expect(log).toBe('##[group]G\nmy ***\n##[endgroup]\nno end ***');
    expect(rawLog).toBe('::add-mask::s3cret\n::group::G\nmy s3cret\n::endgroup::\nno end s3cret');
    expect([masks, groups]).toEqual([['s3cret'], [{title: 'G', lines: ['my ***']}]]);
  });

  test('exit code 0 and a malformed file fail', async () => {
    expect(await run('put("OUTPUT", "a=1\\nx<<EOF\\nnever\\n");')).toMatchObject({
      conclusion: 'failure', exitCode: 0, outputs: {a: '1'},
      errors: ['Unable to process file command \'output\' successfully.', 'Invalid value. Matching delimiter not found \'EOF\''],
    });
  });

  test('a failing exit code keeps what was written', async () => {
    expect(await run('put("OUTPUT", "verdict=fail\\n"); put("STEP_SUMMARY", "# No"); console.log("::error::no"); process.exit(3);')).toMatchObject({
      conclusion: 'failure', exitCode: 3, outputs: {verdict: 'fail'}, summary: '# No\n', errors: [], annotations: [{level: 'error', message: 'no'}],
    });
  });

  test('a signal counts as 128 and its number', async () => {
    expect(await run('process.kill(process.pid, "SIGKILL");')).toMatchObject({conclusion: 'failure', exitCode: 137});
  });

  test('a refused stop token ends the step at once', async () => {
    const {conclusion, exitCode, errors, log} = await run('console.log("::stop-commands::error"); setInterval(() => console.log("on and on"), 20);');
    expect({conclusion, exitCode, errors}).toEqual({conclusion: 'failure', exitCode: -1, errors: [expect.stringContaining('You cannot use a endToken')]});
    expect(log).toMatch(/^##\[error\]You cannot/);
  });

  test('annotations without a message are not shown', async () => {
    expect((await run('console.log("::error file=a::  ");')).annotations).toEqual([]);
  });
});

describe('time and cancellation', () => {
  const everythingButTimeouts = ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval'] as const;

  /** Lets time pass when the action has come to a point, whatever the machine takes to get there. */
  async function withOwnTime(work: () => Promise<StepResult>): Promise<StepResult> {
    jest.useFakeTimers({doNotFake: [...everythingButTimeouts]});
    try {
      return await work();
    } finally {
      jest.useRealTimers();
    }
  }

  test('a step that takes too long fails, and may still say something', async () => {
    const source = 'process.on("SIGINT", () => { put("OUTPUT", "verdict=inconclusive\\n"); process.exit(0); }); setInterval(() => {}, 1000); console.log("up");';
    const result = await withOwnTime(() => run(source, {timeoutMs: 6000, onLine: line => { if (line === 'up') jest.advanceTimersByTime(6000); }}));
    expect(result).toMatchObject({conclusion: 'failure', exitCode: 0, outputs: {verdict: 'inconclusive'}, errors: ['The action \'Try\' has timed out after 0.1 minutes.']});
  });

  test('a cancelled step is cancelled even if it ends well', async () => {
    const controller = new AbortController();
    const result = await run('process.on("SIGINT", () => { console.log("bye"); process.exit(0); }); setInterval(() => {}, 1000); console.log("up");',
      {cancel: controller.signal, onLine: line => { if (line === 'up') controller.abort(); }});
    expect(result).toMatchObject({conclusion: 'cancelled', exitCode: 0, log: 'up\nbye\n##[error]The operation was canceled.'});
  });

  test('a stubborn action gets SIGINT, then SIGTERM, then is killed', async () => {
    const controller = new AbortController();
    const source = 'for (const s of ["SIGINT", "SIGTERM"]) process.on(s, () => console.log(s)); setInterval(() => {}, 1000); console.log("up");';
    const result = await withOwnTime(() => run(source, {cancel: controller.signal, onLine: line => {
      if (line === 'up') controller.abort();
      if (line === 'SIGINT') jest.advanceTimersByTime(runnerGrace.interruptMs);
      if (line === 'SIGTERM') jest.advanceTimersByTime(runnerGrace.terminateMs);
    }}));
    expect(result).toMatchObject({conclusion: 'cancelled', exitCode: 137, rawLog: 'up\nSIGINT\nSIGTERM'});
  });

  test('what is left running is named and killed, in whatever process group', async () => {
    const {outputs, orphans, conclusion} = await run(`
      const child = (mark, detached) => new Promise(resolve => {
        const started = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)', mark], {detached, stdio: ['ignore', 'pipe', 'ignore']});
        started.stdout.once('data', () => { started.stdout.destroy(); started.unref(); resolve(started.pid); });
      });
      put('OUTPUT', 'one=' + await child('same-group', false) + '\\ntwo=' + await child('own-group', true) + '\\n');
    `);
    expect(conclusion).toBe('success');
    if (process.platform === 'linux') expect(orphans.map(command => command.split(' ').at(-1)).toSorted()).toEqual(['own-group', 'same-group']);
    expect(await gone(Number(outputs['one']))).toBe(true);
    if (process.platform === 'linux') expect(await gone(Number(outputs['two']))).toBe(true);
  });

  test('an error in onLine ends everything and is passed on', async () => {
    let pid = 0;
    await expect(run('console.log(process.pid); setInterval(() => {}, 1000);', {onLine: line => {
      pid = Number(line);
      throw new Error('test is wrong');
    }})).rejects.toThrow('test is wrong');
    expect(await gone(pid)).toBe(true);
  });
});

describe('the stand-in itself', () => {
  test('leaves no file behind, and the workspace alone', async () => {
    const {outputs} = await run('put("OUTPUT", `temp=${env.RUNNER_TEMP}\\n`); writeFileSync(env.RUNNER_TEMP + "/x", ""); writeFileSync(env.HOME + "/y", "");');
    expect(existsSync(outputs['temp']!)).toBe(false);
    expect(await readdir(workspace)).toEqual([]);
  });

  test('says what is wrong with the test', async () => {
    const action = join(root, 'action');
    await expect(run('', {workspace: join(root, 'nowhere')})).rejects.toThrow('nowhere does not exist');
    await expect(run('', {stage: 'pre'})).rejects.toThrow('has no runs.pre');
    await expect(runStep({action, workspace, script: 'dist/other.js'})).rejects.toThrow('Build it first');
    await expect(run('', {node: join(root, 'no-node')})).rejects.toThrow('ENOENT');
    await expect(run('', {github: {ref: 'main'}})).rejects.toThrow('\'main\' is not a full ref');
    await expect(run('console.log("::add-matcher::x")')).rejects.toThrow('has no problem matchers');
  });

  test('passes large output through', async () => {
    const {rawLog} = await run('process.stdout.write("x".repeat(5_000_000) + "\\n" + "y\\n".repeat(100_000));');
    expect(rawLog).toHaveLength(5_000_000 + 200_000);
  });
});
