import {describe, expect, test} from '@jest/globals';
import {npmAudit, npmAuditClean, npmAuditRefused, packageLock, pipAudit, requirements, stampFor} from '../audits/reports.fixture.ts';
import {judge, messages} from './judge.fixture.ts';

const npm = {tool: 'npm-audit', lockfile: 'package-lock.json', report: 'npm.json', stamp: 'npm.stamp.json'};
const pip = {tool: 'pip-audit', lockfile: 'requirements.txt', report: 'pip.json', stamp: 'pip.stamp.json', group: 'pip'};
const tree = (npmReport: unknown = npmAuditClean, pipReport: unknown = {dependencies: pipAudit().dependencies.map(one => ({...one, vulns: []})), fixes: []}) => ({
  'package-lock.json': packageLock, 'requirements.txt': requirements, 'npm.json': JSON.stringify(npmReport), 'npm.stamp.json': stampFor(packageLock), 'pip.json': JSON.stringify(pipReport), 'pip.stamp.json': stampFor(requirements),
});
const at = (files: Record<string, string>, policy: object = {}) => judge({tree: files, policy: {audits: [npm, pip], ...policy}});

describe('audit.made', () => {
  test('is held by whole, fresh reports, whatever they found', async () => {
    expect((await at(tree()))['audit.made']).toMatchObject({state: 'held', examined: 2});
    expect((await at(tree(npmAudit())))['audit.made'].state).toBe('held');
  });

  test('is undecided when one of them is missing, failed or stale, and so is every rule about findings', async () => {
    for (const files of [{...tree(), 'npm.json': ''}, tree(npmAuditRefused), {...tree(), 'npm.stamp.json': stampFor(packageLock, '2026-11-01')}, {...tree(), 'npm.stamp.json': stampFor('x')}, {...tree(), 'package-lock.json': '{}'}]) {
      const found = await at(files, {limits: {'*': {critical: 9}}, baseline: 'b.json', allow: [{id: 'x', package: 'a', version: '1', reason: 'r', 'review-after': '2027-01-01'}], 'required-auditors': ['npm-audit']});
      for (const id of ['audit.made', 'audit.limits', 'audit.baseline', 'allow.due', 'allow.fix', 'allow.unused', 'audit.required'] as const) expect([id, found[id].state]).toEqual([id, 'undecided']);
    }
  });

  test('is off without audits, and so are the rules about them', async () => {
    const found = await judge({tree: {'b.json': '{"version": 1, "groups": {}}'}, policy: {baseline: 'b.json'}});
    const reason = 'off: policy has no audits';
    for (const id of ['audit.made', 'audit.limits', 'audit.baseline'] as const) expect([id, found[id]]).toMatchObject([id, {state: 'not-applicable', reason}]);
    expect(found['audit.required']).toMatchObject({state: 'not-applicable', reason: 'off: policy has no required-auditors'});
    expect(found['allow.due'].reason).toBe('off: policy has no allow');
    for (const id of ['sbom.valid', 'sbom.covers', 'sbom.digests'] as const) expect(found[id]).toMatchObject({state: 'not-applicable', reason: 'off: policy has no sbom'});
  });

  test('what no list of known problems may hide', async () => {
    const {rules} = await import('./index.ts');
    expect(rules.filter(({baseline}) => !baseline).map(({id}) => id)).toEqual(['audit.made', 'audit.required', 'allow.due', 'sbom.valid', 'sbom.digests']);
  });
});

test('audit.required: an auditor that was taken out is missed', async () => {
  expect((await at(tree(), {'required-auditors': ['npm-audit', 'pip-audit']}))['audit.required'].state).toBe('held');
  expect(messages((await at(tree(), {'required-auditors': ['cargo-audit']}))['audit.required'])).toEqual(['There is no audit by cargo-audit.']);
  expect(messages((await judge({tree: {}, policy: {'required-auditors': ['npm-audit']}}))['audit.required'])).toEqual(['There is no audit by npm-audit.']);
  expect((await at(tree()))['audit.required'].state).toBe('not-applicable');
});

describe('audit.limits', () => {
  const state = async (files: Record<string, string>, limits: object = {}, more: object = {}) => (await at(files, {limits, ...more}))['audit.limits'];

  test('by default nothing is tolerated', async () => {
    expect((await state(tree())).state).toBe('held');
    expect((await state(tree(npmAudit()))).broken).toEqual([
      expect.objectContaining({message: 'npm-audit: minimist 0.0.8 (critical): Prototype Pollution in minimist (GHSA-xvch-5gv4-984h).', fix: 'Update: npm audit fix.'}),
      expect.objectContaining({message: expect.stringContaining('npm-audit: mkdirp (critical)')}),
    ]);
  });

  test('hole of today: low, info and unknown severities are held to a limit too', async () => {
    expect(messages(await state(tree(undefined, pipAudit())))).toEqual([expect.stringContaining('pip: Flask 0.5 (unknown)')]);
    const low = {...npmAudit(), vulnerabilities: Object.fromEntries(Object.entries(npmAudit().vulnerabilities).map(([name, one]) => [name, {...one, severity: name === 'mkdirp' ? 'low' : 'info'}]))};
    expect((await state(tree(low))).broken).toHaveLength(2);
  });

  test('by group and severity, for all groups, and in all', async () => {
    expect((await state(tree(npmAudit()), {'npm-audit': {critical: 2}})).state).toBe('held');
    expect(messages(await state(tree(npmAudit()), {'npm-audit': {critical: 1}}))[0]).toContain('; 2 of this severity, 1 tolerated');
    expect((await state(tree(npmAudit()), {'*': {critical: 2}})).state).toBe('held');
    expect((await state(tree(npmAudit()), {pip: {critical: 2}})).state).toBe('broken');
    expect(messages(await state(tree(npmAudit()), {'*': {total: 1}}))).toEqual(['npm-audit: 2 findings, 1 tolerated.']);
    expect((await state(tree(npmAudit()), {'*': {total: 2}})).state).toBe('held');
  });

  test('names of the prototype are no groups', async () => {
    const found = await at({...tree(npmAudit()), 'b.json': '{"version": 1, "groups": {}}'}, {audits: [{...npm, group: 'constructor'}], baseline: 'b.json'});
    expect(messages(found['audit.baseline'])).toEqual(['The baseline has no group constructor.']);
    expect((await at(tree(npmAudit()), {audits: [{...npm, group: 'constructor'}]}))['audit.limits'].state).toBe('broken');
  });

  test('what has no fix, no title and no id is told as far as it goes', async () => {
    const told = async (report: unknown) => (await state(tree(report))).broken.map(({message, fix}) => [message, fix]);
    const bare = npmAudit(false);
    expect((await told(bare))[0]![1]).toBe('There is no fix yet: replace it, or look at it and add it to allow.');
    const untitled = {...bare, vulnerabilities: Object.fromEntries(Object.entries(bare.vulnerabilities).map(([name, one]) => [name, {...one, via: one.via.map(via => (typeof via === 'string' ? via : {...via, title: undefined}))}]))};
    expect((await told(untitled))[0]![0]).toBe('npm-audit: minimist 0.0.8 (critical): GHSA-xvch-5gv4-984h.');
  });
});

describe('audit.baseline', () => {
  const state = async (baseline: unknown, report: unknown = npmAudit()) => (await at({...tree(report), 'b.json': typeof baseline === 'string' ? baseline : JSON.stringify(baseline)}, {baseline: 'b.json'}))['audit.baseline'];

  test('no more than there were', async () => {
    expect((await state({version: 1, groups: {'npm-audit': {critical: 2}, pip: {}}})).state).toBe('held');
    expect(messages(await state({version: 1, groups: {'npm-audit': {critical: 1}, pip: {}}}))).toEqual(['npm-audit: 2 critical, 1 in the baseline: minimist, mkdirp.']);
    expect(messages(await state({version: 1, groups: {'npm-audit': {critical: 2, total: 1}, pip: {}}}))).toEqual([expect.stringContaining('2 in all, 1 in the baseline')]);
    expect(messages(await state({version: 1, groups: {pip: {}}}))).toEqual(['The baseline has no group npm-audit.']);
  });

  test('with a baseline the limits hold only what they name', async () => {
    const files = {...tree(npmAudit()), 'b.json': JSON.stringify({version: 1, groups: {'npm-audit': {critical: 2}, pip: {}}})};
    expect((await at(files, {baseline: 'b.json'}))['audit.limits'].state).toBe('held');
    expect((await at(files, {baseline: 'b.json', limits: {'npm-audit': {critical: 0}}}))['audit.limits'].state).toBe('broken');
  });

  test.each([['{'], [{version: 0, groups: {}}], [{groups: {}}], [{version: 1, groups: {'npm-audit': {critical: -1}}}], [{version: 1, groups: {'npm-audit': {critical: '2'}}}], [{version: 1, groups: {'npm-audit': {terrible: 1}}}], [[]], ['']])('%j is undecided', async baseline => {
    expect((await state(baseline)).undecided).toEqual([expect.objectContaining({gap: 'unreadable', at: {path: 'b.json'}})]);
  });

  test('a missing one is undecided; none is off', async () => {
    expect((await at(tree(), {baseline: 'b.json'}))['audit.baseline'].undecided).toEqual([expect.objectContaining({gap: 'missing'})]);
    expect((await at(tree()))['audit.baseline'].state).toBe('not-applicable');
  });
});

describe('the allow-list', () => {
  const entry = {id: 'GHSA-xvch-5gv4-984h', package: 'minimist', version: '0.0.8', reason: 'Only while building.', 'review-after': '2026-12-31'};
  const allow = (report: unknown, ...entries: readonly object[]) => at(tree(report), {allow: entries});

  test('excuses a finding without a fix, and what is concerned through it', async () => {
    const found = await allow(npmAudit(false), entry);
    expect([found['audit.limits'].state, found['allow.due'].state, found['allow.fix'].state, found['allow.unused'].state]).toEqual(['held', 'held', 'held', 'held']);
    expect((await allow(npmAudit(false), {...entry, id: '1097677'}))['audit.limits'].state).toBe('held');
  });

  test('allow.fix: what has a fix blocks all the same', async () => {
    const found = await allow(npmAudit({name: 'mkdirp', version: '0.5.6'}), entry);
    expect(found['audit.limits'].broken).toHaveLength(2);
    expect(messages(found['allow.fix'])).toEqual(['minimist is allowed, and there is a fix: mkdirp@0.5.6.', 'mkdirp is allowed, and there is a fix: mkdirp@0.5.6.']);
  });

  test('allow.due, hole of today: the day of review is compared with today', async () => {
    expect((await allow(npmAudit(false), {...entry, 'review-after': '2026-11-20'}))['allow.due'].state).toBe('held');
    expect(messages((await allow(npmAudit(false), {...entry, 'review-after': '2026-11-19'}))['allow.due'])).toEqual(['GHSA-xvch-5gv4-984h of minimist was to be looked at again after 2026-11-19.']);
  });

  test.each([{...entry, version: '0.0.9'}, {...entry, id: 'GHSA-0000-0000-0000'}, {...entry, package: 'mkdirp'}])('allow.unused: %o covers nothing', async one => {
    const found = await allow(npmAudit(false), one);
    expect(found['allow.unused'].state).toBe('broken');
    expect(found['audit.limits'].broken).toHaveLength(2);
  });

  test('names of Python packages are compared as PyPI does', async () => {
    const found = await at(tree(undefined, pipAudit([])), {allow: [{...entry, id: 'CVE-2019-1010083', package: 'flask', version: '0.5'}]});
    expect([found['audit.limits'].state, found['allow.unused'].state]).toEqual(['held', 'held']);
  });

  test('is off without entries', async () => {
    const found = await at(tree());
    for (const id of ['allow.due', 'allow.fix', 'allow.unused'] as const) expect(found[id]).toMatchObject({state: 'not-applicable', reason: 'off: policy has no allow'});
  });

  test.each([{...entry, reason: '  '}, {...entry, id: ''}, {...entry, 'review-after': 'soon'}, {...entry, package: undefined}])('a blank member is refused: %o', async one => expect(allow(npmAudit(), one)).rejects.toThrow());
});
