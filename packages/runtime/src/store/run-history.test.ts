import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import * as z from 'zod';
import {type Action, type Fact, defineAction, held, learn, operation, ruleFor} from '#core';
import {type GitRepository, gitRepository} from '#testkit';
import {type Judged, judge} from '../judge.ts';
import type {GithubSurroundings} from '../surroundings.ts';
import {readEvent} from '../event.ts';
import {branchStore} from './branch-store.ts';

interface Facts {
  readonly ready: Fact<boolean>;
}

const rule = ruleFor<Facts, object>();
const policy = 'version: 1\npreset: recommended\nhistory: branch\n';

/** What an operation changes, and what happens to the run that changes it. */
interface World {
  readonly done: string[];
  readonly settled: string[];
  killed: boolean;
}

function acting(world: World): Action {
  return defineAction({
    id: 'probe', title: 'Probe', about: 'Does one thing.', main: 'do',
    modes: {do: operation({
      about: 'Does one thing.', ports: ['store'], changes: ['store'], permissions: {contents: 'write'}, source: 'world', inputs: {}, policy: z.strictObject({}),
      collect: async ({store}): Promise<Facts> => ({ready: await learn('the history', async () => (await store.snapshot([])).paths.length >= 0)}),
      rules: [rule({id: 'ready', about: 'It is ready.', help: 'It is ready.', on: ['ready'], check: () => held()})],
      plan: () => [{id: 'one', about: 'Do it', data: null}],
      settle: async (_step, _ports, {begun}) => {
        world.settled.push(begun ? 'begun' : 'before');
        return world.done.includes('one') ? {state: 'done', receipt: null} : {state: 'not-begun'};
      },
      apply: async (_step, {store}) => {
        await store.update([], () => new Map([['done/one', Buffer.from('1')]]), 'Do it');
        world.done.push('one');
        if (world.killed) throw new Error('the runner is gone');
        return {state: 'done', receipt: null};
      },
    })},
  });
}

const github = (sha: string, members: Partial<GithubSurroundings>): GithubSurroundings => ({
  event: 'workflow_dispatch', payload: () => ({}), repository: 'octo/app', sha, ref: 'refs/heads/main', headRef: '', baseRef: '', actor: 'octo',
  triggeringActor: 'octo', runId: '7', runAttempt: 1, workflow: 'release', job: 'do', serverUrl: 'https://github.com', apiUrl: 'http://127.0.0.1:9',
  outputFile: undefined, summaryFile: undefined, ...members,
});

interface Scene {
  readonly repository: GitRepository;
  readonly remote: GitRepository;
  readonly world: World;
  /** Runs the operation in a new clone, as a runner does; `prepare` does something to the clone first. */
  run(members?: Partial<GithubSurroundings>, prepare?: (clone: GitRepository) => Promise<unknown>): Promise<{readonly judged: Judged; readonly notes: readonly string[]}>;
}

async function scene(begun: boolean): Promise<Scene & AsyncDisposable> {
  const repository = await gitRepository({'README.md': '# App\n', '.github/shipgate.yml': policy});
  const remote = await repository.addRemote();
  await repository.push();
  if (begun) await branchStore(repository.path, 'shipgate-state').begin();
  const world: World = {done: [], settled: [], killed: false};
  return {
    repository, remote, world,
    async run(members = {}, prepare = async () => undefined) {
      const clone = await remote.clone({ref: 'main', depth: 1});
      await prepare(clone);
      const notes: string[] = [];
      const action = acting(world);
      const actionsRun = github(await clone.head(), members);
      const judged = await judge({action, mode: 'do', inputs: {apply: 'true'}, secrets: {}, token: undefined}, [action], {
        surroundings: {workspace: clone.path, environment: {GITHUB_ACTIONS: 'true'}, github: actionsRun},
        event: environment => readEvent(actionsRun, environment), signal: new AbortController().signal,
        progress: () => undefined, note: message => void notes.push(message), hide: () => undefined, mask: text => text,
      });
      return {judged, notes};
    },
    [Symbol.asyncDispose]: () => repository.dispose(),
  };
}

const pathsOf = async ({repository}: Scene): Promise<readonly string[]> => (await branchStore(repository.path, 'shipgate-state').snapshot([])).paths;

describe('a run and its history in a branch', () => {
  test('an operation whose runner was lost is settled by the next one, elsewhere', async () => {
    await using at = await scene(true);
    at.world.killed = true;
    const first = await at.run();
    expect(first.judged).toMatchObject({exitCode: 1, record: {outcome: {verdict: 'inconclusive', effect: 'unsettled'}}});
    expect(await pathsOf(at)).toEqual(expect.arrayContaining(['done/one', 'journal/probe.do.json']));
    at.world.killed = false;
    at.world.settled.length = 0;
    const second = await at.run({runId: '8'});
    expect(at.world.settled[0]).toBe('begun');
    expect(at.world.done).toEqual(['one']);
    expect(second.judged).toMatchObject({exitCode: 0, record: {outcome: {verdict: 'pass', steps: [{id: 'one', state: 'done', already: true}]}}});
    expect(await pathsOf(at)).not.toContain('journal/probe.do.json');
    // Each run left its evidence, under the one candidate.
    const evidence = (await pathsOf(at)).filter(path => path.startsWith('evidence/probe.do/'));
    expect(evidence).toHaveLength(2);
    expect(new Set(evidence.map(path => path.split('/')[2])).size).toBe(1);
    expect([...first.notes, ...second.notes]).toEqual([]);
  });

  test('without a history nothing is done, and it is said how to begin one', async () => {
    await using at = await scene(false);
    const {judged, notes} = await at.run();
    expect(judged).toMatchObject({exitCode: 1, record: {outcome: {verdict: 'inconclusive'}}});
    expect(at.world.done).toEqual([]);
    expect(notes.join('\n')).toContain('shipgate init history');
    expect(JSON.stringify(judged.record.outcome.checks)).toContain('shipgate init history');
  });

  test('a remote that cannot be reached is no history without open steps', async () => {
    await using at = await scene(true);
    const {judged, notes} = await at.run({}, clone => clone.git('remote', 'set-url', 'origin', 'http://127.0.0.1:9/none.git'));
    expect(judged).toMatchObject({exitCode: 1, record: {outcome: {verdict: 'inconclusive', effect: 'none'}}});
    expect(at.world).toMatchObject({done: [], settled: []});
    expect(notes).toEqual([expect.stringContaining('The history does not keep this run')]);
  });

  test('a branch that may not be written keeps an operation from beginning', async () => {
    await using at = await scene(true);
    const hook = join(at.remote.path, 'hooks/pre-receive');
    mkdirSync(dirname(hook), {recursive: true});
    writeFileSync(hook, '#!/bin/sh\necho "GH006: Protected branch update failed." >&2\nexit 1\n', {mode: 0o755});
    const {judged, notes} = await at.run();
    expect(judged).toMatchObject({exitCode: 1, record: {outcome: {verdict: 'inconclusive', steps: [{state: 'not-begun'}]}}});
    expect(at.world.done).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('protected')]);
  });

  test('the change of a fork writes nothing', async () => {
    await using at = await scene(true);
    const base = await at.repository.head();
    const tip = await at.remote.git('rev-parse', 'shipgate-state');
    const payload = () => ({pull_request: {number: 1, base: {sha: base, ref: 'main'}, head: {repo: {full_name: 'stranger/app'}}, user: {login: 'stranger'}}});
    const {judged} = await at.run({event: 'pull_request', payload, baseRef: 'main', ref: 'refs/pull/1/merge'});
    expect(judged.exitCode).toBe(1);
    expect(at.world.done).toEqual([]);
    expect(await at.remote.git('rev-parse', 'shipgate-state')).toBe(tip);
  });
});
