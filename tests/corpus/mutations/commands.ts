import {posix} from 'node:path';
import {type DocumentLine, type Family, type Seed, documentsOf, linesOf, literally} from '../mutation.ts';
import type {World} from '../judge.ts';
import {type Repository, textOf} from '../repository.ts';

const shells = new Set(['', 'sh', 'bash', 'shell', 'zsh', 'console', 'shell-session', 'fish', 'powershell']);

/** The lines and code spans in which a command may stand. */
function* codeOf(repository: Repository): Iterable<DocumentLine> {
  for (const path of documentsOf(repository)) {
    for (const at of linesOf(repository.files, path)) {
      if (at.fence !== undefined && shells.has(at.fence)) yield at;
      else if (at.fence === undefined) for (const [, code] of at.text.matchAll(/(?<!\[)`([^`]+)`(?!\])/g)) yield {...at, text: code!};
    }
  }
}

function seedsOf(repository: Repository, command: RegExp): readonly Seed[] {
  return [...codeOf(repository)].filter(({text}) => command.test(text)).map(({path, line}) => ({path, line}));
}

const clients: readonly (readonly [rule: string, program: string, bare: string])[] = [['cmd.npm', 'npm', '(?:run|run-script)'], ['cmd.pnpm', 'pnpm', '(?:run )?'], ['cmd.yarn', 'yarn', '(?:run )?'], ['cmd.bun', 'bun', 'run']];

/** A script of a package.json was removed, or renamed. */
export const scripts: Family = function* (repository) {
  const manifests = Object.keys(repository.files).filter(path => posix.basename(path) === 'package.json');
  const parsed = manifests.flatMap(path => {
    try {
      return [{path, content: JSON.parse(textOf(repository.files, path)) as {scripts?: Record<string, string>}}];
    } catch {
      return [];
    }
  });
  const names = parsed.flatMap(({path, content}) => Object.keys(content.scripts ?? {}).map(name => ({path, name, content})));
  for (const [index, {path, name, content}] of names.entries()) {
    if (names.filter(one => one.name === name).length > 1) continue;
    for (const [rule, program, run] of clients) {
      const test = program === 'npm' && /^(?:test|start)$/.test(name) ? `|${program} ${name}` : '';
      const options = String.raw`(?: (?:--filter|-F|-C|-w|--workspace|--prefix|workspace) ?\S+)*`;
      const command = new RegExp(`(?:^|[\\s$])(?:${program}${options} ${run.endsWith('?') ? run : `${run} `}${literally(name)}${test})(?![\\w:./-])`);
      const seeds = seedsOf(repository, command);
      if (seeds.length === 0) continue;
      const renamed = index % 2 === 0 ? [] : [[`${name}-all`, content.scripts![name]!] as const];
      const left = Object.fromEntries([...Object.entries(content.scripts!).filter(([key]) => key !== name), ...renamed]);
      const kind = `a script that ${program} runs was ${renamed.length > 0 ? 'renamed' : 'removed'}`;
      yield {kind, rules: [rule], seeds, change: {[path]: JSON.stringify({...content, scripts: left}, undefined, 2)}, about: name};
    }
  }
};

interface Definition {
  readonly rule: string;
  readonly kind: string;
  readonly file: RegExp;
  /** Finds the names that a file defines, in its first group. */
  readonly names: RegExp;
  /** How a document asks for a name. */
  readonly command: (name: string, path: string) => string;
}

const definitions: readonly Definition[] = [
  {rule: 'cmd.make', kind: 'a make target was renamed', file: /(?:^|\/)(?:Makefile|[\w-]+\.mk)$/, names: /^([a-z][\w-]*)\s*:(?!=)/gm, command: name => `make (?:-C \\S+ )?${name}`},
  {rule: 'cmd.just', kind: 'a recipe was renamed', file: /(?:^|\/)justfile$/, names: /^([a-z][\w-]*)(?: [\w ]*)?:(?!=)/gm, command: name => `just ${name}`},
  {rule: 'cmd.cargo', kind: 'a cargo binary was renamed', file: /(?:^|\/)Cargo\.toml$/, names: /^\[\[bin\]\]\nname = "([\w-]+)"/gm, command: name => `cargo run .*--bin ${name}`},
  {rule: 'cmd.cargo', kind: 'a crate was renamed', file: /(?:^|\/)Cargo\.toml$/, names: /^\[package\]\nname = "([\w-]+)"/gm, command: name => `cargo \\w+ .*-p ${name}`},
  {rule: 'cmd.cargo', kind: 'a feature was renamed', file: /(?:^|\/)Cargo\.toml$/, names: /^([a-z]\w+) = \[\]/gm, command: name => `cargo run .*--features \\S*\\b${name}`},
  {rule: 'cmd.python', kind: 'an option of a script was renamed', file: /\.py$/, names: /(?:add_argument|click\.option)\("(--[\w-]+)"/g, command: (name, path) => `python .*${literally(posix.basename(path, '.py'))}.*${name}`},
  {rule: 'cmd.python', kind: 'a tox environment was renamed', file: /(?:^|\/)tox\.ini$/, names: /^\[testenv:([\w-]+)\]/gm, command: name => `tox -e ${name}`},
  {rule: 'cmd.python', kind: 'a nox session was renamed', file: /(?:^|\/)noxfile\.py$/, names: /^def (\w+)\(/gm, command: name => `nox -s ${name}`},
  {rule: 'cmd.task', kind: 'a task was renamed', file: /(?:^|\/)Taskfile\.yml$/, names: /^ {2}([a-z][\w:-]*):\n/gm, command: name => `task ${name}`},
  {rule: 'cmd.task', kind: 'a deno task was renamed', file: /(?:^|\/)deno\.json$/, names: /"([a-z][\w-]*)": "deno/g, command: name => `deno task ${name}`},
  {rule: 'cmd.task', kind: 'a compose service was renamed', file: /(?:^|\/)compose\.yaml$/, names: /^ {2}([a-z][\w-]*):\n/gm, command: name => `docker compose \\w+ .*${name}`},
];

/** A target, recipe, crate, option, task or service was renamed where it is defined. */
export const renamedDefinitions: Family = function* (repository) {
  for (const {rule, kind, file, names, command} of definitions) {
    for (const path of Object.keys(repository.files).filter(one => file.test(one))) {
      const text = textOf(repository.files, path);
      for (const [, name] of text.matchAll(names)) {
        const seeds = seedsOf(repository, new RegExp(`(?:^|[\\s$])${command(literally(name!), path)}(?![\\w:.-])`));
        if (seeds.length === 0) continue;
        const renamed = name!.startsWith('--') ? '--zebra-crossing' : 'zebra_crossing';
        yield {kind, rules: [rule], seeds, change: {[path]: text.replaceAll(new RegExp(`(?<![\\w-])${literally(name!)}(?![\\w-])`, 'g'), renamed)}, about: name!};
      }
    }
  }
};

interface Runnable {
  readonly rule: string;
  readonly kind: string;
  readonly file: RegExp;
  readonly command: (path: string) => string;
}

const runnables: readonly Runnable[] = [
  {rule: 'cmd.python', kind: 'a Python script was renamed', file: /\.py$/, command: path => `python3? ${literally(path)}`},
  {rule: 'cmd.python', kind: 'a Python module was renamed', file: /\.py$/, command: path => `python3? -m ${literally(path.replace(/\.py$/, '').replaceAll('/', '.'))}`},
  {rule: 'cmd.task', kind: 'a shell script was renamed', file: /\.sh$/, command: path => `\\./${literally(path)}`},
  {rule: 'cmd.task', kind: 'a Node.js script was renamed', file: /\.[cm]?js$/, command: path => `node (?:\\./)?${literally(path)}`},
  {rule: 'cmd.go', kind: 'a Go program was moved', file: /(?:^|\/)main\.go$/, command: path => `go run \\./${literally(posix.dirname(path))}`},
  {rule: 'cmd.cargo', kind: 'an example was renamed', file: /(?:^|\/)examples\/\w+\.rs$/, command: path => `cargo run .*--example ${literally(posix.basename(path, '.rs'))}`},
  {rule: 'cmd.cargo', kind: 'a benchmark was renamed', file: /(?:^|\/)benches\/\w+\.rs$/, command: path => `cargo bench .*--bench ${literally(posix.basename(path, '.rs'))}`},
  {rule: 'cmd.workflow', kind: 'a workflow was renamed', file: /^\.github\/workflows\/[\w-]+\.yml$/, command: path => `gh workflow run ${literally(posix.basename(path))}`},
];

/** A file that a documented command runs was renamed. */
export const renamedRunnables: Family = function* (repository) {
  for (const {rule, kind, file, command} of runnables) {
    for (const path of Object.keys(repository.files).filter(one => file.test(one))) {
      const seeds = seedsOf(repository, new RegExp(`(?:^|[\\s$])${command(path)}(?![\\w/.-])`));
      if (seeds.length === 0) continue;
      const folder = posix.dirname(path);
      const moved = rule === 'cmd.go' ? `${posix.dirname(folder)}/former_${posix.basename(folder)}/main.go` : `${folder}/former_${posix.basename(path)}`;
      yield {kind, rules: [rule, 'code.path'], seeds, change: {[path]: undefined, [moved]: repository.files[path]!}, about: posix.basename(rule === 'cmd.go' ? folder : path).replace(/\.\w+$/, '')};
    }
  }
};

/** A command that policy allows to be run answers --help no longer. */
export const allowedCommands: Family = function* (repository) {
  const lines = [...codeOf(repository)];
  for (const path of Object.keys(repository.files).filter(one => /\.(?:py|[cm]?js|sh)$/.test(one))) {
    const program = path.endsWith('.py') ? 'python' : path.endsWith('.sh') ? 'bash' : 'node';
    const entry = `${program} ${path}`;
    const command = new RegExp(`^(?:\\$ )?${literally(entry)}(?![\\w/.-])`);
    const seed = lines.find(({text}) => command.test(text));
    if (!seed) continue;
    const asked = `${entry} --help`;
    const exits = (code: number): World => ({exits: {[asked]: code}});
    const policy = {commands: {help: [entry]}};
    yield {kind: 'a command that may be run answers no longer', rules: ['cmd.help'], seeds: [{path: seed.path, line: seed.line}], change: {}, about: asked, policy, world: {before: exits(0), after: exits(1)}};
    const again = {[seed.path]: `${textOf(repository.files, seed.path)}\n\n\`${entry} zebra\` answers too.\n`};
    yield {kind: 'harmless: a command that may be run stands there twice', rules: ['any'], seeds: [], change: again, about: '\0', policy, world: {before: exits(0), after: exits(0)}};
  }
};
