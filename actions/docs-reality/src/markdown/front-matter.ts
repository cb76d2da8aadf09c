import type {FrontMatter} from './page.ts';

const MARK = /(---|\+\+\+)[ \t]*\r?\n/y;

/** `---` at the top is also a thematic break, so what follows must look like metadata: a key, a comment, a bracket, or nothing at all. */
const METADATA = /[ \t]*(?:[#{[\]}]|-[ \t]|\?[ \t]|["'\w.$/@-][^\r\n]*?[:=])/y;

/** Front matter and the offset of the line after it. */
export interface FrontMatterBlock {
  readonly value: FrontMatter;
  readonly end: number;
}

/** The YAML (`---`) or TOML (`+++`) block that begins at `from`, the start of the file; nothing when there is none or it is not closed. */
export function readFrontMatter(text: string, from: number): FrontMatterBlock | undefined {
  MARK.lastIndex = from;
  const mark = MARK.exec(text)?.[1];
  if (mark === undefined) return undefined;
  const start = MARK.lastIndex;
  let line = 2;
  let checked = false;
  for (let at = start; at < text.length; line++) {
    const newline = text.indexOf('\n', at);
    const lineEnd = newline < 0 ? text.length : newline;
    const content = text.slice(at, lineEnd).trimEnd();
    if (content === mark || (mark === '---' && content === '...')) {
      const value: FrontMatter = {format: mark === '---' ? 'yaml' : 'toml', text: text.slice(start, at), line: 1, lastLine: line};
      return {value, end: Math.min(lineEnd + 1, text.length)};
    }
    if (!checked && content !== '') {
      METADATA.lastIndex = at;
      if (!METADATA.test(text)) return undefined;
      checked = true;
    }
    at = lineEnd + 1;
  }
  return undefined;
}
