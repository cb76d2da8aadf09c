import {expect, test} from '@jest/globals';
import {inspect} from 'node:util';
import {Secret} from './secret.ts';

test('only reveal gives the text away', () => {
  const secret = new Secret('hunter2');
  expect(secret.reveal()).toBe('hunter2');
  for (const shown of [String(secret), `${secret}`, `a${secret as unknown as string}`, JSON.stringify({secret}), inspect(secret),
    inspect({secret}, {depth: 9, showHidden: true}), JSON.stringify(Object.entries(secret)), JSON.stringify(structuredClone(secret))]) {
    expect(shown).not.toContain('hunter2');
  }
  expect(JSON.stringify([secret])).toBe('["***"]');
});
