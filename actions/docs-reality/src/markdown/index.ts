export {anchorsFor} from './anchors.ts';
export type {AnchorFlavour, AnchoredPage} from './anchors.ts';
export {headingPath} from './page.ts';
export type {CodeLine, CodeSpan, Comment, Fence, FrontMatter, Heading, Link, MarkdownPage, Position, UndefinedReference} from './page.ts';
export {scanMarkdown} from './scan.ts';
export type {ScanOptions} from './scan.ts';
export {slugOf} from './slug.ts';
