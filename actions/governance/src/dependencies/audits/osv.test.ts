import {describe, expect, test} from '@jest/globals';
import {Refusal} from '#core';
import {readOsv} from './osv.ts';

const name = 'left-pad';
const vector = (impact: string): string => `CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:${impact}/I:${impact}/A:${impact}`;
const fixedIn = (...fixed: readonly string[]) => [{events: [{introduced: '0'}, ...fixed.map(version => ({fixed: version}))]}];

interface Found {
  readonly vulnerabilities?: readonly object[] | null;
  readonly groups?: readonly object[] | null;
}
const read = (found: Found) => readOsv('osv.json', {
  results: [{source: {path: 'package-lock.json'}, packages: [{package: {name, version: '1.3.0', ecosystem: 'npm'}, ...found}]}],
});
/** The one finding of a vulnerability that stands alone. */
const only = (vulnerability: object, groups: Found['groups'] = null) => read({vulnerabilities: [{id: 'GHSA-1', ...vulnerability}], groups}).findings[0]!;

describe('how bad it is', () => {
  test.each<[string, object, string | null, string]>([
    ['what the group says', {severity: [{type: 'CVSS_V3', score: vector('H')}]}, '5.0', 'moderate'], ['where the group says nothing, the vector', {severity: [{type: 'CVSS_V3', score: vector('H')}]}, '', 'critical'],
    ['an empty word is no score', {database_specific: {severity: 'LOW'}}, ' ', 'low'], ['a word is no score', {database_specific: {severity: 'LOW'}}, 'terrible', 'low'],
    ['the worse of vector and word', {severity: [{type: 'CVSS_V3', score: vector('L')}], database_specific: {severity: 'CRITICAL'}}, null, 'critical'],
    ['the worst of several vectors', {severity: [{type: 'CVSS_V3', score: vector('L')}, {type: 'CVSS_V3', score: vector('H')}]}, null, 'critical'],
    ['nothing at all', {}, null, 'unknown'],
  ])('%s', (_, vulnerability, highest, severity) => expect(only(vulnerability, [{ids: ['GHSA-1'], max_severity: highest}]).severity).toBe(severity));

  test('the worst of a group', () => {
    const [finding, ...more] = read({
      vulnerabilities: [{id: 'GHSA-1', database_specific: {severity: 'LOW'}}, {id: 'GHSA-2', database_specific: {severity: 'HIGH'}}], groups: [{ids: ['GHSA-1', 'GHSA-2']}],
    }).findings;
    expect([finding!.severity, more]).toEqual(['high', []]);
  });
});

describe('the fix', () => {
  test.each<[string, object, string | undefined]>([
    ['of the package itself, not of another that has the weakness too', {affected: [{package: {name: 'right-pad', ecosystem: 'npm'}, ranges: fixedIn('9.9.9')}, {package: {name, ecosystem: 'npm'}, ranges: fixedIn('1.3.1')}]}, '1.3.1'],
    ['of no named package', {affected: [{ranges: fixedIn('1.3.1')}]}, '1.3.1'], ['of several lines, each once', {affected: [{ranges: fixedIn('1.3.1', '2.0.1', '1.3.1')}]}, '1.3.1, 2.0.1'],
    ['of another package alone', {affected: [{package: {name: 'right-pad', ecosystem: 'npm'}, ranges: fixedIn('9.9.9')}]}, undefined], ['without one', {affected: [{ranges: fixedIn()}]}, undefined],
    ['without ranges', {affected: [{}]}, undefined],
  ])('%s', (_, vulnerability, fix) => expect(only(vulnerability).fix).toBe(fix));
});

describe('what is one finding', () => {
  const two = [{id: 'GHSA-1', aliases: ['CVE-1'], summary: 'One'}, {id: 'GHSA-2', summary: 'Two'}];
  const said = (found: Found) => read(found).findings.map(({advisories: [advisory]}) => [advisory!.ids.join(), advisory!.title]);

  test('without groups each is; with them, what they leave out too', () => {
    const each = [['GHSA-1,CVE-1', 'One'], ['GHSA-2', 'Two']];
    expect([said({vulnerabilities: two}), said({vulnerabilities: two, groups: []}), said({vulnerabilities: two, groups: [{ids: ['GHSA-1']}]})]).toEqual([each, each, each]);
    expect(said({vulnerabilities: two, groups: [{ids: ['GHSA-1', 'GHSA-2'], aliases: ['OSV-1']}]})).toEqual([['GHSA-1,GHSA-2,OSV-1,CVE-1', 'One']]);
  });

  test('a group that names what is not described is no report', () => {
    expect(() => read({vulnerabilities: two, groups: [{ids: ['GHSA-3']}]})).toThrow(Refusal);
    expect(() => read({vulnerabilities: null, groups: [{ids: ['GHSA-3']}]})).toThrow(Refusal);
  });

  test('nothing found', () => {
    expect(read({vulnerabilities: null})).toEqual({findings: [], audited: {lockfiles: ['package-lock.json']}});
    expect(readOsv('osv.json', {results: null})).toEqual({findings: [], audited: {lockfiles: []}});
  });
});
