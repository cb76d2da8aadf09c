import {type Fault, type Json, type Ruling, broken, every, held, none, notApplicable, ruleFor} from '#core';
import {type ReportFile, runOf} from '../report-files.ts';
import {faultOfPart, partsOf} from '../whole.ts';
import type {Facts} from './collect.ts';
import type {Policy} from './policy.ts';

const rule = ruleFor<Facts, Policy>();
const keepApart = 'Keep the report files of each run in a folder of their own, and run the gates of a release in one run.';

/** The value that most of them have; where two are as frequent, the one that sorts first. */
function mostFrequent(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0];
}

/** Each has the value that is expected, or that most have. */
function agree(items: readonly {readonly key: string; readonly value: string | undefined}[], given: string | undefined,
  say: (key: string, value: string | undefined, expected: string) => string, fix: string): Ruling {
  const expected = given ?? mostFrequent(items.flatMap(({value}) => value ?? []));
  return every(items, ({key, value}) => {
    if (value === expected && value !== undefined) return held();
    const observed: Json = value ?? null;
    return broken({key, message: say(key, value, expected ?? 'none'), fix, observed, ...(expected !== undefined && {expected})});
  });
}

const present = rule({
  id: 'correlation.present',
  about: 'There are report files, and all that policy names can be found.',
  help: `Nothing that carries no id can be told to belong together. A pattern in \`records\` that names no file is a report or a log that was never written.

**To fix it**, run the gates first, or correct the pattern.`,
  baseline: false,
  on: ['reports', 'unmatched'],
  check: ({reports, unmatched}) => {
    if (reports.length === 0) return broken({key: 'report files', message: 'There is no report file.', fix: 'Run `shipgate preflight` first.'});
    return none(unmatched, reports.length, (pattern): Fault => ({key: pattern, message: `Nothing fits ${pattern}.`, fix: 'Correct the pattern, or write what it should name.'}));
  },
});

const run = rule({
  id: 'correlation.run',
  about: 'All report files carry one correlation id.',
  help: `The id is made of repository, run and attempt. Files of two runs side by side look like one result that nobody ever saw. On a laptop every call is a run of its own: run
the gates by
one preflight, or set \`one-run: false\` to ask for one release only.

**To fix it**, keep the report files of each run apart.`,
  baseline: false,
  on: ['reports', 'expected', 'sarif'],
  check: ({reports, expected, sarif}, policy) => {
    if (!policy['one-run']) return notApplicable('one-run is off: the files have to be of one release only');
    const items = reports.map(report => ({key: report.path, value: runOf(report).correlationId}));
    return agree([...items, ...(sarif === undefined ? [] : [{key: 'report.sarif', value: sarif}])], expected.correlation,
      (key, value, id) => `${key} has the correlation id ${value ?? 'none'}, expected is ${id}.`, keepApart);
  },
});

const candidate = rule({
  id: 'correlation.candidate',
  about: 'All report files name one release and one commit.',
  help: `Report files of two releases, or of two commits, judge nothing together.

**To fix it**, keep the report files of each release apart.`,
  baseline: false,
  on: ['reports', 'expected'],
  check: ({reports, expected}) => {
    const of = (value: (report: ReportFile) => string | undefined) => reports.map(report => ({key: report.path, value: value(report)}));
    return every([
      agree(of(report => runOf(report).candidate.id), expected.candidate, (key, value, id) => `${key} is of the release ${value ?? 'none'}, expected is ${id}.`, keepApart),
      agree(of(report => runOf(report).subject.commit), undefined, (key, value, id) => `${key} is of the commit ${value ?? 'none'}, the others of ${id}.`, keepApart),
    ], ruling => ruling);
  },
});

const apart = rule({
  id: 'correlation.apart',
  about: 'Neither id stands in for the other.',
  help: `A correlation id names a run, the other id a release: a release has many runs. Where one is written into the place of the other, nothing was known.

**To fix it**, hand both ids over to whatever writes the record.`,
  baseline: false,
  on: ['reports', 'traced'],
  check: ({reports, traced}) => every([
    ...reports.map(report => ({key: report.path, same: runOf(report).candidate.id === runOf(report).correlationId, at: undefined})),
    ...traced.map(({path, line, correlation, candidate: id}) => ({key: line === undefined ? path : `${path}: record ${line}`,
      same: correlation !== undefined && correlation === id, at: {path, ...(line !== undefined && {line})}})),
  ], ({key, same, at}) => (same ? broken({key, message: `${key} has the same text for run and release.`, fix: 'Hand both ids over to whatever writes it.', ...(at && {at})})
    : held())),
});

const records = rule({
  id: 'correlation.records',
  about: 'Every log record and report carries both ids of this run.',
  help: `\`records\` names log files and reports of other tools; \`correlation-fields\` and \`candidate-fields\` say where their ids stand. A record without one is not taken to
have the other's.
\`audit-log: true\` asks the same of the records of the audit log that are about these runs and report files.

**To fix it**, hand the outputs of preflight over to whatever writes the record.`,
  baseline: false,
  on: ['traced', 'reports', 'expected'],
  check: ({traced, reports, expected}, policy) => {
    if (policy.records.length === 0 && !policy['audit-log']) return notApplicable('policy names no records');
    const correlation = expected.correlation ?? mostFrequent(reports.map(report => runOf(report).correlationId));
    const id = expected.candidate ?? mostFrequent(reports.map(report => runOf(report).candidate.id));
    return every(traced, one => {
      const key = one.line === undefined ? one.path : `${one.path}: record ${one.line}`;
      const at = {path: one.path, ...(one.line !== undefined && {line: one.line})};
      const fault = (what: string, value: string | undefined, wanted: string | undefined): readonly Fault[] => (value !== undefined && value === wanted ? [] : [{
        key: `${key}, ${what}`, at, message: `${key} has ${value === undefined ? `no ${what}` : `the ${what} ${value}, this is ${wanted ?? 'unknown'}`}.`,
          fix: 'Hand both ids over to whatever writes it.', observed: value ?? null, ...(wanted !== undefined && {expected: wanted}),
      }]);
      const [first, ...rest] = [...fault('correlation id', one.correlation, correlation), ...fault('release', one.candidate, id)];
      return first ? broken(first, ...rest) : held();
    });
  },
});

const whole = rule({
  id: 'correlation.whole',
  about: 'Preflight, the gates that it has run and their attachments are of one run.',
  help: `Preflight names its gates and what came of each, and each gate names its attachments by digest. A file of another run in their place is found here even where its ids
were copied.

**To fix it**, keep the files of each run together.`,
  baseline: false,
  on: ['reports', 'attached'],
  check: ({reports, attached}) => every<Fault | undefined>([
    ...partsOf(reports).map(part => faultOfPart(part, reports)),
    ...attached.map(({path, of, expected, sha256}) => (sha256 === expected ? undefined : {
      key: path, message: `${path} is ${sha256 === undefined ? 'missing' : 'not what its gate wrote'}: ${of} names it.`, fix: keepApart, observed: sha256 ?? null, expected,
    })),
  ], fault => (fault ? broken(fault) : held())),
});

export const rules = [present, run, candidate, apart, records, whole];
