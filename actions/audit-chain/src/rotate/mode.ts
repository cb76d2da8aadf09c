import {type Fact, broken, held, learn, operation, ruleFor, text} from '#core';
import {LedgerError, type PublicKey, findRecords, isTestKey, ownEvents, prepareClearing, prepareRotation, readKey, readPublicPem, readSigningKey, sayKey} from '#ledger';
import {nameOfKey} from '../checkpoint/mode.ts';
import {type LogFacts, collectLog, expectationsOf} from '../collect.ts';
import {concludeLog, logOutputs} from '../conclude.ts';
import {type Policy, policy} from '../policy.ts';
import {appendRules} from '../rules.ts';
import {attempt, receiptOf} from '../settle.ts';

interface RotateFacts extends LogFacts {
  readonly successor: Fact<PublicKey | string>;
}

const rule = ruleFor<RotateFacts, Policy>();

const newKey = rule({
  id: 'rotate.key', about: 'The new key is one that may sign.', on: ['log', 'successor', 'circumstances'], baseline: false,
  help: `The new key is an Ed25519 key that has never signed this log, and not one for tests. Give it in PEM, as \`openssl pkey -pubout\` writes it, or as NAME+ID+BASE64; its private half is the
secret \`new-signing-key\`. The policy names it first, as the last of \`keys\`, where it is reviewed: whoever gets hold of the old key alone could hand the log
over to a key of his own.
`,
  check({log, successor, circumstances: {release}}, {'test-keys': testKeys, revoked, keys}) {
    if (typeof successor === 'string') return broken({
      key: 'new-key', message: `The new key cannot be read: ${successor}.`, fix: 'Give what `openssl pkey -in new.pem -pubout` prints, or NAME+ID+BASE64.',
    });
    if (log.keys.some(key => sayKey(key) === sayKey(successor))) return broken({
      key: 'new-key', message: 'The new key has signed this log before.', fix: 'Make a new one: openssl genpkey -algorithm ed25519.',
    });
    if (revoked.includes(successor.id)) return broken({
      key: 'new-key', message: 'The new key is revoked by the policy.', fix: 'Make a new one: openssl genpkey -algorithm ed25519.',
    });
    if (release && !testKeys && isTestKey(successor)) return broken({
      key: 'new-key', message: 'The new key is one for tests.', fix: 'Make a new one: openssl genpkey -algorithm ed25519.',
    });
    const said = sayKey(successor);
    return keys.at(-1) === said
      ? held({observed: said})
      : broken({key: 'new-key', message: 'The new key is not the last one that the policy names.', fix: `Write it there, and have it reviewed: \`audit-chain: {keys: [..., ${said}]}\`.`});
  },
});

/** The key that was given, or why it cannot be read. One in PEM has no name: it takes over that of the key before. */
function readSuccessor(given: string, before: PublicKey | undefined): PublicKey | string {
  try {
    return given.startsWith('-----') ? readPublicPem(given, before?.name ?? '') : readKey(given);
  } catch (thrown) {
    if (thrown instanceof LedgerError) return thrown.message;
    throw thrown;
  }
}

export const rotate = operation({
  about: 'Hands the audit log over to a new key: the old one and the new one sign it, and the new one signs the log.',
  ports: ['ledger', 'git', 'built', 'context'],
  changes: ['ledger'],
  permissions: {contents: 'read'},
  source: 'world',
  inputs: {'new-key': text().describe('The new verifying key: PEM, as `openssl pkey -pubout` writes it, or NAME+ID+BASE64')},
  secrets: {'signing-key': {about: 'The Ed25519 key that has signed the log so far'}, 'new-signing-key': {about: 'The Ed25519 key that signs it from now on'}},
  policy,
  outputs: {...logOutputs, key: 'The key that signs the log from now on: the last of `keys` in the policy'},
  async collect(ports, {inputs, policy: chosen, run}): Promise<RotateFacts> {
    const facts = await collectLog(ports, {policy: {...chosen, depth: 'full'}, files: [], run});
    const before = facts.log.known ? facts.log.value.keys.at(-1) : undefined;
    return {...facts, successor: await learn('the new key', async () => readSuccessor(inputs['new-key'], before))};
  },
  rules: [...appendRules, newKey],
  plan({log, successor, circumstances: {actor, run, release}}) {
    const from = log.keys.at(-1);
    if (!from || typeof successor === 'string') return [];
    return [{id: `rotate-${successor.id}`, about: `Hand the log over from ${from.id} to ${successor.id}`, data: {from: sayKey(from), to: sayKey(successor), actor, run, release}}];
  },
  async settle({data}, {ledger}) {
    const [record] = await findRecords(await ledger.view(), `"event":"${ownEvents.rotated}"`, ({event, data: {key}}) => event === ownEvents.rotated && key === data.to);
    return record ? {state: 'done', receipt: receiptOf(record)} : {state: 'not-begun'};
  },
  apply: ({data}, {ledger}, {secrets, policy: chosen, run}) => attempt('rotate', async () => {
    const from = readSigningKey(secrets['signing-key'].reveal(), nameOfKey(data.from));
    const to = readSigningKey(secrets['new-signing-key'].reveal(), nameOfKey(data.to));
    if (sayKey(to) !== data.to) throw new LedgerError('key-other', 'the secret new-signing-key is not the private half of new-key');
    const expectations = expectationsOf(chosen, {now: run.now, release: data.release, depth: 'full'});
    await ledger.change(view => prepareClearing(view, run.now), 'Clear up after a run that was killed');
    let receipt = {};
    await ledger.change(async view => {
      const {writes, records} = await prepareRotation(view, {actor: data.actor, run: data.run, from, to}, expectations);
      receipt = {...receiptOf(records[0]!) as object};
      return writes;
    }, 'Hand the audit log over to a new key');
    return receipt;
  }),
  conclude({facts, steps}) {
    const log = concludeLog(facts);
    const {successor} = facts;
    const done = steps[0]?.state === 'done' && successor.known && typeof successor.value !== 'string';
    return done ? {...log, headline: 'the log was handed over', outputs: {...log.outputs, key: sayKey(successor.value as PublicKey)}} : log;
  },
});

