import {type Fault, type Ruling, none, withCounts} from '#core';
import type {EncodingDefect, EncodingDefectCode} from '../encoding/examine.ts';
import type {EncodedFile, EncodingFacts} from '../facts.ts';
import {rule} from './rule.ts';

type Shown = EncodingDefect & {readonly shown: boolean};

/** A rule about one kind of defect: every place without it holds; those that show such characters on purpose are counted. */
function defects({files, remarkable}: EncodingFacts, codes: readonly EncodingDefectCode[], fault: (defect: Shown) => Pick<Fault, 'message' | 'fix'>, excusable = false): Ruling {
  const all = remarkable.flatMap(({path, defects: found}) => found.filter(({code}) => codes.includes(code)).map(defect => ({path, defect})));
  const wrong = all.filter(({defect}) => !(excusable && defect.shown));
  return withCounts(none(wrong, files, ({path, defect}) => ({key: defect.seen, at: {path, line: defect.line, column: defect.column}, observed: defect.seen, ...fault(defect)})), {'shown on purpose': all.length - wrong.length});
}

export const invalidUtf8 = rule({
  id: 'encoding.invalid-utf8',
  about: 'Documents are valid UTF-8.',
  help: `A byte that is no UTF-8 is shown as a question mark in a box, and makes tools skip or refuse the file. Mostly the file was saved as Windows-1252.

**To fix it**, open the file in its real encoding and save it as UTF-8.`,
  on: ['pages', 'encoding'],
  check: ({encoding}) => defects(encoding, ['invalid-utf-8', 'binary'], ({code, seen, count}) => ({
    message: code === 'binary' ? `This is no text: ${seen}.` : `The file is not UTF-8: ${seen}${count > 1 ? `, and ${count - 1} more places` : ''}.`, fix: 'Save it as UTF-8.',
  })),
});

export const utf16 = rule({
  id: 'encoding.utf16',
  about: 'Documents are not UTF-16 or UTF-32.',
  help: `GitHub shows such a file as binary, and no check can read it. PowerShell's \`>\` and old editors write UTF-16.

**To fix it**, save it as UTF-8.`,
  on: ['pages', 'encoding'],
  check: ({encoding}) => defects(encoding, ['utf-16', 'utf-32'], ({code}) => ({message: `The file is ${code.toUpperCase()}.`, fix: 'Save it as UTF-8.'})),
});

export const byteOrderMark = rule({
  id: 'encoding.bom',
  about: 'Documents begin without a byte order mark.',
  enforcement: 'warn',
  help: `Front matter and headings behind the mark are not seen by every tool, and scripts with it do not start.

**To fix it**, save as "UTF-8" instead of "UTF-8 with BOM".`,
  on: ['pages', 'encoding'],
  check: ({encoding}) => defects(encoding, ['byte-order-mark'], () => ({message: 'The file begins with a byte order mark.', fix: 'Save it as UTF-8 without a mark.'})),
});

export const replacementCharacter = rule({
  id: 'encoding.replacement-character',
  about: 'No text was lost: there is no U+FFFD.',
  help: `The character U+FFFD stands where a program could not read a byte and threw it away. Only somebody who knows the text can put it back. In code, and where a text is about characters, it is counted and not judged.

**To fix it**, look for the text in the history, or write it anew.`,
  on: ['pages', 'encoding'],
  check: ({encoding}) => defects(encoding, ['replacement-character'], ({count}) => ({message: `Text was lost here: ${count === 1 ? 'a replacement character' : `${count} replacement characters`} (U+FFFD).`, fix: 'Restore the text from the history.'}), true),
});

export const bidi = rule({
  id: 'encoding.bidi',
  about: 'No invisible characters change the order in which text is shown.',
  help: `Bidirectional controls make a reader see another command than the one that is copied (CVE-2021-42574, "Trojan Source"). The plain marks U+200E and U+200F, which right-to-left text needs, are allowed. A code span under a heading about the direction of writing, which begins such a change and ends it, shows it on purpose, and is counted.

**To fix it**, delete the character.`,
  on: ['pages', 'encoding'],
  check: ({encoding}) => defects(encoding, ['bidi-control'], ({seen}) => ({message: `An invisible character changes the order of the text: ${seen}.`, fix: 'Delete it; use U+200E or U+200F where right-to-left text needs a mark.'}), true),
});

export const zeroWidth = rule({
  id: 'encoding.zero-width',
  about: 'No invisible characters hide in the text.',
  enforcement: 'warn',
  help: `A zero-width space in a command or a link breaks it when it is copied, and nobody can see why. Joiners in emoji and in the scripts that need them are allowed.

**To fix it**, delete the character.`,
  on: ['pages', 'encoding'],
  check: ({encoding}) => defects(encoding, ['invisible-character'], ({seen}) => ({message: `An invisible character hides here: ${seen}.`, fix: 'Delete it.'})),
});

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

function mojibakeFault({path}: EncodedFile, {line, column, bad, repaired, codec, times, partial}: EncodedFile['mojibake'][number]): Fault {
  return {
    key: bad, at: {path, line, column},
    message: `"${shortened(bad)}" is UTF-8 that was read as ${codec}${times > 1 ? ` ${times} times over` : ''}.`,
    fix: partial ? `It said something like "${shortened(repaired)}"; some characters are lost.` : `Write "${shortened(repaired)}".`, observed: bad, expected: repaired,
  };
}

export const mojibake = rule({
  id: 'encoding.mojibake',
  about: 'No text was garbled by reading UTF-8 as something else.',
  help: `An editor or script read UTF-8 as Windows-1252, Latin-1, Mac OS Roman, GBK, Shift JIS or Big5 and saved what it saw: a dash became three strange characters.

Only what is certain is judged here: the bytes read well as UTF-8, and nobody writes what stands there now.

**To fix it**, write the text that the message gives; \`shipgate docs-reality repair\` does so for every such place.`,
  on: ['pages', 'encoding'],
  check: ({encoding}) => {
    const certain = encoding.remarkable.flatMap(file => file.mojibake.filter(({confidence}) => confidence === 'certain').map(found => ({file, found})));
    return none(certain, encoding.files, ({file, found}) => mojibakeFault(file, found));
  },
});

export const suspectedMojibake = rule({
  id: 'encoding.mojibake.suspected',
  about: 'No more files look garbled than policy tolerates.',
  enforcement: 'warn',
  help: `Some text looks garbled and cannot be proven so: a repair would make sense, but the text might be meant; or it cannot be read back. A file is suspicious when such characters are many (\`encoding.min-hint-count\`, 8) and a good share of its text (\`encoding.min-hint-ratio\`, 0.03); \`encoding.max-suspicious-files\` (0) of them are tolerated.

**To fix it**, look at the places. Meant as they stand? Put them in code.`,
  on: ['pages', 'encoding'],
  check: ({encoding}, policy) => {
    const suspicious = encoding.remarkable.filter(({suspicion}) => suspicion.suspicious);
    const few = encoding.remarkable.filter(({suspicion}) => suspicion.hints > 0 && !suspicion.suspicious).length;
    const tolerated = suspicious.length <= policy.encoding['max-suspicious-files'];
    return withCounts(none(tolerated ? [] : suspicious, encoding.files, file => {
      const first = file.mojibake.find(({confidence}) => confidence === 'suspected')!;
      return {...mojibakeFault(file, first), key: 'suspicious', message: `${file.suspicion.hints} characters look garbled, ${(file.suspicion.ratio * 100).toFixed(1)} % of the text; the first are "${shortened(first.bad)}".`};
    }), {'with a few doubtful characters': few, 'suspicious, and within max-suspicious-files': tolerated ? suspicious.length : 0});
  },
});
