import {expect, test} from '@jest/globals';
import {excusedBy, isAbout} from './allowed.ts';

const entry = {id: 'GHSA-xvch-5gv4-984h', package: 'minimist', version: '0.0.8', reason: 'Only while building.', 'review-after': new Date('2026-12-31')};
const advisory = {ids: ['1097677', 'ghsa-XVCH-5gv4-984h'], package: 'minimist', versions: ['0.0.8']};

test.each([
  ['its id or an alias, in any case', advisory, true], ['another id', {...advisory, ids: ['1']}, false], ['another package', {...advisory, package: 'minimist2'}, false],
  ['another version', {...advisory, versions: ['0.0.9']}, false], ['two versions, of which one is allowed', {...advisory, versions: ['0.0.8', '0.0.9']}, false],
  ['a version that is not known', {...advisory, versions: []}, false],
])('an entry of the allow-list and an advisory with %s', (_, found, about) => expect(isAbout(entry, found, 'npm-audit')).toBe(about));

test('names are those of the registry: of PyPI in any spelling, of npm exactly', () => {
  const spelt = {...entry, package: 'Mini_Mist'};
  expect([isAbout(spelt, {...advisory, package: 'mini-mist'}, 'pip-audit'), isAbout(spelt, {...advisory, package: 'mini-mist'}, 'npm-audit')]).toEqual([true, false]);
});

test('a finding is excused where each of its advisories has an entry', () => {
  const other = {...advisory, ids: ['GHSA-2'], package: 'mkdirp'};
  const finding = (...advisories: (typeof advisory)[]) => ({package: 'minimist', severity: 'high' as const, advisories});
  expect(excusedBy(finding(advisory), 'npm-audit', [entry])).toEqual([entry]);
  expect(excusedBy(finding(advisory, other), 'npm-audit', [entry])).toBeUndefined();
  const both = [{...entry, id: 'GHSA-2', package: 'mkdirp'}, entry];
  expect(excusedBy(finding(advisory, other), 'npm-audit', both)).toEqual([both[1], both[0]]);
});
