import {cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import type {GitRead} from '#core';
import {type GitRepository, git} from '#testkit';
import {random} from '../../actions/evidence/src/schema/mutants.fixture.ts';
import {collect} from '../../actions/evidence/src/verify/collect.ts';
import {policy} from '../../actions/evidence/src/verify/policy.ts';
import {rules} from '../../actions/evidence/src/verify/rules.ts';
import {builtFiles} from '../../packages/runtime/src/ports/built-files.ts';
import {evidenceFolder} from '../../packages/runtime/src/ports/evidence-folder.ts';
import {judgeEvidence, judgeRelease, openIn, release, sealedFiles} from './local.ts';

const artifacts: readonly string[] = ['dist/app.zip', 'dist/notes.txt'];
let repository: GitRepository;
let files: readonly string[];

beforeAll(async () => {
  repository = await release();
  await repository.write({'dist/app.zip': Buffer.from(Array.from({length: 4096}, (_, i) => i % 251)), 'dist/notes.txt': 'What is new\n'});
  await judgeRelease(repository);
  const sealed = await judgeEvidence('seal', repository, {artifacts: 'dist/**', apply: 'true'});
  if (sealed.record.outcome.effect !== 'done') throw new Error(openIn(sealed).join('\n'));
  files = [...sealedFiles(repository), ...artifacts];
});
afterAll(() => repository.dispose());

/** The rules of `verify` on the real folder, without the run around them. */
async function redRules(): Promise<readonly string[]> {
  const facts = await collect({evidence: evidenceFolder(join(repository.path, '.shipgate')), built: builtFiles(repository.path), git: git() as GitRead}, {inputs: {}});
  const parsed = policy.parse({});
  return rules.filter(rule => ['broken', 'undecided'].includes(rule.judge(facts, parsed, new Date()).state)).map(({id}) => id);
}

test('any of 200 bytes over everything that was sealed', async () => {
  expect(await redRules()).toEqual([]);
  const draw = random(4);
  const contents = files.map(path => ({path, bytes: readFileSync(join(repository.path, path))})).filter(({bytes}) => bytes.length > 0);
  const total = contents.reduce((sum, {bytes}) => sum + bytes.length, 0);
  const caught = new Map<string, number>();
  const missed: string[] = [];
  for (let i = 0; i < 200; i++) {
    let offset = Math.floor(draw() * total);
    const {path, bytes} = contents.find(one => (offset < one.bytes.length ? true : ((offset -= one.bytes.length), false)))!;
    const changed = Buffer.from(bytes);
    changed[offset] = changed[offset]! ^ (1 << Math.floor(draw() * 8));
    writeFileSync(join(repository.path, path), changed);
    const red = await redRules();
    writeFileSync(join(repository.path, path), bytes);
    if (red.length === 0) missed.push(`${path} at ${offset}`);
    for (const id of red) caught.set(id, (caught.get(id) ?? 0) + 1);
  }
  process.stdout.write(`200 bytes over ${contents.length} files and ${total} bytes, ${missed.length} missed; red: ${[...caught].map(([id, count]) =>
    `${id} ${count}`).join(', ')}\n`);
  expect(missed).toEqual([]);
  expect(await redRules()).toEqual([]);
});

test('a run of verify says which file, and ends with 1', async () => {
  const path = join(repository.path, 'dist/notes.txt');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, 'What is old\n');
  const verified = await judgeEvidence('verify', repository);
  writeFileSync(path, text);
  expect([verified.exitCode, openIn(verified)]).toEqual([1, ['verify.unchanged: dist/notes.txt']]);
});

test('somewhere else, without repository and network, the same files are verified', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'verify-'));
  for (const path of files) cpSync(join(repository.path, path), join(elsewhere, path));
  const verified = await judgeEvidence('verify', {path: elsewhere});
  expect([verified.record.outcome.verdict, openIn(verified)]).toEqual(['pass', []]);
  rmSync(elsewhere, {recursive: true});
});

describe('two real runs of one release, mixed', () => {
  let other: string;
  let names: readonly string[];
  const folder = (): string => join(repository.path, '.shipgate');
  const mixable = (): readonly string[] => [...readdirSync(join(folder(), 'evidence')).filter(name => !name.startsWith('evidence.')).map(name => `evidence/${name}`),
    'report.sarif'];

  beforeAll(async () => {
    other = mkdtempSync(join(tmpdir(), 'other-run-'));
    await judgeRelease(repository);
    names = mixable();
    cpSync(folder(), other, {recursive: true});
    await judgeRelease(repository);
  });
  afterAll(() => rmSync(other, {recursive: true}));

  test('in every way: only one run whole is of one run', async () => {
    const own = new Map(names.map(name => [name, readFileSync(join(folder(), name))]));
    const foreign = new Map(names.map(name => [name, readFileSync(join(other, name))]));
    // Files that are the same in both runs make no mixture.
    const differing = names.filter(name => !own.get(name)!.equals(foreign.get(name)!));
    expect(differing.length).toBeGreaterThanOrEqual(4);
    const verdicts: string[] = [];
    for (let mask = 0; mask < 2 ** differing.length; mask++) {
      for (const [i, name] of differing.entries()) writeFileSync(join(folder(), name), (mask & (1 << i) ? foreign : own).get(name)!);
      const {record} = await judgeEvidence('correlation', repository, {set: 'evidence.correlation.one-run=true'});
      const whole = mask === 0 || mask === 2 ** differing.length - 1;
      if ((record.outcome.verdict === 'pass') !== whole) verdicts.push(`${differing.filter((_, i) => mask & (1 << i)).join(' + ')} of the other run: ${record.outcome.verdict}`);
    }
    for (const [name, bytes] of own) writeFileSync(join(folder(), name), bytes);
    process.stdout.write(`${differing.length} files, ${2 ** differing.length - 2} mixtures\n`);
    expect(verdicts).toEqual([]);
  });
});
