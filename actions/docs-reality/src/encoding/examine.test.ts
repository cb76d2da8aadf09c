import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {inLinearTime} from '#testkit';
import {examineEncoding} from './examine.ts';
import {GOOD_TEXT} from './good-text.fixture.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const defectsOf = (bytes: Uint8Array) => examineEncoding(bytes).defects;
const utf16 = (text: string, bigEndian: boolean, mark: boolean): Uint8Array => {
  const buffer = Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');
  return new Uint8Array(bigEndian ? buffer.swap16() : buffer);
};
const utf32 = (text: string, littleEndian: boolean): Uint8Array => {
  const points = Array.from(text, character => character.codePointAt(0) ?? 0);
  const view = new DataView(new ArrayBuffer(points.length * 4));
  for (const [i, point] of points.entries()) view.setUint32(4 * i, point, littleEndian);
  return new Uint8Array(view.buffer);
};

describe('form', () => {
  test.each([[false, true], [true, true], [false, false], [true, false]])('UTF-16, big-endian %s, with a mark %s', (bigEndian, mark) => {
    const report = examineEncoding(utf16('# Über uns\nhello', bigEndian, mark));
    expect(report).toMatchObject({form: bigEndian ? 'utf-16be' : 'utf-16le', text: '# Über uns\nhello', ascii: false, defects: [{code: 'utf-16', line: 1, column: 1}]});
  });

  test.each([['\ufeffhello', true], ['\ufeffhello', false], ['hello', true], ['hello', false]])('UTF-32 %j, little-endian %s', (text, littleEndian) => {
    expect(examineEncoding(utf32(text, littleEndian))).toMatchObject({form: littleEndian ? 'utf-32le' : 'utf-32be', defects: [{code: 'utf-32'}]});
  });

  test('binary content, with the place of the first zero byte', () => {
    const defect = {code: 'binary', line: 2, column: 4, count: 2, seen: 'byte 0x00 at offset 7'};
    expect(examineEncoding(bytesOf('one\ntwo\0three\0\n'))).toEqual({form: 'binary', text: '', ascii: true, defects: [defect]});
  });

  test('a byte-order mark is a defect and not part of the text', () => {
    expect(examineEncoding(bytesOf('\ufeff# Title'))).toEqual({form: 'utf-8', text: '# Title', ascii: true, defects: [{code: 'byte-order-mark', line: 1, column: 1, count: 1, seen: 'U+FEFF'}]});
  });

  test('nothing at all is good text', () => {
    expect(examineEncoding(new Uint8Array())).toEqual({form: 'utf-8', text: '', ascii: true, defects: []});
  });
});

describe('invalid UTF-8', () => {
  test('names the first bad byte, its place, and how many sequences are broken', () => {
    const bytes = Uint8Array.of(...bytesOf('å\nü'), 0xe9, 0x20, 0xff);
    expect(defectsOf(bytes)).toEqual([{code: 'invalid-utf-8', line: 2, column: 2, count: 2, seen: 'byte 0xE9 at offset 5'}]);
  });

  test('the column does not count the byte-order mark', () => {
    const invalid = {code: 'invalid-utf-8', line: 1, column: 2, seen: 'byte 0xE9 at offset 4'};
    expect(defectsOf(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0xe9))).toMatchObject([{code: 'byte-order-mark'}, invalid]);
  });

  test('counts as the decoder of the platform replaces', () => {
    fc.assert(fc.property(fc.uint8Array({maxLength: 40}).map(bytes => bytes.map(byte => byte === 0 ? 0x80 : byte)), bytes => {
      const report = examineEncoding(bytes);
      if (report.form !== 'utf-8') return;
      const defects = report.defects.filter(({code}) => code === 'invalid-utf-8');
      const decoded = new TextDecoder().decode(bytes).split('\ufffd').length - 1;
      const genuine = Buffer.from(bytes).toString('latin1').split('\xef\xbf\xbd').length - 1;
      expect(defects.reduce((sum, {count}) => sum + count, 0)).toBe(decoded - genuine);
    }), {numRuns: 2000});
  });
});

describe('characters', () => {
  test('U+FFFD in the text, once per line', () => {
    expect(defectsOf(bytesOf('a\ufffdb\ufffd\n\n\ufffd'))).toEqual([
      {code: 'replacement-character', line: 1, column: 2, count: 2, seen: 'U+FFFD'},
      {code: 'replacement-character', line: 3, column: 1, count: 1, seen: 'U+FFFD'},
    ]);
  });

  test('embeddings order words of both directions, overrides hide', () => {
    expect(defectsOf(bytesOf('alert(1); // \u202bالقيمة arr\u202c\n'))).toEqual([]);
    expect(defectsOf(bytesOf('alert(1); // \u202eالقيمة arr\u202c\n'))).toMatchObject([{code: 'bidi-control', line: 1, column: 14}]);
    expect(defectsOf(bytesOf('القيمة\nalert(\u202b1)\n'))).toMatchObject([{code: 'bidi-control', line: 2, column: 7}]);
  });

  test.each(['\u202a', '\u202e', '\u2066', '\u2069'])('bidirectional control %j', control => {
    expect(defectsOf(bytesOf(`ok\nif (a${control}b)`))).toMatchObject([{code: 'bidi-control', line: 2, column: 6, count: 1}]);
  });

  test.each([
    ['zero-width space', 'npm\u200b install', 'U+200B'], ['word joiner', 'npm\u2060 install', 'U+2060'], ['byte-order mark inside', 'a\ufeffb', 'U+FEFF'],
    ['joiner in ASCII', 'npm\u200dinstall', 'U+200D'], ['joiner in quotes', 'join("\u200d")', 'U+200D'], ['soft hyphen before an option', '\u00ad-continue', 'U+00AD'], ['tag characters', 'hi\u{e0041}', 'U+E0041'],
  ])('%s', (_name, text, seen) => {
    expect(defectsOf(bytesOf(text))).toMatchObject([{code: 'invisible-character', seen}]);
  });

  test.each([
    ['joiner in Persian', 'می\u200cخواهم'], ['joiner in Hindi', 'क्\u200dष'], ['emoji sequence', '👩\u200d👧'], ['emoji taken apart', '["👩", "\u200d", "🚒"]'],
    ['directional mark', 'abc\u200f שלום\u200e'], ['Khmer', 'សួស្តី\u200bពិភព'],
    ['Thai', 'สวัส\u200bดี'], ['soft hyphen in a word', 'Donau\u00addampf'], ['soft hyphen in a table of characters', '\u00ab\u00ac\u00ad\u00ae\u00af'], ['flag of England', '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
  ])('%s is legitimate', (_name, text) => {
    expect(defectsOf(bytesOf(text))).toEqual([]);
  });

  test('good text in many languages has no defect', () => {
    const prose = GOOD_TEXT.filter(line => !line.startsWith(' ¡'));
    expect(defectsOf(bytesOf(prose.join('\n')))).toEqual([]);
  });
});

test('any bytes get a report, with places that exist', () => {
  fc.assert(fc.property(fc.uint8Array({maxLength: 200}), bytes => {
    for (const {line, column, count} of defectsOf(bytes)) expect(Math.min(line, column, count)).toBeGreaterThanOrEqual(1);
  }), {numRuns: 1000});
});

test('takes linear time on hostile bytes', async () => {
  for (const unit of ['\u202e\n', '\u200b', '\ufffd\n', '\n']) {
    await inLinearTime(200_000, size => bytesOf(unit.repeat(size)), examineEncoding);
  }
  await inLinearTime(100_000, size => Uint8Array.of(...bytesOf('\n'), ...new Uint8Array(size).fill(0xff)), examineEncoding);
});
