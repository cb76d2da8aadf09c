/**
 * Writing systems that documents are written in, as ranges of code points with a name. A repair that yields anything else is a coincidence:
 * `ß“` is the end of a German quotation and also the two bytes of an N'Ko letter.
 */
const SYSTEMS: readonly (readonly [first: number, last: number, name: string])[] = [
  [0xa0, 0x17f, 'latin'],
  [0x18f, 0x18f, 'latin'],
  [0x192, 0x192, 'latin'],
  [0x1a0, 0x1a1, 'latin'],
  [0x1af, 0x1b0, 'latin'],
  [0x1cd, 0x1dc, 'latin'],
  [0x1e6, 0x1e7, 'latin'],
  [0x218, 0x21b, 'latin'],
  [0x250, 0x2ff, 'phonetic'],
  [0x300, 0x36f, 'combining'],
  [0x384, 0x3ce, 'greek'],
  [0x400, 0x45f, 'cyrillic'],
  [0x48a, 0x4ff, 'cyrillic'],
  [0x531, 0x58a, 'armenian'],
  [0x5b0, 0x5f4, 'hebrew'],
  [0x60c, 0x60c, 'arabic'],
  [0x61b, 0x6d3, 'arabic'],
  [0x6f0, 0x6f9, 'arabic'],
  [0x900, 0xdff, 'indic'],
  [0xe01, 0xe5b, 'thai'],
  [0xe81, 0xedf, 'lao'],
  [0x1000, 0x109f, 'myanmar'],
  [0x10a0, 0x10ff, 'georgian'],
  [0x1200, 0x137f, 'ethiopic'],
  [0x1780, 0x17ff, 'khmer'],
  [0x1e00, 0x1eff, 'latin'],
  [0x1f00, 0x1fff, 'greek'],
  [0x2000, 0x2bff, 'symbol'],
  [0x3000, 0x303f, 'cjk'],
  [0x3040, 0x30ff, 'cjk'],
  [0x3105, 0x312f, 'cjk'],
  [0x31f0, 0x33ff, 'cjk'],
  [0x4e00, 0x9fff, 'cjk'],
  [0xac00, 0xd7a3, 'hangul'],
  [0xfb00, 0xfb06, 'latin'],
  [0xfe00, 0xfe0f, 'symbol'],
  [0xfeff, 0xfeff, 'symbol'],
  [0xff00, 0xffef, 'cjk'],
  [0xfffd, 0xfffd, 'symbol'],
  [0x1d400, 0x1d7ff, 'symbol'],
  [0x1f000, 0x1faff, 'symbol'],
];

/**
 * @param codePoint a Unicode code point outside ASCII
 * @returns the name of the writing system that it belongs to, or undefined when documents do not use it or Unicode has not assigned it
 */
export function writingSystem(codePoint: number): string | undefined {
  for (const [first, last, name] of SYSTEMS) {
    if (codePoint < first) return undefined;
    if (codePoint <= last) return /\p{Cn}/u.test(String.fromCodePoint(codePoint)) ? undefined : name;
  }
  return undefined;
}
