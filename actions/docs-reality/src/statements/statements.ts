import type {Fence, CodeSpan, Heading, Position} from '../markdown/index.ts';
import type {Policy} from '../policy.ts';

export type Mention = Policy['docs']['must-mention'][number];
export type Forbidden = Policy['docs']['forbidden'][number];

const spaces = (text: string): string => text.trim().replace(/\s+/g, ' ');
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A test for words in a row, whatever white space stands between them; of linear cost, since a word and a space never match the same character. */
function wordsInRow(text: string, flags = 'gi'): RegExp {
  return new RegExp(text.trim().split(/\s+/).map(escaped).join('\\s+'), flags);
}

/** Where a pattern with `*` for anything matches in a line, or -1. The parts are searched one after the other, so it is linear. */
function matchInLine(line: string, parts: readonly string[]): number {
  let from = 0;
  let first = -1;
  for (const part of parts) {
    if (part === '') continue;
    const at = line.indexOf(part, from);
    if (at < 0) return -1;
    if (first < 0) first = at;
    from = at + part.length;
  }
  return first;
}

/** Every place at which a forbidden statement stands. */
export function forbiddenIn(text: string, {text: words, pattern}: Pick<Forbidden, 'text' | 'pattern'>): readonly Position[] {
  if (words !== undefined) {
    const found: Position[] = [];
    let line = 1;
    let start = 0;
    for (const match of text.matchAll(wordsInRow(words))) {
      for (let at = text.indexOf('\n', start); at >= 0 && at < match.index; at = text.indexOf('\n', start)) {
        line++;
        start = at + 1;
      }
      found.push({line, column: match.index - start + 1});
    }
    return found;
  }
  const parts = (pattern ?? '').toLowerCase().split('*');
  return text.toLowerCase().split('\n').flatMap((row, index) => {
    const at = matchInLine(row, parts);
    return at < 0 ? [] : [{line: index + 1, column: at + 1}];
  });
}

/** Whether a document says what it must. In: its text, and what was read of it. */
export function mentions(text: string, page: {readonly headings: readonly Heading[]; readonly codeSpans: readonly CodeSpan[]; readonly fences: readonly Fence[]}, {text: words, heading, command}: Mention): boolean {
  if (words !== undefined) return wordsInRow(words, 'i').test(text);
  if (heading !== undefined) return page.headings.some(one => spaces(one.text).toLowerCase() === spaces(heading).toLowerCase());
  const wanted = spaces(command ?? '');
  const holds = (code: string): boolean => ` ${spaces(code)} `.includes(` ${wanted} `);
  return page.codeSpans.some(({text: code}) => holds(code)) || page.fences.some(({lines}) => lines.some(line => holds(line.text.replace(/\\$/, ''))) || holds(lines.map(line => line.text.replace(/\\$/, '')).join(' ')));
}
