import {z} from 'zod';
import type {Action, Mode} from './action.ts';
import {actionIds, presets} from './catalog.ts';
import {enforcement, enforcementBy} from './enforcement.ts';
import {gatesSchema} from './gates.ts';
import {integer} from './values.ts';

const ruleEntry = z.union([enforcement, z.strictObject({enforcement: enforcement.optional(), 'enforcement-by': enforcementBy.optional()})]);

/** The keys that the kernel adds to every section: its enforcement, and that of each rule or family of rules. */
function kernelKeys(mode: Mode) {
  const ids = mode.rules.map(rule => rule.id);
  const families = [...new Set(ids.filter(id => id.includes('.')).map(id => id.slice(0, id.indexOf('.'))))].filter(family => !ids.includes(family));
  const abouts = new Map(mode.rules.map(rule => [rule.id, rule.about]));
  const keys = Object.fromEntries([...families, ...ids].map(id => [id, ruleEntry.optional().describe(abouts.get(id) ?? `All rules ${id}.*`)]));
  return {
    enforcement: enforcement.optional().describe('enforce blocks, warn reports, off does not run'),
    'enforcement-by': enforcementBy.optional().describe('Enforcement by branch, tag, event, tier or environment'),
    ...(ids.length > 0 && {rules: z.strictObject(keys).optional().describe('Enforcement of single rules, or of a family of rules')}),
  };
}

/** The keys of the kernel alone. */
export function kernelSchema(mode: Mode): z.ZodObject {
  return z.strictObject(kernelKeys(mode));
}

/** What may be written for a mode: its policy and the keys of the kernel. */
function modeSchema(mode: Mode): z.ZodObject {
  return (mode.policy as z.ZodObject).extend(kernelKeys(mode));
}

/** Whether a mode has a part of its own in its action's section; one that shares the policy of the main mode has none. */
export const hasOwnPart = (action: Action, name: string): boolean => action.partForEach === true || (name !== action.main && action.modes[name]!.policy !== action.modes[action.main]!.policy);

/** The schema of an action's section: the main mode's settings stand in it directly, other modes have a part each; or every mode has a part. */
export function sectionSchema(action: Action): z.ZodObject {
  const parts = Object.fromEntries(Object.entries(action.modes).filter(([name]) => hasOwnPart(action, name)).map(([name, mode]) => [name, modeSchema(mode).optional().describe(mode.about)]));
  return action.partForEach ? z.strictObject(parts) : modeSchema(action.modes[action.main]!).extend(parts);
}

/** The schema of the whole file, for the given actions. Sections of other known actions are let through unread: their own bundle reads them. */
export function configurationSchema(actions: readonly Action[]): z.ZodObject {
  const own = Object.fromEntries(actions.filter(action => action.id !== 'preflight').map(action => [action.id, sectionSchema(action).optional().describe(action.about)]));
  const others = Object.fromEntries(actionIds.filter(id => !Object.hasOwn(own, id) && id !== 'preflight').map(id => [id, z.unknown().optional()]));
  return z.strictObject({
    version: z.literal(1, 'expected 1').describe('The version of this format'),
    preset: z.enum(Object.keys(presets) as [string, ...string[]]).optional().describe('What holds where this file says nothing'),
    gates: gatesSchema.optional().describe('What preflight judges, in order; replaces the list of the preset'),
    'on-failure': z.enum(['continue', 'stop']).optional().describe('Whether the gates after a red one still run; default continue'),
    'enforcement-by': enforcementBy.optional().describe('For every gate: enforcement by branch, tag, event, tier or environment'),
    tier: z.enum(['prod', 'staging', 'dev']).optional().describe('Default: by the branch (main, master, release/*, hotfix/*: prod; staging/*, stage/*: staging), else by the environment'),
    block: z.strictObject({'pull-request': z.enum(['new', 'all']).optional()}).optional().describe('What blocks a pull request; default new: only what the pull request breaks'),
    waivers: z.strictObject({'max-days': integer({min: 1, max: 366}).optional()}).optional().describe('Rules for exceptions; max-days is their longest life, default 90'),
    ...own, ...others,
  });
}
