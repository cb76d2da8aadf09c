import {expect, test} from '@jest/globals';
import {conventionalCommit, isMergeMessage, raisedBy} from './conventional.ts';

const raised = (subject: string, body = '', rules = {}) => {
  const commit = conventionalCommit(subject, body);
  return commit && raisedBy(commit, rules);
};

test.each([
  ['feat: x', 'minor'], ['fix: x', 'patch'], ['docs(readme): x', 'patch'], ['feat(api)!: x', 'major'], ['chore!: x', 'major'], ['Feat: x', 'minor'], ['BREAKING CHANGE: x', 'major'], ['fix(a-b/c): x: y', 'patch'],
  [' feat: x', 'minor'], ['feature: x', 'minor'], ['features: x', 'patch'], ['breaking-change: x', 'major'], ['nonbreaking-change: x', 'patch'], ['breaking-changes: x', 'patch'], ['feat(): x', 'minor'],
] as const)('%s raises %s', (subject, kind) => expect(raised(subject)).toBe(kind));

test.each(['Fix the thing', 'Revert "feat: x"', 'Again feat: x', 'feat:', 'feat:x', 'feat : ', 'feat(: x', ': x', 'v1.2.3', 'feat()!!: x', 'http://x', ''])('"%s" is not conventional', subject => expect(conventionalCommit(subject, '')).toBeUndefined());

test('a footer breaks, words about breaking do not', () => {
  expect(raised('fix: x', 'More words.\n\nBREAKING CHANGE: the flag is gone')).toBe('major');
  expect(raised('fix: x', 'Reviewed-by: Z\nBREAKING-CHANGE: gone')).toBe('major');
  expect(raised('fix: x', 'breaking change: lower case')).toBe('patch');
  expect(raised('fix: x', 'This is no BREAKING CHANGE: at all')).toBe('patch');
});

test('policy may say what a type raises, and cannot make a breaking change smaller', () => {
  expect(raised('docs: x', '', {docs: 'none'})).toBe('none');
  expect(raised('feat!: x', '', {feat: 'patch'})).toBe('major');
  expect(raised('constructor: x', '', {})).toBe('patch');
});

test('merges that git writes', () => expect(['Merge branch \'a\'', 'Merge pull request #1 from a/b', 'Merge sort: faster', 'Revert "Merge branch \'a\'"'].map(isMergeMessage)).toEqual([true, true, false, false]));
