/**
 * A text that must not be written down. Printed, serialised or inspected it is `***`; only `reveal` gives the text. It is not Json, so that no step,
 * output, finding or attachment can hold it (held by tests of the types).
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): '***' {
    return '***';
  }

  /** `undefined` in its type keeps a Secret from being Json; at run time it is `***`. */
  toJSON(): undefined {
    return '***' as unknown as undefined;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): '***' {
    return '***';
  }
}
