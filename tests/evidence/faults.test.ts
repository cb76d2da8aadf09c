import {describe, expect, test} from '@jest/globals';
import {type Mode, type Outcome, type ReadPorts, Refusal, known, loadWhole} from '#core';
import {lineOf} from '#ledger';
import {builtFiles, commit, context, evidenceFiles, files, git, journal, ledger, run, store} from '#testkit';
import {evidence} from '../../actions/evidence/src/action.ts';
import {composeRecord, recordText} from '../../actions/evidence/src/record/compose.ts';
import {recordPath} from '../../actions/evidence/src/record/read.ts';
import {sha256} from '../../actions/evidence/src/report-files.ts';
import {candidateId, commitId, preflight, report, reportText} from '../../actions/evidence/src/report.fixture.ts';

const {modes} = await loadWhole(evidence);
const gates = preflight([{attachments: [{name: 'a.txt', mediaType: 'text/plain', content: 'a'}]}, {gate: 'governance/version', as: 'version'}]);
const built = {'dist/a.zip': 'zip', 'logs/a.ndjson': `{"correlationId":"${'c'.repeat(32)}","candidateId":"${candidateId}"}\n`};
const attached = [{path: 'evidence/docs-reality.check.a.txt', of: '', expected: sha256('a')}];
const record = recordText(composeRecord({
  candidate: candidateId, commit: commitId, reports: gates.map(report), attached, artifacts: [{path: 'dist/a.zip', sha256: sha256('zip'), size: 3}], required: ['preflight'],
}));
const reports = {...Object.fromEntries(gates.map(reportText).map(({path, text}) => [path, text])), 'evidence/docs-reality.check.a.txt': 'a'};
const sealed = {...reports, [recordPath(candidateId)]: record, 'report.sarif': `{"version":"2.1.0","runs":[{"automationDetails":{"id":"shipgate/preflight/${'c'.repeat(32)}"}}]}`};

const auditLog = lineOf({actor: 'octo', data: {correlationId: 'c'.repeat(32), candidate: candidateId}, event: 'gate.judged', gate: 'x/y', prev: '0'.repeat(64),
  run: 'octo/app/77/1', seq: 0, ts: '2026-11-20T12:00:00.000Z'});

/** For each mode a world in which it passes and asks every port that it declares. */
const scenes: Readonly<Record<string, {readonly own: Readonly<Record<string, string>>; readonly policy?: object; readonly inputs?: Readonly<Record<string, unknown>>}>> = {
  verify: {own: sealed},
  seal: {own: reports, policy: {tip: 'origin/main', require: {artifacts: ['dist/*.zip']}}, inputs: {artifacts: []}},
  schema: {own: sealed, policy: {page: 'docs/files.md', catalog: [{id: 'log', pattern: 'logs/*.ndjson', producer: 'app', consumers: ['ops'], sensitivity: 'internal',
    fields: {correlationId: 'text'}}]}},
  correlation: {own: sealed, policy: {records: ['logs/*'], 'audit-log': true}},
  artifact: {own: {}, policy: {artifacts: {app: {paths: ['dist/**'], name: 'app-{tag}', 'baseline-bytes': 3}}}, inputs: {names: ['app=app-v1.2.0'], only: []}},
  replay: {own: sealed},
};

function worldOf(own: Readonly<Record<string, string>>): Partial<ReadPorts> {
  return {
    evidence: evidenceFiles(own), built: builtFiles(built), git: git({head: commit(commitId, '2026-11-19'), refs: {'refs/remotes/origin/main': commitId},
      changed: {[commitId]: []}}), context: context({tag: 'v1.2.0'}),
    files: files({'docs/files.md': '| log | `logs/*.ndjson` | app | ops | internal |\n'}), store: store({}), ledger: ledger({log: auditLog, files: new Map()}),
    policy: {terms: {'max-days': 90}, waivers: async () => [], enforcedOf: async () => ({enforcement: 'enforce', ruleEnforcement: (_rule, fallback) => fallback})},
  };
}

type Method = (...given: readonly unknown[]) => unknown;

/** The ports of a mode; each call is counted, and the one that is chosen ends as `end` says. */
function failing(mode: Mode, world: Partial<ReadPorts>, chosen: string | undefined, end: () => unknown, asked: Set<string>): Partial<ReadPorts> {
  return Object.fromEntries(mode.ports.map(name => [name, new Proxy(world[name] as object, {
    get(target, key, receiver) {
      const member: unknown = Reflect.get(target, key, receiver);
      if (typeof member !== 'function' || typeof key !== 'string') return member;
      return (...given: readonly unknown[]): unknown => {
        const call = `${name}.${key}`;
        asked.add(call);
        return call === chosen ? end() : (member as Method).apply(target, [...given]);
      };
    },
  })]));
}

async function judge(name: string, chosen: string | undefined, end: () => unknown = () => undefined): Promise<{readonly outcome: Outcome; readonly asked: ReadonlySet<string>}> {
  const mode = modes[name]!;
  const {own, policy = {}, inputs = {}} = scenes[name]!;
  const asked = new Set<string>();
  const outcome = await mode.execute({
    gate: `evidence/${name}`, as: name, title: 'Evidence', action: 'evidence', ports: failing(mode, worldOf(own), chosen, end, asked), changePorts: {}, run: run(), inputs,
      secrets: {}, policy: mode.policy.parse(policy),
    enforcement: 'enforce', ruleEnforcement: (_rule, fallback) => fallback, exceptions: known({waivers: [], terms: {'max-days': 90}, release: true}), apply: false,
      journal: journal(),
  });
  return {outcome, asked};
}

const ends: Readonly<Record<string, () => unknown>> = {
  refused: () => Promise.reject(new Refusal({code: 'refused', what: 'it', why: 'no permission', fix: 'Give it.'})),
  'timed out': () => Promise.reject(new DOMException('too long', 'TimeoutError')),
  crashed: () => Promise.reject(new TypeError('x is not a function')),
  'thrown at once': () => { throw new Error('disk'); },
};

describe.each(Object.keys(scenes))('evidence %s, whatever it asks', name => {
  test('passes where everything answers, and asks every port that it declares', async () => {
    const {outcome, asked} = await judge(name, undefined);
    expect([outcome.verdict, outcome.checks.flatMap(({findings}) => findings.map(({message}) => message))]).toEqual(['pass', []]);
    expect(modes[name]!.ports.filter(port => ![...asked].some(call => call.startsWith(`${port}.`)))).toEqual([]);
  });

  test('never passes where one call fails', async () => {
    const {asked} = await judge(name, undefined);
    const green: string[] = [];
    for (const call of asked) {
      // The only call that answers at once.
      const ways = Object.entries(ends).filter(([how]) => call !== 'context.facts' || how === 'thrown at once');
      for (const [how, end] of ways) {
        const {outcome} = await judge(name, call, end);
        // The commit that is checked out is a warning of `verify` alone.
        const warned = outcome.checks.some(check => check.enforcement === 'warn' && check.state === 'undecided');
        if (outcome.verdict === 'pass' && !(name === 'verify' && call === 'git.head' && warned)) green.push(`${call} ${how}`);
        if (outcome.steps.some(({state}) => state !== 'planned')) green.push(`${call} ${how}: acted`);
      }
    }
    expect(green).toEqual([]);
  });
});
