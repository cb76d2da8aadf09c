import {operation} from '#core';
import {prepareCheckpoint, prepareClearing, readKey, readSigningKey, readState, sayKey, toHex} from '#ledger';
import {collectLog, expectationsOf} from '../collect.ts';
import {concludeLog, logOutputs} from '../conclude.ts';
import {anchorFiles, policy} from '../policy.ts';
import {appendRules} from '../rules.ts';
import {attempt} from '../settle.ts';

/** The key's name is that of the log, unless the key has one of its own. */
export const nameOfKey = (key: string): string => readKey(key).name;

export const checkpoint = operation({
  about: 'Signs the audit log as it stands, after every record was verified.',
  ports: ['ledger', 'git', 'built', 'context'],
  changes: ['ledger'],
  permissions: {contents: 'read'},
  source: 'world',
  inputs: {'anchor-files': anchorFiles},
  secrets: {'signing-key': {about: 'The Ed25519 key that signs the log: PEM, as `openssl genpkey -algorithm ed25519` writes it'}},
  policy,
  outputs: logOutputs,
  collect: (ports, {inputs, policy: chosen, run}) => collectLog(ports, {policy: {...chosen, depth: 'full'}, files: inputs['anchor-files'], run}),
  rules: appendRules,
  plan({log: {end, keys}, circumstances: {release}}) {
    if (!end || keys.length === 0) return [];
    return [{id: `sign-${toHex(end.head)}`, about: `Sign ${end.size} records`, data: {size: end.size, key: sayKey(keys.at(-1)!), release}}];
  },
  async settle({data}, {ledger}) {
    const content = await (await ledger.view()).file('state.json');
    if (!content) return {state: 'not-begun'};
    const {checkpoint: signed} = readState(Buffer.from(content).toString('utf8'));
    return signed >= data.size ? {state: 'done', receipt: {signed}} : {state: 'not-begun'};
  },
  apply: ({data}, {ledger}, {secrets, policy: chosen, run}) => attempt('checkpoint', async () => {
    const key = readSigningKey(secrets['signing-key'].reveal(), nameOfKey(data.key));
    const expectations = expectationsOf(chosen, {now: run.now, release: data.release, depth: 'full'});
    await ledger.change(view => prepareClearing(view, run.now), 'Clear up after a run that was killed');
    let signed = 0;
    await ledger.change(async view => {
      const {writes, state} = await prepareCheckpoint(view, key, expectations);
      signed = state.checkpoint;
      return writes;
    }, 'Sign the audit log');
    return {signed};
  }),
  conclude({facts, steps}) {
    const signed = (steps[0]?.receipt as {readonly signed?: number} | undefined)?.signed;
    const log = concludeLog(facts);
    return signed === undefined ? log : {...log, headline: `${signed} records signed`, outputs: {...log.outputs, signed}};
  },
});
