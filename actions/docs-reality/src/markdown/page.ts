/** A point in the file as an editor shows it: both count from 1, the column in UTF-16 units, a byte order mark not counted. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A heading: `# x`, an underlined paragraph, or `<h1>` in an HTML block. `text` is what a reader sees. */
export interface Heading extends Position {
  readonly kind: 'atx' | 'setext' | 'html';
  readonly level: number;
  readonly text: string;
  /** The identifier given in `{#id}`, `{: #id}` or an HTML `id`, which a site generator uses in place of the slug. */
  readonly id?: string;
  /** The index in `headings` of the heading that this one stands under, -1 at the top. */
  readonly parent: number;
}

/** Something that points elsewhere. `target` has its escapes and entities resolved; `text` is the Markdown between the brackets, its first 1000 characters, on one line. */
export interface Link extends Position {
  readonly kind: 'inline' | 'reference' | 'image' | 'autolink' | 'html';
  readonly target: string;
  readonly text: string;
}

/** `[text][label]` or `[label][]` where nothing defines the label. */
export interface UndefinedReference extends Position {
  readonly text: string;
  readonly label: string;
  readonly kind: 'full' | 'collapsed';
}

/** Text between backticks, as rendered. */
export interface CodeSpan extends Position {
  readonly text: string;
  readonly inLink: boolean;
}

/** One line of a code block with the indentation of its surroundings taken off. */
export interface CodeLine {
  readonly text: string;
  readonly line: number;
}

/** A code block. An indented one has neither language nor info and always counts as closed. */
export interface Fence extends Position {
  /** The first word of the info string in lower case, without braces, dots and options: `r` for `{r, echo=FALSE}`. */
  readonly language: string;
  readonly info: string;
  /** The info string after the language. */
  readonly attributes: string;
  readonly indented: boolean;
  readonly closed: boolean;
  readonly lines: readonly CodeLine[];
  /** The same as it stands in the document, from the first to the last of its lines. To look into it takes less than to cut out the lines. */
  readonly source: string;
}

/** An HTML comment, or a comment of MDX. `text` is what stands between the marks. An unclosed one hides what follows it. */
export interface Comment extends Position {
  readonly text: string;
  readonly closed: boolean;
}

/** The metadata block at the very top. `text` leaves out the two marker lines, `line` and `lastLine` are theirs. */
export interface FrontMatter {
  readonly format: 'yaml' | 'toml';
  readonly text: string;
  readonly line: number;
  readonly lastLine: number;
}

/** What a Markdown file holds that can be compared with the world, each list in the order of the text. */
export interface MarkdownPage {
  readonly frontMatter?: FrontMatter;
  readonly headings: readonly Heading[];
  /** The identifiers that the author wrote out: HTML `id` and `<a name>`, `{#id}`. */
  readonly ids: ReadonlySet<string>;
  /** The defined footnotes with the number of places that refer to each. */
  readonly footnotes: ReadonlyMap<string, number>;
  readonly links: readonly Link[];
  readonly undefinedReferences: readonly UndefinedReference[];
  readonly codeSpans: readonly CodeSpan[];
  readonly fences: readonly Fence[];
  readonly comments: readonly Comment[];
  /** The offsets at which the lines begin. */
  readonly lineStarts: readonly number[];
}

/** The headings that a line stands under, the outermost first; a heading's own line counts as being under it. In: a line from 1. Out: none above the first heading. */
export function headingPath(page: Pick<MarkdownPage, 'headings'>, line: number): readonly Heading[] {
  let low = 0;
  let high = page.headings.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (page.headings[middle]!.line <= line) low = middle + 1;
    else high = middle;
  }
  const path: Heading[] = [];
  for (let heading = page.headings[low - 1]; heading !== undefined; heading = page.headings[heading.parent]) path.unshift(heading);
  return path;
}
