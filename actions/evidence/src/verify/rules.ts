import {type Fault, type Ruling, broken, every, held, none, notApplicable, ruleFor} from '#core';
import {composeRecord, recordText} from '../record/compose.ts';
import {recordIn} from '../record/format.ts';
import {type FoundRecord, recordPath} from '../record/read.ts';
import {type ReportFile, runOf, sha256} from '../report-files.ts';
import {requireGates} from '../requirements.ts';
import {faultOfPart, partsOf} from '../whole.ts';
import type {Facts} from './collect.ts';
import type {Policy} from './policy.ts';

const rule = ruleFor<Facts, Policy>();
const takeItBack = 'Take the file as it was when the release was signed off; if it changed on purpose, sign a new release off.';

const record = rule({
  id: 'verify.record',
  about: 'The release record is the one that was sealed.',
  help: `The record has a digest within itself, which shows damage. Somebody who forges a record can make that digest anew; so publish the SHA-256 that sealing prints and hand
it over as the
input \`sha256\`, or sign the record (\`actions/attest\`), or both.

**To fix it**, take the record from where the release was published.`,
  baseline: false,
  on: ['found', 'record', 'pinned'],
  check: ({found, record: {candidate}, pinned}) => {
    const faults: Fault[] = [];
    if (!found.intact) faults.push({key: 'record', message: `${found.path} was changed after it was sealed.`, fix: takeItBack});
    if (pinned !== undefined && pinned !== found.sha256) faults.push({key: 'sha256', message: `${found.path} is another record than the one that was published.`, fix: takeItBack,
      observed: found.sha256, expected: pinned});
    if (found.path !== recordPath(candidate)) faults.push({key: 'name', message: `${found.path} is the record of ${candidate}.`, fix: 'Give it its own name back.'});
    const [first, ...rest] = faults;
    return first ? broken(first, ...rest) : held({observed: found.sha256});
  },
});

const unchanged = rule({
  id: 'verify.unchanged',
  about: 'Every file that the record names is there, byte for byte.',
  help: `The record names each report file, attachment and artifact by its SHA-256. One byte more, less or other is another file.

**To fix it**, take the file as it was when the release was signed off. One that changed on purpose belongs to another release.`,
  baseline: false,
  on: ['sealed'],
  check: ({sealed}) => every(sealed, ({path, kind, expected, sha256: observed}) => {
    if (observed === expected) return held();
    const missing = observed === undefined;
    return broken({key: path, message: missing ? `The ${kind} ${path} was dropped: the record names it.` : `The ${kind} ${path} was changed after it was sealed.`, fix: takeItBack,
      observed: observed ?? null, expected});
  }),
});

const complete = rule({
  id: 'verify.complete',
  about: 'No gate was added to what was sealed, and none was dropped from it.',
  help: `Report files of the same release that the record does not name were added later. Gates that a preflight names, and the record does not, were dropped from it.

**To fix it**, keep the report files of the release as they were sealed, and nothing beside them.`,
  baseline: false,
  on: ['record', 'reports'],
  check: ({record: {gates}, reports}) => {
    const named = new Map(gates.map(gate => [gate.path, gate]));
    const added = reports.filter(report => !named.has(report.path)).map((report): Fault => ({
      key: `${runOf(report).outcome.as}: added`, message: `The gate ${runOf(report).outcome.as} was added: the record does not name ${report.path}.`,
        fix: 'Remove it, or sign a new release off.',
    }));
    const sealed = reports.filter(report => named.has(report.path));
    const dropped = partsOf(sealed).flatMap(part => (named.has(part.path) ? faultOfPart(part, reports) ?? [] : [{
      key: `${part.outcome.as}: dropped`, message: `The gate ${part.outcome.as} was dropped from the record: ${part.run.path} names it.`, fix: takeItBack,
    }]));
    const faults = [...added, ...dropped];
    return none(faults, reports.length + gates.length, fault => fault);
  },
});

const commit = rule({
  id: 'verify.commit',
  about: 'The record and every report file in it are of one commit.',
  help: `A record that was made for one commit says nothing about another.

**To fix it**, take record and report files of the same release.`,
  baseline: false,
  on: ['found', 'record', 'reports'],
  check: ({found, record: {commit: sealed, gates}, reports}) => {
    const paths = new Set(gates.map(({path}) => path));
    const [subject] = found.statement.subject;
    const first = subject && 'gitCommit' in subject.digest ? subject.digest.gitCommit : undefined;
    const fault = (key: string, what: string, observed: string | undefined): Ruling => (observed === sealed ? held() : broken({
      key, message: `${what} is of the commit ${observed ?? 'nobody names'}, the record of ${sealed}.`, fix: takeItBack, observed: observed ?? null, expected: sealed,
    }));
    return every([
      {key: 'subject', what: 'The first thing that the record is about', observed: first},
      ...reports.filter(({path}) => paths.has(path)).map(report => ({key: report.path, what: report.path, observed: runOf(report).subject.commit})),
    ], ({key, what, observed}) => fault(key, what, observed));
  },
});

/** The record as it would be made today of the same files. */
function composedAgain({statement}: FoundRecord, reports: readonly ReportFile[]): string | undefined {
  const {candidate, commit: sealed, artifacts, attachments, required: names, checkpoint, gates} = recordIn(statement);
  const paths = new Set(gates.map(({path}) => path));
  const own = reports.filter(({path}) => paths.has(path));
  if (own.length !== gates.length) return undefined;
  return recordText(composeRecord({
    candidate, commit: sealed, reports: own, attached: attachments.map(({path, sha256: expected}) => ({path, of: '', expected})), artifacts, required: names,
      resourceUri: statement.predicate.resourceUri,
    ...(checkpoint !== undefined && {checkpoint}),
  }));
}

const summary = rule({
  id: 'verify.summary',
  about: 'What the record says of its gates is what their report files say.',
  help: `The record repeats each gate's verdict, effect and exceptions, the policies and the tools, so that it can be read by itself. It is made again of the report files, and
must come out the same.

**To fix it**, take the record as it was sealed.`,
  baseline: false,
  on: ['found', 'reports'],
  check: ({found, reports}) => {
    const again = composedAgain(found, reports);
    if (again === undefined) return notApplicable('not every report file is there');
    return sha256(again) === found.sha256 ? held() : broken({key: 'summary', message: `${found.path} does not say what the report files say.`, fix: takeItBack,
      observed: found.sha256, expected: sha256(again)});
  },
});

const required = rule({
  id: 'verify.required',
  about: 'Every gate that policy requires is in the record.',
  help: `\`require.gates\` of today counts, whatever was required when the release was signed off.

**To fix it**, run the gate and sign the release off with it.`,
  baseline: false,
  on: ['record', 'reports'],
  check: ({record: {gates}, reports}, policy) => {
    const paths = new Set(gates.filter(({verdict}) => verdict !== 'not-run').map(({path}) => path));
    return requireGates(policy.require.gates, reports.filter(({path}) => paths.has(path)), name =>
      ({key: name, message: `The record does not name the gate ${name}.`, fix: 'Sign the release off with it.', expected: name}));
  },
});

const head = rule({
  id: 'verify.head',
  about: 'The commit of the record is the one that is checked out.',
  help: `Where the next step builds or ships what is checked out, set \`rules: {verify.head: enforce}\`. A record is often checked somewhere else, so that by itself this only
warns.

**To fix it**, check the commit out that the record names.`,
  enforcement: 'warn',
  baseline: false,
  on: ['record', 'head'],
  check: ({record: {commit: sealed}, head: now}) => {
    if (now === undefined) return notApplicable('nothing is checked out');
    return now === sealed ? held() : broken({key: 'head', message: `Checked out is ${now}, the record is of ${sealed}.`, fix: `git checkout ${sealed}`, observed: now,
      expected: sealed});
  },
});

const repository = rule({
  id: 'verify.repository',
  about: 'The record is of the repository that is checked out.',
  help: `Record, report files and artifacts of another repository fit each other as well: a release of somebody else's must not be taken for one of one's own. Where nothing is
checked out, or what is has no remote, this is not looked at.

**To fix it**, take the record of this repository. After the repository was renamed, and in a fork that verifies what it was forked from, set \`rules: {verify.repository: warn}\`.`,
  baseline: false,
  on: ['record', 'remotes'],
  check: ({record: {repository: sealed}, remotes}) => {
    if (remotes.length === 0) return notApplicable('nothing with a remote is checked out');
    // A release that was signed off on a laptop without a remote has the name of a folder.
    if (!sealed.includes('/')) return notApplicable('the record does not name a repository on a host');
    return remotes.includes(sealed.toLowerCase()) ? held({observed: sealed}) : broken({key: 'repository', message: `The record is of ${sealed}, checked out is ${remotes.join(', ')}.`,
      fix: 'Take the record of this repository.', observed: sealed, expected: remotes.join(', ')});
  },
});

export const rules = [record, unchanged, complete, commit, summary, required, head, repository];
