import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {inLinearTime} from '#testkit';
import type {Codec} from './codepages.ts';
import {GOOD_TEXT, PROSE} from './good-text.fixture.ts';
import {misread} from './misread.fixture.ts';
import {findMojibake} from './mojibake.ts';

const CODECS: readonly Codec[] = ['windows-1252', 'latin1', 'macintosh', 'gbk', 'shift_jis', 'big5'];

describe('what is found', () => {
  test('an em dash read as windows-1252, with its place and its repair', () => {
    const bytes = Uint8Array.of(0xc3, 0xa2, 0xe2, 0x82, 0xac, 0xe2, 0x80, 0x9d);
    const text = `# Plan\n\nShip ${new TextDecoder().decode(bytes)} then rest\n`;
    expect(findMojibake(text)).toEqual([
      {line: 3, column: 6, offset: 13, bad: 'â€”', repaired: '—', codec: 'windows-1252', times: 1, partial: false, confidence: 'certain'},
    ]);
  });

  test.each<[good: string, codec: Codec]>([
    ['déjà vu, naïve café', 'windows-1252'], ['Größe „Maß“', 'windows-1252'], ['don’t “quote” me…', 'windows-1252'], ['привет, мир', 'windows-1252'],
    ['中文文档', 'windows-1252'], ['שלום', 'windows-1252'], ['done 🎉', 'windows-1252'], ['10 °C © 2026', 'windows-1252'], ['»Zitat«', 'windows-1252'],
    ['l’été — à l’école', 'latin1'], ['Ελλάδα', 'latin1'], ['naïve café', 'macintosh'], ['don’t — “stop”', 'macintosh'], ['здравствуй', 'macintosh'],
    ['日本語の文書', 'macintosh'], ['→ next', 'macintosh'], ['你好，世界！', 'gbk'], ['don’t stop', 'gbk'], ['文字化けの例です', 'gbk'],
  ])('%s read as %s is certain and repaired exactly', (good, codec) => {
    const found = findMojibake(misread(good, codec));
    expect(found.length).toBeGreaterThan(0);
    for (const one of found) expect(one).toMatchObject({codec, partial: false, confidence: 'certain'});
    let repaired = misread(good, codec);
    for (const {offset, bad, repaired: part} of [...found].reverse()) repaired = repaired.slice(0, offset) + part + repaired.slice(offset + bad.length);
    expect(repaired).toBe(good);
  });

  test.each<Codec>(['shift_jis', 'big5', 'gbk'])('%s loses bytes: the run is told, with the losses in its repair', codec => {
    const [found, ...rest] = findMojibake(misread('中文文档', codec));
    expect(rest).toEqual([]);
    expect(found?.codec).toBe(codec);
    expect(found?.partial).toBe(found?.repaired.includes('\ufffd'));
    expect(found?.repaired).toMatch(/中.*档/);
  });

  test('a question mark in place of a lost byte', () => {
    expect(findMojibake('瀹屾垚鍙戝竷鐗堟湰鐨?')).toMatchObject([{codec: 'gbk', partial: true, repaired: '完成发布版本�'}]);
  });

  test('text that was misread twice is read back twice', () => {
    const twice = misread(misread('café – bar', 'windows-1252'), 'windows-1252');
    expect(findMojibake(twice)).toMatchObject([{repaired: 'é – '.trimEnd(), times: 2, confidence: 'certain'}]);
  });

  test('a byte-order mark in the text is taken away', () => {
    expect(findMojibake('ï»¿# Title')).toMatchObject([{bad: 'ï»¿', repaired: '', confidence: 'certain'}]);
  });

  test('text that was lost before it was misread is certain and partial', () => {
    expect(findMojibake('name: 锟斤拷')).toMatchObject([{codec: 'gbk', repaired: '\ufffd\ufffd', partial: true, confidence: 'certain'}]);
    expect(findMojibake('name: ï¿½')).toMatchObject([{codec: 'windows-1252', repaired: '\ufffd', partial: true, confidence: 'certain'}]);
  });

  test('what cannot be read back any more is suspected', () => {
    expect(findMojibake('VOILÃ TOUT')).toEqual([]);
    expect(findMojibake('voilÃ tout')).toMatchObject([{bad: 'Ã', repaired: 'à', confidence: 'suspected'}]);
    expect(findMojibake('He said â€?yes')).toMatchObject([{bad: 'â€?', partial: true, confidence: 'suspected'}]);
  });

  test('a capital before a misread letter of a lower-case word is no word in capitals', () => {
    expect(findMojibake('SÃ³lo')).toMatchObject([{repaired: 'ó', confidence: 'certain'}]);
    expect(findMojibake('MAÃ‰')).toMatchObject([{repaired: 'É', confidence: 'certain'}]);
  });

  test('a letter of another alphabet within a word is no certain repair', () => {
    expect(findMojibake('aÓ»dan')).toMatchObject([{confidence: 'suspected'}]);
  });

  test('good text beside bad is left out of the run', () => {
    expect(findMojibake('Zoë’s cafÃ© — «Łódź»')).toMatchObject([{bad: 'Ã©', repaired: 'é'}]);
  });
});

describe('what is not found', () => {
  test.each(GOOD_TEXT)('%s', text => {
    expect(findMojibake(text)).toEqual([]);
  });

  test('one word that is UTF-8 by chance, however often', () => {
    expect(findMojibake('`x {{目录1 目录2 目录3 ...}}`\n搜索 {{目录}} 目录 (目录)\n')).toEqual([]);
    // The é of "résumé", twice.
    expect(findMojibake('A r茅sum茅 and a r茅sum茅.\n').map(({repaired}) => repaired)).toEqual(['ésumé and a résumé']);
  });

  test('good text as one document', () => {
    expect(findMojibake(GOOD_TEXT.join('\n'))).toEqual([]);
  });

  test('the table of a codec', () => {
    expect(findMojibake('"茊茋茍茐茒茓"')).toEqual([]);
  });

  test('any ASCII', () => {
    fc.assert(fc.property(fc.string({unit: 'grapheme-ascii'}), text => findMojibake(text).length === 0));
  });
});

describe('context', () => {
  const bad = misread('café', 'windows-1252');

  test('the caller demotes a place to suspected', () => {
    const text = `${bad}\n\n    ${bad}`;
    const asked: [number, number][] = [];
    const found = findMojibake(text, {demotes: (line, column) => (asked.push([line, column]), line === 3)});
    expect(found.map(({line, confidence}) => [line, confidence])).toEqual([[1, 'certain'], [3, 'suspected']]);
    expect(asked).toEqual([[1, 4], [3, 8]]);
  });

  test.each(['Mojibake looks like this:', 'Read UTF-8 as cp1252 and see', 'garbled output', '文字化け'])('text that explains broken encodings nearby demotes: %s', words => {
    expect(findMojibake(`${words}\n\n${bad}`)).toMatchObject([{line: 3, confidence: 'suspected'}]);
    expect(findMojibake(`${words}\n\n\n${bad}`)).toMatchObject([{line: 4, confidence: 'certain'}]);
  });

  test.each(['<meta charset="utf-8">', '<?xml version="1.0" encoding="UTF-8"?>', '# -*- coding: utf-8 -*-'])('a declaration does not: %s', declaration => {
    expect(findMojibake(`${declaration}\n${bad}`)).toMatchObject([{confidence: 'certain'}]);
  });
});

describe('recall, by construction', () => {
  const lines = PROSE.filter(line => (line.match(/[\x80-\u{10ffff}]/gu) ?? []).length >= 4);

  // Big5 has no characters for about half of what it is made to read.
  test.each<[codec: Codec, least: number]>([
    ['windows-1252', 1], ['latin1', 1], ['macintosh', 1], ['gbk', 0.95], ['shift_jis', 0.95], ['big5', 0.9],
  ])('%s: a share of %d of damaged lines is found', (codec, least) => {
    const found = lines.filter(line => findMojibake(misread(line, codec)).length > 0);
    expect(lines.length).toBeGreaterThan(20);
    expect(found.length / lines.length).toBeGreaterThanOrEqual(least);
  });

  test.each<Codec>(['windows-1252', 'latin1', 'macintosh'])('%s: at least 95 of 100 are certain', codec => {
    const certain = lines.filter(line => findMojibake(misread(line, codec)).some(({confidence}) => confidence === 'certain'));
    expect(certain.length / lines.length).toBeGreaterThanOrEqual(0.95);
  });
});

test('runs are in order, do not overlap, and stand where they say', () => {
  const good = fc.constantFrom(...GOOD_TEXT);
  const damaged = good.chain(text => fc.constantFrom(...CODECS).map(codec => misread(text, codec)));
  const part = fc.oneof(good, damaged, fc.string({unit: 'binary'}), fc.constantFrom('\n', '\r\n', ' ', '\ufffd', '?'));
  fc.assert(fc.property(fc.array(part, {maxLength: 8}), parts => {
    const text = parts.join('');
    let end = 0;
    for (const {line, column, offset, bad} of findMojibake(text)) {
      expect(offset).toBeGreaterThanOrEqual(end);
      expect(text.slice(offset, offset + bad.length)).toBe(bad);
      expect(text.split('\n')[line - 1]?.slice(column - 1, column - 1 + bad.length)).toBe(bad);
      end = offset + bad.length;
    }
  }), {numRuns: 300});
});

test('takes linear time on hostile text', async () => {
  for (const text of ['Ã', 'Ã©', 'â€', '鈥', '鈥?', 'ﾃ', '\ufffd', 'é’', 'Ã© encoding ', '√', 'Ã\u0083', '中 ', '鏂囧瓧?', '鏂囧瓧?中', '鏂囧?']) {
    await inLinearTime(200_000, size => text.repeat(size), findMojibake);
  }
});
