import {type BuiltRead, type Fact, Refusal, broken, gate, held, integer, learn, notApplicable, path, ruleFor} from '#core';
import {LedgerError, RangeRoots, checkContinuation, checkProof, consistencyRanges, continuationText, inclusionRanges, proofText, readCheckpoint, readNote} from '#ledger';
import {type LogFacts, collectLog} from '../collect.ts';
import {concludeLog, logOutputs} from '../conclude.ts';
import {type Policy, policy} from '../policy.ts';
import {verifyRules} from '../rules.ts';

interface RecordProven {
  readonly record: number;
  readonly line: string;
  readonly text: string;
}

interface Continued {
  /** The older checkpoint, as it was given. */
  readonly note: string;
  readonly older: number;
  readonly text: string;
}

interface ProveFacts extends LogFacts {
  /** Nothing where none was asked for. */
  readonly proof: Fact<RecordProven | undefined>;
  readonly continuation: Fact<Continued | undefined>;
}

const rule = ruleFor<ProveFacts, Policy>();

const proves = rule({
  id: 'proof.holds', about: 'The proof shows that the record is in the signed log.', on: ['log', 'proof'], baseline: false,
  help: `The proof (C2SP tlog-proof) holds the hashes from the record up to the root that the checkpoint signs: with it, the record and the key anybody checks that
the record is in the log, without the log. A record that came
after the last checkpoint cannot be proven until the log is signed again.
`,
  check({log: {genesis, keys}, proof}) {
    if (!proof) return notApplicable('no proof of a record was asked for');
    const {text, line, record} = proof;
    try {
      checkProof(text, Buffer.from(line), genesis?.origin ?? '', keys);
      return held({observed: record});
    } catch (thrown) {
      if (!(thrown instanceof LedgerError)) throw thrown;
      return broken({key: String(record), message: `The proof does not hold: ${thrown.message}.`, fix: 'Verify the log first: `shipgate audit-chain verify`.'});
    }
  },
});

const continues = rule({
  id: 'proof.continues', about: 'The signed log goes on from the older checkpoint.', on: ['log', 'continuation'], baseline: false,
  help: `Whoever kept an older checkpoint sees by this proof, without the log, that nothing that it covered was changed or taken away since. Its form is that in which
witnesses are asked to sign (C2SP tlog-witness): the older size, the hashes, and the newer checkpoint.
`,
  check({log: {genesis, keys}, continuation}) {
    if (!continuation) return notApplicable('no older checkpoint was given');
    const {text, note, older} = continuation;
    try {
      checkContinuation(text, note, genesis?.origin ?? '', keys);
      return held({observed: older});
    } catch (thrown) {
      if (!(thrown instanceof LedgerError)) throw thrown;
      return broken({
        key: 'older', message: `The log does not go on from the older checkpoint: ${thrown.message}.`, observed: thrown.code,
        fix: 'Treat the log as tampered with until you know what happened; or give a checkpoint of this log.',
      });
    }
  },
});

const largestNote = 128 * 1024;
const sizeIn = (note: string): number => readCheckpoint(readNote(note).text).size;

/** A file's checkpoint and its size. Throws a Refusal for what is none. */
async function olderCheckpoint(built: BuiltRead, path: string): Promise<{readonly note: string; readonly older: number}> {
  const bytes = await built.bytes(path, {limit: largestNote});
  if (!bytes) throw new Refusal({code: 'missing', what: path, why: 'there is no such file', fix: 'Name the checkpoint that you kept.'});
  const note = Buffer.from(bytes).toString('utf8');
  try {
    return {note, older: sizeIn(note)};
  } catch (thrown) {
    if (!(thrown instanceof LedgerError)) throw thrown;
    throw new Refusal({code: 'unreadable', what: path, why: thrown.message, fix: 'Name the checkpoint that you kept, as it was signed.'}, {cause: thrown});
  }
}

export const prove = gate({
  about: 'Gives out a proof that a record is in the signed log, or that the log goes on from an older checkpoint, for anybody to check without the log.',
  ports: ['ledger', 'git', 'built', 'context'],
  permissions: {contents: 'read'},
  source: 'world',
  inputs: {
    record: integer().optional().describe('The number of the record that is proven to be in the log, counted from 0'),
    older: path().optional().describe('A file with an older checkpoint, from which the log is proven to go on'),
  },
  policy,
  outputs: {...logOutputs, proof: 'The proof of the record', continuation: 'The proof that the log goes on from the older checkpoint'},
  async collect(ports, {inputs: {record, older: kept}, policy: chosen, run}): Promise<ProveFacts> {
    let size = 0;
    let note = '';
    await learn('the checkpoint', async () => {
      note = Buffer.from(await (await ports.ledger.view()).file('checkpoint') ?? '').toString('utf8');
      size = sizeIn(note);
    });
    const before = await learn(kept ?? '', async () => (kept === undefined ? undefined : olderCheckpoint(ports.built, kept)));
    const older = before.known ? before.value?.older ?? 0 : 0;
    const inclusion = new RangeRoots(record !== undefined && record < size ? inclusionRanges(record, size) : []);
    const consistency = new RangeRoots(older > 0 && older <= size ? consistencyRanges(older, size) : []);
    let line = '';
    const facts = await collectLog(ports, {policy: {...chosen, depth: 'full'}, files: [], run, each(bytes, leaf, {seq}) {
      inclusion.leaf(seq, leaf);
      consistency.leaf(seq, leaf);
      if (seq === record) line = Buffer.from(bytes.subarray(0, -1)).toString('utf8');
    }});
    const unsigned = size === 0 ? 'the log has no checkpoint that can be read' : `only the first ${size} records are signed`;
    const sign = 'Sign the log: `shipgate audit-chain checkpoint --apply`.';
    const broke = {why: 'the log could not be read that far', fix: 'Verify the log: `shipgate audit-chain verify`.'};
    return {
      ...facts,
      proof: await learn(`a proof of record ${record}`, async () => {
        if (record === undefined && kept !== undefined) return undefined;
        if (record === undefined) throw new Refusal({
          code: 'missing', what: 'what is to be proven', why: 'nothing is named', fix: 'Name a record (`record`), an older checkpoint (`older`), or both.',
        });
        const what = `a proof of record ${record}`;
        if (record >= size) throw new Refusal({code: 'missing', what, why: unsigned, fix: sign});
        if (line === '') throw new Refusal({code: 'missing', what, ...broke});
        return {record, line, text: proofText({index: record, hashes: inclusion.roots(), note})};
      }),
      continuation: before.known ? await learn('a proof that the log goes on', async () => {
        if (!before.value) return undefined;
        const what = `a proof that the log goes on from ${older} records`;
        if (older > size) throw new Refusal({code: 'missing', what, why: unsigned, fix: sign});
        if (!facts.log.known || !facts.log.value.end) throw new Refusal({code: 'missing', what, ...broke});
        return {...before.value, text: continuationText({older, hashes: consistency.roots(), note})};
      }) : before,
    };
  },
  rules: [...verifyRules, proves, continues],
  conclude({facts, verdict}) {
    const log = concludeLog(facts);
    const [proof, continuation] = [facts.proof.known ? facts.proof.value : undefined, facts.continuation.known ? facts.continuation.value : undefined];
    // What is not right is not handed out.
    if ((!proof && !continuation) || verdict !== 'pass') return log;
    const said = [...(proof ? [`record ${proof.record} is in the signed log`] : []), ...(continuation ? [`the log goes on from ${continuation.older} records`] : [])];
    return {
      ...log, headline: said.join('; '), outputs: {...log.outputs, ...(proof && {proof: proof.text}), ...(continuation && {continuation: continuation.text})},
      attachments: [
        ...(proof ? [
          {name: `record-${proof.record}.tlog-proof`, mediaType: 'text/plain', content: proof.text}, {name: `record-${proof.record}.json`, mediaType: 'application/json', content: proof.line},
        ] : []),
        ...(continuation ? [{name: `since-${continuation.older}.tlog-continuation`, mediaType: 'text/plain', content: continuation.text}] : []),
      ],
    };
  },
});
