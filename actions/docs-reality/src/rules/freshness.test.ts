import {describe, expect, test} from '@jest/globals';
import {Refusal} from '#core';
import {commit} from '#testkit';
import {judged} from '../check.fixture.ts';

const now = new Date('2026-11-20T12:00:00Z');
const on = (fresh: Readonly<Record<string, unknown>> = {}) => ({policy: {fresh}, now});
const dated = (day: string): string => `# A\n\n**Last Verified**: ${day}\n`;

describe('fresh.*', () => {
  test.each(['fresh.missing', 'fresh.unparsable', 'fresh.future', 'fresh.stale', 'fresh.sources'])('%s is off unless asked for', async rule => {
    expect((await judged(rule, {'a.md': dated('2020-01-01')}, {now})).state).toBe('not-applicable');
  });

  test.each(['Last Verified: 2026-11-01', '**Last Updated**: 2026-11-01', '*Last reviewed: November 1, 2026*', '> Last updated: 1 Nov 2026', '<!-- last verified: 2026-11-01 -->', '| Last Reviewed | 2026-11-01 |', '- **Last Verified:** 2026-11-01 by @mira'])('%s is a date', async line => {
    expect(await judged('fresh.missing', {'a.md': `# A\n\n${line}\n`}, on({documents: ['a.md']}))).toMatchObject({state: 'held'});
    expect((await judged('fresh.stale', {'a.md': `# A\n\n${line}\n`}, on({documents: ['a.md']}))).state).toBe('held');
  });

  test.each(['last-verified: 2026-11-01', 'last_updated: "2026-11-01"', 'date: 2026-11-01', 'ms.date: 11/01/2026'])('front matter %s is a date', async line => {
    expect((await judged('fresh.stale', {'a.md': `---\ntitle: x\n${line}\n---\n# A\n`}, on({documents: ['a.md']}))).state).toBe('held');
  });

  test('a required document without a date, and one that is not there, are broken', async () => {
    const {wrong} = await judged('fresh.missing', {'a.md': '# A\n\n```\nLast Verified: 2026-11-01\n```\n', 'b.md': dated('2026-11-01')}, on({documents: ['*.md', 'gone.md']}));
    expect(wrong).toEqual(['.github/shipgate.yml gone.md', 'a.md a.md']);
  });

  test('a date in several readings is none', async () => {
    const {state, wrong} = await judged('fresh.unparsable', {'a.md': dated('03/04/2026'), 'b.md': dated('2026-02-31'), 'c.md': dated('2026-02-28')}, on());
    expect({state, wrong}).toEqual({state: 'broken', wrong: ['a.md:3:3 Last Verified', 'b.md:3:3 Last Verified']});
  });

  test('a day ahead is another time zone, two are the future', async () => {
    const {wrong} = await judged('fresh.future', {'a.md': dated('2026-11-21'), 'b.md': dated('2026-11-22')}, on());
    expect(wrong).toEqual(['b.md:3:3 Last Verified']);
  });

  test('older than max-age is stale; the last day is not', async () => {
    const tree = {'a.md': dated('2026-08-22'), 'b.md': dated('2026-08-20'), 'c.md': dated('2026-11-21')};
    const {state, wrong, findings} = await judged('fresh.stale', tree, on({'max-age': '90d'}));
    expect({state, wrong}).toEqual({state: 'broken', wrong: ['b.md:3:3 Last Verified']});
    expect(findings[0]).toMatchObject({message: 'b.md was last reviewed on 2026-08-20, more than 90 days ago.', observed: '2026-08-20', expected: '2026-08-22 or later'});
  });

  test('a commit to the document does not renew it', async () => {
    const history = {commits: [{...commit('a', '2026-11-19'), paths: ['a.md']}]};
    expect((await judged('fresh.stale', {'a.md': dated('2020-01-01')}, {...on(), history})).state).toBe('broken');
  });
});

describe('fresh.sources', () => {
  const tree = {'docs/deploy.md': dated('2026-11-10'), 'deploy/a.sh': 'x', 'deploy/b.sh': 'x'};
  const watching = on({sources: {'docs/deploy.md': ['deploy/**']}});

  test('a later change of a source makes the document stale and names it', async () => {
    const history = {commits: [{...commit('c', '2026-11-12', {subject: 'Deploy to two regions'}), paths: ['deploy/b.sh']}, {...commit('b', '2026-11-11'), paths: ['deploy/a.sh'], cosmetic: true}]};
    const {state, wrong, findings} = await judged('fresh.sources', tree, {...watching, history});
    expect({state, wrong}).toEqual({state: 'broken', wrong: ['docs/deploy.md:3:3 deploy/b.sh']});
    expect(findings[0]?.message).toBe('deploy/b.sh changed on 2026-11-12 (c000000: Deploy to two regions), after docs/deploy.md was last reviewed on 2026-11-10.');
  });

  test('a change of white space alone, of the same day, or before holds', async () => {
    const history = {commits: [{...commit('c', '2026-11-12'), paths: ['deploy/b.sh'], cosmetic: true}, {...commit('b', '2026-11-10'), paths: ['deploy/a.sh']}]};
    expect((await judged('fresh.sources', tree, {...watching, history})).state).toBe('held');
  });

  test('sources stand in front matter too', async () => {
    const page = '---\nlast-verified: 2026-11-10\nsources:\n  - deploy/\n---\n# A\n';
    const history = {commits: [{...commit('c', '2026-11-12'), paths: ['deploy/b.sh']}]};
    expect((await judged('fresh.sources', {...tree, 'docs/deploy.md': page}, {...on(), history})).wrong).toEqual(['docs/deploy.md:2:1 deploy/b.sh']);
  });

  test('sources that match nothing are broken, and a watched document needs a date', async () => {
    expect((await judged('fresh.sources', {'docs/deploy.md': dated('2026-11-10')}, watching)).wrong).toEqual(['docs/deploy.md:3:3 deploy/**']);
    expect((await judged('fresh.missing', {...tree, 'docs/deploy.md': '# A'}, watching)).wrong).toEqual(['docs/deploy.md docs/deploy.md']);
  });

  test('a shallow clone is not told', async () => {
    const refusal = new Refusal({code: 'missing', what: 'the history', why: 'the clone is shallow', fix: 'Add fetch-depth: 0.'});
    expect((await judged('fresh.sources', tree, {...watching, history: {refusal}})).state).toBe('undecided');
  });
});
