import {describe, expect, test} from '@jest/globals';
import {LineReader, linesOf} from './lines.ts';

function read(chunks: readonly (string | Buffer)[]): string[] {
  const lines: string[] = [];
  const reader = new LineReader(line => lines.push(line));
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  reader.end();
  return lines;
}

describe('lines', () => {
  const text = 'one\ntwo\r\nthree\rfour\n\nfünf';
  const expected = ['one', 'two', 'three', 'four', '', 'fünf'];

  test('of a text', () => {
    expect(linesOf(text)).toEqual(expected);
    expect(linesOf('one\n')).toEqual(['one']);
    expect(linesOf('')).toEqual([]);
  });

  test('of a stream, byte by byte as in one piece', () => {
    expect(read([text])).toEqual(expected);
    expect(read([...Buffer.from(text)].map(byte => Buffer.from([byte])))).toEqual(expected);
  });

  test('an unfinished character at the end is not lost', () => {
    expect(read([Buffer.from([0x61, 0xc3])])).toEqual(['a\ufffd']);
  });
});
