import {describe, expect, test} from '@jest/globals';
import {judged} from '../check.fixture.ts';

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
const dash = 'Deployment \u00e2\u20ac\u201d step one';

describe('encoding.*', () => {
  const clean = {'README.md': '# Ça va — 日本語 🎉\n'};

  test.each(['encoding.invalid-utf8', 'encoding.utf16', 'encoding.bom', 'encoding.replacement-character', 'encoding.bidi', 'encoding.zero-width', 'encoding.mojibake', 'encoding.mojibake.suspected'])('%s holds for clean text, and has nothing to judge without documents', async rule => {
    expect(await judged(rule, clean)).toMatchObject({state: 'held', wrong: []});
    expect((await judged(rule, {'a.txt': 'x'})).state).toBe('not-applicable');
  });

  test.each([
    ['encoding.invalid-utf8', bytes(0x61, 0x0a, 0xe9, 0x62), 'a.md:2:1 byte 0xE9 at offset 2'], ['encoding.utf16', bytes(0xff, 0xfe, 0x61, 0, 0x62, 0), 'a.md:1:1 byte-order mark'], ['encoding.bom', bytes(0xef, 0xbb, 0xbf, 0x61), 'a.md:1:1 U+FEFF'],
    ['encoding.replacement-character', 'lost \ufffd here', 'a.md:1:6 U+FFFD'], ['encoding.bidi', 'run \u202eabc', 'a.md:1:5 U+202E'], ['encoding.zero-width', 'npm\u200b test', 'a.md:1:4 U+200B'], ['encoding.mojibake', dash, 'a.md:1:12 \u00e2\u20ac\u201d'],
  ])('%s finds it', async (rule, content, expected) => {
    expect(await judged(rule, {'a.md': content})).toMatchObject({state: 'broken', wrong: [expected]});
  });

  test('mojibake comes with its repair', async () => {
    const {findings} = await judged('encoding.mojibake', {'a.md': dash});
    expect(findings[0]).toMatchObject({fix: 'Write "—".', expected: '—'});
  });

  test('lost characters that are shown on purpose are counted', async () => {
    expect(await judged('encoding.replacement-character', {'a.md': '`\ufffd` is U+FFFD, the replacement character'})).toMatchObject({state: 'held', doubts: ['shown on purpose']});
  });

  test('a change of direction that a text about it shows in a code span is counted; one that is not ended, not in code, or under another heading is wrong', async () => {
    const shown = '`\u202eolleh\u202c`';
    expect(await judged('encoding.bidi', {'a.md': `## Pseudo-locales\n\n| en-XB | ${shown} |`})).toMatchObject({state: 'held', doubts: ['shown on purpose']});
    const wrong = ['## Bidi\n\n`\u202eolleh`', '## Bidi\n\n\u202eolleh\u202c', `## Install\n\n${shown}`, '## Bidi\n\n```sh\n\u202eolleh\u202c\n```'];
    for (const text of wrong) expect((await judged('encoding.bidi', {'a.md': text})).state).toBe('broken');
  });

  test('translations and archives are judged, and further files that policy names', async () => {
    const {wrong} = await judged('encoding.mojibake', {'docs/en/a.md': 'x', 'docs/de/a.md': dash, 'archive/b.md': dash, 'notes.txt': dash, 'other.txt': dash}, {policy: {encoding: {roots: ['*s.txt']}}});
    expect(wrong.map(one => one.split(':')[0])).toEqual(['archive/b.md', 'docs/de/a.md', 'notes.txt']);
  });

  test('suspicious files beyond the tolerated number are warned of', async () => {
    const text = `\`\`\`\n${'\u9225\u6e19\u9225\u6e19'.repeat(8)}\n\`\`\``;
    const tree = {'a.md': text};
    const red = await judged('encoding.mojibake.suspected', tree);
    expect(red).toMatchObject({state: 'broken', wrong: [expect.stringMatching(/^a\.md:2:\d+ suspicious$/)]});
    expect(await judged('encoding.mojibake.suspected', tree, {policy: {encoding: {'max-suspicious-files': 1}}})).toMatchObject({state: 'held', doubts: ['suspicious, and within max-suspicious-files']});
    expect(await judged('encoding.mojibake.suspected', tree, {policy: {encoding: {'min-hint-count': 500}}})).toMatchObject({state: 'held', doubts: ['with a few doubtful characters']});
  });
});
