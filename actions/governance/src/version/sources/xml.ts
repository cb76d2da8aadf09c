import {unreadable} from './source.ts';

/** An element with text: its names from the root, its text, whether it or one around it has a condition, and its line. */
export interface XmlText {
  readonly path: string;
  readonly text: string;
  readonly conditional: boolean;
  readonly line: number;
}

const deepest = 100;
const entities: Readonly<Record<string, string>> = {lt: '<', gt: '>', amp: '&', quot: '"', apos: '\''};

/**
 * The texts of an XML file by the names of their elements, in one pass. No entities but XML's own five are replaced and no DTD is read, so that nothing
 * grows and nothing is fetched. Throws a Refusal for what is no XML. Source: W3C, XML 1.0, section 2.
 */
export function xmlTexts(path: string, source: string): readonly XmlText[] {
  const found: XmlText[] = [];
  const open: {readonly name: string; readonly conditional: boolean; readonly line: number; text: string}[] = [];
  let line = 1;
  let counted = 0;
  const lineAt = (offset: number): number => {
    for (; counted < offset; counted++) if (source.charCodeAt(counted) === 10) line++;
    return line;
  };
  const skip = (from: number, end: string): number => {
    const at = source.indexOf(end, from);
    if (at < 0) throw unreadable(path, `it is not XML: there is no "${end}" after what begins there`, lineAt(from));
    return at + end.length;
  };
  for (let at = 0; at < source.length;) {
    const tag = source.indexOf('<', at);
    const top = open.at(-1);
    if (top) top.text += source.slice(at, tag < 0 ? source.length : tag);
    if (tag < 0) break;
    if (source.startsWith('<!--', tag)) at = skip(tag, '-->');
    else if (source.startsWith('<![CDATA[', tag)) {
      at = skip(tag, ']]>');
      if (top) top.text += source.slice(tag + 9, at - 3);
    } else if (source.startsWith('<?', tag)) at = skip(tag, '?>');
    else if (source.startsWith('<!', tag)) at = skip(tag, '>');
    else {
      at = skip(tag, '>');
      const inner = source.slice(tag + 1, at - 1);
      const name = /^\/?([^\s/>]+)/.exec(inner)?.[1];
      if (name === undefined) throw unreadable(path, 'it is not XML: a "<" without a name', lineAt(tag));
      if (inner.startsWith('/')) {
        const closed = open.pop();
        if (closed?.name !== name) throw unreadable(path, `it is not XML: </${name}> closes ${closed ? `<${closed.name}>` : 'nothing'}`, lineAt(tag));
        const text = closed.text.trim().replace(/&(lt|gt|amp|quot|apos);/g, (_, entity: string) => entities[entity]!);
        if (text !== '') found.push({path: [...open.map(one => one.name), name].join('/'), text, conditional: closed.conditional, line: closed.line});
      } else if (!inner.endsWith('/')) {
        if (open.length >= deepest) throw unreadable(path, `it is deeper than ${deepest} levels`, lineAt(tag));
        open.push({name, conditional: (top?.conditional ?? false) || /\sCondition\s*=/.test(inner), line: lineAt(tag), text: ''});
      }
    }
  }
  if (open.length > 0) throw unreadable(path, `it is not XML: <${open.at(-1)!.name}> is never closed`);
  return found;
}
