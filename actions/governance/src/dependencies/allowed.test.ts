import {expect, test} from '@jest/globals';
import {isAbout} from './allowed.ts';

const entry = {id: 'GHSA-xvch-5gv4-984h', package: 'minimist', version: '0.0.8', reason: 'Only while building.', 'review-after': new Date('2026-12-31')};
const advisory = {ids: ['1097677', 'ghsa-XVCH-5gv4-984h'], package: 'minimist', versions: ['0.0.8']};

test.each([
  ['its id or an alias, in any case', advisory, true], ['another id', {...advisory, ids: ['1']}, false], ['another package', {...advisory, package: 'minimist2'}, false],
  ['another version', {...advisory, versions: ['0.0.9']}, false], ['two versions, of which one is allowed', {...advisory, versions: ['0.0.8', '0.0.9']}, false],
  ['a version that is not known', {...advisory, versions: []}, false],
])('an entry of the allow-list and an advisory with %s', (_, found, about) => expect(isAbout(entry, found, 'npm-audit')).toBe(about));
