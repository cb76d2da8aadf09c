import {type Family, type Mutation, documentsOf, linesOf, withLine} from '../mutation.ts';
import {textOf} from '../repository.ts';

const utf8 = new TextEncoder();
/** How UTF-8 looks to a program that takes it for something else. */
const codecs: Readonly<Record<string, (text: string) => string>> = {
  'windows-1252': text => new TextDecoder('windows-1252').decode(utf8.encode(text)),
  latin1: text => Buffer.from(text, 'utf8').toString('latin1'),
  macintosh: text => new TextDecoder('macintosh').decode(utf8.encode(text)),
  gbk: text => new TextDecoder('gbk').decode(utf8.encode(text)),
  gb18030: text => new TextDecoder('gb18030').decode(utf8.encode(text)),
  shift_jis: text => new TextDecoder('shift_jis').decode(utf8.encode(text)),
  big5: text => new TextDecoder('big5').decode(utf8.encode(text)),
};
const doubled = ['windows-1252', 'latin1', 'macintosh'] as const;

const foreign = /[^\u0000-\u007f]/g;
const wide = /[\p{sc=Hani}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Deva}]/u;
const aboutBytes = /utf|unicode|encod|charset|latin|ascii|U\+|codepoint|byte/i;

/** Lines of prose with characters outside ASCII, at most so many of a document: damage that stands alone in a file says most. */
function foreignLines(files: Parameters<typeof textOf>[0], path: string, most: number): readonly {readonly line: number; readonly text: string}[] {
  const lines = [...linesOf(files, path)];
  if (lines.some(({text}) => aboutBytes.test(text) && foreign.test(text))) return [];
  const found = lines.filter(({text, fence}) => fence === undefined && !text.includes('`') && (text.match(foreign)?.length ?? 0) >= 2 && !/^\s{4}|^#|[<|\ufffd]/.test(text));
  const step = Math.max(1, Math.floor(found.length / most));
  return found.filter((_, index) => index % step === 0).slice(0, most);
}

/** One line was read with the wrong codec, once or twice. */
export const misreadLines: Family = function* (repository) {
  for (const path of documentsOf(repository)) {
    for (const {line, text} of foreignLines(repository.files, path, 4)) {
      const misread = (kind: string, change: (old: string) => string): Mutation => ({
        kind, rules: ['encoding.mojibake', 'encoding.mojibake.suspected', 'encoding.replacement-character', 'link.anchor', 'link.path'], seeds: [{path, line}],
        change: {[path]: withLine(textOf(repository.files, path), line, change)}, about: '\0',
      });
      for (const [codec, read] of Object.entries(codecs)) {
        // What people see in practice: editors take CJK text for a CJK codec and any text for a Western one.
        if (/gb|jis|big5/.test(codec) && !wide.test(text)) continue;
        yield misread(`a line was misread as ${codec}`, read);
      }
      for (const codec of doubled) yield misread(`a line was misread as ${codec} twice`, old => codecs[codec]!(codecs[codec]!(old)));
    }
  }
};

/** Quotation marks and dashes as a program shows them that takes UTF-8 for GBK. In code nobody can be sure that they are not meant. */
const misreadMarks = '\u9225\u6e19\u9225\u6e19';

/** A block of code holds text that was misread. */
export const misreadCode: Family = function* (repository) {
  for (const path of documentsOf(repository)) {
    const text = textOf(repository.files, path).replace(/\n*$/, '');
    if (aboutBytes.test(text)) continue;
    const garbled = misreadMarks.repeat(4 + Math.ceil(text.length / 60));
    const line = text.split('\n').length + 3;
    yield {kind: 'a block of code was misread as gbk', rules: ['encoding.mojibake.suspected'], seeds: [{path, line}], change: {[path]: `${text}\n\n\`\`\`text\n${garbled}\n\`\`\`\n`}, about: '\0'};
  }
};

const latin1Bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** The file as a whole is in another form, or a line holds what cannot be read or seen. */
export const brokenFiles: Family = function* (repository) {
  for (const path of documentsOf(repository)) {
    const text = textOf(repository.files, path);
    // A label of a reference that is damaged has no definition any more: a second defect.
    const lines = [...linesOf(repository.files, path)].filter(line => line.fence === undefined && /[a-z]{4} [a-z]{4}/.test(line.text) && !aboutBytes.test(line.text)
      && !/^#|^\[|\]\[|[`<\u0590-\u08ff]/.test(line.text));
    const at = lines[Math.floor(lines.length / 2)];
    if (text.includes('\ufffd') || text.startsWith('\ufeff') || !at || aboutBytes.test(at.text)) continue;
    const {line} = at;
    const cut = (insert: string): string => withLine(text, line, old => old.replace(/([a-z]{2})([a-z]{2} )/, `$1${insert}$2`));
    const one = (kind: string, rule: string, content: string | Uint8Array, seed: {line?: number} = {line}): Mutation => ({kind, rules: [rule], seeds: [{path, ...seed}], change: {[path]: content}, about: '\0'});
    yield one('a byte order mark', 'encoding.bom', `\ufeff${text}`, {});
    yield {...one('UTF-16', 'encoding.utf16', new Uint8Array([0xff, 0xfe, ...Buffer.from(text, 'utf16le')]), {}), about: ''};
    yield one('a character in latin1 among UTF-8', 'encoding.invalid-utf8', Buffer.concat([Buffer.from(text.slice(0, text.indexOf(at.text))), latin1Bytes('caf\u00e9 '), Buffer.from(text.slice(text.indexOf(at.text)))]), {});
    yield one('a character was lost', 'encoding.replacement-character', cut('\ufffd'));
    yield one('an override of the direction', 'encoding.bidi', cut('\u202e'));
    yield one('an isolate of the direction', 'encoding.bidi', cut('\u2066'));
    yield one('a zero-width space in a word', 'encoding.zero-width', cut('\u200b'));
  }
};
