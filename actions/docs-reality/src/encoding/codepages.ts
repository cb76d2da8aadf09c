/** Codecs that UTF-8 bytes are commonly read with by mistake. `latin1` differs from `windows-1252` only in U+0080 to U+009F. */
export type SingleByteCodec = 'windows-1252' | 'latin1' | 'macintosh';
export type DoubleByteCodec = 'gbk' | 'shift_jis' | 'big5';
export type Codec = SingleByteCodec | DoubleByteCodec;

/**
 * Characters of the bytes 0x80 to 0x9F in windows-1252; the five holes are the C1 controls, as browsers read them.
 * Written out because some releases of Node decode windows-1252 as latin1 (nodejs/node#56542).
 * Source: https://encoding.spec.whatwg.org/index-windows-1252.txt
 */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** From a UTF-16 code unit to its byte (one-byte codecs, 0 for none) or to its bytes as one number (two-byte codecs). */
export type EncodeTable = Uint16Array;

const tables = new Map<string, EncodeTable>();

function table(name: string, fill: (codes: EncodeTable) => void): EncodeTable {
  let codes = tables.get(name);
  if (codes === undefined) {
    codes = new Uint16Array(0x10000);
    fill(codes);
    tables.set(name, codes);
  }
  return codes;
}

/**
 * The bytes 0x80 to 0xFF of windows-1252 and latin1 together: a C1 control stands for itself, so that one pass finds text misread as either.
 */
export function westernTable(): EncodeTable {
  return table('western', codes => {
    for (let byte = 0x80; byte <= 0xff; byte++) codes[byte] = byte;
    for (let i = 0; i < WINDOWS_1252.length; i++) codes[WINDOWS_1252.charCodeAt(i)] = 0x80 + i;
  });
}

/** The bytes 0x80 to 0xFF of Mac OS Roman. */
export function macintoshTable(): EncodeTable {
  return table('macintosh', codes => {
    const upper = new TextDecoder('macintosh').decode(Uint8Array.from({length: 128}, (_, i) => 0x80 + i));
    for (let i = 0; i < upper.length; i++) codes[upper.charCodeAt(i)] = 0x80 + i;
  });
}

/**
 * Every non-ASCII character of a CJK codec with its one or two bytes. Characters outside the basic plane are left out: only Hong Kong
 * supplements of Big5 are there, and text with them is treated as damaged at that place.
 */
export function doubleByteTable(codec: DoubleByteCodec): EncodeTable {
  return table(codec, codes => {
    const decoder = new TextDecoder(codec);
    for (let lead = 0x80; lead <= 0xff; lead++) {
      const single = decoder.decode(Uint8Array.of(lead));
      if (isOneCharacter(single)) codes[single.charCodeAt(0)] = lead;
      // One decode a row, a newline after each pair: no codec here has a newline as second byte.
      const row = new Uint8Array(3 * 0xc0);
      for (let i = 0; i < 0xc0; i++) {
        row[3 * i] = lead;
        row[3 * i + 1] = 0x40 + i;
        row[3 * i + 2] = 0x0a;
      }
      const characters = decoder.decode(row).split('\n');
      for (let i = 0; i < characters.length; i++) {
        const character = characters[i]!;
        if (!isOneCharacter(character)) continue;
        const unit = character.charCodeAt(0);
        if (codes[unit] === 0) codes[unit] = (lead << 8) | (0x40 + i);
      }
    }
  });
}

const isOneCharacter = (text: string): boolean => text.length === 1 && text !== '\ufffd' && text > '\x7f';
