import {createHash, createPublicKey, generateKeyPairSync} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import {type LedgerChange, type Outcome, Refusal, Unclear} from '#core';
import {LedgerError, checkContinuation, checkProof, proofText, readKey, readPlainLog, readProof, readSigningKey, sayKey} from '#ledger';
import {type FakeLedger, Killed, changingGit, commit, journal, ledger} from '#testkit';
import {attacks} from '../../../tests/ledger/attacks.ts';
import {append as appendTo, entry, goodLog, key as testKey, linesOf, recordAt} from '../../../tests/ledger/log.ts';
import {plainLog} from '../../../tests/ledger/plain.ts';
import {auditChain} from './action.ts';
import {type Call, execute, red} from './execute.fixture.ts';
import {policy} from './policy.ts';

const origin = 'github.com/octo/demo/audit-log';
const pem = (): string => generateKeyPairSync('ed25519').privateKey.export({format: 'pem', type: 'pkcs8'}) as string;
const first = pem();
const second = pem();
const keyOf = (text: string): string => sayKey(readSigningKey(text, origin));
const keys = [keyOf(first)];

async function begun(): Promise<FakeLedger> {
  const log = ledger();
  const outcome = await execute({mode: 'init', ledger: log, secrets: {'signing-key': first}, apply: true});
  expect(outcome.verdict).toBe('pass');
  return log;
}
const add = (log: LedgerChange, event: string, more: Partial<Call> = {}): Promise<Outcome> => execute({
  mode: 'append', ledger: log, policy: {keys}, inputs: {what: event}, apply: true, ...more,
});
const verify = (log: LedgerChange, more: Partial<Call> = {}): Promise<Outcome> => execute({mode: 'verify', ledger: log, policy: {keys}, ...more});
const said = ({checks}: Outcome): string => checks.flatMap(({findings}) => findings.map(({message}) => message)).join('\n');
const events = (log: FakeLedger): readonly string[] => linesOf(log).map((_, i, lines) => recordAt(lines, i).event);

describe('init', () => {
  test('begins a log once, and says what to write into the policy', async () => {
    const log = ledger();
    const planned = await execute({mode: 'init', ledger: log});
    expect([planned.verdict, planned.effect, log.log]).toEqual(['pass', 'planned', undefined]);
    const outcome = await execute({mode: 'init', ledger: log, secrets: {'signing-key': first}, apply: true});
    expect(outcome.outputs).toMatchObject({key: keyOf(first)});
    const identity = outcome.outputs!['log'];
    expect(await verify(log, {policy: {keys, log: identity}})).toMatchObject({verdict: 'pass', outputs: {records: 1, signed: 1, log: identity}});
    const again = await execute({mode: 'init', ledger: log, secrets: {'signing-key': first}, apply: true, run: 'octo/demo/4712/1'});
    expect(red(again)).toEqual(['init.nothing-there broken']);
  });

  test('is refused where there was a log: its identity in the policy, an anchor, what is left of it', async () => {
    const history = {tags: [{name: 'audit-log/8', commit: '0'.repeat(40), annotated: true}], messages: {'audit-log/8': 'anything'}};
    expect(red(await execute({mode: 'init', ledger: ledger(), policy: {log: 'a'.repeat(64)}}))).toEqual(['init.nothing-there broken']);
    expect(red(await execute({mode: 'init', ledger: ledger(), history}))).toEqual(['init.nothing-there broken']);
    for (const name of ['state.json', 'checkpoint', 'prefix'] as const) {
      const left = await begun();
      const files = new Map([[name, left.files.get(name)!]]);
      expect(red(await execute({mode: 'init', ledger: ledger({log: undefined, files})}))).toEqual(['init.nothing-there broken']);
    }
    const log = await begun();
    await add(log, 'a.b');
    log.files.delete('state.json');
    expect(red(await execute({mode: 'init', ledger: log}))).toEqual(['init.nothing-there broken']);
  });

  test('killed before or after it has written, it is begun once, and the key is told all the same; another run\'s log is not its own', async () => {
    for (const call of ['begin 1', 'end 1']) {
      const log = ledger();
      const book = journal();
      const init: Call = {mode: 'init', ledger: log, secrets: {'signing-key': first}, apply: true, journal: book};
      book.killAt(call);
      expect(await execute(init).then(({verdict}) => verdict, thrown => (thrown instanceof Killed ? 'killed' : 'crashed'))).toMatch(/^(killed|inconclusive)$/);
      const other = log.copy();
      book.killAt(undefined);
      if (call === 'end 1') expect(red(await execute({...init, ledger: other, journal: journal(), run: 'octo/demo/4712/1'}))).toEqual(['init.nothing-there broken']);
      const outcome = await execute(init);
      expect([events(log), outcome.steps.map(({state}) => state)]).toEqual([['ledger.begun'], ['done']]);
      expect((await verify(log, {policy: {keys: [outcome.outputs!['key']], log: outcome.outputs!['log']}})).verdict).toBe('pass');
    }
  });

  test('does not take a key for tests, nor one of another algorithm, and never says a word of it', async () => {
    const rsa = generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey.export({format: 'pem', type: 'pkcs8'}) as string;
    for (const [secret, policy] of [[rsa, {}], ['no key', {}], [first, {origin: 'log.test/x'}]] as const) {
      const outcome = await execute({mode: 'init', ledger: ledger(), secrets: {'signing-key': secret}, policy, apply: true});
      expect([outcome.verdict, outcome.steps[0]?.state]).toEqual(['fail', 'failed']);
      expect(JSON.stringify(outcome)).not.toContain(secret);
    }
  });

  test('needs a name', async () => {
    expect(red(await execute({mode: 'init', ledger: ledger(), policy: {origin: 'with space'}}))).toEqual(['init.origin broken']);
  });
});

describe('append', () => {
  test('writes a record once for a run, whatever becomes of the run', async () => {
    const log = await begun();
    const call = {inputs: {what: 'deploy.finished', data: '{"version":"1.2.0"}', gate: 'promote/apply'}};
    expect(await add(log, '', call)).toMatchObject({verdict: 'pass', effect: 'done', outputs: {record: 1, records: 2}});
    expect(await add(log, '', call)).toMatchObject({verdict: 'pass', steps: [{state: 'done', already: true}]});
    expect(await add(log, '', {...call, run: 'octo/demo/4711/2'})).toMatchObject({outputs: {record: 2}});
    expect(events(log)).toEqual(['ledger.begun', 'deploy.finished', 'deploy.finished']);
    expect(recordAt(linesOf(log), 1)).toMatchObject({actor: 'octocat', data: {version: '1.2.0'}, gate: 'promote/apply', run: 'octo/demo/4711/1'});
    expect((await verify(log)).verdict).toBe('pass');
  });

  test('killed before or after it has written, it is written once', async () => {
    for (const call of ['begin 1', 'end 1']) {
      const log = await begun();
      const book = journal();
      book.killAt(call);
      const killed = await add(log, 'a.b', {journal: book}).then(({verdict}) => verdict, thrown => (thrown instanceof Killed ? 'killed' : 'crashed'));
      expect(killed).not.toBe('pass');
      book.killAt(undefined);
      expect((await add(log, 'a.b', {journal: book})).verdict).toBe('pass');
      expect(events(log)).toEqual(['ledger.begun', 'a.b']);
    }
  });

  test('a red log is not written to', async () => {
    const log = await begun();
    await add(log, 'a.b');
    log.log = Buffer.from(log.log!.toString().replace('a.b', 'a.c'));
    const before = log.log;
    const outcome = await add(log, 'c.d');
    expect([outcome.verdict, outcome.steps.map(({state}) => state), log.log === before]).toEqual(['fail', ['not-begun'], true]);
    for (const mode of ['checkpoint', 'rotate', 'import']) {
      const inputs = {'new-key': keyOf(second), file: 'old.ndjson'};
      const other = await execute({
        mode, ledger: log, policy: {keys}, inputs, built: {'old.ndjson': plainLog(2)}, secrets: {'signing-key': first, 'new-signing-key': second}, apply: true,
      });
      expect([mode, other.verdict, other.effect, log.log === before]).toEqual([mode, 'fail', 'none', true]);
    }
  });

  test('what a killed run left is no obstacle, and is noted down', async () => {
    const log = await begun();
    const before = log.copy();
    await add(log, 'a.b');
    log.log = log.log!.subarray(0, -30);
    log.files.set('state.json', before.files.get('state.json')!);
    expect(red(await verify(log))).toEqual(['log.end undecided']);
    expect((await add(log, 'c.d')).verdict).toBe('pass');
    expect(events(log)).toEqual(['ledger.begun', 'ledger.recovered', 'c.d']);
    expect(log.torn).toHaveLength(1);
    expect((await verify(log)).verdict).toBe('pass');
  });

  test.each([
    ['a.b', '{"a":1.5}'], ['a.b', '{"a":9007199254740993}'], ['with space', '{}'], ['naïve', '{}'], ['ledger.begun', '{}'], ['a.b', `{"a":"${'x'.repeat(70_000)}"}`],
    ['a.b', '{"naïve":1}'], ['a.b', '{"__proto__":1}'],
  ])('%s with %.30s has no canonical form', async (event, data) => {
    const log = await begun();
    const outcome = await add(log, event, {inputs: {what: event, data}});
    expect(red(outcome)).toEqual(['append.entry broken']);
    expect(events(log)).toEqual(['ledger.begun']);
  });
});

test.each(['', '[]', 'null', '1e400', '{"a":}', '{"a":1}{}', '{"a":1,"b":{"c":1,"c":2}}'])('data that is no JSON object is the mistake of the caller: %s', async data => {
  await expect(begun().then(log => add(log, 'a.b', {inputs: {what: 'a.b', data}}))).rejects.toThrow();
});

describe('checkpoint and rotate', () => {
  test('a checkpoint covers what is there, and is asked for once', async () => {
    const log = await begun();
    await add(log, 'a.b');
    const policy = {keys, 'max-unsigned': 1};
    expect((await verify(log, {policy})).verdict).toBe('pass');
    await add(log, 'c.d');
    expect(red(await verify(log, {policy}))).toEqual(['checkpoint.fresh broken']);
    const call: Call = {mode: 'checkpoint', ledger: log, policy, secrets: {'signing-key': first}, apply: true};
    expect(await execute(call)).toMatchObject({verdict: 'pass', outputs: {signed: 3}});
    expect(await execute(call)).toMatchObject({verdict: 'pass', steps: [{already: true}]});
    expect((await verify(log, {policy})).verdict).toBe('pass');
    await add(log, 'e.f');
    expect((await execute({...call, secrets: {'signing-key': second}})).steps).toMatchObject([{state: 'failed'}]);
  });

  test('a handing over is signed by both keys, to the key that the policy names next', async () => {
    const log = await begun();
    const both = [...keys, keyOf(second)];
    const secrets = {'signing-key': first, 'new-signing-key': second};
    const call: Call = {mode: 'rotate', ledger: log, policy: {keys: both}, inputs: {'new-key': keyOf(second)}, secrets, apply: true};
    expect(red(await execute({...call, policy: {keys}}))).toEqual(['rotate.key broken']);
    expect(red(await execute({...call, policy: {keys: both.toReversed()}}))).toEqual(['rotate.key broken']);
    expect((await execute({...call, secrets: {'signing-key': second, 'new-signing-key': first}})).steps).toMatchObject([{state: 'failed'}]);
    expect(await execute(call)).toMatchObject({verdict: 'pass', outputs: {key: keyOf(second)}});
    expect((await execute(call)).verdict).not.toBe('pass');
    expect(red(await verify(log))).toEqual(['log.identity undecided']);
    expect((await verify(log, {policy: {keys: both}})).verdict).toBe('pass');
    expect((await verify(log, {policy: {keys: both, depth: 'incremental'}})).verdict).toBe('pass');
    expect(red(await verify(log, {policy: {keys: both, revoked: [readKey(keyOf(second)).id]}}))).toEqual(['checkpoint.signed broken']);
    const third = pem();
    for (const given of ['nothing', third, '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n', keyOf(first)]) {
      expect(red(await execute({...call, inputs: {'new-key': given}}))).toEqual(['rotate.key broken']);
    }
    const inPem = createPublicKey(third).export({format: 'pem', type: 'spki'}) as string;
    const planned = await execute({...call, policy: {keys: [...both, keyOf(third)]}, inputs: {'new-key': inPem}, apply: false});
    expect([planned.verdict, planned.outputs!['key'], planned.steps.map(({about}) => about)]).toEqual(['pass', undefined, [`Hand the log over from ${readKey(keyOf(second)).id} to ${readKey(keyOf(third)).id}`]]);
    expect((await execute({mode: 'checkpoint', ledger: log, policy: {keys: both}, secrets: {'signing-key': first}, apply: true})).steps).toMatchObject([{already: true}]);
    const again = await execute({
      ...call, policy: {keys: [...both, keyOf(third)]}, inputs: {'new-key': inPem}, secrets: {'signing-key': second, 'new-signing-key': third},
    });
    expect([again.verdict, again.steps[0]!.already, events(log)]).toEqual(['pass', false, ['ledger.begun', 'ledger.rotated', 'ledger.rotated']]);
  });
});

describe('verify', () => {
  test.each(attacks.map(attack => [`${attack.group}. ${attack.name}`, attack] as const))('never passes: %s', async (_name, attack) => {
    const log = await goodLog();
    const more = {...attack.expect, ...await attack.tamper(log)};
    const anchors = more.anchors ?? [];
    const history = {
      tags: anchors.map((_, i) => ({name: `audit-log/${i}`, commit: '0'.repeat(40), annotated: true})),
      messages: Object.fromEntries(anchors.map(({note}, i) => [`audit-log/${i}`, note])),
    };
    const policy = {
      keys: (more.keys ?? [testKey]).map(sayKey), ...(more.log !== undefined && {log: Buffer.from(more.log, 'latin1').toString('hex')}),
      ...(more.revoked && {revoked: more.revoked}), ...(more.depth && {depth: more.depth}),
    };
    const outcome = await verify(log, {policy, history, release: more.refuseTestKeys === true});
    expect([outcome.verdict, red(outcome).length > 0]).toEqual([attack.code === 'key-not-pinned' ? 'inconclusive' : 'fail', true]);
    expect(JSON.stringify(outcome.checks.flatMap(({findings}) => findings.map(({observed}) => observed)))).toContain(attack.code);
  });

  test('a finding says which record, where, what to do, and which copy it is about', async () => {
    const log = await begun();
    await add(log, 'a.b');
    const good = log.copy();
    log.log = Buffer.from(log.log!.toString().replace('a.b', 'a.c'));
    const offset = linesOf(good)[0]!.length;
    const findingsOf = ({checks}: Outcome) => checks.flatMap(({findings}) => findings);
    expect(findingsOf(await verify(log))).toMatchObject([{
      key: 'state-head', message: expect.stringMatching(/ \(record 1, byte \d+\)$/), fix: expect.stringContaining('tampered'), observed: {code: 'state-head', record: 1, byte: good.log!.length},
    }]);
    log.log = Buffer.concat([linesOf(good)[0]!, Buffer.from(linesOf(good)[1]!.toString().replace('"seq":1', '"seq":2'))]);
    expect(findingsOf(await verify(log))).toMatchObject([{key: 'sequence', observed: {code: 'sequence', record: 1, byte: offset}}]);
    good.files.delete('checkpoint');
    expect(findingsOf(await verify(good))).toMatchObject([
      {key: 'checkpoint-missing', message: 'The log has no signed checkpoint.', fix: 'Sign the log: `shipgate audit-chain checkpoint --apply`.', observed: {code: 'checkpoint-missing'}},
    ]);
    expect(Object.keys(findingsOf(await verify(good))[0]!.observed as object)).toEqual(['code']);
    const history = {tags: [{name: 'audit-log/1', commit: 'c'.repeat(40), annotated: true}], messages: {'audit-log/1': 'Release'}};
    expect(findingsOf(await verify(await begun(), {history}))).toMatchObject([{key: 'anchor-form tag audit-log/1'}]);
  });

  test('required copies: a tag and a note are looked at, what lies on GitHub is fetched first', async () => {
    const log = await begun();
    const note = log.files.get('checkpoint')!.toString();
    const commit = 'c'.repeat(40);
    const history = {
      tags: [{name: 'audit-log/1', commit, annotated: true}, {name: 'audit-log/light', commit, annotated: false}, {name: 'v1', commit, annotated: true}],
      // Git joins the lines of the first paragraph.
      messages: {'audit-log/1': note.trimEnd().replace('\n1\n', ' 1 '), v1: 'Release'},
      refs: {'refs/notes/audit-log': 'd'.repeat(40)}, texts: {[`${'d'.repeat(40)}:${commit.slice(0, 2)}/${commit.slice(2)}`]: note},
    };
    const require = (...kinds: readonly string[]): object => ({keys, anchors: {require: kinds, 'note-on': commit}});
    expect((await verify(log, {policy: require('tag', 'note'), history})).verdict).toBe('pass');
    expect(red(await verify(log, {policy: require('tag', 'note')}))).toEqual(['anchor.required broken']);
    expect(red(await verify(log, {policy: require('tag', 'release-asset', 'attestation'), history}))).toEqual(['anchor.required undecided']);
    const files = {inputs: {'anchor-files': ['release-asset=dist/checkpoint', 'attestation=attested']}, built: {'dist/checkpoint': note, attested: note}};
    expect((await verify(log, {policy: require('tag', 'release-asset', 'attestation'), history, ...files})).verdict).toBe('pass');
    expect(red(await verify(log, {inputs: {'anchor-files': ['elsewhere=x', 'artifact=missing']}}))).toEqual(['anchor.agrees undecided', 'anchor.required undecided']);
  });

  test('age, and the copies of a log that grew', async () => {
    const log = await begun();
    expect(red(await verify(log, {policy: {keys, 'max-age': '1h'}, now: new Date('2026-11-20T13:00:00.001Z')}))).toEqual(['log.fresh broken']);
    expect((await verify(log, {policy: {keys, 'max-age': '1h'}, now: new Date('2026-11-20T13:00:00.000Z')})).verdict).toBe('pass');
    const old = log.files.get('checkpoint')!.toString();
    for (const event of ['a.b', 'c.d', 'e.f']) await add(log, event);
    await execute({mode: 'checkpoint', ledger: log, policy: {keys}, secrets: {'signing-key': first}, apply: true});
    expect((await verify(log, {inputs: {'anchor-files': ['artifact=old']}, built: {old}, policy: {keys, anchors: {require: ['artifact']}}})).verdict).toBe('pass');
  });

  test.each([['nothing'], [keyOf(first).replace(/\+[0-9a-f]{8}\+/, '+00000000+')], [keyOf(first).replace('github', 'g\u0456thub')], [`${keyOf(first)}\n`]])(
    'a key in the policy that cannot be read is the mistake of the policy: %s', async key => {
      await expect(begun().then(log => verify(log, {policy: {keys: [key]}}))).rejects.toThrow('expected a key as');
    },
  );
});

describe('anchor', () => {
  const head = commit('c1', '2026-11-20');
  const noteOn = 'd'.repeat(40);
  const policyFor = (...require: readonly string[]): object => ({keys, anchors: {require, 'note-on': noteOn}});
  const sign = (log: LedgerChange): Promise<Outcome> => execute({mode: 'checkpoint', ledger: log, policy: {keys}, secrets: {'signing-key': first}, apply: true});

  test('what the policy requires of tags and notes is planned, made once, and then found', async () => {
    const log = await begun();
    const git = changingGit({commits: [{...head, paths: []}]});
    const policy = policyFor('tag', 'note', 'release-asset');
    expect(red(await verify(log, {policy, git}))).toEqual(['anchor.required broken']);
    const planned = await execute({mode: 'anchor', ledger: log, policy, git});
    expect([planned.verdict, planned.effect, planned.steps.map(({about}) => about), await git.tags()]).toEqual([
      'pass', 'planned', ['Make the tag audit-log/1', 'Write the git note on ddddddd'], [],
    ]);
    const done = await execute({mode: 'anchor', ledger: log, policy, git, apply: true});
    expect(done).toMatchObject({verdict: 'pass', effect: 'done', outputs: {tag: 'audit-log/1'}});
    // What goes elsewhere is fetched again and handed over.
    const {content} = done.attachments![0]!;
    const files = {inputs: {'anchor-files': ['release-asset=checkpoint']}, built: {checkpoint: content}};
    expect((await verify(log, {policy, git, ...files})).verdict).toBe('pass');
    expect(await execute({mode: 'anchor', ledger: log, policy, git, apply: true})).toMatchObject({verdict: 'pass', steps: []});
    await add(log, 'a.b');
    await sign(log);
    expect(await execute({mode: 'anchor', ledger: log, policy, git, apply: true})).toMatchObject({effect: 'done', outputs: {tag: 'audit-log/2'}});
    expect((await verify(log, {policy, git, ...files})).verdict).toBe('pass');
  });

  test('where nothing is required a tag is made; a note needs its commit', async () => {
    const log = await begun();
    const history = {commits: [{...head, paths: []}]};
    expect((await execute({mode: 'anchor', ledger: log, policy: {keys}, history})).steps.map(({about}) => about)).toEqual(['Make the tag audit-log/1']);
    expect(red(await execute({mode: 'anchor', ledger: log, policy: {keys, anchors: {require: ['note']}}, history}))).toEqual(['anchor.place broken']);
    expect(red(await execute({mode: 'anchor', ledger: log, policy: {keys}}))).toEqual(['plan undecided']);
  });

  test('a red log is not copied; what the remote refuses was not made, and what is unclear is asked again', async () => {
    const log = await begun();
    const commits = [{...head, paths: []}];
    const refusal = new Refusal({code: 'refused', what: 'the tag audit-log/1', why: 'the remote says no', fix: 'Ask it.'});
    const refused = await execute({mode: 'anchor', ledger: log, policy: {keys}, git: changingGit({commits}, {refusal}), apply: true});
    expect([refused.verdict, refused.steps.map(({state}) => state)]).toEqual(['fail', ['failed']]);
    const unclear = await execute({mode: 'anchor', ledger: log, policy: {keys}, git: changingGit({commits}, {refusal: new Unclear(refusal.gap)}), apply: true});
    expect([unclear.verdict, unclear.steps.map(({state}) => state)]).toEqual(['inconclusive', ['unsettled']]);
    await add(log, 'a.b');
    log.log = Buffer.from(log.log!.toString().replace('a.b', 'a.c'));
    const git = changingGit({commits});
    expect([(await execute({mode: 'anchor', ledger: log, policy: {keys}, git, apply: true})).verdict, await git.tags()]).toEqual(['fail', []]);
  });

  test('a copy that is too far behind is not enough', async () => {
    const log = await begun();
    const git = changingGit({commits: [{...head, paths: []}]});
    await execute({mode: 'anchor', ledger: log, policy: policyFor('tag'), git, apply: true});
    const policy = {keys, anchors: {require: ['tag'], 'max-behind': 1}};
    await add(log, 'a.b');
    expect((await verify(log, {policy, git})).verdict).toBe('pass');
    await add(log, 'c.d');
    expect(red(await verify(log, {policy, git}))).toEqual(['anchor.required broken']);
    await sign(log);
    await execute({mode: 'anchor', ledger: log, policy, git, apply: true});
    expect((await verify(log, {policy, git})).verdict).toBe('pass');
  });

  test('copies signed by a key that was revoked since count no more, and stand in nobody\'s way', async () => {
    const log = await begun();
    const git = changingGit({commits: [{...head, paths: []}]});
    await execute({mode: 'anchor', ledger: log, policy: policyFor('tag'), git, apply: true});
    const both = [...keys, keyOf(second)];
    await execute({
      mode: 'rotate', ledger: log, policy: {keys: both}, inputs: {'new-key': keyOf(second)}, secrets: {'signing-key': first, 'new-signing-key': second}, git, apply: true,
    });
    const revoked = [readKey(keyOf(first)).id];
    expect((await verify(log, {policy: {keys: both, revoked}, git})).verdict).toBe('pass');
    expect(red(await verify(log, {policy: {keys: both, revoked, anchors: {require: ['tag']}}, git}))).toEqual(['anchor.required broken']);
    const forked = ledger();
    await execute({mode: 'init', ledger: forked, secrets: {'signing-key': first}, run: 'octo/demo/1/1', apply: true});
    const messages = {'audit-log/1': forked.files.get('checkpoint')!.toString()};
    const tags = [{name: 'audit-log/1', commit: head.sha, annotated: true}];
    expect(red(await verify(log, {policy: {keys: both, revoked}, history: {tags, messages}}))).toEqual(['anchor.agrees broken']);
  });
});

describe('prove', () => {
  test('a proof is checked without the log, and shows nothing else', async () => {
    const log = await begun();
    for (const event of ['a.b', 'c.d', 'e.f', 'g.h']) await add(log, event);
    const call: Call = {mode: 'prove', ledger: log, policy: {keys}, inputs: {record: 2}};
    expect(red(await execute(call))).toEqual(['proof.holds undecided']);
    expect(said(await execute(call))).toContain('only the first 1 records are signed');
    await execute({mode: 'checkpoint', ledger: log, policy: {keys}, secrets: {'signing-key': first}, apply: true});
    const outcome = await execute(call);
    const [proof, line] = outcome.attachments!.map(({content}) => content) as [string, string];
    expect([outcome.verdict, outcome.outputs!['proof']]).toEqual(['pass', proof]);
    const known = [readKey(keyOf(first))];
    checkProof(proof, Buffer.from(line), origin, known);
    const wrong: readonly (readonly [string, string, string, typeof known])[] = [
      [proof, line.replace('c.d', 'c.e'), origin, known], [proof.replace('index 2', 'index 3'), line, origin, known], [proof, line, 'elsewhere', known], [
        proof, line, origin, [readKey(keyOf(second))],
      ],
      [proof.replace('\n5\n', '\n6\n'), line, origin, known], [proof.replace(/\n[^\n]{44}\n/, '\n'), line, origin, known],
      [proof.replace('index 2', 'index 02'), line, origin, known], ['', line, origin, known],
      [proofText({...readProof(proof), hashes: [...readProof(proof).hashes, 'x'.repeat(32)]}), line, origin, known],
    ];
    for (const one of wrong) expect(() => checkProof(one[0], Buffer.from(one[1]), one[2], one[3])).toThrow(LedgerError);
  });

  test('a log is shown to go on from an older checkpoint, and from nothing else', async () => {
    const log = await begun();
    for (const event of ['a.b', 'c.d']) await add(log, event);
    const sign: Call = {mode: 'checkpoint', ledger: log, policy: {keys}, secrets: {'signing-key': first}, apply: true};
    await execute(sign);
    const old = log.files.get('checkpoint')!.toString();
    for (const event of ['e.f', 'g.h', 'i.j', 'k.l']) await add(log, event);
    await execute(sign);
    const call = (note: string): Call => ({mode: 'prove', ledger: log, policy: {keys}, inputs: {older: 'old'}, built: {old: note}});
    const outcome = await execute(call(old));
    const proof = outcome.outputs!['continuation'] as string;
    expect([outcome.verdict, outcome.attachments!.map(({content}) => content)]).toEqual(['pass', [proof]]);
    const known = [readKey(keyOf(first))];
    checkContinuation(proof, old, origin, known);
    const other = log.copy();
    await appendTo(other, [entry()]);
    await execute({...sign, ledger: other});
    const later = other.files.get('checkpoint')!.toString();
    const wrong: readonly (readonly [string, string, string, typeof known, string])[] = [
      [proof.replace('old 3', 'old 4'), old, origin, known, 'proof-path'], [proof.replace('old 3', 'old 03'), old, origin, known, 'proof-form'], ['', old, origin, known, 'proof-form'],
      [proof.replace(/\n[^\n]{44}\n/, '\n'), old, origin, known, 'proof-path'], [proof.replace(/(\n[^\n]{44})\n/, '$1$1\n'), old, origin, known, 'proof-path'],
      [proof.replace(/\n[^\n]{44}\n/, '\nAAAA\n'), old, origin, known, 'proof-form'], [proof.replace('\n7\n', '\n8\n'), old, origin, known, 'bad-signature'],
      [proof, old, 'elsewhere', known, 'checkpoint-origin'], [proof, old, origin, [readKey(keyOf(second))], 'unknown-key'], [proof, later, origin, known, 'proof-path'],
    ];
    const codeOf = (text: string, note: string, name: string, by: typeof known): string => {
      try {
        checkContinuation(text, note, name, by);
        return 'taken';
      } catch (thrown) {
        return (thrown as LedgerError).code;
      }
    };
    expect(wrong.map(([text, note, name, by]) => codeOf(text, note, name, by))).toEqual(wrong.map(([, , , , code]) => code));
    expect(red(await execute(call(later)))).toEqual(['proof.continues undecided']);
    expect(red(await execute(call(old.replace('\n3\n', '\n2\n'))))).toEqual(['proof.continues broken']);
    expect(red(await execute(call('Release 3\n')))).toEqual(['proof.continues undecided']);
    expect((await execute({...call(old), inputs: {older: 'nowhere'}})).attachments).toBeUndefined();
    expect((await execute({...call(old), inputs: {older: 'old', record: 5}})).attachments).toHaveLength(3);
    expect(red(await execute({...call(old), inputs: {}}))).toEqual(['proof.holds undecided']);
    expect(said(await execute({...call(old), inputs: {}}))).toContain('nothing is named');
  });

  test('of a log that is not in order there is none', async () => {
    const log = await begun();
    await add(log, 'a.b');
    await execute({mode: 'checkpoint', ledger: log, policy: {keys}, secrets: {'signing-key': first}, apply: true});
    log.log = Buffer.from(log.log!.toString().replace('a.b', 'a.c'));
    const outcome = await execute({mode: 'prove', ledger: log, policy: {keys}, inputs: {record: 0}});
    expect([outcome.verdict, outcome.attachments]).toEqual(['fail', undefined]);
    log.log = Buffer.from(log.log!.toString().replace('a.c', 'a c'));
    expect(said(await execute({mode: 'prove', ledger: log, policy: {keys}, inputs: {record: 1}}))).toContain('the log could not be read that far');
  });
});

describe('import', () => {
  const call = (log: LedgerChange, old: string): Call => ({mode: 'import', ledger: log, policy: {keys}, inputs: {file: 'old.ndjson'}, built: {'old.ndjson': old}, apply: true});

  test('a plain log is verified, bound by one record, and gone on from', async () => {
    const log = await begun();
    const old = plainLog(5);
    expect(await execute(call(log, old))).toMatchObject({verdict: 'pass', outputs: {entries: 5, record: 1}});
    expect(await execute(call(log, old))).toMatchObject({verdict: 'pass', steps: [{already: true}]});
    expect(recordAt(linesOf(log), 1)).toMatchObject({
      event: 'ledger.imported', data: {entries: 5, sha256: createHash('sha256').update(old).digest('hex'), head: /"entry_hash": "([0-9a-f]{64})"/.exec(old.split('\n')[4]!)![1]},
    });
    await add(log, 'a.b');
    expect((await verify(log)).verdict).toBe('pass');
  });

  test.each([
    ['a changed entry', plainLog(5, (line, i) => (i === 2 ? line.replace('promote', 'reject') : line)), 'state-head'],
    ['a removed entry', plainLog(5).split('\n').filter((_, i) => i !== 2).join('\n'), 'sequence'],
    ['a member that is gone', plainLog(5, (line, i) => (i === 2 ? line.replace('"source":"ci",', '') : line)), 'form'],
    ['a number in another form', plainLog(5, (line, i) => (i === 2 ? line.replace('1.0}', '1}').replace('"b":1.0', '"b":1') : line)), 'state-head'],
    ['a key twice', plainLog(5, (line, i) => (i === 2 ? line.replace('{"entry_hash"', '{"seq":3,"entry_hash"') : line)), 'form'],
    ['data that is nested too deeply', plainLog(5, (line, i) => (i === 2 ? line.replace('[1e-05,null]', `${'['.repeat(70)}${']'.repeat(70)}`) : line)), 'form'],
    ['no JSON', plainLog(5, (line, i) => (i === 2 ? line.slice(0, -3) : line)), 'form'],
    ['nothing', '', 'log-empty'],
  ])('%s is not taken over', async (_name, old, code) => {
    const log = await begun();
    const outcome = await execute(call(log, old));
    expect(red(outcome)).toEqual(['import.whole broken']);
    expect(JSON.stringify(outcome.checks)).toContain(`"code":"${code}"`);
    if (code !== 'log-empty') expect(outcome.checks.flatMap(({findings}) => findings.map(({at}) => at))).toEqual([{path: 'old.ndjson', line: 3}]);
    expect(events(log)).toEqual(['ledger.begun']);
  });

  test('data may be nested as deep as sixty levels', async () => {
    const log = await begun();
    const outcome = await execute(call(log, plainLog(2, line => line.replace('[1e-05,null]', `${'['.repeat(60)}${']'.repeat(60)}`))));
    // What is wrong is the hash, not the depth.
    expect(JSON.stringify(outcome.checks)).toContain('"code":"state-head"');
  });

  test('bytes that are no UTF-8 are not taken over', () => {
    const {fields} = policy.parse({}).import;
    const old = Buffer.from(plainLog(3));
    expect(readPlainLog(old, fields).problem).toBeUndefined();
    old[old.indexOf(Buffer.from('é'))] = 0xff;
    expect(readPlainLog(old, fields).problem).toMatchObject({code: 'form', seq: 1, message: expect.stringContaining('no JSON object: ')});
  });

  test('a file that is not there is not an empty log', async () => {
    const log = await begun();
    expect(red(await execute({...call(log, ''), built: {}}))).toContain('import.whole undecided');
  });
});

test('no known problem covers up tampering: a baseline is for what is late alone', () => {
  const coverable = Object.values(auditChain.modes).flatMap(({rules}) => rules.filter(({baseline}) => baseline).map(({id}) => id));
  expect([...new Set(coverable)].sort()).toEqual(['checkpoint.fresh', 'log.fresh']);
});

test('a log that somebody else appends to between looking and writing stays one chain', async () => {
  const log = await begun();
  const racing: LedgerChange = {...log, view: () => log.view(), async change(next, why) {
    await appendTo(log, [entry({first: true})]);
    await log.change(next, why);
  }};
  expect((await add(racing, 'a.b')).verdict).toBe('pass');
  expect(events(log)).toEqual(['ledger.begun', 'gate.judged', 'a.b']);
  expect((await verify(log)).verdict).toBe('pass');
});
