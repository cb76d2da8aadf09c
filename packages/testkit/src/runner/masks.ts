/** `encodeURIComponent` leaves five characters alone that .NET's `Uri.EscapeDataString` escapes; a lone surrogate makes it throw, so it is replaced first. */
const uriEscape = (value: string): string =>
  encodeURIComponent(value.toWellFormed()).replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

const xmlEntities: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&apos;'};

/** The value from its nth byte on, in base64: what `base64(user:secret)` contains, whatever the length of the user's name. */
function base64From(value: string, skip: number): string {
  const bytes = Buffer.from(value);
  return (bytes.length > skip ? bytes.subarray(skip) : bytes).toString('base64');
}

/** The first or the second half of `a&b`: PowerShell colours or repeats a part of a failing command, and cuts it there. Halves under six characters are not secrets. */
function ampersandHalf(value: string, half: 'first' | 'second'): string {
  const coloured = value.indexOf('&+');
  const end = coloured >= 0 ? coloured + 2 : value.lastIndexOf('&') + 1;
  if (end === 0) return '';
  const part = half === 'first' ? value.slice(0, end) : value.slice(coloured >= 0 ? end + 1 : end);
  return part.length >= 6 ? part : '';
}

const encoders: readonly ((value: string) => string)[] = [
  value => base64From(value, 0),
  value => base64From(value, 1),
  value => base64From(value, 2),
  value => value.replaceAll('"', '\\"'),
  value => value.replaceAll('\'', '\'\''),
  value => JSON.stringify(value).slice(1, -1),
  uriEscape,
  value => value.replace(/[&<>"']/g, character => xmlEntities[character]!),
  value => value.length > 8 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : '',
  value => ampersandHalf(value, 'first'),
  value => ampersandHalf(value, 'second'),
];

/**
 * The runner's secret masker: replaces every registered value, and the usual encodings of it, by `***`. Secrets that overlap or touch become one `***`.
 * Source: actions/runner 2.336.0, src/Sdk/DTLogging/Logging/SecretMasker.cs and ValueEncoders.cs; the list of encoders is in src/Runner.Common/HostContext.cs.
 */
export class Masks {
  readonly #values = new Set<string>();
  readonly #texts = new Set<string>();

  constructor(values: Iterable<string> = []) {
    for (const value of values) this.add(value);
  }

  /** Registers one value. An empty one is ignored. */
  add(value: string): void {
    if (value === '' || this.#values.has(value)) return;
    this.#values.add(value);
    this.#texts.add(value);
    for (const encode of encoders) {
      const encoded = encode(value);
      if (encoded !== '') this.#texts.add(encoded);
    }
  }

  /** Registers a value and each of its lines, trimmed: logs and summaries are masked line by line, so the whole alone would never be found there. */
  addWithLines(value: string): void {
    this.add(value);
    for (const line of value.split(/[\r\n]/)) this.add(line.trim());
  }

  /** The text with every secret replaced. */
  apply(text: string): string {
    const found: (readonly [start: number, end: number])[] = [];
    for (const secret of this.#texts) {
      for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) found.push([at, at + secret.length]);
    }
    if (found.length === 0) return text;
    found.sort((a, b) => a[0] - b[0]);
    const parts: string[] = [];
    let shown = 0;
    let [start, end] = found[0]!;
    for (const [nextStart, nextEnd] of found) {
      if (nextStart > end) {
        parts.push(text.slice(shown, start), '***');
        shown = end;
        start = nextStart;
      }
      end = Math.max(end, nextEnd);
    }
    parts.push(text.slice(shown, start), '***', text.slice(end));
    return parts.join('');
  }
}
