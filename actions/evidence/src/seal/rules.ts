import {type Fault, type Ruling, blocks, broken, every, freshness, held, none, notApplicable, ruleFor} from '#core';
import {policiesOf} from '../record/compose.ts';
import {namesOf, runOf} from '../report-files.ts';
import {requireGates} from '../requirements.ts';
import {faultOfPart, partsOf} from '../whole.ts';
import type {Facts} from './collect.ts';
import type {Policy} from './policy.ts';

const rule = ruleFor<Facts, Policy>();
const runAgain = 'Run `shipgate preflight --ref` with the tag or commit that is released.';

const one = (fault: Fault | undefined): Ruling => (fault ? broken(fault) : held());

const required = rule({
  id: 'seal.required',
  about: 'Every gate that the release needs has left its report file, and was run.',
  help: `A release that is signed off while a gate has not been run says more than is known. \`require.gates\` lists the gates, by the name in the list of gates (\`version\`),
the gate
(\`governance/version\`) or the action (\`governance\`). A gate that was off or left out is not enough.

**To fix it**, run the gate, and keep its report file with the others.`,
  baseline: false,
  on: ['reports'],
  check: ({reports}, policy) => {
    const run = reports.filter(report => runOf(report).outcome.verdict !== 'not-run');
    return requireGates(policy.require.gates, run, name => {
      const idle = reports.find(report => namesOf(report).includes(name));
      return {key: name, message: idle ? `${name} was not run: ${runOf(idle).outcome.reason ?? 'it was left out'}.` : `There is no report file of ${name}.`,
        fix: `Run it: shipgate ${name}.`, expected: name};
    });
  },
});

const eligible = rule({
  id: 'seal.eligible',
  about: 'Every report file is of a run that can be part of a release.',
  help: `A run in quick mode leaves gates out; a run without a policy file judges by a preset; a run on a changed work tree, or one that only counts what is new, says nothing
about the
release as a whole. Each report file says so itself.

**To fix it**, write a policy file (\`shipgate init\`), commit everything, and run preflight on the tag.`,
  baseline: false,
  on: ['reports'],
  check: ({reports}) => every(reports, report => {
    const {notEligible, outcome} = runOf(report);
    return one(notEligible.length === 0 ? undefined : {key: outcome.as, message: `${report.path}: ${notEligible.join('; ')}.`, fix: runAgain, observed: notEligible});
  }),
});

const commit = rule({
  id: 'seal.commit',
  about: 'Every report file is of the commit that is checked out.',
  help: `Report files of another commit say nothing about this one, however little it differs.

**To fix it**, check the commit out that was judged, or run the gates for this one.`,
  baseline: false,
  on: ['reports', 'head'],
  check: ({reports, head}) => every(reports, report => {
    const {subject, outcome} = runOf(report);
    return one(subject.commit === head ? undefined : {key: outcome.as, message: `${report.path} is of ${subject.commit ?? 'no commit'}, checked out is ${head}.`, fix: runAgain,
      observed: subject.commit ?? null, expected: head});
  }),
});

const candidateRule = rule({
  id: 'seal.candidate',
  about: 'Every report file names the release that is signed off.',
  help: `The name of a release is made of its tag or branch and its commit. Report files of two releases do not go into one record.

**To fix it**, keep the report files of each release in a folder of their own.`,
  baseline: false,
  on: ['reports', 'candidate'],
  check: ({reports, candidate}) => every(reports, report => {
    const {candidate: {id}, outcome} = runOf(report);
    return one(id === candidate ? undefined : {key: outcome.as, message: `${report.path} is of the release ${id}, signed off is ${candidate}.`, fix: runAgain, observed: id,
      expected: candidate});
  }),
});

const fresh = rule({
  id: 'seal.fresh',
  about: 'Every report file is young enough.',
  help: `What held last week may not hold today: an advisory, a changed setting of the repository. The age is that of the time within the file; copying it makes it no younger.

**To fix it**, run the gates again, or raise \`max-age\`.`,
  baseline: false,
  on: ['reports'],
  check: ({reports}, policy, now) => every(reports, report => {
    const {endedAt, outcome} = runOf(report);
    return freshness(new Date(endedAt), policy['max-age'], now, () => ({key: outcome.as, message: report.path, fix: runAgain}));
  }),
});

const verdicts = rule({
  id: 'seal.verdicts',
  about: 'No gate says that the release must not ship, or could not decide.',
  help: `A red gate is not signed off. Warnings are: they stand in the record.

**To fix it**, fix what the gate names, or have an exception reviewed, and run the gate again.`,
  baseline: false,
  on: ['reports'],
  check: ({reports}) => every(reports, report => {
    const {outcome} = runOf(report);
    const fault: Fault = {key: outcome.as, message: `${outcome.as} ${outcome.verdict === 'fail' ? 'failed' : 'could not decide'}.`, fix: `Open ${report.path} for what is wrong.`,
      observed: outcome.verdict};
    return one(blocks(outcome.verdict, outcome.enforcement) ? fault : undefined);
  }),
});

const carriedOut = rule({
  id: 'seal.carried-out',
  about: 'Every operation was carried out, and not only planned.',
  help: `An operation without \`apply\` leaves its plan. A release that is signed off with a plan says that something was done which was not. What is planned on purpose is
listed in
\`plans\`. An operation that ended halfway, or of which nobody knows how it ended, is never signed off.

**To fix it**, run the operation with \`apply: true\`, or list it in \`plans\`.`,
  baseline: false,
  on: ['reports'],
  check: ({reports}, policy) => every(reports, report => {
    const {effect, as} = runOf(report).outcome;
    const enough = effect === 'none' || effect === 'done' || (effect === 'planned' && namesOf(report).some(name => policy.plans.includes(name)));
    const words = {planned: 'was only planned', partial: 'was carried out in part', unsettled: 'may or may not have been carried out', none: '', done: ''}[effect];
    return one(enough ? undefined : {key: as, message: `${as} ${words}.`, fix: 'Carry it out: run it with `apply: true`.', observed: effect, expected: 'done'});
  }),
});

const exceptions = rule({
  id: 'seal.exceptions',
  about: 'No more exceptions are used than policy allows for a release.',
  help: `Each exception by itself may be in order; ten of them are another release than the one that was meant.

**To fix it**, fix what some of them excuse, or raise \`max-exceptions\` in a pull request of its own.`,
  baseline: false,
  on: ['reports'],
  check: ({reports}, policy) => {
    const used = [...new Set(reports.flatMap(report => runOf(report).outcome.exceptionsUsed))].sort();
    const limit = policy['max-exceptions'];
    if (reports.length === 0) return notApplicable('there is no report file');
    return used.length <= limit ? held({observed: used.length, expected: limit}) : broken({key: 'exceptions',
      message: `${used.length} exceptions are used, ${limit} are allowed: ${used.join(', ')}.`, fix: 'Fix what some of them excuse.', observed: used.length, expected: limit});
  },
});

const whole = rule({
  id: 'seal.whole',
  about: 'Each gate that preflight has run left the report file of that run.',
  help: `Preflight names the gates that it has run and what came of each. A report file that is missing, that is of another run or that says something else was dropped or
exchanged.

**To fix it**, keep the report files of one run together, or run preflight again.`,
  baseline: false,
  on: ['reports'],
  check: ({reports}) => every(partsOf(reports), part => one(faultOfPart(part, reports))),
});

const attachments = rule({
  id: 'seal.attachments',
  about: 'Every attachment is there as its gate wrote it.',
  help: `A report file names its attachments by digest.

**To fix it**, keep the files as they were written, or run the gate again.`,
  baseline: false,
  on: ['attached'],
  check: ({attached}) => every(attached, ({path, of, expected, sha256}) => one(sha256 === expected ? undefined : {
    key: path, message: sha256 === undefined ? `${path} is missing: ${of} names it.` : `${path} is not what ${of} names.`, fix: 'Run the gate again.', observed: sha256 ?? null,
      expected,
  })),
});

const policyFiles = rule({
  id: 'seal.policy',
  about: 'All gates were judged by the same policy files.',
  help: `Two gates of one release that were judged by different policies were judged by none.

**To fix it**, run all of them with the same \`config\`.`,
  baseline: false,
  on: ['reports'],
  check: ({reports}) => {
    const files = policiesOf(reports);
    const twice = [...new Set(files.map(({path}) => path))].filter(path => files.filter(file => file.path === path).length > 1);
    if (reports.length > 0 && files.length === 0) return broken({key: 'policy', message: 'No report file names a policy file.', fix: 'Write one: shipgate init.'});
    return none(twice, files.length, path => ({key: path, message: `The report files were judged by different contents of ${path}.`, fix: runAgain}));
  },
});

const tree = rule({
  id: 'seal.tree',
  about: 'The work tree is the commit.',
  help: `What is built from a changed work tree is not what was judged.

**To fix it**, commit the changes, or remove what does not belong there, and run the gates again.`,
  baseline: false,
  on: ['changed'],
  check: ({changed}) => none(changed, changed.length + 1, path => ({key: path, message: `${path} differs from the commit.`, fix: 'Commit it, or bring it back: git restore.',
    at: {path}})),
});

const tip = rule({
  id: 'seal.tip',
  about: 'The commit is the tip of the branch that releases are made from.',
  help: `With \`tip: origin/main\` a release is what everybody has reviewed and nothing older or beside it.

**To fix it**, fetch, and release the newest commit of the branch.`,
  baseline: false,
  on: ['tip', 'head'],
  check: ({tip: found, head}, policy) => {
    if (found === undefined) return notApplicable('policy names no branch in `tip`');
    return one(found === head ? undefined : {key: policy.tip ?? '', message: `${policy.tip} is at ${found}, checked out is ${head}.`, fix: 'Fetch, and release the tip.',
      observed: head, expected: found});
  },
});

const artifacts = rule({
  id: 'seal.artifacts',
  about: 'Every file that belongs to the release is there, and is not empty.',
  help: `\`require.artifacts\` and the input \`artifacts\` are globs, each of which must name at least one file, also where git ignores them.

**To fix it**, build the release first, or correct the pattern.`,
  baseline: false,
  on: ['matches', 'artifacts'],
  check: ({matches, artifacts: found}) => every([
    ...matches.map(({pattern, count}) => one(count > 0 ? undefined : {key: pattern, message: `Nothing fits ${pattern}.`, fix: 'Build it first, or correct the pattern.',
      observed: 0})),
    ...found.map(({path, size}) => one(size > 0 ? undefined : {key: path, message: `${path} is empty.`, fix: 'Build it again.', at: {path}, observed: 0})),
  ], ruling => ruling),
});

const judged = rule({
  id: 'seal.judged',
  about: 'Files that a gate has judged are still what it judged.',
  help: `A report file names the built files that its gate looked at, by digest. One that was built again since was not judged.

**To fix it**, run the gate on the files that are shipped.`,
  baseline: false,
  on: ['reports', 'artifacts'],
  check: ({reports, artifacts: found}) => {
    const digests = new Map(found.map(({path, sha256}) => [path, sha256]));
    const seen = reports.flatMap(report => (runOf(report).outcome.artifacts ?? []).filter(({path}) => digests.has(path)).map(file => ({...file, as: runOf(report).outcome.as})));
    return every(seen, ({path, sha256, as}) => one(digests.get(path) === sha256 ? undefined
      : {key: `${as}: ${path}`, message: `${path} is not what ${as} has judged.`, fix: `Run ${as} again.`, at: {path}, observed: digests.get(path) ?? null, expected: sha256}));
  },
});

const same = rule({
  id: 'seal.once',
  about: 'This release was not signed off before with other report files.',
  help: `A record is never replaced: whoever has the first one must be able to rely on it. Signing off once more with the very same files changes nothing.

**To fix it**, release a new tag; or, where nothing was published yet, remove the earlier record by hand.`,
  baseline: false,
  on: ['earlier', 'record'],
  check: ({earlier, record}) => {
    const others = earlier.filter(one => one.sha256 !== record.sha256);
    return none(others, earlier.length + 1, ({where, sha256}) => ({key: where, message: `${where} has a record of this release with other content.`, fix: 'Release a new tag.',
      observed: sha256, expected: record.sha256}));
  },
});

export const rules = [required, eligible, commit, candidateRule, fresh, verdicts, carriedOut, exceptions, whole, attachments, policyFiles, tree, tip, artifacts, judged, same];
