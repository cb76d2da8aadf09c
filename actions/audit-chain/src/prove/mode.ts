import {type Fact, Refusal, broken, gate, held, integer, learn, ruleFor} from '#core';
import {LedgerError, RangeRoots, checkProof, inclusionRanges, proofText, readCheckpoint, readNote} from '#ledger';
import {type LogFacts, collectLog} from '../collect.ts';
import {concludeLog, logOutputs} from '../conclude.ts';
import {type Policy, policy} from '../policy.ts';
import {verifyRules} from '../rules.ts';

interface ProveFacts extends LogFacts {
  readonly proof: Fact<{readonly record: number; readonly line: string; readonly text: string}>;
}

const rule = ruleFor<ProveFacts, Policy>();

const proves = rule({
  id: 'proof.holds', about: 'The proof shows that the record is in the signed log.', on: ['log', 'proof'], baseline: false,
  help: `The proof (C2SP tlog-proof) holds the hashes from the record up to the root that the checkpoint signs: with it, the record and the key anybody checks that
the record is in the log, without the log. A record that came
after the last checkpoint cannot be proven until the log is signed again.
`,
  check({log: {genesis, keys}, proof: {text, line, record}}) {
    try {
      checkProof(text, Buffer.from(line), genesis?.origin ?? '', keys);
      return held({observed: record});
    } catch (thrown) {
      if (!(thrown instanceof LedgerError)) throw thrown;
      return broken({key: String(record), message: `The proof does not hold: ${thrown.message}.`, fix: 'Verify the log first: `shipgate audit-chain verify`.'});
    }
  },
});

export const prove = gate({
  about: 'Gives out a proof that a record is in the signed log, for anybody to check without the log.',
  ports: ['ledger', 'git', 'built', 'context'],
  permissions: {contents: 'read'},
  source: 'world',
  inputs: {record: integer().describe('The number of the record, counted from 0')},
  policy,
  outputs: {...logOutputs, proof: 'The proof'},
  async collect(ports, {inputs: {record}, policy: chosen, run}): Promise<ProveFacts> {
    let size = 0;
    let note = '';
    const checkpoint = await learn('the checkpoint', async () => {
      note = Buffer.from(await (await ports.ledger.view()).file('checkpoint') ?? '').toString('utf8');
      ({size} = readCheckpoint(readNote(note).text));
    });
    const roots = new RangeRoots(record < size ? inclusionRanges(record, size) : []);
    let line = '';
    const facts = await collectLog(ports, {policy: {...chosen, depth: 'full'}, files: [], run, each(bytes, leaf, {seq}) {
      roots.leaf(seq, leaf);
      if (seq === record) line = Buffer.from(bytes.subarray(0, -1)).toString('utf8');
    }});
    return {...facts, proof: await learn(`a proof of record ${record}`, async () => {
      if (!checkpoint.known || record >= size) {
        throw new Refusal({
          code: 'missing', what: `a proof of record ${record}`, why: size === 0 ? 'the log has no checkpoint that can be read' : `only the first ${size} records are signed`,
          fix: 'Sign the log: `shipgate audit-chain checkpoint --apply`.',
        });
      }
      if (line === '') throw new Refusal({
        code: 'missing', what: `a proof of record ${record}`, why: 'the log could not be read that far', fix: 'Verify the log: `shipgate audit-chain verify`.',
      });
      return {record, line, text: proofText({index: record, hashes: roots.roots(), note})};
    })};
  },
  rules: [...verifyRules, proves],
  conclude({facts, verdict}) {
    const log = concludeLog(facts);
    const {proof} = facts;
    // What is not right is not handed out.
    if (!proof.known || verdict !== 'pass') return log;
    const {record, line, text} = proof.value;
    return {
      ...log, headline: `record ${record} is in the signed log`, outputs: {...log.outputs, proof: text},
      attachments: [{name: `record-${record}.tlog-proof`, mediaType: 'text/plain', content: text}, {name: `record-${record}.json`, mediaType: 'application/json', content: line}],
    };
  },
});
