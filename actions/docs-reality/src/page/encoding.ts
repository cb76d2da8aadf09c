import type {EncodingReport} from '../encoding/examine.ts';
import {findMojibake} from '../encoding/mojibake.ts';
import {type SuspicionLimits, judgeSuspicion} from '../encoding/suspicion.ts';
import {type MarkdownPage, headingPath} from '../markdown/index.ts';
import type {FileEncoding} from './page.ts';

const clean: FileEncoding = {defects: [], mojibake: [], suspicion: {hints: 0, ratio: 0, suspicious: false}};
const aboutCharacters = /U\+[0-9A-F]{4}|replacement character|\b(?:encoding|decod\w+|unicode|utf-?8|mojibake|garbled|bidi\w*|right-to-left|zero[- ]width)\b|["'`“‘(]\ufffd+["'`”’)]/i;

const aboutDirection = /\b(?:bidi\w*|right-to-left|rtl|pseudo-?locali[sz]\w+|pseudo-?locales?)\b/i;

/** Whether a text about the direction of writing shows a character that changes it: in a code span that also ends the change, under a heading that says what it is about. */
function showsDirection({codeSpans, headings}: MarkdownPage, line: number, column: number, own: string): boolean {
  const span = codeSpans.find(one => one.line === line && column > one.column && column <= one.column + one.text.length);
  const balanced = span !== undefined && (span.text.match(/[\u202a\u202b\u202d\u202e\u2066-\u2068]/g) ?? []).length === (span.text.match(/[\u202c\u2069]/g) ?? []).length;
  return balanced && (aboutDirection.test(own) || headingPath({headings}, line).some(({text}) => aboutDirection.test(text)));
}

/** A test for places inside code blocks and code spans; asked for hardly any page. */
function codeIn({codeSpans, fences}: MarkdownPage): (line: number, column: number) => boolean {
  return (line, column) => fences.some(fence => line >= fence.line && line <= (fence.lines.at(-1)?.line ?? fence.line))
    || codeSpans.some(span => span.line === line && column >= span.column && column <= span.column + span.text.length + 4);
}

/** The encoding of one file. In: what its bytes hold, the page where it is one, and the limits of suspicion. */
export function encodingOf(report: EncodingReport, page: MarkdownPage | undefined, limits: SuspicionLimits): FileEncoding {
  const {text, ascii, defects} = report;
  const inCode = page ? codeIn(page) : () => false;
  const mojibake = ascii ? [] : findMojibake(text, {demotes: inCode});
  if (mojibake.length === 0 && defects.length === 0) return clean;
  const lines = text.split('\n');
  return {
    defects: defects.map(defect => {
      const own = lines[defect.line - 1] ?? '';
      const {code, line, column} = defect;
      return {...defect, shown: code === 'bidi-control' ? page !== undefined && showsDirection(page, line, column, own) : inCode(line, column) || aboutCharacters.test(own)};
    }),
    mojibake, suspicion: judgeSuspicion(text, mojibake, limits),
  };
}
