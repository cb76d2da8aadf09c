/** Puts UTF-8 sequences together byte by byte, strictly as in Unicode 16 table 3-7: nothing overlong, no surrogates, nothing above U+10FFFF. */
export class Utf8Assembler {
  #missing = 0;
  #value = 0;
  #low = 0x80;
  #high = 0xbf;

  /** Whether a sequence is begun and not yet complete. */
  get open(): boolean {
    return this.#missing > 0;
  }

  /** Forgets a sequence that was begun. */
  reset(): void {
    this.#missing = 0;
    this.#low = 0x80;
    this.#high = 0xbf;
  }

  /**
   * @param byte the next byte
   * @returns the code point that this byte completes, 'open' when more bytes are needed, 'bad' when the byte cannot stand here
   */
  feed(byte: number): number | 'open' | 'bad' {
    if (this.#missing === 0) return this.#begin(byte);
    if (byte < this.#low || byte > this.#high) return 'bad';
    this.#low = 0x80;
    this.#high = 0xbf;
    this.#value = (this.#value << 6) | (byte & 0x3f);
    this.#missing--;
    return this.#missing === 0 ? this.#value : 'open';
  }

  #begin(byte: number): number | 'open' | 'bad' {
    if (byte < 0x80) return byte;
    if (byte < 0xc2 || byte > 0xf4) return 'bad';
    this.#missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    this.#value = byte & (0x3f >> this.#missing);
    if (byte === 0xe0) this.#low = 0xa0;
    if (byte === 0xed) this.#high = 0x9f;
    if (byte === 0xf0) this.#low = 0x90;
    if (byte === 0xf4) this.#high = 0x8f;
    return 'open';
  }
}
