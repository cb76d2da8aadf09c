import type {z} from 'zod';
import {dangerousKeys, readDocument} from './document.ts';
import type {Json} from './json.ts';
import {nearest} from './nearest.ts';
import {Misconfiguration, type Problem} from './problem.ts';
import {isOpenAt, keysAt} from './schema.ts';

/**
 * The path that a `set` key means. Keys with dots in them (rules) are matched by the longest name that the schema knows. Out: the path, or the problem.
 */
export function settingPath(key: string, schema: z.ZodType): readonly string[] | Problem {
  const words = key.split('.');
  const path: string[] = [];
  const forbidden = words.find(word => word === '' || dangerousKeys.has(word));
  if (forbidden !== undefined) return {message: `"${key}" is no key`, fix: 'Write the names of the keys with a dot between them.', key: 'set'};
  for (let i = 0; i < words.length;) {
    const valid = keysAt(schema, path);
    let length = valid.length === 0 ? 1 : 0;
    for (let n = words.length - i; n > 0 && length === 0; n--) if (valid.includes(words.slice(i, i + n).join('.'))) length = n;
    if (length === 0 && isOpenAt(schema, path)) length = 1;
    if (length === 0) {
      const meant = nearest(words[i]!, valid);
      return {message: `unknown setting "${words.slice(0, i + 1).join('.')}"`,
        fix: meant ? `Did you mean "${[...path, meant].join('.')}"?` : `Known here: ${valid.join(', ')}.`, key: 'set'};
    }
    path.push(words.slice(i, i + length).join('.'));
    i += length;
  }
  return path;
}

/** A value as YAML reads it within a list; what is no YAML (`@team`, `**\/*.md`) is a text, and the schema judges it. */
function valueOf(text: string): Json {
  try {
    const {value} = readDocument('set', `[${text}\n]`);
    return Array.isArray(value) && value.length === 1 ? value[0] as Json : text;
  } catch (thrown) {
    if (thrown instanceof Misconfiguration) return text;
    throw thrown;
  }
}

/** One line of `set`. */
export interface Setting {
  readonly path: readonly string[];
  readonly value: Json;
}

/** Reads the lines of `set`, `KEY=VALUE`; a value is read as YAML. Throws Misconfiguration with every line that is wrong. */
export function readSettings(lines: readonly string[], schema: z.ZodType): readonly Setting[] {
  const problems: Problem[] = [];
  const settings = lines.flatMap((line): Setting[] => {
    const equals = line.indexOf('=');
    const text = line.slice(equals + 1).trim();
    if (equals < 1 || text === '') {
      problems.push({message: `"${line}" is no setting`, fix: 'Write KEY=VALUE, for example docs-reality.max-missing-paths=3.', key: 'set'});
      return [];
    }
    const path = settingPath(line.slice(0, equals).trim(), schema);
    if ('message' in path) {
      problems.push(path);
      return [];
    }
    return [{path, value: valueOf(text)}];
  });
  if (problems.length > 0) throw new Misconfiguration(problems);
  return settings;
}
