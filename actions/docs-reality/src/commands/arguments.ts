import type {Word} from './words.ts';

/** A command's words sorted: options with their values, and the words that are neither. */
export interface Arguments {
  readonly options: readonly {readonly name: string; readonly word: Word; readonly value?: Word}[];
  readonly rest: readonly Word[];
  /** What follows `--`: it goes to the program that is run. */
  readonly passed: readonly Word[];
}

/**
 * Sorts words into options and the rest. `values` are the options that take a value; `--name=value` always has one, and so has `-Cvalue` for a
 * short option in `values`. With `stopAtRest`, everything behind the first word that is no option counts as the rest.
 */
export function argumentsOf(words: readonly Word[], values: ReadonlySet<string>, stopAtRest = false): Arguments {
  const options: Arguments['options'][number][] = [];
  const rest: Word[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    const {text} = word;
    if (text === '--') return {options, rest, passed: words.slice(index + 1)};
    if (!/^-./.test(text)) {
      rest.push(word);
      if (stopAtRest) return {options, rest: [...rest, ...words.slice(index + 1)], passed: []};
      continue;
    }
    const equals = text.startsWith('--') ? text.indexOf('=') : -1;
    const next = words[index + 1];
    if (equals > 0) options.push({name: text.slice(0, equals), word, value: tail(word, equals + 1)});
    else if (values.has(text) && next) {
      options.push({name: text, word, value: next});
      index++;
    } else if (!text.startsWith('--') && text.length > 2 && values.has(text.slice(0, 2))) options.push({name: text.slice(0, 2), word, value: tail(word, text[2] === '=' ? 3 : 2)});
    else options.push({name: text, word});
  }
  return {options, rest, passed: []};
}

/** The last value of the option under any of its names. */
export function valueOf({options}: Arguments, ...names: readonly string[]): Word | undefined {
  return options.findLast(({name, value}) => value && names.includes(name))?.value;
}

export function has({options}: Arguments, ...names: readonly string[]): boolean {
  return options.some(({name}) => names.includes(name));
}

/** The parts of a word between commas, each with its place. */
export function partsOf(word: Word): readonly Word[] {
  let column = word.span.column;
  return word.text.split(',').flatMap(text => {
    const part = {...word, text, span: {...word.span, column, length: text.length}};
    column += text.length + 1;
    return text.trim() === '' ? [] : [part];
  });
}

/** The rest of a word from a character on. */
export function tail({text, span, doubt}: Word, from: number): Word {
  return {text: text.slice(from), span: {...span, column: span.column + from, length: Math.max(0, span.length - from)}, ...(doubt && {doubt})};
}
