import {createHash, generateKeyPairSync} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {gitRepository} from '#testkit';
import {shipgate} from '../command-line/shipgate.ts';

const files = {'README.md': '# App\n\n[Guide](docs/guide.md)\n', 'docs/guide.md': '# Guide\n'};
const policy = (record: string) => ({...files, '.github/shipgate.yml': `version: 1\nrecord: ${record}\ngates:\n  docs-reality: enforce\naudit-chain: {origin: example.org/audit-log}\n`});

test('a run that the policy wants recorded, and that cannot be, is red', async () => {
  await using repository = await gitRepository(policy('all'));
  const {status, stderr} = shipgate(repository.path, ['preflight']);
  expect(status).toBe(1);
  expect(stderr).toMatch(/audit log|audit-chain/);
});

test('looking at the log is recorded like any other gate, and what writes into it is not', async () => {
  await using repository = await gitRepository(policy('all'));
  const {privateKey} = generateKeyPairSync('ed25519');
  const key = {SHIPGATE_SIGNING_KEY: privateKey.export({type: 'pkcs8', format: 'pem'}) as string};
  const lines = (): readonly string[] => readFileSync(join(repository.path, '.shipgate/ledger/log.ndjson'), 'utf8').trimEnd().split('\n');
  shipgate(repository.path, ['audit-chain', 'init', '--apply'], key);
  expect(lines()).toHaveLength(1);
  shipgate(repository.path, ['audit-chain', 'append', '--what', 'a.b']);
  expect(lines()).toHaveLength(1);
  shipgate(repository.path, ['audit-chain']);
  expect(lines()).toHaveLength(2);
  expect(lines()[1]).toContain('"gate":"audit-chain/verify"');
});

test('a run is recorded once, with the digest of its report file; a change is not where only releases are', async () => {
  await using repository = await gitRepository(policy('releases'));
  const {privateKey} = generateKeyPairSync('ed25519');
  const key = {SHIPGATE_SIGNING_KEY: privateKey.export({type: 'pkcs8', format: 'pem'}) as string};
  expect(shipgate(repository.path, ['audit-chain', 'init', '--apply'], key)).toMatchObject({status: 0});
  const log = join(repository.path, '.shipgate/ledger/log.ndjson');
  const lines = (): readonly string[] => readFileSync(log, 'utf8').trimEnd().split('\n');
  const before = lines().length;
  expect(shipgate(repository.path, ['preflight']).status).toBe(0);
  expect(lines()).toHaveLength(before);
  await repository.tag('v1.0.0', {message: 'v1.0.0'});
  expect(shipgate(repository.path, ['preflight', '--ref', 'v1.0.0']).status).toBe(0);
  expect(lines()).toHaveLength(before + 1);
  const evidence = readFileSync(join(repository.path, '.shipgate/evidence/preflight.judge.json'));
  expect(lines().at(-1)).toContain(createHash('sha256').update(evidence).digest('hex'));
  expect(lines().at(-1)).toContain('"preflight/judge"');
  expect(existsSync(join(repository.path, '.shipgate/ledger/state.json'))).toBe(true);
});
