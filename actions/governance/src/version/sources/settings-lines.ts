/** A `key = value` of a file with sections, as setup.cfg, project.godot and *.properties have them. */
export interface Setting {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

/** Reads lines `[section]` and `key = value` (or `key: value`); comments begin with `#`, `;` or `!`. Quotes around a value are taken off. */
export function settingsIn(text: string): readonly Setting[] {
  const found: Setting[] = [];
  let section = '';
  for (const [i, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || /^[#;!]/.test(line)) continue;
    const header = /^\[([^\]]*)\]/.exec(line)?.[1];
    if (header !== undefined) {
      section = header.trim();
      continue;
    }
    const split = line.search(/[=:]/);
    // An indented line goes on with the value above it.
    if (split <= 0 || /^\s/.test(raw)) continue;
    found.push({section, key: line.slice(0, split).trim(), value: line.slice(split + 1).trim().replace(/^(["'])(.*)\1$/, '$2'), line: i + 1});
  }
  return found;
}
