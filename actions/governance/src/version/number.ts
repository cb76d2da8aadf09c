import compareSemver from 'semver/functions/compare.js';
import parseSemver from 'semver/functions/parse.js';

/**
 * A version of any ecosystem as far as two of them can be compared: numbers, then what follows them. `1.2` is `1.2.0`, `1.0.0rc1` is `1.0.0-rc.1`, and
 * build metadata (`+…`) does not count. Sources: semver.org 2.0.0; PEP 440, "Normalization".
 */
export interface VersionNumber {
  readonly text: string;
  /** Digits without leading zeros, at least three. */
  readonly numbers: readonly string[];
  /** How many numbers were written. */
  readonly written: number;
  /** What follows the numbers, in one form; empty for a release. */
  readonly suffix: string;
}

const form = /^[vV]?(\d+(?:\.\d+)*)(.*)$/s;
/** `1.2.x` stands for many. */
const suffixForm = /^(?:[-_.]?(?!x(?:$|[-_.]))[A-Za-z0-9][0-9A-Za-z._-]*)?$/;
const spellings: readonly (readonly [RegExp, string])[] = [[/^(?:alpha|a)(?=\d|$)/, 'a'], [/^(?:beta|b)(?=\d|$)/, 'b'], [/^(?:rc|c|pre|preview)(?=\d|$)/, 'rc']];

/** Reads a version; nothing when it is none. A single number is no version here: `v1` is a moving name. */
export function versionNumber(text: string): VersionNumber | undefined {
  if (text.length > 100) return undefined;
  const [plain = ''] = text.trim().split('+', 1);
  const [, digits, rest = ''] = form.exec(plain) ?? [];
  if (digits === undefined || !suffixForm.test(rest)) return undefined;
  const numbers = digits.split('.').map(number => number.replace(/^0+(?=\d)/, ''));
  if (numbers.length < 2) return undefined;
  const written = numbers.length;
  while (numbers.length < 3) numbers.push('0');
  while (numbers.length > 3 && numbers.at(-1) === '0') numbers.pop();
  const plainSuffix = rest.toLowerCase().replace(/[-_.]/g, '');
  const [spelling, short] = spellings.find(([pattern]) => pattern.test(plainSuffix)) ?? [];
  const suffix = spelling ? plainSuffix.replace(spelling, short!).replace(/^(a|b|rc)$/, '$10') : plainSuffix;
  return {text: text.trim(), numbers, written, suffix};
}

/** Whether two versions are one and the same, however each is written. What is no version is compared as text. */
export function sameVersion(a: string, b: string): boolean {
  const [left, right] = [versionNumber(a), versionNumber(b)];
  if (!left || !right) return a.trim() === b.trim();
  return left.suffix === right.suffix && left.numbers.join('.') === right.numbers.join('.');
}

/** Whether a tag may stand on a commit whose files say `written`: they are the same, or the tag is a candidate of the release that they announce already. */
export function releases(tagged: string, written: string): boolean {
  const [tag, file] = [versionNumber(tagged), versionNumber(written)];
  if (!tag || !file) return sameVersion(tagged, written);
  return tag.numbers.join('.') === file.numbers.join('.') && (tag.suffix === file.suffix || (file.suffix === '' && !isStable(tag)));
}

/** Whether it is a release that others come after: no alpha, rc, nightly, dev. A post-release of Python and a revision are stable. */
export function isStable(version: VersionNumber): boolean {
  return version.suffix === '' || /^(?:post|r|rev)?\d+$/.test(version.suffix);
}

/** Whether `a` names all versions that begin like it: `1.2` for `1.2.3`. */
export function isPartOf(a: VersionNumber, b: VersionNumber): boolean {
  return a.written < b.written && a.suffix === '' && a.numbers.slice(0, a.written).every((number, i) => number === b.numbers[i]);
}

const semverOf = ({numbers, suffix}: VersionNumber): string => `${numbers.slice(0, 3).join('.')}${suffix === '' || isStableSuffix(suffix) ? '' : `-${suffix}`}`;
const isStableSuffix = (suffix: string): boolean => /^(?:post|r|rev)?\d+$/.test(suffix);

/** Order of two versions: negative, zero or positive; by their first three numbers, a pre-release before its release. */
export function compareVersions(a: VersionNumber, b: VersionNumber): number {
  return compareSemver(semverOf(a), semverOf(b));
}

/** Whether a text is a version exactly as semver.org 2.0.0 has it, without `v`. */
export function isSemver(text: string): boolean {
  return parseSemver(text)?.raw === text && !/^[v=\s]/.test(text);
}

/** Whether a text is a version as PEP 440 has it, in any of the spellings that it normalises. Source: PEP 440, appendix B. */
export function isPythonVersion(text: string): boolean {
  return /^v?(?:\d+!)?\d+(?:\.\d+)*(?:[-_.]?(?:alpha|beta|preview|pre|a|b|c|rc)[-_.]?\d*)?(?:-\d+|[-_.]?(?:post|rev|r)[-_.]?\d*)?(?:[-_.]?dev[-_.]?\d*)?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?$/i.test(text.trim());
}

export type BumpKind = 'none' | 'patch' | 'minor' | 'major';
export const bumpKinds: readonly BumpKind[] = ['none', 'patch', 'minor', 'major'];

/** What was raised from one version to the next; nothing where the second is not after the first. */
export function bumpBetween(before: VersionNumber, after: VersionNumber): BumpKind | undefined {
  const order = compareVersions(after, before);
  if (order <= 0) return order === 0 ? 'none' : undefined;
  if (after.numbers[0] !== before.numbers[0]) return 'major';
  if (after.numbers[1] !== before.numbers[1]) return 'minor';
  return 'patch';
}
