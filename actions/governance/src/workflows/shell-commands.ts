/** A command of a script, in words; quotes are removed, `${{ … }}` is one word. */
export interface ShellCommand {
  readonly words: readonly [string, ...string[]];
  /** Its failure does not end the script: `npm test || true`. */
  readonly tolerated: boolean;
}

const keywords = new Set(['if', 'then', 'else', 'elif', 'while', 'until', 'do', '!', 'time', 'exec', 'sudo', 'command', 'nohup', '{', '(']);
const assignment = /^[A-Za-z_]\w*\+?=/;
/** What makes of a failure a success when it stands behind `||`. */
const excuses = new Set(['true', ':', 'echo', 'printf']);

interface Piece {
  readonly words: readonly string[];
  /** The operator behind it. */
  readonly operator: string;
}

/** One pass over the script; the words of each simple command, and the operator that ends it. */
function piecesOf(script: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let words: string[] = [];
  let word: string | undefined;
  let quote = '';
  let heredoc: string | undefined;
  const endWord = (): void => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  const endPiece = (operator: string): void => {
    endWord();
    if (words.length > 0) pieces.push({words, operator});
    words = [];
  };
  for (let i = 0; i < script.length; i++) {
    const character = script[i]!;
    if (script.startsWith('${{', i)) {
      const end = script.indexOf('}}', i);
      const stop = end < 0 ? script.length : end + 2;
      word = `${word ?? ''}${script.slice(i, stop)}`;
      i = stop - 1;
    } else if (quote !== '') {
      if (character === '\\' && quote === '"' && i + 1 < script.length) word = `${word ?? ''}${script[++i]}`;
      else if (character === quote) quote = '';
      else word = `${word ?? ''}${character}`;
    } else if (character === '"' || character === '\'') {
      quote = character;
      word ??= '';
    } else if (character === '\\' && i + 1 < script.length) {
      const next = script[++i]!;
      if (next === '\r' && script[i + 1] === '\n') i++;
      else if (next !== '\n') word = `${word ?? ''}${next}`;
    } else if (character === '#' && word === undefined) {
      const end = script.indexOf('\n', i);
      i = (end < 0 ? script.length : end) - 1;
    } else if (script.startsWith('<<', i) && !script.startsWith('<<<', i)) {
      const [whole, mark] = /^<<-?\s*["']?([A-Za-z_]\w*)/.exec(script.slice(i, i + 80)) ?? ['<<', undefined];
      heredoc = mark;
      endWord();
      i += whole.length - 1;
      if (script[i + 1] === '"' || script[i + 1] === '\'') i++;
    } else if (character === '\n') {
      endPiece('\n');
      if (heredoc !== undefined) {
        i = endOfHeredoc(script, i + 1, heredoc) - 1;
        heredoc = undefined;
      }
    } else if (script.startsWith('||', i) || script.startsWith('&&', i)) {
      endPiece(character + character);
      i++;
    } else if (';|&()'.includes(character)) {
      endPiece(character);
    } else if (/\s/.test(character)) {
      endWord();
    } else {
      word = `${word ?? ''}${character}`;
    }
  }
  endPiece('');
  return pieces;
}

/** The offset behind the line that closes a here-document. */
function endOfHeredoc(script: string, from: number, mark: string): number {
  for (let start = from; start < script.length;) {
    const end = script.indexOf('\n', start);
    const stop = end < 0 ? script.length : end;
    if (script.slice(start, stop).trim() === mark) return Math.min(stop + 1, script.length);
    start = stop + 1;
  }
  return script.length;
}

/**
 * The commands of a shell script, in the order in which they stand: assignments, `if`, `sudo` and the like before them removed, comments and
 * here-documents left out. For telling what a step does, not for running it. Linear in the length of the script.
 */
export function commandsOf(script: string): readonly ShellCommand[] {
  const pieces = piecesOf(script);
  return pieces.flatMap(({words, operator}, i) => {
    const start = words.findIndex(word => !keywords.has(word) && !assignment.test(word));
    if (start < 0) return [];
    const next = pieces[i + 1]?.words;
    const excused = operator === '||' && next !== undefined && (excuses.has(next[0]!) || (next[0] === 'exit' && next[1] === '0'));
    return [{words: words.slice(start) as unknown as readonly [string, ...string[]], tolerated: excused}];
  });
}

const optionsWithValue = new Set([
  '--prefix', '-C', '--dir', '--directory', '--filter', '-F', '-w', '--workspace', '--manifest-path', '--project', '--cwd', '-f', '--file', '--registry', '--package', '-p',
]);

/** The words of a command that are no options: `npm -w app publish` has `publish`. */
export function plainWords([, ...words]: readonly string[]): readonly string[] {
  return words.filter((word, i) => !word.startsWith('-') && !optionsWithValue.has(words[i - 1] ?? ''));
}
