import {type Fault, type Ruling, broken, every, held, none, notApplicable} from '#core';
import {identity} from '../lockfiles/component.ts';
import {rule} from './rule.ts';

const off = 'off: policy has no sbom';

const help = `A bill of materials that does not list a package hides it from everybody who looks for a weakness later.

    governance:
      dependencies:
        sbom:
          - {file: dist/sbom.cdx.json, lockfiles: [package-lock.json], omit: [dev]}`;

export const sbomValid = rule({
  id: 'sbom.valid',
  about: 'Every bill of materials is there and is valid CycloneDX or SPDX.',
  help: `${help}\n\nRead is JSON: CycloneDX 1.2 to 1.7, SPDX 2.2 and 2.3. A text that merely contains \`spdxVersion\` is no bill of materials.\n\n**To fix it**, make it anew with its tool: \`npm sbom --sbom-format cyclonedx\`, \`cyclonedx-py\`, \`cargo cyclonedx\`, \`syft\`.`,
  baseline: false,
  on: ['sboms'],
  check: ({sboms}, {sbom}) => {
    if (sbom.length === 0) return notApplicable(off);
    return every(sboms, (one): Ruling => {
      const {path} = one;
      if ('absent' in one) return broken({
        key: path, message: `There is no bill of materials ${path} (a file that git ignores is not read).`, fix: 'Make it in a step before this one.',
      });
      const [first, ...rest] = one.problems.map((problem): Fault => ({
        key: `${path} ${problem}`, at: {path}, message: `${path} is not valid${one.format === '' ? '' : ` ${one.format}`}: ${problem}.`,
        fix: 'Make it anew with its tool.',
      }));
      return first ? broken(first, ...rest) : held();
    });
  },
});

export const sbomCovers = rule({
  id: 'sbom.covers',
  about: 'Every package of the lockfile is in the bill of materials.',
  help: `${help}\n\nPackages are compared by package URL (\`pkg:npm/%40scope/name@1.2.3\`), or by name and version where there is none. \`omit\` leaves out what is not shipped.\n\n**To fix it**, make the bill of materials from this lockfile.`,
  on: ['coverage'],
  check: ({coverage}, {sbom}) => {
    if (sbom.length === 0) return notApplicable(off);
    return every(coverage, ({path, lockfile, expected, sbom: {packages}}): Ruling => {
      const missing = [...new Map(expected.filter(one => !packages.has(identity(one))).map(one => [identity(one), one])).values()];
      return none(missing, expected.length, ({name, version}): Fault => ({
        key: `${lockfile} ${name}@${version}`, at: {path}, message: `${path} does not list ${name} ${version} of ${lockfile}.`, fix: 'Make it anew from this lockfile.',
      }));
    });
  },
});

export const sbomDigests = rule({
  id: 'sbom.digests',
  about: 'Digests in the bill of materials are those of the lockfile.',
  help: `${help}\n\nWhere both give a digest by the same algorithm, they must be the same: another digest is another package under the same name. With \`require-digests: true\`, a package whose digest the lockfile has must have one in the bill of materials.\n\n**To fix it**, find out where the other package came from before anything else.`,
  baseline: false,
  on: ['coverage'],
  check: ({coverage}, {sbom, 'require-digests': required}) => {
    if (sbom.length === 0) return notApplicable(off);
    return every(coverage.flatMap(({path, expected, sbom: {packages}}) => expected.map(one => ({path, one, digests: packages.get(identity(one))}))), ({path, one, digests}): Ruling | {readonly count: string} => {
      if (!one.digest || !digests) return {count: 'without a digest in the lockfile'};
      const {algorithm, hex} = one.digest;
      const same = digests.filter(digest => digest.algorithm === algorithm);
      const key = `${one.name}@${one.version}`;
      if (same.length === 0) return required ? broken({
        key, at: {path}, message: `${path} has no ${algorithm} of ${one.name} ${one.version}.`, fix: 'Make it with digests.',
      }) : {count: 'without a digest in the bill of materials'};
      // One that is listed twice, once as in the lockfile and once otherwise, is two packages.
      const other = same.find(digest => digest.hex !== hex);
      return other ? broken({
        key, at: {path}, message: `${path} has another ${algorithm} of ${one.name} ${one.version} than the lockfile.`, fix: 'Find out where the other package came from.',
        observed: other.hex, expected: hex,
      }) : held();
    });
  },
});
