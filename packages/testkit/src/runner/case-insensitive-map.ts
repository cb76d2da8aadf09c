/** A map whose keys differ only when more than their case does; a key keeps the case in which it was first set, as .NET's ordinal-ignore-case dictionaries do. */
export class CaseInsensitiveMap<T> {
  readonly #entries = new Map<string, readonly [key: string, value: T]>();

  constructor(entries: Iterable<readonly [string, T]> = []) {
    for (const [key, value] of entries) this.set(key, value);
  }

  get(key: string): T | undefined { return this.#entries.get(key.toLowerCase())?.[1]; }
  has(key: string): boolean { return this.#entries.has(key.toLowerCase()); }
  delete(key: string): void { this.#entries.delete(key.toLowerCase()); }
  keys(): string[] { return [...this.#entries.values()].map(([key]) => key); }
  toRecord(): Record<string, T> { return Object.fromEntries(this.#entries.values()); }
  [Symbol.iterator](): Iterator<readonly [string, T]> { return this.#entries.values(); }

  set(key: string, value: T): void {
    const folded = key.toLowerCase();
    this.#entries.set(folded, [this.#entries.get(folded)?.[0] ?? key, value]);
  }
}
