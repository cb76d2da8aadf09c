import {knownPrograms, proseWords} from './programs.ts';
import type {Shell, SourceLine} from './words.ts';

/** A piece of code in a document. Lines are without their indentation in the document; `column` tells where `text` begins. */
export interface Block {
  /** The info string of the fence; none for an indented block and for a code span. */
  readonly language?: string | undefined;
  readonly lines: readonly SourceLine[];
  /** The paragraph before the block, or the sentence of a code span: it may say that the commands are examples or run elsewhere. */
  readonly prose?: string;
}

/** Lines that are commands. `sure` is false when nothing says so but their first word, which then has to be a known program. */
export interface Script { readonly shell: Shell; readonly lines: readonly SourceLine[]; readonly sure: boolean }

const SHELLS: Readonly<Record<string, Shell>> = {
  bash: 'posix', sh: 'posix', shell: 'posix', zsh: 'posix', fish: 'posix', ksh: 'posix', shellscript: 'posix', 'sh-session': 'posix',
  console: 'posix', terminal: 'posix', 'shell-session': 'posix', shellsession: 'posix', 'bash-session': 'posix',
  powershell: 'powershell', pwsh: 'powershell', ps1: 'powershell', ps: 'powershell', cmd: 'cmd', bat: 'cmd', batch: 'cmd', dos: 'cmd',
};
const SESSIONS = new Set(['console', 'terminal', 'shell-session', 'shellsession', 'bash-session', 'sh-session']);
const UNNAMED = new Set(['', 'text', 'txt', 'plain', 'plaintext', 'none']);
const STRONG_PROMPT = /^\s*(?:(?:\([\w.-]{1,40}\)\s?)?(?:[\w.-]{1,40}@[\w.-]{1,60}[:\s][^\s$#%]{0,80})?[$%]|PS [A-Za-z]:[^>]{0,80}>|[A-Za-z]:\\[^>]{0,80}>)\s+(?=\S)/;
const WEAK_PROMPT = /^\s*>\s+(?=\S)/;

/** The first word of an info string, without the braces and dots of other dialects: `{.bash title="x"}` is `bash`. */
function languageOf(info: string): string {
  return info.trim().replace(/^\{\s*\.?/, '').split(/[\s,{}:]/, 1)[0]!.toLowerCase();
}

/**
 * Finds the lines of a block that are typed into a shell: all of a shell script, those behind a prompt in a session, and in a block without a
 * language all of them if each begins with a known program. Nothing for any other language.
 */
export function scriptOf(block: Block): Script | undefined {
  const language = languageOf(block.language ?? '');
  const shell = SHELLS[language];
  if (!shell && !UNNAMED.has(language)) return undefined;
  const prompted = behindPrompt(block.lines, STRONG_PROMPT) ?? behindPrompt(block.lines, WEAK_PROMPT);
  if (prompted) {
    const windows = block.lines.some(({text}) => /^\s*(?:PS )?[A-Za-z]:\\/.test(text));
    return {shell: shell ?? (windows ? 'powershell' : 'posix'), lines: prompted, sure: shell !== undefined};
  }
  if (shell && !SESSIONS.has(language)) return {shell, lines: block.lines, sure: true};
  return block.lines.every(looksLikeCommand(block.lines)) ? {shell: 'posix', lines: block.lines, sure: false} : undefined;
}

function behindPrompt(lines: readonly SourceLine[], prompt: RegExp): readonly SourceLine[] | undefined {
  if (!lines.some(({text}) => prompt.test(text))) return undefined;
  const typed: SourceLine[] = [];
  let continued = false;
  for (const {text, line, column} of lines) {
    const length: number | undefined = prompt.exec(text)?.[0].length ?? (continued ? /^\s*(?:>\s)?/.exec(text)![0].length : undefined);
    if (length !== undefined) typed.push({text: text.slice(length), line, column: column + length});
    else if (/^\s*#\s/.test(text)) typed.push({text, line, column});
    continued = length !== undefined && /[\\`^]\s*$/.test(text);
  }
  return typed;
}

function looksLikeCommand(lines: readonly SourceLine[]): (line: SourceLine, index: number) => boolean {
  return ({text}, index) => {
    const trimmed = text.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return true;
    if (index > 0 && /[\\`^]\s*$/.test(lines[index - 1]!.text)) return true;
    const words = trimmed.split(/\s+/, 40);
    const first = words.find(word => !/^[A-Z_][A-Z0-9_]*=/.test(word)) ?? '';
    return knownPrograms.has(first.replace(/^\.[\\/].+/, './')) && !words.some(word => proseWords.has(word.toLowerCase().replace(/[.,:;]$/, '')));
  };
}
