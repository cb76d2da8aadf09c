/** One character of a segment: itself, any (`?`), one of a class, or any run of them (`*`). */
type Token = string | typeof any | typeof run | ((character: string) => boolean);
const any = Symbol('?');
const run = Symbol('*');

/** A part of a pattern between slashes: a test of one name, or any number of names (`**`). */
type Segment = typeof names | ((name: string) => boolean);
const names = Symbol('**');

/** More alternatives than a person writes; beyond it braces are taken literally. */
const mostAlternatives = 256;

/** The texts that a pattern with `{a,b}` stands for; braces without a comma or an end are literal. */
function alternativesOf(pattern: string): readonly string[] {
  const expanded = expand(pattern, {left: mostAlternatives});
  return expanded ?? [pattern];
}

function expand(pattern: string, budget: {left: number}): readonly string[] | undefined {
  const commas: number[] = [];
  let open = -1;
  let depth = 0;
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === '\\') i++;
    else if (character === '{') {
      if (depth++ === 0) [open, commas.length] = [i, 0];
    } else if (character === ',' && depth === 1) commas.push(i);
    else if (character === '}' && depth > 0 && --depth === 0 && commas.length > 0) {
      const [before, after] = [pattern.slice(0, open), pattern.slice(i + 1)];
      const edges = [open, ...commas, i];
      const all: string[] = [];
      for (const [n, edge] of edges.slice(0, -1).entries()) {
        if (--budget.left < 0) return undefined;
        const inner = expand(`${before}${pattern.slice(edge + 1, edges[n + 1])}${after}`, budget);
        if (!inner) return undefined;
        for (const one of inner) all.push(one);
      }
      return all;
    }
  }
  return [pattern];
}

/** A class `[a-z]` or `[!a-z]` that begins at an index: its test and where it ends; nothing when it has no end. */
function classAt(pattern: readonly string[], start: number): {readonly test: (character: string) => boolean; readonly end: number} | undefined {
  const negated = pattern[start + 1] === '!' || pattern[start + 1] === '^';
  const first = start + (negated ? 2 : 1);
  const ranges: (readonly [string, string])[] = [];
  for (let i = first; i < pattern.length; i++) {
    if (pattern[i] === ']' && i > first) return {test: character => ranges.some(([low, high]) => character >= low && character <= high) !== negated, end: i};
    if (pattern[i] === '\\' && i + 1 < pattern.length) i++;
    const low = pattern[i]!;
    const isRange = pattern[i + 1] === '-' && pattern[i + 2] !== undefined && pattern[i + 2] !== ']';
    ranges.push([low, isRange ? pattern[i + 2]! : low]);
    if (isRange) i += 2;
  }
  return undefined;
}

function tokensOf(pattern: string): readonly Token[] {
  const characters = [...pattern];
  const tokens: Token[] = [];
  let closed = true;
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i]!;
    const set = character === '[' && closed ? classAt(characters, i) : undefined;
    // One class without an end: none after it has one either, and looking for it each time would take the square of the length.
    if (character === '[' && !set) closed = false;
    if (set) {
      tokens.push(set.test);
      i = set.end;
    } else if (character === '*') {
      if (tokens.at(-1) !== run) tokens.push(run);
    } else if (character === '?') tokens.push(any);
    else if (character === '\\' && i + 1 < characters.length) tokens.push(characters[++i]!);
    else tokens.push(character);
  }
  return tokens;
}

/**
 * Whether items fit a pattern in which `wild` stands for any run of them. On a mismatch only the last `wild` takes one more, which is enough, and keeps
 * the time below items times pattern: a pattern that a stranger wrote cannot hang the run.
 */
function fits<T, P>(items: readonly T[], pattern: readonly P[], wild: P, one: (part: P, item: T) => boolean): boolean {
  let at = 0;
  let after = -1;
  let resumed = 0;
  for (let i = 0; i < items.length;) {
    const part = pattern[at];
    if (at < pattern.length && part === wild) {
      after = ++at;
      resumed = i;
    } else if (at < pattern.length && one(part!, items[i]!)) {
      at++;
      i++;
    } else if (after >= 0) {
      at = after;
      i = ++resumed;
    } else return false;
  }
  return pattern.slice(at).every(part => part === wild);
}

function segmentOf(pattern: string): Segment {
  if (pattern === '**') return names;
  const tokens = tokensOf(pattern);
  if (tokens.every(token => typeof token === 'string')) {
    const literal = tokens.join('');
    return name => name === literal;
  }
  if (tokens.length === 1 && tokens[0] === run) return () => true;
  const rest = tokens.slice(1);
  if (tokens[0] === run && rest.every(token => typeof token === 'string')) {
    const ending = rest.join('');
    return name => name.endsWith(ending);
  }
  return name => fits([...name], tokens, run as Token, (token, character) => token === any || (typeof token === 'function' ? token(character) : token === character));
}

const fitsName = (segment: Segment, name: string): boolean => segment !== names && segment(name);

interface Alternative {
  /** What every path that fits begins with: most paths are told by it alone. */
  readonly beginning: string;
  readonly segments: readonly Segment[];
}

function alternativeOf(pattern: string): Alternative {
  const plain = pattern.replace(/^(?:\.\/)+/, '');
  const beginning = plain.slice(0, plain.search(/[*?[\\]|\/?$/)).replace(/\/$/, '');
  return {beginning, segments: (plain.endsWith('/') ? `${plain}**` : plain).split('/').map(segmentOf)};
}

const compiled = new Map<string, (path: string) => boolean>();

/**
 * A test for one or several globs over POSIX paths: `*` and `?` within a name, `**` over any number of names, `[a-z]`, `[!a-z]`, `{a,b}`, `\` before a
 * character that is meant literally; `docs/` is all that is below it; a leading `!` excludes what came before; dot files match. What is not complete
 * (`[a`, `{a`) is literal. Never throws, and takes no longer than the length of the path times that of the pattern. Compiled once a process.
 */
export function glob(patterns: string | readonly string[]): (path: string) => boolean {
  const list = typeof patterns === 'string' ? [patterns] : patterns;
  const key = JSON.stringify(list);
  let test = compiled.get(key);
  if (!test) {
    // Compiled when it is first asked: most globs of a start are never asked.
    let steps: readonly {readonly excludes: boolean; readonly alternatives: readonly Alternative[]}[] | undefined;
    const otherwise = list.length > 0 && list.every(pattern => pattern.startsWith('!'));
    test = path => {
      steps ??= list.map(pattern => ({excludes: pattern.startsWith('!'), alternatives: alternativesOf(pattern.replace(/^!/, '')).map(alternativeOf)}));
      let parts: readonly string[] | undefined;
      let included = otherwise;
      for (const {excludes, alternatives} of steps) {
        if (included !== excludes) continue;
        for (const {beginning, segments} of alternatives) {
          if (!path.startsWith(beginning) || !fits(parts ??= path.split('/'), segments, names as Segment, fitsName)) continue;
          included = !excludes;
          break;
        }
      }
      return included;
    };
    compiled.set(key, test);
  }
  return test;
}
