import {copied} from '../copied.ts';
import type {Position} from '../markdown/index.ts';

/** A variable as a document or the code names it. */
export interface NamedVariable {
  readonly name: string;
  readonly at: Position;
}

/** Set by shells, systems, runners and languages: nobody has to document them, and a document that names one speaks of the system. */
const common = new RegExp(`^(?:${[
  'PATH', 'HOME', 'USER', 'USERNAME', 'LOGNAME', 'SHELL', 'TERM', 'COLORTERM', 'PWD', 'OLDPWD', 'LANG', 'LANGUAGE', 'LC_\\w+', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'EDITOR', 'VISUAL', 'PAGER', 'DISPLAY', 'HOSTNAME', 'COLUMNS', 'LINES',
  'CI', 'DEBUG', 'NO_COLOR', 'FORCE_COLOR', 'NODE_ENV', 'NODE_OPTIONS', 'NODE_PATH', 'NODE_DEBUG', 'PYTHON\\w+', 'VIRTUAL_ENV', 'CONDA_\\w+', 'GOPATH', 'GOROOT', 'GOOS', 'GOARCH', 'GOFLAGS', 'CARGO_\\w+', 'RUST_\\w+', 'RUSTFLAGS', 'OUT_DIR',
  'JAVA_HOME', 'GITHUB_\\w+', 'RUNNER_\\w+', 'ACTIONS_\\w+', 'INPUT_\\w+', 'npm_\\w+', 'XDG_\\w+', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMFILES', 'USERPROFILE', 'SYSTEMROOT', 'COMSPEC', 'PATHEXT', 'WINDIR', 'HOMEDRIVE', 'HOMEPATH',
  'HTTPS?_PROXY', 'NO_PROXY', 'ALL_PROXY', 'SSH_\\w+', 'MODE', 'DEV', 'PROD', 'SSR', 'BASE_URL', 'IFS', 'UID', 'EUID', 'GID', 'RANDOM', 'BASH_\\w+', 'PS\\d', 'OPTARG', 'OPTIND', 'REPLY', 'SECONDS', 'PPID', 'FUNCNAME', 'LINENO', 'DOCKER_\\w+', 'KUBERNETES_\\w+', 'VITEST', 'JEST_WORKER_ID',
].join('|')})$`, 'i');

/** Whether a variable belongs to the system and not to the project. */
export const isCommon = (name: string): boolean => common.test(name);

const variable = /(?<![\w.$/-])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?![\w(/-])/g;
const assignment = /^\s*(?:#\s*)?(?:export\s+|set\s+|-e\s+|ENV\s+)?([A-Z][A-Z0-9_]{2,})\s*=/;

/** The variables that a piece of code in a document names: words in capitals with an underscore, and what is assigned to. */
export function variablesIn(text: string, line: number, column: number): readonly NamedVariable[] {
  const found = new Map<string, NamedVariable>();
  for (const match of text.matchAll(variable)) found.set(match[1]!, {name: copied(match[1]!), at: {line, column: column + match.index}});
  const assigned = assignment.exec(text);
  if (assigned && !found.has(assigned[1]!)) found.set(assigned[1]!, {name: copied(assigned[1]!), at: {line, column: column + assigned[0].indexOf(assigned[1]!)}});
  return [...found.values()];
}

/** The variables that a dotenv file gives, commented ones too. */
export function variablesOfDotenv(text: string): readonly NamedVariable[] {
  return text.split('\n').flatMap((row, index) => {
    const match = /^\s*(?:#+\s*)?(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=/.exec(row);
    return match ? [{name: copied(match[1]!), at: {line: index + 1, column: row.indexOf(match[1]!) + 1}}] : [];
  });
}
