import type {Codec} from './codepages.ts';

const WINDOWS_1252_HIGH = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function decodeByte(byte: number, codec: 'windows-1252' | 'latin1'): string {
  const high = codec === 'windows-1252' && byte >= 0x80 && byte <= 0x9f;
  return high ? WINDOWS_1252_HIGH.charAt(byte - 0x80) : String.fromCharCode(byte);
}

/**
 * Makes mojibake for tests: the UTF-8 bytes of a text, read with another codec.
 *
 * @param text good text
 * @param codec read with by mistake
 */
export function misread(text: string, codec: Codec): string {
  const bytes = new TextEncoder().encode(text);
  if (codec === 'windows-1252' || codec === 'latin1') return Array.from(bytes, byte => decodeByte(byte, codec)).join('');
  return new TextDecoder(codec).decode(bytes);
}
