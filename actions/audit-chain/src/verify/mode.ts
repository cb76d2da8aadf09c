import {gate} from '#core';
import {collectLog} from '../collect.ts';
import {concludeLog, logOutputs} from '../conclude.ts';
import {anchorFiles, policy} from '../policy.ts';
import {verifyRules} from '../rules.ts';

export const verify = gate({
  about: 'The audit log is whole and unchanged: every record, the chain, the signed checkpoint, and copies of it that are kept elsewhere.',
  ports: ['ledger', 'git', 'built', 'context'],
  permissions: {contents: 'read'},
  source: 'world',
  inputs: {'anchor-files': anchorFiles},
  policy,
  outputs: logOutputs,
  collect: (ports, {inputs, policy: chosen, run}) => collectLog(ports, {policy: chosen, files: inputs['anchor-files'], run}),
  rules: verifyRules,
  conclude: ({facts}) => concludeLog(facts),
});
