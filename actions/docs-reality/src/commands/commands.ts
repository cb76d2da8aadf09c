import {posix} from 'node:path';
import {scriptOf} from './block.ts';
import type {Block} from './block.ts';
import {speaksOfElsewhere} from './prose.ts';
import {knownPrograms, leavesMachine, makesProject, proseWords, runners, wrappers} from './programs.ts';
import {tokensOf} from './words.ts';
import type {Shell, Word} from './words.ts';

/**
 * Where a command runs. `path` is relative to where the reader stood at first, which is the root or a folder of the document; `clone` is the address of
 * a repository that was cloned in the document, and `path` is then relative to its root; `elsewhere` says why no folder of this repository is meant.
 */
export interface Where { readonly path: string; readonly clone?: string; readonly elsewhere?: Elsewhere }
export type Elsewhere = 'other directory' | 'made by the reader' | 'other machine' | 'other repository';

/** One simple command: the program first; assignments and wrappers (`sudo`, `time`, `uv run`, …) before it and redirections are left out. */
export interface Command {
  readonly program: string;
  /** What follows the program. */
  readonly words: readonly Word[];
  readonly name: Word;
  /** The runner that was taken off, for example `poetry`. */
  readonly through?: string;
  /** The folders that may be meant; the plainest reading first, then those where an earlier block of the same section ended. Never empty. */
  readonly where: readonly Where[];
  readonly hypothetical: boolean;
  /** Whether the block says that it is a shell's; a code span in a sentence and a block without a language do not. */
  readonly sure: boolean;
  /** The code of other languages that the section shows: what a reader writes into a package.json or a makefile is theirs. */
  readonly shown: string;
}

/** What the reader has done so far. Handed from one block to the next within one section of a document. */
export interface Standing {
  readonly at: readonly Where[];
  readonly made: readonly string[];
  readonly clones: readonly {readonly path: string; readonly url: string}[];
  readonly shown: string;
}

export const atStart: Standing = {at: [{path: ''}], made: [], clones: [], shown: ''};

/**
 * Where a reader stands when a new section begins: at the start again, but a clone of another repository that an earlier section asked for may still be
 * meant. In: where the last block of the section before left the reader.
 */
export function nextSection({at, clones}: Standing): Standing {
  return {...atStart, at: at.some(({clone}) => clone) ? at.filter(({path, clone}) => clone || path === '') : atStart.at, clones};
}

const MOST_READINGS = 4;
const MOST_REMEMBERED = 50;
const MOST_SHOWN = 20_000;
const KEYWORDS = new Set(['if', 'then', 'elif', 'else', 'fi', 'while', 'until', 'do', 'done', '!', '{', '}', 'time', '&']);
const UNREAD = new Set(['for', 'case', 'select', 'function', 'esac', 'rem', '::']);

/**
 * The commands of one code block or code span, in order, each with the folder in which it runs.
 * In: the block, and where an earlier block of the same section left the reader. Out: the commands, and where this block leaves the reader: the next
 * block may begin there or at the start again, so both readings are kept. Only shell languages are read; workflows and Dockerfiles are not.
 */
export function commandsIn(block: Block, before: Standing = atStart): {readonly commands: readonly Command[]; readonly after: Standing} {
  const script = scriptOf(block);
  if (!script) return {commands: [], after: {...before, shown: `${before.shown}\n${block.lines.map(({text}) => text).join('\n')}`.slice(-MOST_SHOWN)}};
  const reader = new Reader(before, script.shell, script.sure, speaksOfElsewhere(block.prose ?? ''));
  const words: Word[] = [];
  const finish = (): void => {
    reader.simple(words);
    words.length = 0;
  };
  for (const token of tokensOf(script.lines, script.shell)) {
    if ('word' in token) {
      words.push(token.word);
      continue;
    }
    finish();
    if ('operator' in token && token.operator === '\n') reader.endLine();
    if ('comment' in token) {
      reader.comment(token.comment);
      continue;
    }
    if (token.operator === '(') reader.enter();
    if (token.operator === ')') reader.leave();
  }
  finish();
  return {commands: reader.commands, after: reader.standing()};
}

/** A single code span, for example `npm test` within a sentence: a command only if it begins with a known program and reads like one. A lone path is none. */
export function commandsInSpan(
  text: string, line: number, column: number, {before = atStart, prose = ''}: {readonly before?: Standing; readonly prose?: string} = {},
): readonly Command[] {
  return /^\.{1,2}[\\/]\S*$/.test(text.trim()) ? [] : commandsIn({lines: [{text, line, column}], prose}, before).commands;
}

class Reader {
  readonly commands: Command[] = [];
  #at: readonly Where[];
  /** Where the line began, and how many commands had been read by then. */
  #lineStart: readonly Where[] = [];
  #lineCommands = 0;
  readonly #made: string[];
  readonly #clones: {path: string; url: string}[];
  readonly #subshells: (readonly Where[])[] = [];
  readonly #pushed: (readonly Where[])[] = [];
  readonly #shell: Shell;
  readonly #sure: boolean;
  readonly #hypothetical: boolean;
  readonly #shown: string;

  constructor(before: Standing, shell: Shell, sure: boolean, hypothetical: boolean) {
    const start: Where = before.made.includes('') ? {path: '', elsewhere: 'made by the reader'} : {path: ''};
    this.#at = distinct([start, ...before.at]);
    this.#lineStart = this.#at;
    this.#made = [...before.made];
    this.#clones = [...before.clones];
    this.#shell = shell;
    this.#sure = sure;
    this.#hypothetical = hypothetical;
    this.#shown = before.shown;
  }

  standing(): Standing {
    return {at: this.#at, made: this.#made.slice(-MOST_REMEMBERED), clones: this.#clones.slice(-MOST_REMEMBERED), shown: this.#shown};
  }

  /** `cd x && make` is often one step of its own: the next line may begin where this one began. */
  endLine(): void {
    if (this.commands.length > this.#lineCommands + 1 && this.#at !== this.#lineStart) this.#at = distinct([...this.#at, ...this.#lineStart]);
    this.#lineStart = this.#at;
    this.#lineCommands = this.commands.length;
  }

  /** `# in the other repository` moves the reader as `cd` does. */
  comment(text: string): void {
    if (speaksOfElsewhere(text)) this.#at = [{path: '', elsewhere: 'other directory'}];
  }

  enter(): void {
    this.#subshells.push(this.#at);
  }

  leave(): void {
    this.#at = this.#subshells.pop() ?? this.#at;
  }

  simple(words: readonly Word[]): void {
    const bare = unwrapped(words);
    if (!bare) return;
    const program = programName(bare.name);
    if (bare.name.doubt || UNREAD.has(program)) return;
    if (!this.#sure && !isCommand(bare.name, program, bare.words)) return;
    const plain = bare.words.map(({text}) => text);
    this.commands.push({...bare, program, where: this.#at, hypothetical: this.#hypothetical, sure: this.#sure, shown: this.#shown});
    this.#follow(program, bare.words, plain);
  }

  #follow(program: string, words: readonly Word[], plain: readonly string[]): void {
    const arguments_ = words.filter(({text}) => !text.startsWith('-'));
    if (['cd', 'chdir', 'pushd', 'set-location', 'sl'].includes(program)) {
      if (program === 'pushd') this.#pushed.push(this.#at);
      this.#move(arguments_.find(({text}) => text.toLowerCase() !== '/d'));
    } else if (program === 'popd') this.#at = this.#pushed.pop() ?? this.#at;
    else if (program === 'mkdir' || program === 'md') for (const {text} of arguments_) this.#make(text);
    else if (program === 'git' && arguments_[0]?.text === 'clone') this.#clone(words.slice(words.indexOf(arguments_[0]) + 1));
    else if (makesProject(program, arguments_[0]?.text ?? '')) {
      if (program === 'gh' && arguments_[1]?.text === 'clone' && arguments_[2]) this.#clone(arguments_.slice(2));
      else this.#make('');
    } else if (leavesMachine(program, plain)) this.#at = [{path: '', elsewhere: 'other machine'}];
  }

  #make(folder: string): void {
    for (const {path, clone, elsewhere} of this.#at) {
      if (!clone && !elsewhere) this.#made.push(posix.normalize(posix.join(path, folder)).replace(/\/$/, '').replace(/^\.$/, ''));
    }
    this.#at = distinct(this.#at.map(where => this.#seen(where)));
  }

  #clone(words: readonly Word[]): void {
    const [source, folder] = words.filter(({text}, index) => !text.startsWith('-') && !['-b', '--branch', '--depth', '-o', '--origin', '-j',
      '--jobs'].includes(words[index - 1]?.text ?? ''));
    if (!source) return;
    const name = /([^/:]+?)(?:\.git)?\/?$/.exec(source.text.slice(-200))?.[1];
    const into = folder?.text ?? name;
    if (into === undefined || folder?.doubt) return;
    for (const {path} of this.#at) this.#clones.push({path: posix.normalize(posix.join(path, into)), url: source.text});
  }

  #move(to: Word | undefined): void {
    if (!to || to.doubt || to.text === '-' || /^(?:[/~\\]|[A-Za-z]:)/.test(to.text)) {
      this.#at = [{path: '', elsewhere: 'other directory'}];
      return;
    }
    const text = this.#shell === 'posix' ? to.text : to.text.replaceAll('\\', '/');
    this.#at = distinct(this.#at.map(where => {
      if (where.elsewhere === 'other directory' || where.elsewhere === 'other machine') return where;
      const path = posix.normalize(posix.join(where.path, text)).replace(/\/$/, '').replace(/^\.$/, '');
      if (where.clone) return path.startsWith('..') ? {path: '', elsewhere: 'other directory'} : {path, clone: where.clone};
      return this.#seen({path});
    }));
  }

  #seen({path, clone, elsewhere}: Where): Where {
    if (clone || elsewhere) return {path, ...(clone && {clone}), ...(elsewhere && {elsewhere})};
    const cloned = this.#clones.find(known => path === known.path || path.startsWith(`${known.path}/`));
    if (cloned) return {path: path.slice(cloned.path.length + 1), clone: cloned.url};
    const made = this.#made.some(known => known === '' ? !path.startsWith('..') : path === known || path.startsWith(`${known}/`));
    return made ? {path, elsewhere: 'made by the reader'} : {path};
  }
}

function distinct(places: readonly Where[]): readonly Where[] {
  const seen = new Map(places.map(where => [`${where.clone ?? ''}\0${where.elsewhere ?? ''}\0${where.path}`, where]));
  return [...seen.values()].slice(0, MOST_READINGS);
}

function isCommand(name: Word, program: string, words: readonly Word[]): boolean {
  if (!knownPrograms.has(program) && !/^\.[\\/]/.test(name.text)) return false;
  return !words.some(({text}) => proseWords.has(text.toLowerCase().replace(/[.,:;]$/, '')));
}

/** The name by which a program is known: without its folder (unless it is a path to a file of the project) and without `.exe` or `.cmd`. */
function programName(word: Word): string {
  if (word.text === '.') return 'source';
  if (/^\.{1,2}[\\/]/.test(word.text)) return word.text.replaceAll('\\', '/');
  return word.text.replace(/^\/(?:usr\/)?(?:local\/)?bin\//, '').replace(/\.(?:exe|cmd)$/i, '').toLowerCase();
}

function unwrapped(words: readonly Word[]): {readonly name: Word; readonly words: readonly Word[]; readonly through?: string} | undefined {
  let rest = words;
  let through: string | undefined;
  for (let round = 0; round < 8; round++) {
    while (rest[0] && (KEYWORDS.has(rest[0].text) || /^[A-Za-z_]\w*\+?=/.test(rest[0].text) || /^\$env:\w+=?/i.test(rest[0].text))) rest = rest.slice(1);
    const [name, ...others] = rest;
    if (!name) return undefined;
    const program = programName(name);
    const values = wrappers.get(program);
    const runner = runners.get(program);
    let inner: readonly Word[] | undefined;
    if (values) inner = afterOptions(others, values);
    else if (runner) inner = behindRunner(program, others, runner);
    const first = inner?.[0];
    if (!inner || !first || first.text.startsWith('-')) return {name, words: others, ...(through && {through})};
    if (runner) through = program;
    rest = inner;
  }
  return undefined;
}

function afterOptions(words: readonly Word[], values: ReadonlySet<string>): readonly Word[] {
  let index = 0;
  while (words[index]?.text.startsWith('-') && words[index]!.text !== '--') index += values.has(words[index]!.text) ? 2 : 1;
  return words.slice(words[index]?.text === '--' ? index + 1 : index);
}

/** Only programs that are judged here are worth the way through a runner; anything else keeps the runner as its program. */
function behindRunner(program: string, words: readonly Word[], {verb, values}: {readonly verb: RegExp; readonly values: ReadonlySet<string>}): readonly Word[] | undefined {
  const taken = verb.source === '^' ? words : afterOptions(words, values);
  if (verb.source !== '^' && !verb.test(taken[0]?.text ?? '')) return undefined;
  const options = words.slice(0, words.length - taken.length);
  if (options.some(({text}) => ['--directory', '--project', '-C', '-P', '-p'].includes(text))) return undefined;
  const before = verb.source === '^' ? taken : taken.slice(1);
  if (before.some(({text}) => text === '--directory' || text === '--project')) return undefined;
  const inner = afterOptions(program === 'direnv' ? before.slice(1) : before, values);
  const name = inner[0] && programName(inner[0]);
  if (name === undefined || inner[0]?.doubt) return undefined;
  const passed = /^(?:python[\d.]*|pytest|tox|nox|lerna|turbo|nx|rake|npm|pnpm|yarn|make|task|just|node|bash|sh|uv|poetry|hatch|pdm)$/.test(name);
  return passed ? inner : undefined;
}
