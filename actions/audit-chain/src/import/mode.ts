import {type Fact, Refusal, broken, held, learn, operation, path, ruleFor} from '#core';
import {type Entry, type PlainLog, findRecords, ownEvents, prepareAppend, readPlainLog, sha256Hex} from '#ledger';
import {type LogFacts, collectLog} from '../collect.ts';
import {concludeLog, logOutputs} from '../conclude.ts';
import {type Policy, policy} from '../policy.ts';
import {appendRules} from '../rules.ts';
import {attempt, receiptOf} from '../settle.ts';

interface ImportFacts extends LogFacts {
  readonly old: Fact<PlainLog & {readonly sha256: string; readonly path: string}>;
}

const rule = ruleFor<ImportFacts, Policy>();

const whole = rule({
  id: 'import.whole', about: 'The old log is whole: each entry has its members, its number, its time, the hash of the one before and its own.', on: ['old'], baseline: false,
  help: `A plain log has a JSON object a line, each with the hash of the one before and its own: the SHA-256 of its sorted compact JSON without that member.
\`import.fields\` names the members. It is verified, and bound by its digest,
its number of entries and its last hash into one record: what comes after goes on from there.
`,
  check({old}) {
    const {problem, path: name} = old;
    if (!problem) return held({observed: {entries: old.entries, head: old.head}});
    return broken({
      key: problem.code, message: `${name}: ${problem.message}`, fix: 'Find out what happened to the old log; what is wrong is not taken over.',
      at: {path: name, ...(problem.seq !== undefined && {line: problem.seq})}, observed: {code: problem.code, ...(problem.offset !== undefined && {byte: problem.offset})},
    });
  },
});

const mebibyte = 1024 * 1024;

export const importLog = operation({
  about: 'Verifies a plain hash chain in NDJSON and goes on from its last entry.',
  ports: ['ledger', 'git', 'built', 'context'],
  changes: ['ledger'],
  permissions: {contents: 'read'},
  source: 'world',
  inputs: {file: path().describe('The old log')},
  policy,
  outputs: {...logOutputs, entries: 'The entries of the old log', record: 'The number of the record that binds it'},
  async collect(ports, {inputs: {file}, policy: chosen, run}): Promise<ImportFacts> {
    const {fields, 'max-size': most} = chosen.import;
    return {
      ...await collectLog(ports, {policy: chosen, files: [], run}),
      old: await learn(file, async () => {
        const bytes = await ports.built.bytes(file, {limit: most * mebibyte});
        if (!bytes) throw new Refusal({code: 'missing', what: file, why: 'there is no such file', fix: 'Name the old log.'});
        return {...readPlainLog(bytes, fields), sha256: sha256Hex(bytes), path: file};
      }),
    };
  },
  rules: [...appendRules, whole],
  plan: ({old: {entries, head, sha256, path: name}, circumstances: {actor, run}}) => [{
    id: `import-${sha256}`, about: `Take over ${entries} entries of ${name}`, data: {entries, head, sha256, actor, run},
  }],
  async settle({data}, {ledger}) {
    const [record] = await findRecords(await ledger.view(), data.sha256, ({event, data: {sha256}}) => event === ownEvents.imported && sha256 === data.sha256);
    return record ? {state: 'done', receipt: receiptOf(record)} : {state: 'not-begun'};
  },
  apply: ({data: {entries, head, sha256, actor, run: name}}, {ledger}, {run}) => attempt('import', async () => {
    const entry: Entry = {actor, data: {entries, head, sha256}, event: ownEvents.imported, gate: 'audit-chain/import', run: name};
    let receipt = {};
    await ledger.change(async view => {
      const {writes, records} = await prepareAppend(view, [entry], run.now);
      receipt = {...receiptOf(records[0]!) as object};
      return writes;
    }, `Take over a log of ${entries} entries`);
    return receipt;
  }),
  conclude({facts, steps}) {
    const log = concludeLog(facts);
    const {old} = facts;
    const record = (steps[0]?.receipt as {readonly record?: number} | undefined)?.record;
    return {
      ...log, ...(old.known && {headline: `${old.value.entries} entries verified${record === undefined ? '' : `, bound by record ${record}`}`}),
      outputs: {...log.outputs, ...(old.known && {entries: old.value.entries}), ...(record !== undefined && {record})},
    };
  },
});
