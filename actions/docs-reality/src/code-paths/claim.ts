/** Text in code that may be a path of the repository. */
export interface PathText {
  readonly path: string;
  /** How many characters stand before it: `CONFIG=` of `CONFIG=deploy/a.yml`. */
  readonly offset?: number;
  /** Why it is no plain path: it is then counted, not judged. */
  readonly doubt?: string;
}

const shape = /^(?:\.{1,2}\/)*[\w@.+~()[\]{}<>$*%,=-][^\s`'"|;\\^!?&]*$/u;
const notAPath = /:\/\/|^[a-z][a-z0-9+-]*:(?!\d)|^www\.|@\d|^@[^/]+\/[^/]+$|[=,]|^[A-Z]+\/[A-Z]+$|^\d+\/|^-|\(\)/;
const assignment = /^[A-Z][A-Z0-9_]{2,}=(?=[^=])/;
const computed = /[<>{}$%]|\[[^\]/]*\]|\.\.\.|…|X{2,}|(?<![a-z])x{2,}|(?<![a-z])y{3,}|YYYY|NNN|(?:^|\/)[A-Z]+_[A-Z_]+(?=[/-]|\.(?:[cm]?[jt]sx?|vue|svelte|py|rb|php|go|rs|java|kt|cs|swift)$)|example\.(?:com|org|net)|(?:^|[/_-])(?:foo|bar|baz|to-be-[a-z]+|newly-[a-z]+)(?=[._/-]|$)|(?:^|\/)(?:path\/to|[Ff]oo|[Bb]ar|[Bb]az|[Yy]our|[Mm]y|some|example|name|NAME|MyComponent|[A-Z]*Example)(?:[-_/.]|$)|(?:^|[/.])(?:your|my|some)[A-Z]|(?:^|[/._-])(?:my|your)(?:app|chart|class|component|feature|file|image|lib|library|module|package|plugin|program|project|repo|service|site|test|theme)(?=[._/-]|$)|[-_][A-Zx](?=[/.]|$)|[a-z]N(?=[/.]|$)|(?:^|\/)owner\/repo|(?:^|\/)test_file\.\w+$/;

/**
 * Reads a code span as a path. A reference to a line (`src/a.ts:12`, `#L3`), a test or a symbol (`tests/x.py::test_one`, `src/a.py:Parser.read`) is cut off. In: the text between
 * the backticks. Out: nothing when it is something else: a command, an address, a package, a media type, an absolute path.
 */
export function pathText(text: string): PathText | undefined {
  if (!text.includes('/') || text.length > 300) return undefined;
  const offset = assignment.exec(text)?.[0].length ?? 0;
  if (offset > 0) {
    const value = pathText(text.slice(offset));
    return value && {...value, offset};
  }
  if (!shape.test(text) || notAPath.test(text)) return undefined;
  const path = text.replace(/::.*$/, '').replace(/#[^/]*$/, '').replace(/(\.[A-Za-z]\w{0,7}):[\w.$()-]+$/, '$1').replace(/:\d+(?:[-:]\d+)*$/, '').replace(/[.,:]+$/, '');
  if (!/[\p{L}\p{N}]/u.test(path) || path.startsWith('~') || !path.includes('/')) return undefined;
  if (computed.test(path)) return {path, doubt: 'it holds a placeholder'};
  if (path.includes('*')) return {path, doubt: 'it is a pattern'};
  return {path};
}
