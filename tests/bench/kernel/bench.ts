import {type Fault, type Finding, type Waiver, type Check, type RunRecord, evidenceText, every, findingsOf, held, broken, known, none, statementOf, verdictOf} from '#core';
import {coverExceptions} from '../../../packages/core/src/exceptions.ts';
import type {Measure} from '../measure.ts';

export const name = 'kernel';
export const about = 'What the kernel costs in CPU: 200,000 judged items and 15,000 problems, 200 exceptions, canonical evidence; against a plain loop over the same data.';

/** Milliseconds for all of it. */
const budget = 500;

const items = Array.from({length: 200_000}, (_, i) => ({path: `docs/section-${i % 700}/page-${i % 3500}.md`, name: `target-${i}`, line: i % 900 + 1, missing: i % 40 < 3}));
const now = new Date('2026-11-20T12:00:00Z');
const faultOf = ({path, name, line}: (typeof items)[number]): Fault => ({key: name, message: `${name} does not exist`, fix: 'Correct the path.', at: {path, line},
  observed: 'missing'});

export async function run(): Promise<readonly Measure[]> {
  const parts: (readonly [string, number])[] = [];
  function timed<T>(what: string, run: () => T): T {
    const start = process.cpuUsage();
    const result = run();
    const {user, system} = process.cpuUsage(start);
    parts.push([what, (user + system) / 1e3]);
    return result;
  }

  /** The same walk with nothing of the kernel in it. */
  let plain = 0;
  timed('plain loop', () => {
    const faults: Fault[] = [];
    for (let round = 0; round < 5; round++) {
      faults.length = 0;
      for (const item of items) if (item.missing) faults.push(faultOf(item));
    }
    plain = faults.length;
  });
  const loop = parts.pop()![1] / 5;

  const judged = timed('every: 200,000 items', () => every(items, item => (item.missing ? broken(faultOf(item)) : held())));
  timed('none: 200,000 items', () => none(items.filter(item => item.missing), items.length, faultOf));
  const findings = timed('fingerprints: 15,000', () => findingsOf('bench/target', judged.broken, judged.undecided));
  const check: Check = {rule: 'bench/target', about: 'Every target exists.', enforcement: 'enforce', state: judged.state, examined: judged.examined, findings};
  const waivers = Array.from({length: 200}, (_, i): Waiver => ({
    id: `W-${i}`, rule: 'bench/target', path: i % 2 === 0 ? `docs/section-${i}/**` : `docs/section-${i}/page-${i}.md`, owner: '@mira', reason: 'Rewritten soon',
      created: '2026-11-10', expires: '2026-12-10',
  }));
  const covered = timed('exceptions: 200', () => coverExceptions('bench', [check], known({waivers, terms: {'max-days': 90}, release: false}), {noBaseline: new Set(),
    emergency: new Set()}, now));
  const commit = '4b9afa4c1d2e3f405162738495a6b7c8d9e0f1a2';
  const record: RunRecord = {
    outcome: {gate: 'bench/check', as: 'bench', title: 'Bench', verdict: verdictOf(covered.checks), effect: 'none', enforcement: 'enforce', checks: covered.checks, steps: [],
      waiversUsed: covered.used},
    context: {event: 'push', scope: 'release', repository: 'a/b', commit, untrusted: false}, subject: {name: 'a/b', commit, changed: []}, candidate: {id: `a/b@${commit}`},
      correlationId: '0'.repeat(32),
    tool: {name: 'shipgate', version: '0.0.0', sha256: '0'.repeat(64)}, startedAt: now, endedAt: now, configuration: {files: [], set: [], loosened: []}, notEligible: [],
      filesRead: [], folder: '.shipgate', reproduce: 'shipgate bench', notes: [], waivers,
  };
  const evidence = timed('canonical evidence', () => evidenceText(statementOf(record)));

  const waived = covered.checks.flatMap((one): readonly Finding[] => one.findings).filter(finding => finding.waivedBy !== undefined).length;
  if (judged.broken.length !== plain || new Set(findings.map(finding => finding.fingerprint)).size !== plain
    || waived === 0) throw new Error('the bench did not measure what it says');

  const total = parts.reduce((sum, [, cpu]) => sum + cpu, 0);
  return [
    ...parts.map(([what, ours]): Measure => ({what, unit: 'ms', ours})),
    {what: 'all', unit: 'ms', ours: total, atMost: budget},
    {what: 'all', unit: 'ms', ours: total, other: {name: 'plain loop', value: loop}},
    {what: 'evidence', unit: 'MB', ours: evidence.length / 1e6},
  ];
}
