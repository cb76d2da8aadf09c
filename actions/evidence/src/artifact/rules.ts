import {type Fault, type Ruling, broken, every, held, none, notApplicable, ruleFor, undecided} from '#core';
import type {Facts, HandedOver, Named} from './collect.ts';
import {type ArtifactPolicy, type Policy, namesIn} from './policy.ts';

const rule = ruleFor<Facts, Policy>();
const help = `    evidence:
      artifact:
        artifacts:
          windows:
            paths: ["build/windows/**"]
            name: windows-release-{tag}-{sha}
            baseline-bytes: 104857600
            growth: {warn: 8, fail: 15}     # percent
            shrink: {warn: 10, fail: 30}`;

/** Bytes of all files of an artifact. */
export const sizeOf = ({files}: HandedOver): number => files.reduce((sum, {size}) => sum + size, 0);

/** How far a size is from its baseline, in percent. */
export const changeOf = (size: number, baseline: number): number => ((size - baseline) / baseline) * 100;

const percent = (change: number): string => `${change > 0 ? '+' : ''}${change.toFixed(1)} %`;

const there = rule({
  id: 'artifact.not-empty',
  about: 'What is handed over is there, and no file in it is empty.',
  help: `A build that failed quietly leaves an empty folder, and the next job ships it.

${help}

**To fix it**, look at the build, or correct \`paths\`.`,
  baseline: false,
  on: ['handed'],
  check: ({handed}, {artifacts}) => every(handed, one => {
    const {id, files} = one;
    if (files.length === 0) return broken({key: id, message: `The artifact ${id} is empty: nothing fits ${artifacts[id]?.paths.join(', ') ?? 'its paths'}.`,
      fix: 'Build it first, or correct `paths`.', observed: 0});
    if (sizeOf(one) === 0) return broken({key: id, message: `The artifact ${id} is empty: its ${files.length} files have no content.`, fix: 'Look at the build.', observed: 0});
    return held({observed: sizeOf(one)});
  }),
});

const noEmptyFile = rule({
  id: 'artifact.empty-files',
  about: 'No file in what is handed over is empty.',
  help: `Some empty files are meant (\`.gitkeep\`, \`py.typed\`); others are what is left of a build that was cut off. This warns.

**To fix it**, look at the build, or exclude the file: \`"!build/**/.gitkeep"\`.`,
  enforcement: 'warn',
  on: ['handed'],
  check: ({handed}) => {
    const files = handed.flatMap(({files: all}) => all);
    return none(files.filter(({size}) => size === 0), files.length, ({path}): Fault => ({key: path, message: `${path} is empty.`,
      fix: 'Look at the build, or exclude the file in `paths`.', at: {path}}));
  },
});

function expand(template: string, named: Named): {readonly name: string} | {readonly missing: string} {
  const missing = namesIn(template).find(name => named[name] === undefined);
  return missing === undefined ? {name: template.replace(/\{([^{}]*)\}/g, (_, name: string) => named[name]!)} : {missing};
}

const names = rule({
  id: 'artifact.name',
  about: 'What is handed over has the name that says what it is of.',
  help: `Whoever downloads \`build.zip\` does not know of which commit it is. The name that is used for the upload is handed over in the input \`names\`, a line for each:
\`windows=windows-release-v1.2.0-…\`.

${help}

**To fix it**, use the name that is expected for the upload, too.`,
  on: ['handed', 'named'],
  check: ({handed, named}, {artifacts}) => {
    if (!handed.some(({id}) => artifacts[id]?.name !== undefined)) return notApplicable('policy gives no template for a name');
    return every(handed, ({id, name}) => {
      const template = artifacts[id]?.name;
      if (template === undefined) return {count: 'without a template'};
      const expected = expand(template, named);
      if ('missing' in expected) return undecided({key: id, message: `The name of ${id} has {${expected.missing}}, and this run knows none.`,
        fix: 'Run it for a tag, or use another placeholder.', gap: 'missing'});
      if (name === undefined) return undecided({key: id, message: `The name of ${id} is not known.`, fix: `Hand it over: names: ${id}=${expected.name}`, gap: 'missing',
        expected: expected.name});
      return name === expected.name ? held({observed: name}) : broken({key: id, message: `The artifact ${id} is called ${name}.`, fix: `Call it ${expected.name}.`, observed: name,
        expected: expected.name});
    });
  },
});

/** One limit on each side of the baseline. */
function within(limit: 'warn' | 'fail', one: HandedOver, policy: ArtifactPolicy): Ruling | {readonly count: string} {
  const {id, files} = one;
  const baseline = policy['baseline-bytes'];
  const size = sizeOf(one);
  if (baseline === undefined) return {count: 'without a baseline'};
  if (baseline === null) {
    return undecided({key: id, message: `The artifact ${id} has no size to compare with: baseline-bytes is null.`,
      fix: size > 0 ? `Look at it, and write baseline-bytes: ${size}.` : 'Build it, and write its size down.', gap: 'missing', observed: size});
  }
  const change = changeOf(size, baseline);
  const allowed = change >= 0 ? policy.growth[limit] : policy.shrink[limit];
  const observed = percent(change);
  const expected = `${percent(-policy.shrink[limit])} to ${percent(policy.growth[limit])}`;
  // In whole numbers, so that a size at the limit is not beyond it by a rounding.
  if (Math.abs(size - baseline) * 100 <= allowed * baseline) return held({observed, expected});
  return broken({key: id, message: `The artifact ${id} has ${size} bytes in ${files.length} files, ${observed} against ${baseline}.`,
    fix: `Find out what ${change > 0 ? 'came' : 'went'}; if it is meant, write baseline-bytes: ${size}.`, observed, expected});
}

function sizeRule(limit: 'warn' | 'fail', {id, about, why}: {readonly id: string; readonly about: string; readonly why: string}) {
  return rule({
    id,
    about,
    help: `${why} The baseline stands in policy, where a change of it is reviewed. Without \`baseline-bytes\` nothing is compared; with \`null\` it could not be decided.

${help}

**To fix it**, find out what came or went; if it is meant, write the new size down in \`baseline-bytes\`.`,
    enforcement: limit === 'warn' ? 'warn' : 'enforce',
    on: ['handed'],
    check: ({handed}, {artifacts}) => every(handed, one => (artifacts[one.id] ? within(limit, one, artifacts[one.id]!) : {count: 'without a baseline'})),
  });
}

const size = sizeRule('fail', {
  id: 'artifact.size', about: 'No artifact is far larger or far smaller than at the last release.',
  why: 'A build that grew by a fifth took something along; one that lost a third left something out.',
});
const drift = sizeRule('warn', {
  id: 'artifact.drift', about: 'No artifact is noticeably larger or smaller than at the last release.',
  why: 'What grows a little with each release is seen here before it blocks.',
});

export const rules = [there, noEmptyFile, names, size, drift];
