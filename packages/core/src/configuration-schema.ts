import * as z from 'zod';
import {type Action, type Mode, isLoaded, loadedMode} from './action.ts';
import {actionIds, presets} from './catalog.ts';
import {enforcement, enforcementBy} from './enforcement.ts';
import {gatesSchema} from './gates.ts';
import {once} from './once.ts';
import {instant, integer} from './values.ts';

/** A name that git takes for a branch, of plain characters. Source: https://git-scm.com/docs/git-check-ref-format */
const branchName = once(() => z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_-]*(?:[./][A-Za-z0-9_][A-Za-z0-9_-]*)*$/, 'expected the name of a branch: letters, digits, `_-`, with `.` and `/` between them')
  .max(200).refine(name => !name.endsWith('.lock'), 'a name that ends with .lock is none for a branch'));

const ruleEntry = once(() => z.union([enforcement, z.strictObject({enforcement: enforcement.optional(), 'enforcement-by': enforcementBy().optional()})]));

/** The keys that the kernel adds to every section: its enforcement, and that of each rule or family of rules of the modes that share it. */
function kernelKeys(modes: readonly Mode[]) {
  const rules = modes.flatMap(mode => mode.rules);
  const ids = [...new Set(rules.map(rule => rule.id))];
  const families = [...new Set(ids.filter(id => id.includes('.')).map(id => id.slice(0, id.indexOf('.'))))].filter(family => !ids.includes(family));
  const abouts = new Map(rules.map(rule => [rule.id, rule.about]));
  const keys = Object.fromEntries([...families, ...ids].map(id => [id, ruleEntry().optional().describe(abouts.get(id) ?? `All rules ${id}.*`)]));
  return {
    enforcement: enforcement.optional().describe('enforce blocks, warn reports, off does not run'),
    'enforcement-by': enforcementBy().optional().describe('Enforcement by branch, tag, event, tier or environment'),
    ...(ids.length > 0 && {rules: z.strictObject(keys).optional().describe('Enforcement of single rules, or of a family of rules')}),
  };
}

/**
 * The part of its action's section in which a mode's policy stands; nothing where it stands directly in the section, as the main mode's does unless each
 * mode has a part. Modes with the same policy share the part of the first of them.
 */
export function partOf(action: Action, name: string): string | undefined {
  const mode = action.modes[name]!;
  if (!isLoaded(mode)) return mode.part ?? name;
  const shares = (other: string): boolean => {
    const one = action.modes[other]!;
    return isLoaded(one) && one.policy === mode.policy;
  };
  if (action.partForEach !== true && shares(action.main)) return undefined;
  return Object.keys(action.modes).find(shares);
}

/** Whether a part of the section is named for the mode. */
export const hasOwnPart = (action: Action, name: string): boolean => partOf(action, name) === name;

/** The modes that share the part of one. */
function sharing(action: Action, name: string): readonly Mode[] {
  const part = partOf(action, name);
  return Object.keys(action.modes).filter(other => partOf(action, other) === part).map(other => loadedMode(action, other));
}

/** The keys of the kernel alone that may stand in a mode's part. */
export function kernelSchema(action: Action, name: string): z.ZodObject {
  return z.strictObject(kernelKeys(sharing(action, name)));
}

/** What may be written for a mode: its policy and the keys of the kernel. */
function modeSchema(action: Action, name: string): z.ZodObject {
  return (loadedMode(action, name).policy as z.ZodObject).extend(kernelKeys(sharing(action, name)));
}

/** The part of a mode that was not loaded, since nothing names it: it is known, for what is named wrong, and takes nothing. */
const notLoaded = (): z.ZodType => z.unknown().refine(() => false, 'the mode was not loaded. This is a defect of Shipgate: please report it').optional();

/** The schema of an action's section: the main mode's settings stand in it directly, other modes have a part each; or every mode has a part. */
export function sectionSchema(action: Action): z.ZodObject {
  const parts = Object.fromEntries(Object.keys(action.modes).filter(name => hasOwnPart(action, name)).map(name => {
    const mode = action.modes[name]!;
    return [name, isLoaded(mode) ? modeSchema(action, name).optional().describe(mode.about) : notLoaded()];
  }));
  return action.partForEach ? z.strictObject(parts) : modeSchema(action, action.main).extend(parts);
}

/** The schema of the whole file, for the given actions. Sections of other known actions are let through unread: their own bundle reads them. */
export function configurationSchema(actions: readonly Action[]): z.ZodObject {
  const own = Object.fromEntries(actions.filter(action => action.id !== 'preflight').map(action => [action.id, sectionSchema(action).optional().describe(action.about)]));
  const others = Object.fromEntries(actionIds.filter(id => !Object.hasOwn(own, id) && id !== 'preflight').map(id => [id, z.unknown().optional()]));
  return z.strictObject({
    version: z.literal(1, 'expected 1').describe('The version of this format'),
    preset: z.enum(Object.keys(presets) as [string, ...string[]]).optional().describe('What holds where this file says nothing'),
    gates: gatesSchema().optional().describe('What preflight judges, in order; replaces the list of the preset'),
    'on-failure': z.enum(['continue', 'stop']).optional().describe('Whether the gates after a red one still run; default continue'),
    'enforcement-by': enforcementBy().optional().describe('For every gate: enforcement by branch, tag, event, tier or environment'),
    'enforce-from': instant().optional().describe('A trial: until this day (UTC), at most 90 days ahead, whatever is enforced only warns; from then on it blocks without another edit'),
    tier: z.enum(['prod', 'staging', 'dev']).optional().describe('Default: by the branch (main, master, release/*, hotfix/*: prod; staging/*, stage/*: staging), else by the environment'),
    block: z.strictObject({'pull-request': z.enum(['new', 'all']).optional()}).optional().describe('What blocks a pull request; default new: only what the pull request breaks'),
    history: z.enum(['branch', 'files']).optional().describe('Where runs keep what the next one needs: a branch of its own, or the folder .shipgate/history; default on a laptop: files'),
    record: z.enum(['off', 'releases', 'all']).optional().describe('Which runs are recorded in the audit log: releases (and operations that acted), or all that may write; default off'),
    'history-branch': branchName().optional().describe('The branch of the history; default shipgate-state'),
    waivers: z.strictObject({'max-days': integer({min: 1, max: 366}).optional()}).optional().describe('Rules for exceptions; max-days is their longest life, default 90'),
    ...own, ...others,
  });
}
