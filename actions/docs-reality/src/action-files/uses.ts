import {LineCounter, type Node, type Pair, type YAMLMap, isMap, isScalar, parseDocument, visit} from 'yaml';
import {copied} from '../copied.ts';
import type {CodeLine, Position} from '../markdown/index.ts';

interface Named {
  readonly name: string;
  readonly at: Position;
}

/** One `uses:` of an example, with what it hands over and what is read of it. */
export interface Use {
  readonly uses: string;
  readonly at: Position;
  readonly inputs: readonly Named[];
  readonly outputs: readonly Named[];
  /** The example leaves something out, so nothing can be said to be missing in it. */
  readonly abbreviated: boolean;
}

const outputRead = /\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g;
const abbreviation = /\.\.\.|…|#\s*(?:etc|other|more|your)/i;

/**
 * The actions that an example in YAML uses. In: the lines of a code block, and the column at which each stands in the document. Out: in the order of the
 * text; nothing when the block is no YAML, which a fragment may be.
 */
export function usesIn(lines: readonly CodeLine[], columnOf: (line: CodeLine) => number): readonly Use[] {
  const text = lines.map(line => line.text).join('\n');
  const counter = new LineCounter();
  const parsed = parseDocument(text, {lineCounter: counter, logLevel: 'silent'});
  if (parsed.errors.length > 0) return [];
  const place = (node: Pick<Node, 'range'>): Position => {
    const {line, col} = counter.linePos(node.range?.[0] ?? 0);
    const source = lines[line - 1];
    return source ? {line: source.line, column: columnOf(source) + col - 1} : {line: lines[0]?.line ?? 1, column: 1};
  };
  const abbreviated = abbreviation.test(text);
  const found: (Use & {readonly id: string | undefined})[] = [];
  visit(parsed, {
    Map(_, map: YAMLMap) {
      const uses = map.get('uses', true) as unknown;
      if (!isScalar(uses) || typeof uses.value !== 'string') return;
      const given = map.get('with', true) as unknown;
      const inputs = isMap(given) ? (given.items as Pair[]).flatMap(({key}) => (isScalar(key) && typeof key.value === 'string' ? [{name: key.value, at: place(key)}] : [])) : [];
      const id = map.get('id');
      found.push({uses: uses.value, at: place(uses), inputs, outputs: [], abbreviated, id: typeof id === 'string' ? id : undefined});
    },
  });
  const reads = new Map<string, Named[]>();
  for (const line of lines) {
    for (const match of line.text.matchAll(outputRead)) {
      const named = {name: copied(match[2]!), at: {line: line.line, column: columnOf(line) + match.index + match[0].length - match[2]!.length}};
      reads.set(match[1]!, [...(reads.get(match[1]!) ?? []), named]);
    }
  }
  const ids = found.flatMap(({id}) => id ?? []);
  return found.map(({id, ...use}) => (id !== undefined && ids.indexOf(id) === ids.lastIndexOf(id) ? {...use, outputs: reads.get(id) ?? []} : use));
}
