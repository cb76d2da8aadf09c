import {generateKeyPairSync} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {readStatement} from '#core';
import {type GitRepository, type StepOptions, type StepResult, gitRepository, workflowDispatch} from '#testkit';
import {type Interference, interferedWith, interfering} from './interfered.ts';
import {step} from './step.ts';

const signingKey = generateKeyPairSync('ed25519').privateKey.export({type: 'pkcs8', format: 'pem'}) as string;

const prepared = (): Promise<GitRepository> => gitRepository({
  'README.md': '# App\n', '.github/shipgate.yml': 'version: 1\nhistory: files\naudit-chain: {origin: example.org/audit-log}\n',
});

/** What each operation is asked for, and what the last record of the log says once it was done. */
const operations = {
  init: {inputs: {'mode': 'init', 'apply': 'true', 'signing-key': signingKey}, records: 1, last: '"event":"ledger.begun"'},
  append: {inputs: {mode: 'append', apply: 'true', what: 'deploy.finished', data: '{"to":"production"}'}, records: 2, last: '"event":"deploy.finished"'},
} as const;
type Operation = keyof typeof operations;

const run = async (repository: GitRepository, operation: Operation | 'verify', options: Partial<StepOptions> = {}): Promise<StepResult> => step(repository, {
  action: 'actions/audit-chain', event: workflowDispatch({sha: await repository.head()}), inputs: operation === 'verify' ? {mode: 'verify'} : operations[operation].inputs, ...options,
});

/** Writes the key and the identity of the log into the policy, as its beginning has told them. */
async function pin(repository: GitRepository, {outputs: {key, log}}: Pick<StepResult, 'outputs'>): Promise<void> {
  expect([key, log]).toEqual([expect.stringMatching(/^example\.org\/audit-log\+/), expect.stringMatching(/^[0-9a-f]{64}$/)]);
  await repository.write({'.github/shipgate.yml': `version: 1\nhistory: files\naudit-chain: {origin: example.org/audit-log, keys: ['${key}'], log: ${log}}\n`});
}

function recordsOf(repository: GitRepository): readonly string[] {
  const log = join(repository.path, '.shipgate/ledger/log.ndjson');
  return existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(line => line !== '') : [];
}

function effectOf(repository: GitRepository, operation: Operation): string | undefined {
  const path = join(repository.path, `.shipgate/evidence/audit-chain.${operation}.json`);
  return existsSync(path) ? readStatement(readFileSync(path, 'utf8')).predicate.shipgate.outcome.effect : undefined;
}

const log = '/ledger/log\\.ndjson$';
const state = '/ledger/state\\.json\\.new$';
const intent = '/ledger/intent';
const journal = '/journal/[^/]*\\.jsonl$';

const faults: Readonly<Record<string, Interference>> = {
  'the file system is read-only': {calls: ['openSync', 'mkdirSync', 'renameSync'], path: '/ledger/(?!lock)[^/]*$', error: 'EROFS'},
  'there is no permission for the folder': {calls: ['openSync'], path: '/ledger/(?!lock)[^/]*$', error: 'EACCES'},
  'the disk is full when the log grows': {calls: ['writeSync'], path: log, error: 'ENOSPC'},
  'the disk breaks when the log is kept': {calls: ['fdatasyncSync', 'fsyncSync'], path: log, error: 'EIO'},
  'the disk is full when the intent is noted down': {calls: ['writeSync'], path: intent, error: 'ENOSPC'},
  'the disk is full when the state is written': {calls: ['writeSync'], path: state, error: 'ENOSPC'},
  'the disk breaks when the state takes its place': {calls: ['renameSync'], path: state, error: 'EIO'},
  'the journal cannot be written': {calls: ['openSync'], path: journal, error: 'EROFS'},
  'the journal cannot tell the end': {calls: ['writeSync'], path: journal, nth: 2, error: 'ENOSPC'},
  'the report file cannot be written': {calls: ['openSync'], path: '/evidence/', error: 'ENOSPC'},
  'the run is killed when the log grows': {calls: ['writeSync'], path: log, nth: 1, command: 'kill -9 $PPID'},
  'the run is killed when the state takes its place': {calls: ['renameSync'], path: state, nth: 1, command: 'kill -9 $PPID'},
  'the run is killed when the journal is to tell the end': {calls: ['writeSync'], path: journal, nth: 2, command: 'kill -9 $PPID'},
};

describe.each(Object.keys(operations) as readonly Operation[])('audit-chain %s, where', operation => {
  const {records, last} = operations[operation];

  test.each(Object.entries(faults))('%s: nothing is called done that was not, and it is done once', async (_, interference) => {
    await using repository = await prepared();
    if (operation === 'append') await pin(repository, await run(repository, 'init'));
    const failed = await run(repository, operation, {env: interfering(repository, interference)});
    expect(interferedWith(repository)).not.toBe('');
    expect({exitCode: failed.exitCode === 137 ? 1 : failed.exitCode, decision: failed.outputs['decision']}).toEqual({exitCode: 1, decision: 'deny'});
    expect(effectOf(repository, operation)).not.toBe('done');
    expect(failed.log).not.toContain('defect');
    if (failed.exitCode === 1) expect(failed.log).toMatch(/room|permission|disk|written to|runs this/);

    const begun = recordsOf(repository).length === records;
    const again = await run(repository, operation);
    expect(recordsOf(repository)).toHaveLength(records);
    expect(recordsOf(repository).at(-1)).toContain(last);
    if (operation === 'init' && begun && again.exitCode === 1) {
      // A log is begun once, and a run that finds one says so, whoever has begun it.
      expect(again.log).toContain('There was a log already');
    } else {
      expect({exitCode: again.exitCode, decision: again.outputs['decision']}).toEqual({exitCode: 0, decision: 'allow'});
    }
    if (operation === 'init') await pin(repository, {outputs: {...failed.outputs, ...again.outputs}});
    // The next record clears up what is left of a run that ended while it wrote.
    const next = await run(repository, 'append', {inputs: {...operations.append.inputs, what: 'deploy.checked'}});
    expect([next.exitCode, recordsOf(repository).length]).toEqual([0, records + 1]);
    const verified = await run(repository, 'verify');
    expect([verified.exitCode, verified.outputs['verdict'], verified.annotations]).toEqual([0, 'pass', []]);
  });
});
