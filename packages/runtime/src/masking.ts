/** What the first or the last bytes of something longer do to base64 is cut off: the rest is in every text that encodes the secret, at one of three offsets. */
function base64Core(bytes: Buffer, offset: 0 | 1 | 2): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return text.slice(Math.ceil(offset * 8 / 6), Math.floor((offset + bytes.length) * 8 / 6));
}

/** Shorter lines of a secret (`{`, `---`) and shorter encodings are in too many harmless texts. */
const shortestLine = 4;
const shortestEncoding = 6;

function formsOf(secret: string): Set<string> {
  const lines = secret.split(/[\r\n]+/).map(line => line.trim()).filter(line => line.length >= shortestLine);
  const forms = new Set<string>();
  for (const plain of new Set([secret.trim(), ...lines])) {
    if (plain === '') continue;
    forms.add(plain);
    const bytes = Buffer.from(plain);
    const base64 = [bytes.toString('base64'), base64Core(bytes, 0), base64Core(bytes, 1), base64Core(bytes, 2)];
    const percent = encodeURIComponent(plain.toWellFormed());
    const strict = percent.replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
    const encoded = [
      ...base64, ...base64.map(text => text.replaceAll('+', '-').replaceAll('/', '_')),
      percent, strict, strict.replaceAll('%20', '+'), percent.replace(/%../g, hex => hex.toLowerCase()), JSON.stringify(plain).slice(1, -1),
    ];
    for (const form of encoded) if (form.length >= shortestEncoding) forms.add(form);
  }
  return forms;
}

/** All forms in one automaton, so that a text is read once however many secrets there are. Source: Aho and Corasick, CACM 18(6), 1975. */
class Automaton {
  /** node * 65536 + UTF-16 unit -> node */
  readonly #edges = new Map<number, number>();
  /** The longest suffix of a node's text that is a node too. */
  readonly #fallback: Int32Array;
  /** Length of the longest form that ends at a node; 0 for none. */
  readonly #ends: Int32Array;
  /** 1 for each unit with which a form begins: most units of most texts are none, and cost one look. */
  readonly #starts = new Uint8Array(65536);

  constructor(forms: Iterable<string>) {
    const ends: number[] = [0];
    const reached: (readonly [parent: number, unit: number])[] = [[0, 0]];
    for (const form of forms) {
      let node = 0;
      for (let i = 0; i < form.length; i++) {
        const unit = form.charCodeAt(i);
        let next = this.#edges.get(node * 65536 + unit);
        if (next === undefined) {
          next = ends.length;
          ends.push(0);
          reached.push([node, unit]);
          this.#edges.set(node * 65536 + unit, next);
        }
        node = next;
      }
      ends[node] = form.length;
      this.#starts[form.charCodeAt(0)] = 1;
    }
    this.#ends = Int32Array.from(ends);
    this.#fallback = new Int32Array(ends.length);
    const depth = new Int32Array(ends.length);
    for (let node = 1; node < ends.length; node++) depth[node] = depth[reached[node]![0]]! + 1;
    const byDepth = Array.from({length: ends.length - 1}, (_, i) => i + 1).sort((a, b) => depth[a]! - depth[b]!);
    for (const node of byDepth) {
      const [parent, unit] = reached[node]!;
      const fallback = parent === 0 ? 0 : this.step(this.#fallback[parent]!, unit);
      this.#fallback[node] = fallback;
      this.#ends[node] = Math.max(this.#ends[node]!, this.#ends[fallback]!);
    }
  }

  step(from: number, unit: number): number {
    let node = from;
    for (;;) {
      const next = this.#edges.get(node * 65536 + unit);
      if (next !== undefined) return next;
      if (node === 0) return 0;
      node = this.#fallback[node]!;
    }
  }

  /** Where forms stand in a text, in order; those that overlap are one. */
  spans(text: string): (readonly [start: number, end: number])[] {
    const spans: (readonly [number, number])[] = [];
    let node = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (node === 0 && this.#starts[unit] === 0) continue;
      node = this.step(node, unit);
      const length = this.#ends[node]!;
      if (length === 0) continue;
      let start = i + 1 - length;
      for (let last = spans.at(-1); last !== undefined && last[1] > start; last = spans.at(-1)) {
        start = Math.min(start, last[0]);
        spans.pop();
      }
      spans.push([start, i + 1]);
    }
    return spans;
  }
}

/**
 * A function that replaces secrets in a text by `***`: each secret, each of its lines of four characters or more, and their forms in base64 (also as part
 * of something longer), base64url, percent encoding and JSON. Secrets that overlap become one `***`. White space around a
 * secret does not belong to it; an empty one is left out. Takes time linear in the
 * text. A secret that stands across two texts is not seen: hand over whole lines.
 */
export function maskFor(secrets: readonly string[]): (text: string) => string {
  const forms = new Set(secrets.flatMap(secret => [...formsOf(secret)]));
  if (forms.size === 0) return text => text;
  const automaton = new Automaton(forms);
  return text => {
    const spans = automaton.spans(text);
    if (spans.length === 0) return text;
    const parts: string[] = [];
    let shown = 0;
    for (const [start, end] of spans) {
      parts.push(text.slice(shown, start), '***');
      shown = end;
    }
    parts.push(text.slice(shown));
    return parts.join('');
  };
}
