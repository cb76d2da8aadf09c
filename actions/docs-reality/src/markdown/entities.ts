import {isPunctuation} from './characters.ts';

/** The names that HTML gives to U+00A0 … U+00FF, in order. https://html.spec.whatwg.org/multipage/named-characters.html */
const LATIN_1 = ('nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo '
  + 'frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc '
  + 'Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute '
  + 'icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml').split(' ');

/** The others that are met in headings and addresses. A name that is not here stays as it was written, as an unknown name does in HTML. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ...LATIN_1.map((name, index): [string, string] => [name, String.fromCharCode(0xa0 + index)]),
  ...Object.entries({
    amp: '&', lt: '<', gt: '>', quot: '"', apos: '\'', AMP: '&', LT: '<', GT: '>', QUOT: '"', Tab: '\t', NewLine: '\n', excl: '!', num: '#', dollar: '$', percnt: '%',
    lpar: '(', rpar: ')', ast: '*', plus: '+', comma: ',', period: '.', sol: '/', colon: ':', semi: ';', equals: '=', quest: '?', commat: '@', lsqb: '[', lbrack: '[', bsol: '\\',
    rsqb: ']', rbrack: ']', Hat: '^', lowbar: '_', grave: '`', lcub: '{', lbrace: '{', verbar: '|', vert: '|', rcub: '}', rbrace: '}', ensp: '\u2002', emsp: '\u2003',
    thinsp: '\u2009', zwnj: '\u200c', zwj: '\u200d', ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’', sbquo: '‚', ldquo: '“', rdquo: '”', bdquo: '„', dagger: '†', Dagger: '‡',
    bull: '•', hellip: '…', permil: '‰', prime: '′', Prime: '″', lsaquo: '‹', rsaquo: '›', euro: '€', trade: '™', larr: '←', uarr: '↑', rarr: '→', darr: '↓', harr: '↔',
    lArr: '⇐', rArr: '⇒', hArr: '⇔', minus: '−', infin: '∞', ne: '≠', le: '≤', ge: '≥', asymp: '≈', check: '✓', cross: '✗', star: '☆', starf: '★',
    alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ', epsilon: 'ε', lambda: 'λ', mu: 'μ', pi: 'π', sigma: 'σ', omega: 'ω', Delta: 'Δ', Omega: 'Ω',
  }),
]);

const REFERENCE = /&(?:#[xX]([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-zA-Z][a-zA-Z0-9]{1,31}));/g;

/** A numeric reference's character. Zero, surrogates and what lies beyond Unicode become U+FFFD, as the standard asks. */
function character(code: number): string {
  return code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code);
}

/** Replaces the character references of HTML (`&amp;`, `&#35;`, `&#x23;`) by what they stand for. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCE, (whole, hexadecimal: string | undefined, decimal: string | undefined, name: string | undefined) => {
    if (hexadecimal !== undefined) return character(Number.parseInt(hexadecimal, 16));
    if (decimal !== undefined) return character(Number.parseInt(decimal, 10));
    return NAMED.get(name!) ?? whole;
  });
}

/** Resolves backslash escapes and character references, as in a link's destination. An escaped ampersand begins no reference. */
export function unescapeText(text: string): string {
  if (!text.includes('\\')) return decodeEntities(text);
  let out = '';
  let kept = 0;
  for (let at = text.indexOf('\\'); at >= 0 && at < text.length - 1; at = text.indexOf('\\', at + 2)) {
    if (!isPunctuation(text.charCodeAt(at + 1))) {
      at--;
      continue;
    }
    out += decodeEntities(text.slice(kept, at)) + text[at + 1]!;
    kept = at + 2;
  }
  return out + decodeEntities(text.slice(kept));
}
