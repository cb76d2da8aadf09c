import {readAttributeList} from './attribute-list.ts';
import {BlockScanner} from './blocks.ts';
import type {RawHeading} from './outline.ts';
import {LINE_FEED} from './characters.ts';
import {InlineScanner} from './inline.ts';
import {LineIndex} from './line-index.ts';
import type {Heading, MarkdownPage, Position} from './page.ts';

export interface ScanOptions {
  /** Reads MDX: JavaScript between the blocks, JSX in place of HTML, no indented code, no `<https://…>`. */
  readonly mdx?: boolean;
}

const byPosition = (a: Position, b: Position): number => a.line - b.line || a.column - b.column;

/** Orders by position. Almost every list is in order already, and then nothing is moved. */
function inOrder<T extends Position>(items: T[]): readonly T[] {
  for (let index = 1; index < items.length; index++) if (byPosition(items[index - 1]!, items[index]!) > 0) return items.sort(byPosition);
  return items;
}

/** Makes a carriage return that stands alone, the line ending of old Macs, a line feed. No offset changes. */
function withoutLoneReturns(text: string): string {
  for (let at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1)) if (text.charCodeAt(at + 1) !== LINE_FEED) return text.replace(/\r(?!\n)/g, '\n');
  return text;
}

/** Gives the headings their places and their parents. */
function finishHeadings(raw: readonly RawHeading[], place: (offset: number) => Position): readonly Heading[] {
  const ancestors: number[] = [];
  return raw.map(({kind, level, offset, text, id}, index) => {
    while (ancestors.length > 0 && raw[ancestors.at(-1)!]!.level >= level) ancestors.pop();
    const parent = ancestors.at(-1) ?? -1;
    ancestors.push(index);
    const {line, column} = place(offset);
    const heading = {kind, level, text, parent, line, column};
    return id === undefined ? heading : {...heading, id};
  });
}

/**
 * What the last file was read with. When V8 clears its memory and finds no object of a kind, it forgets what it has learned of that kind, and all code that
 * deals with it is compiled anew: 2 % of a run over thousands of pages.
 */
const kept: {last?: readonly [BlockScanner, InlineScanner]} = {};

/**
 * Reads what a Markdown file says about the world around it: its links, code, headings and comments. In: the whole file as a string; line endings of any
 * kind, with or without a byte order mark. Out: lists in the order of the text. There is no bad input, every string is some Markdown, and the work grows
 * linearly with its length. https://spec.commonmark.org/0.31.2/ and https://github.github.com/gfm/, with front matter, footnotes, `$$` math, the indented
 * bodies of MkDocs (`!!! note`, `=== "Tab"`), directives (`:::`), and attribute lists.
 */
export function scanMarkdown(text: string, options: ScanOptions = {}): MarkdownPage {
  const mdx = options.mdx ?? false;
  const source = withoutLoneReturns(text);
  const outline = new BlockScanner(source, mdx);
  const blocks = outline.scan();
  const lines = new LineIndex(blocks.lineStarts);
  const place = (offset: number): Position => lines.at(offset);
  const inlines = new InlineScanner(source, blocks, mdx, place);
  kept.last = [outline, inlines];
  for (const region of blocks.regions) inlines.scan(region);
  const {links, undefinedReferences, codeSpans, comments, headings: htmlHeadings, ids, footnotes} = inlines.found;
  for (const {offset, target, used, text: label} of blocks.definitions.values()) if (!used) links.push({kind: 'reference', target, text: label, ...place(offset)});
  for (const {offset, text: comment, closed} of blocks.comments) comments.push({text: comment, closed, ...place(offset)});
  const raw = htmlHeadings.length === 0 ? blocks.headings : [...blocks.headings, ...htmlHeadings].sort((a, b) => a.offset - b.offset);
  for (const {info} of blocks.fences) {
    const id = info.endsWith('}') ? readAttributeList(info.slice(info.lastIndexOf('{') + 1, -1))?.id : undefined;
    if (id !== undefined) ids.add(id);
  }
  for (const {id} of raw) if (id !== undefined) ids.add(id);
  return {
    ...(blocks.frontMatter === undefined ? {} : {frontMatter: blocks.frontMatter}),
    headings: finishHeadings(raw, place), ids, footnotes,
    links: inOrder(links), undefinedReferences, codeSpans: inOrder(codeSpans), fences: blocks.fences, comments: inOrder(comments), lineStarts: blocks.lineStarts,
  };
}
