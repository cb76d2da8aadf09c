import type {Terminal} from './terminal.ts';

/** A command: takes its words, ends with an exit code. */
export type Command = (words: readonly string[], terminal: Terminal) => Promise<0 | 1 | 2>;
