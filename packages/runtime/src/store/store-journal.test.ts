import {describe, expect, test} from '@jest/globals';
import {Refusal} from '#core';
import {refused, store} from '#testkit';
import {storeJournal} from './store-journal.ts';

const step = (id: string) => ({id, about: `Do ${id}`, data: {id}});
const path = 'journal/governance.protect.json';

describe('the journal in the store', () => {
  test('holds what is open, for the next run on another machine', async () => {
    const kept = store({});
    const first = storeJournal(kept, 'governance.protect');
    await first.begin(step('a'));
    await first.begin(step('b'));
    await first.end('a', 'done');
    expect(await storeJournal(kept, 'governance.protect').open()).toEqual([step('b')]);
    expect(await storeJournal(kept, 'governance.other').open()).toEqual([]);
    expect(kept.commits.map(({why}) => why)).toEqual(['Begin governance.protect: a', 'Begin governance.protect: b', 'End governance.protect: a, done']);
  });

  test('what is ended leaves nothing, and an end of something that is not open changes nothing', async () => {
    const kept = store({});
    const journal = storeJournal(kept, 'governance.protect');
    await journal.begin(step('a'));
    await journal.end('a', 'failed');
    expect(kept.textOf(path)).toBeUndefined();
    await journal.end('a', 'done');
    expect(kept.commits).toHaveLength(2);
  });

  test('a step that another run has begun meanwhile is not begun twice', async () => {
    const kept = store({});
    kept.raced({[path]: JSON.stringify([step('a')])});
    expect(await refused(storeJournal(kept, 'governance.protect').begin(step('a')))).toMatchObject({
      code: 'refused', why: expect.stringContaining('another run'),
      fix: expect.stringContaining('concurrency'),
    });
    expect(kept.commits).toEqual([]);
    await storeJournal(kept, 'governance.protect').begin(step('b'));
    expect(await storeJournal(kept, 'governance.protect').open()).toEqual([step('a'), step('b')]);
  });

  test.each(['', '{', '{}', '[1]', '[{"id":"a"}]', 'null'])('a journal of another form is not read as "nothing is open": %j', async content => {
    const journal = storeJournal(store({[path]: content}), 'governance.protect');
    expect(await refused(journal.open())).toMatchObject({code: 'unreadable', fix: expect.stringContaining('last run')});
    expect(await refused(journal.begin(step('a')))).toMatchObject({code: 'unreadable'});
  });

  test('no history is not "nothing is open"', async () => {
    const journal = storeJournal(store(), 'governance.protect');
    await expect(journal.open()).rejects.toBeInstanceOf(Refusal);
    await expect(journal.begin(step('a'))).rejects.toBeInstanceOf(Refusal);
  });
});
