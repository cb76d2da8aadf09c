import {type JsonSchema, Misconfiguration, jsonSchemaOf, nearest} from '#core';
import type {z} from 'zod';

/** How a flag is given: with a value, several times, or alone. */
export interface Flag {
  readonly about: string;
  readonly kind: 'value' | 'values' | 'switch';
  /** What stands for the value in help: `FILE`. */
  readonly value?: string;
}
export type Flags = Readonly<Record<string, Flag>>;

export interface ParsedFlags {
  readonly values: Readonly<Record<string, string>>;
  /** Words that are no flags. */
  readonly words: readonly string[];
}

function kindOf(type: z.ZodType): Flag['kind'] {
  const schema: JsonSchema = jsonSchemaOf(type);
  return schema.type === 'boolean' ? 'switch' : schema.type === 'array' ? 'values' : 'value';
}

/** The flags of inputs, by their types. */
export function flagsOf(shape: Readonly<Record<string, z.ZodType>>): Flags {
  return Object.fromEntries(Object.entries(shape).map(([name, type]): [string, Flag] => [name, {
    about: type.description ?? '',
    // Told when it is asked: most calls have few flags, and a JSON Schema for each of them costs a start dearly.
    get kind() {
      return kindOf(type);
    },
  }]));
}

/**
 * Reads flags: `--name VALUE`, `--name=VALUE`, `--switch`; a flag that may stand several times has one value a line. Throws Misconfiguration, with the
 * nearest name, for an unknown flag, a missing value, a flag given twice, and for more words than are expected.
 */
export function parseFlags(words: readonly string[], flags: Flags, maxWords = 0): ParsedFlags {
  const values: Record<string, string> = {};
  const rest: string[] = [];
  const wrong = (message: string, fix: string): never => {
    throw new Misconfiguration([{message, fix}]);
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (!word.startsWith('--') || word === '--') {
      rest.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const name = word.slice(2, equals === -1 ? undefined : equals);
    const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
    if (!flag) {
      const meant = nearest(name, Object.keys(flags));
      return wrong(`there is no flag --${name}`, meant ? `Did you mean --${meant}?` : `Known: ${Object.keys(flags).map(one => `--${one}`).join(', ')}.`);
    }
    if (flag.kind === 'switch') {
      if (equals !== -1 && !['true', 'false'].includes(word.slice(equals + 1))) wrong(`--${name} takes no value`, `Write --${name}.`);
      values[name] = equals === -1 ? 'true' : word.slice(equals + 1);
      continue;
    }
    const value = equals === -1 ? words[++i] : word.slice(equals + 1);
    if (value === undefined || value === '' || (equals === -1 && value.startsWith('--'))) return wrong(`--${name} needs a value`, `Write --${name} ${flag.value ?? 'VALUE'}.`);
    if (Object.hasOwn(values, name) && flag.kind === 'value') wrong(`--${name} is given twice`, 'Give it once.');
    values[name] = Object.hasOwn(values, name) ? `${values[name]}\n${value}` : value;
  }
  if (rest.length > maxWords) wrong(`"${rest[maxWords]}" is not expected here`, 'See --help.');
  return {values, words: rest};
}
