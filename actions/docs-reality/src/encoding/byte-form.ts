/** In which form the bytes of a file hold text. */
export type ByteForm = 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be' | 'binary';

const BOMS: readonly (readonly [form: ByteForm, bytes: readonly number[]])[] = [
  // Before UTF-16, whose mark is the first half of this one.
  ['utf-32le', [0xff, 0xfe, 0x00, 0x00]],
  ['utf-32be', [0x00, 0x00, 0xfe, 0xff]],
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** So many bytes are looked at to tell wide text without a mark. */
const SAMPLE_BYTES = 4096;
/** Share of zero bytes at the places where Latin text has them, and at most where it has none. */
const MANY = 0.4;
const FEW = 0.05;

/** The share of zero bytes among every fourth byte of the sample, for each of the four phases. */
function zeroShares(bytes: Uint8Array): readonly [number, number, number, number] {
  const size = Math.min(bytes.length, SAMPLE_BYTES);
  const shares: [number, number, number, number] = [0, 0, 0, 0];
  for (let phase = 0; phase < 4; phase++) {
    let zeros = 0;
    let seen = 0;
    for (let i = phase; i < size; i += 4, seen++) if (bytes[i] === 0) zeros++;
    shares[phase] = seen === 0 ? 0 : zeros / seen;
  }
  return shares;
}

function unmarkedForm(bytes: Uint8Array): ByteForm {
  if (!bytes.includes(0)) return 'utf-8';
  const [a, b, c, d] = zeroShares(bytes);
  if (bytes.length % 4 === 0 && a <= FEW && b >= MANY && c >= 1 - FEW && d === 1) return 'utf-32le';
  if (bytes.length % 4 === 0 && a === 1 && b >= 1 - FEW && c >= MANY && d <= FEW) return 'utf-32be';
  if (bytes.length % 2 === 0 && a <= FEW && c <= FEW && b >= MANY && d >= MANY) return 'utf-16le';
  if (bytes.length % 2 === 0 && b <= FEW && d <= FEW && a >= MANY && c >= MANY) return 'utf-16be';
  return 'binary';
}

/**
 * Tells the form by the byte-order mark, or else by where zero bytes lie. UTF-16 without a mark and without Latin letters cannot be told and counts as UTF-8,
 * of which it is then an invalid specimen.
 *
 * @param bytes the whole file
 * @returns the form, and how many bytes of it are the mark
 */
export function byteForm(bytes: Uint8Array): {readonly form: ByteForm; readonly bomBytes: number} {
  const marked = BOMS.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte));
  if (marked === undefined) return {form: unmarkedForm(bytes), bomBytes: 0};
  const [form, {length: bomBytes}] = marked;
  return {form: form === 'utf-8' && bytes.includes(0) ? 'binary' : form, bomBytes};
}
