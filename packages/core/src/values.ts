import * as z from 'zod';
import {parseDuration} from './duration.ts';
import {parseInstant} from './instant.ts';
import {once} from './once.ts';

/**
 * The value types of policies and inputs. `z.coerce` is forbidden: it reads '' as 0 and 0x10 as 16. A type never changes, so those without settings are made
 * once for all: every start makes hundreds of them.
 */

/** A whole number. */
export function integer({min = 0, max = Number.MAX_SAFE_INTEGER}: {readonly min?: number; readonly max?: number} = {}) {
  return z.int('expected a whole number').min(min, `expected at least ${min}`).max(max, `expected at most ${max}`);
}

/** A number that may have a fraction; never NaN or infinite. */
export function number({min, max}: {readonly min?: number; readonly max?: number} = {}) {
  let type = z.number('expected a number');
  if (min !== undefined) type = type.min(min, `expected at least ${min}`);
  if (max !== undefined) type = type.max(max, `expected at most ${max}`);
  return type;
}

/** true or false. */
export const flag = once(() => z.boolean('expected true or false'));

/** A text that is not empty. */
export const text = once(() => z.string('expected a text').min(1, 'must not be empty'));

/** Texts, none of them empty. In a workflow: one a line. */
export const list = once(() => z.array(text()));

/** A path or glob inside the repository: relative, with `/`, without `..`. */
export const path = once(() => text().refine(value => !value.startsWith('/') && !/^[A-Za-z]:/.test(value) && !value.includes('\\') && !value.split('/').includes('..') && !value.includes('\0'), {
  error: 'expected a path inside the repository: relative, with "/", without ".."',
}).meta({description: 'A path relative to the root of the repository'}));

/** A duration, `30m`, `12h`, `90d` or ISO-8601; out: milliseconds. */
export const duration = once(() => z.string('expected a duration such as 30m, 12h or 90d').transform((value, context) => {
  const parsed = parseDuration(value);
  if (parsed !== undefined) return parsed;
  context.issues.push({code: 'custom', input: value, message: 'expected a duration such as 30m, 12h, 90d or ISO-8601 (P90D)'});
  return z.NEVER;
}));

/** A date or an RFC 3339 time; out: a Date. */
export const instant = once(() => z.string('expected a date such as 2026-11-20').transform((value, context) => {
  const parsed = parseInstant(value);
  if (parsed !== undefined) return parsed;
  context.issues.push({code: 'custom', input: value, message: 'expected a date (2026-11-20) or an RFC 3339 time with its zone'});
  return z.NEVER;
}));
