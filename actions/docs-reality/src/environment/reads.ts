import type {NamedVariable} from './names.ts';

/** What one file of code does with the environment. */
export interface EnvironmentReads {
  /** Read by name, in the language's own way. */
  readonly reads: readonly NamedVariable[];
  /** Every word in capitals in the file, which may reach the environment in some other way: a settings class, a chart, a list of names. */
  readonly words: ReadonlySet<string>;
  /** Reads of names that are put together at run time: what each begins with, `''` where nothing is known. */
  readonly computed: readonly string[];
}

const identifier = '([A-Za-z_][A-Za-z0-9_]*)';
const quoted = `["'\`]${identifier}["'\`]`;

/** How languages read a variable by name. Each has one group, the name. */
const named = [
  `\\bprocess\\.env\\.${identifier}`, `\\bprocess\\.env\\[${quoted}\\]`, `\\bimport\\.meta\\.env\\.${identifier}`, `\\b(?:Bun|Deno)\\.env\\.(?:get\\(${quoted}\\))`, `\\bBun\\.env\\.${identifier}`,
  `\\bos\\.environ(?:\\.get\\(|\\[|\\.pop\\(|\\.setdefault\\()\\s*${quoted}`, `\\b(?:os\\.)?getenv\\(\\s*${quoted}`, `\\benvironb?\\[${quoted}\\]`,
  `\\bos\\.(?:Getenv|LookupEnv)\\(\\s*${quoted}`, `\\bSystem\\.getenv\\(\\s*${quoted}`, `\\bEnvironment\\.GetEnvironmentVariable\\(\\s*${quoted}`,
  `\\benv::var(?:_os)?\\(\\s*${quoted}`, `\\b(?:option_)?env!\\(\\s*${quoted}`, `\\bENV(?:\\.fetch\\(|\\[)\\s*${quoted}`, `\\$_(?:ENV|SERVER)\\[${quoted}\\]`, `\\$ENV\\{["']?${identifier}["']?\\}`, `\\$env:${identifier}`,
  `\\bSys\\.getenv\\(\\s*${quoted}`, `\\benv(?:var|_var|Var)?\\s*[=:]\\s*${quoted}`, `\\b(?:env|envconfig|mapstructure):"${identifier}`, `\\benv\\(\\s*${quoted}`,
];
const reads = new RegExp(named.join('|'), 'g');
const destructured = /\{([^{}]{1,2000})\}\s*=\s*(?:process|import\.meta|Bun)\.env\b/g;

/** Reads of a name that the code puts together. The groups are a literal beginning of the name, where there is one. */
const computed = new RegExp([
  '\\bprocess\\.env\\[(?:`([A-Za-z0-9_]*)\\$\\{|["\']([A-Za-z0-9_]+)["\']\\s*\\+|(?=[A-Za-z_]))', '\\bos\\.environ(?:\\.get\\(|\\[)\\s*(?:f["\']([A-Za-z0-9_]*)\\{|["\']([A-Za-z0-9_]+)["\']\\s*[+%]|(?=[A-Za-z_](?!["\'])))',
  '\\bgetenv\\(\\s*(?:f["\']([A-Za-z0-9_]*)\\{|["\']([A-Za-z0-9_]+)["\']\\s*[+%.]|(?=[A-Za-z_$](?!["\'])))', '\\bos\\.(?:Getenv|LookupEnv)\\(\\s*(?:"([A-Za-z0-9_]+)"\\s*\\+|(?=[A-Za-z_]))',
  '\\bENV(?:\\.fetch\\(|\\[)\\s*(?:"([A-Za-z0-9_]*)#\\{|(?=[a-z_]))', '\\benv::var(?:_os)?\\(\\s*(?=[&a-z])', '\\bSystem\\.getenv\\(\\s*(?:\\)|(?=[a-z]))',
  '\\benv_prefix\\s*=\\s*["\']([A-Za-z0-9_]*)["\']', '\\bauto_envvar_prefix\\s*=\\s*["\']([A-Za-z0-9_]*)["\']', '\\bSetEnvPrefix\\(\\s*"([A-Za-z0-9_]*)"', '\\bAutomaticEnv\\(',
  '\\bBaseSettings\\b', '@ConfigurationProperties', '\\b(?:Object\\.(?:entries|keys|values|fromEntries)\\(|\\.\\.\\.)\\s*process\\.env\\b', '\\bos\\.environ\\.(?:items|keys|copy)\\(', '\\bdict\\(\\s*os\\.environ', '\\benv::vars(?:_os)?\\(', '\\bos\\.Environ\\(',
].join('|'), 'g');

/** In files of shells, templates and charts a variable is a name behind a dollar sign; Spring and compose give a default behind a colon. */
const expansion = /\$\{([A-Z][A-Z0-9_]+)(?:[:?+=-][^}]{0,300})?\}|\$([A-Z][A-Z0-9_]{2,})\b|\$\(([A-Z][A-Z0-9_]+)\)/g;
const shellAssignment = /(?:^|[\s;])(?:local\s+|declare\s+|readonly\s+)?([A-Z][A-Z0-9_]+)=/g;
const expands = /\.(?:sh|bash|zsh|ya?ml|properties|conf|tpl|tmpl|template|env|toml|tf|service|mk)$|(?:^|\/)(?:Dockerfile|Makefile|Containerfile|entrypoint|justfile)[^/]*$|(?:^|\/)\.env[^/]*$/i;
const isShell = /\.(?:sh|bash|zsh)$|(?:^|\/)(?:Makefile|justfile|entrypoint)[^/]*$/i;
const word = /(?<![A-Za-z0-9_])[A-Z][A-Z0-9_]{2,}(?![A-Za-z0-9_])/g;

/**
 * Looks through a file of code for what it reads from the environment, by the forms of a dozen languages. In: the path, which tells shells from others, and
 * the text. A variable that a shell script sets itself is its own.
 */
export function environmentReads(path: string, text: string): EnvironmentReads {
  const found: NamedVariable[] = [];
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  let row = 0;
  const place = (offset: number): NamedVariable['at'] => {
    if (starts[row]! > offset) row = 0;
    while (starts[row + 1] !== undefined && starts[row + 1]! <= offset) row++;
    return {line: row + 1, column: offset - starts[row]! + 1};
  };
  for (const match of text.matchAll(reads)) {
    const name = match.slice(1).find(group => group !== undefined);
    if (name !== undefined) found.push({name, at: place(match.index)});
  }
  for (const match of text.matchAll(destructured)) {
    for (const part of match[1]!.split(',')) {
      const name = /^\s*([A-Za-z_][A-Za-z0-9_]*)/.exec(part)?.[1];
      if (name !== undefined) found.push({name, at: place(match.index)});
    }
  }
  if (expands.test(path)) {
    const own = new Set(isShell.test(path) ? [...text.matchAll(shellAssignment)].map(match => match[1]!) : []);
    for (const match of text.matchAll(expansion)) {
      const name = match[1] ?? match[2] ?? match[3]!;
      if (!own.has(name)) found.push({name, at: place(match.index)});
    }
  }
  const prefixes = [...text.matchAll(computed)].map(match => match.slice(1).find(group => group !== undefined) ?? '');
  return {reads: found, words: new Set(text.match(word) ?? []), computed: [...new Set(prefixes)]};
}
