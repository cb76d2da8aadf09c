import {
  BACKTICK, COLON, DOT, DOUBLE_QUOTE, EQUALS, GREATER_THAN, HYPHEN, LEFT_BRACE, LESS_THAN, RIGHT_BRACE, SINGLE_QUOTE, SLASH, UNDERSCORE, isAlphanumeric, isLetter, isSpace,
    skipSpace,
} from './characters.ts';
import {decodeEntities} from './entities.ts';

export interface Attribute {
  readonly name: string;
  readonly value: string;
}

/** A tag of HTML or JSX. `name` and the attributes' names are in lower case; `end` is the offset after `>`. */
export interface Tag {
  readonly name: string;
  readonly closing: boolean;
  readonly attributes: readonly Attribute[];
  readonly end: number;
}

/** For each `{` of the stretch that is closed, the offset of its `}`. One pass, so that a file of opening braces costs no more than another. */
export function matchBraces(text: string, from: number, to: number): ReadonlyMap<number, number> {
  const partner = new Map<number, number>();
  const open: number[] = [];
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === LEFT_BRACE) open.push(at);
    else if (code === RIGHT_BRACE && open.length > 0) partner.set(open.pop()!, at);
  }
  return partner;
}

const isPlainNameCharacter = (code: number): boolean => isAlphanumeric(code) || code === HYPHEN;

const isNameCharacter = (code: number): boolean => isPlainNameCharacter(code) || code === DOT || code === COLON || code === UNDERSCORE;

/** Vue and JSX write attributes as `@click`, `#slot` and `{...rest}`; CommonMark knows none of them. */
const isLooseNameCharacter = (code: number): boolean =>
  !isSpace(code) && code !== DOUBLE_QUOTE && code !== SINGLE_QUOTE && code !== LESS_THAN && code !== GREATER_THAN && code !== SLASH && code !== EQUALS && code !== LEFT_BRACE;

const isUnquotedCharacter = (code: number): boolean =>
  !isSpace(code) && code !== DOUBLE_QUOTE && code !== SINGLE_QUOTE && code !== LESS_THAN && code !== GREATER_THAN && code !== EQUALS && code !== BACKTICK;

/** The string in a JSX value such as `{'/start'}` or `{"/start"}`; any other expression has none. */
function stringInBraces(expression: string): string {
  const inner = expression.trim();
  const quote = inner[0];
  if (inner.length < 2 || (quote !== '\'' && quote !== '"' && quote !== '`') || inner.indexOf(quote, 1) !== inner.length - 1 || inner.includes('${')) return '';
  return inner.slice(1, -1);
}

/**
 * Reads the tag that begins at `from`, where `<` stands. Out: nothing when it is no complete tag before `to`. With `loose`, attribute names may hold any
 * character; with `braces`, the tag is JSX. https://spec.commonmark.org/0.31.2/#raw-html
 */
export function readTag(text: string, from: number, to: number, loose: boolean, braces?: ReadonlyMap<number, number>): Tag | undefined {
  let at = from + 1;
  const closing = text.charCodeAt(at) === SLASH;
  if (closing) at++;
  if (at >= to || !isLetter(text.charCodeAt(at))) return undefined;
  const nameStart = at;
  const isTagNameCharacter = loose ? isNameCharacter : isPlainNameCharacter;
  while (at < to && isTagNameCharacter(text.charCodeAt(at))) at++;
  const name = text.slice(nameStart, at).toLowerCase();
  const attributes: Attribute[] = [];
  for (;;) {
    const gap = at;
    at = skipSpace(text, at, to);
    if (at >= to) return undefined;
    let code = text.charCodeAt(at);
    if (code === GREATER_THAN) return {name, closing, attributes, end: at + 1};
    if (code === SLASH) return !closing && at + 1 < to && text.charCodeAt(at + 1) === GREATER_THAN ? {name, closing, attributes, end: at + 2} : undefined;
    if (closing || at === gap) return undefined;
    if (code === LEFT_BRACE && braces !== undefined) {
      const end = braces.get(at);
      if (end === undefined || end >= to) return undefined;
      at = end + 1;
      continue;
    }
    const start = at;
    if (!loose && !isLetter(code) && code !== UNDERSCORE && code !== COLON) return undefined;
    while (at < to && (loose ? isLooseNameCharacter(text.charCodeAt(at)) : isNameCharacter(text.charCodeAt(at)))) at++;
    if (at === start) return undefined;
    const attribute = text.slice(start, at).toLowerCase();
    const equals = skipSpace(text, at, to);
    if (equals >= to) return undefined;
    if (text.charCodeAt(equals) !== EQUALS) {
      attributes.push({name: attribute, value: ''});
      continue;
    }
    at = skipSpace(text, equals + 1, to);
    if (at >= to) return undefined;
    code = text.charCodeAt(at);
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      const valueStart = ++at;
      while (at < to && text.charCodeAt(at) !== code) at++;
      if (at >= to) return undefined;
      attributes.push({name: attribute, value: decodeEntities(text.slice(valueStart, at++))});
    } else if (code === LEFT_BRACE && braces !== undefined) {
      const end = braces.get(at);
      if (end === undefined || end >= to) return undefined;
      attributes.push({name: attribute, value: stringInBraces(text.slice(at + 1, end))});
      at = end + 1;
    } else {
      const valueStart = at;
      while (at < to && isUnquotedCharacter(text.charCodeAt(at))) at++;
      if (at === valueStart) return undefined;
      attributes.push({name: attribute, value: decodeEntities(text.slice(valueStart, at))});
    }
  }
}

/** The addresses in a `srcset`: candidates divided by commas, each an address and an optional size. https://html.spec.whatwg.org/multipage/images.html#srcset-attributes */
function srcsetTargets(value: string): readonly string[] {
  return value.split(/,(?=[ \t\r\n])|,$/).map((candidate) => candidate.trim().split(/[ \t\r\n]/, 1)[0]!).filter((target) => target !== '');
}

/** What a tag points to. In: the tag, and whether it is JSX, where `to` is the address of a router's link. */
export function tagTargets(tag: Tag, jsx: boolean): readonly string[] {
  return tag.attributes.flatMap(({name, value}) => {
    if (name === 'srcset') return srcsetTargets(value);
    return value !== '' && (name === 'href' || name === 'src' || name === 'poster' || (name === 'to' && jsx)) ? [value.trim()] : [];
  });
}

/** The fragments that a tag answers to: its `id`, and the `name` of an `<a>`. */
export function tagIds(tag: Tag): readonly string[] {
  return tag.attributes.filter(({name, value}) => value !== '' && (name === 'id' || name.toLowerCase() === 'titleid' || (name === 'name' && tag.name === 'a'))).map(({value}) => value);
}

/** HTML reduced to what a reader sees: tags and comments taken out, spaces collapsed. */
export function textOfHtml(html: string): string {
  let out = '';
  let kept = 0;
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at)) {
    const comment = html.startsWith('<!--', at) ? html.indexOf('-->', at + 4) : -1;
    const end = comment >= 0 ? comment + 3 : readTag(html, at, html.length, true)?.end;
    if (end === undefined) {
      at++;
      continue;
    }
    out += html.slice(kept, at);
    at = kept = end;
  }
  return decodeEntities(out + html.slice(kept)).replace(/[ \t\r\n]+/g, ' ').trim();
}
