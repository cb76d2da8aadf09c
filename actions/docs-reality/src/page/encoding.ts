import type {EncodingReport} from '../encoding/examine.ts';
import {findMojibake} from '../encoding/mojibake.ts';
import {type SuspicionLimits, judgeSuspicion} from '../encoding/suspicion.ts';
import type {MarkdownPage} from '../markdown/index.ts';
import type {FileEncoding} from './page.ts';

const clean: FileEncoding = {defects: [], mojibake: [], suspicion: {hints: 0, ratio: 0, suspicious: false}};
const aboutCharacters = /U\+[0-9A-F]{4}|replacement character|\b(?:encoding|decod\w+|unicode|utf-?8|mojibake|garbled|bidi\w*|right-to-left|zero[- ]width)\b|["'`“‘(]\ufffd+["'`”’)]/i;

/** A test for places inside code blocks and code spans; asked for hardly any page. */
function codeIn({codeSpans, fences}: MarkdownPage): (line: number, column: number) => boolean {
  return (line, column) => fences.some(fence => line >= fence.line && line <= (fence.lines.at(-1)?.line ?? fence.line))
    || codeSpans.some(span => span.line === line && column >= span.column && column <= span.column + span.text.length + 4);
}

/** The encoding of one file. In: what its bytes hold, the page where it is one, and the limits of suspicion. */
export function encodingOf(report: EncodingReport, page: MarkdownPage | undefined, limits: Pick<SuspicionLimits, 'minHintCount' | 'minHintRatio'>): FileEncoding {
  const {text, defects} = report;
  const inCode = page ? codeIn(page) : () => false;
  const mojibake = findMojibake(text, {demotes: inCode});
  if (mojibake.length === 0 && defects.length === 0) return clean;
  const lines = text.split('\n');
  return {
    defects: defects.map(defect => ({...defect, shown: inCode(defect.line, defect.column) || aboutCharacters.test(lines[defect.line - 1] ?? '')})),
    mojibake, suspicion: judgeSuspicion(text, mojibake, limits),
  };
}
