import {type Fact, broken, held, known, operation, ruleFor, text} from '#core';
import {type Entry, LedgerError, findEntry, lineOf, noPrev, parsePlain, prepareAppend} from '#ledger';
import {type LogFacts, collectLog} from '../collect.ts';
import {concludeLog, logOutputs} from '../conclude.ts';
import {type Policy, policy} from '../policy.ts';
import {appendRules} from '../rules.ts';
import {attempt, receiptOf, settleEntry} from '../settle.ts';

interface AppendFacts extends LogFacts {
  readonly entry: Fact<Entry>;
}

const rule = ruleFor<AppendFacts, Policy>();

const writable = rule({
  id: 'append.entry', about: 'What is to be written has a canonical form.', on: ['entry'], baseline: false,
  help: `Names (actor, event, gate, run) are printable ASCII without spaces, quotes and backslashes, so that none looks like another. The data is an object: keys in
ASCII, numbers whole and of at most 53 bits (write fractions
as texts), at most 64 KiB with everything. Events that begin with \`ledger.\` are the log's own.
`,
  check({entry}) {
    try {
      if (entry.event.startsWith('ledger.')) throw new LedgerError('identity', 'events that begin with "ledger." are the log\'s own');
      lineOf({...entry, prev: noPrev, seq: Number.MAX_SAFE_INTEGER, ts: '2000-01-01T00:00:00.000Z'});
      return held();
    } catch (thrown) {
      if (!(thrown instanceof LedgerError)) throw thrown;
      return broken({key: entry.event, message: `It cannot be written: ${thrown.message}.`, fix: 'Correct the inputs what and data.', observed: thrown.code});
    }
  },
});

/** A text that is a JSON object. */
const jsonObject = text().superRefine((value, context) => {
  const refuse = (why: string): void => context.addIssue({code: 'custom', input: value, message: `expected a JSON object such as {"version": "1.2.0"}: ${why}`});
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) refuse('it is another kind of value');
    // Of a key that comes twice JSON.parse would drop one silently.
    parsePlain(value);
  } catch (thrown) {
    refuse(thrown instanceof Error ? thrown.message : String(thrown));
  }
});

export const append = operation({
  about: 'Writes one record into the audit log, once for a run.',
  ports: ['ledger', 'git', 'built', 'context'],
  changes: ['ledger'],
  permissions: {contents: 'read'},
  source: 'world',
  inputs: {
    what: text().describe('What happened: deploy.finished'),
    data: jsonObject.default('{}').describe('What to record of it, as a JSON object'),
    gate: text().default('audit-chain/append').describe('What it belongs to'),
  },
  policy,
  outputs: {...logOutputs, record: 'The number of the record'},
  async collect(ports, {inputs, policy: chosen, run}): Promise<AppendFacts> {
    const facts = await collectLog(ports, {policy: chosen, files: [], run});
    if (!facts.circumstances.known) return {...facts, entry: facts.circumstances};
    const {actor, run: name} = facts.circumstances.value;
    return {...facts, entry: known({actor, data: JSON.parse(inputs.data) as Entry['data'], event: inputs.what, gate: inputs.gate, run: name})};
  },
  rules: [...appendRules, writable],
  plan: ({entry}) => [{id: `append-${entry.run}-${entry.gate}-${entry.event}`, about: `Record ${entry.event}`, data: {...entry}}],
  settle: ({data}, {ledger}) => settleEntry(ledger, data),
  apply: ({data}, {ledger}, {run}) => attempt(data.event, async () => {
    let receipt = {};
    await ledger.change(async view => {
      const there = await findEntry(view, data);
      if (there) {
        receipt = {...receiptOf(there) as object};
        return [];
      }
      const {writes, records} = await prepareAppend(view, [data], run.now);
      receipt = {...receiptOf(records[0]!) as object};
      return writes;
    }, `Record ${data.event}`);
    return receipt;
  }),
  conclude({facts, steps}) {
    const record = (steps[0]?.receipt as {readonly record?: number} | undefined)?.record;
    const log = concludeLog(facts);
    return record === undefined ? log : {...log, headline: `record ${record}`, outputs: {...log.outputs, records: record + 1, record}};
  },
});
