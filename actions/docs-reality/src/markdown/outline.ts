import type {CodeBlock} from './code-block.ts';
import type {FrontMatter} from './page.ts';

/** A heading as found, before its markup is read. `from` and `to` are offsets in the file. */
export interface RawHeading {
  readonly kind: 'atx' | 'setext' | 'html';
  readonly level: number;
  readonly offset: number;
  text: string;
  id?: string;
}

/** A stretch whose links and code are still to be read. An offset in `source` plus `base` is one in the file. */
export interface Region {
  readonly kind: 'text' | 'cell' | 'html';
  readonly source: string;
  readonly from: number;
  readonly to: number;
  readonly base: number;
  readonly heading?: RawHeading;
}

export interface DefinedTarget {
  readonly target: string;
  readonly offset: number;
  /** The label as written. */
  readonly text: string;
  used: boolean;
}

export interface RawComment {
  readonly offset: number;
  readonly text: string;
  readonly closed: boolean;
}

/** The outline of a file: its blocks, with the text in them not looked at yet. */
export interface Blocks {
  readonly frontMatter?: FrontMatter;
  readonly lineStarts: readonly number[];
  readonly headings: RawHeading[];
  readonly fences: readonly CodeBlock[];
  readonly regions: readonly Region[];
  readonly definitions: ReadonlyMap<string, DefinedTarget>;
  /** The labels of the footnotes as written, by the form that labels are compared in. */
  readonly footnotes: ReadonlyMap<string, string>;
  readonly comments: readonly RawComment[];
}
