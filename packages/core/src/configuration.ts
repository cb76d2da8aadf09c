import type {z} from 'zod';
import {type Action, isLoaded, loadedMode} from './action.ts';
import {type Baseline, baselineFile} from './baseline.ts';
import {actionIds, presets} from './catalog.ts';
import {configurationSchema, hasOwnPart, kernelSchema, partOf, sectionSchema} from './configuration-schema.ts';
import {type Document, parseWith, readDocument} from './document.ts';
import {type Circumstances, type Enforcement, type EnforcementRule, type Tier, enforcement, enforcementIn, isLooser, tierOf} from './enforcement.ts';
import type {Place} from './fact.ts';
import {type ListedGate, type gatesSchema, listGates, problemsOfGates} from './gates.ts';
import type {Json} from './json.ts';
import {type Path, type Tree, at, isTree, leaves, merge, put} from './json-tree.ts';
import {Misconfiguration} from './problem.ts';
import {type JsonSchema, jsonSchemaOf} from './schema.ts';
import {readSettings} from './settings.ts';
import {type Waiver, type WaiverTerms, waiverFile} from './waiver.ts';

/** Fifteen thousand problems and more. */
export const baselineMebibytes = 8;

/** Where configuration stands, from the root of the repository. */
export const configurationPaths = {
  main: ['.github/shipgate.yml', '.github/shipgate.yaml', '.github/shipgate.json'],
  folder: '.github/shipgate',
  waivers: ['.github/shipgate/waivers.yml', '.github/shipgate/waivers.yaml', '.github/shipgate/waivers.json'],
  baseline: '.github/shipgate/baseline.json',
} as const;

/** The paths that a configuration may be made of, for the given actions. */
export function possiblePaths(main: string | undefined): readonly string[] {
  const sections = actionIds.flatMap(id => ['yml', 'yaml', 'json'].map(ending => `${configurationPaths.folder}/${id}.${ending}`));
  return [...(main === undefined ? configurationPaths.main : [main]), ...sections, ...configurationPaths.waivers, configurationPaths.baseline];
}

/** A value in force and where it comes from. */
export interface ResolvedValue {
  readonly key: string;
  readonly value: Json;
  /** `default`, `preset recommended`, `set`, or the place in a file. */
  readonly origin: string;
}

/** The policy of one mode as it is in force for one entry of the list. */
export interface ModePolicy {
  readonly policy: unknown;
  readonly enforcement: Enforcement;
  readonly ruleEnforcement: (rule: string, fallback: Enforcement) => Enforcement;
}

/** Everything that was configured, checked. */
export interface Configuration {
  /** The file that was read; nothing where there is none and the preset `recommended` holds. */
  readonly file?: string;
  readonly preset?: string;
  readonly gates: readonly ListedGate[];
  readonly onFailure: 'continue' | 'stop';
  readonly pullRequestBlocks: 'new' | 'all';
  readonly terms: WaiverTerms;
  /** Until then whatever is enforced only warns. */
  readonly enforceFrom?: Date;
  /** Where the history is kept, as far as the policy says so. */
  readonly history?: 'branch' | 'files';
  readonly historyBranch: string;
  /** Which runs are recorded in the audit log. */
  readonly record: 'off' | 'releases' | 'all';
  readonly waivers: readonly Waiver[];
  readonly baseline?: Baseline;
  readonly settings: readonly string[];
  /** What `settings` make looser than it would be: `docs-reality.max-missing-paths: 0 becomes 3`. */
  loosenedBySettings(): readonly string[];
  tier(circumstances: Omit<Circumstances, 'tier'>): Tier;
  /** The policy of a mode; throws Misconfiguration for a wrong entry. */
  policyOf(action: Action, mode: string, entry: ListedGate | undefined, circumstances: Circumstances): ModePolicy;
  /** The enforcement of a command in the list. */
  enforcementOf(entry: ListedGate, circumstances: Circumstances): Enforcement;
  /** Every value in force for the given actions, with its origin. */
  resolved(): readonly ResolvedValue[];
}

function levelsOf(written: Json | undefined): EnforcementRule {
  const tree = typeof written === 'string' ? {enforcement: written} : isTree(written) ? written : {};
  return {enforcement: tree['enforcement'] as Enforcement | undefined, 'enforcement-by': tree['enforcement-by'] as EnforcementRule['enforcement-by']};
}

function oneOf(files: ReadonlyMap<string, string>, paths: readonly string[]): string | undefined {
  const there = paths.filter(path => files.has(path));
  if (there.length > 1) throw new Misconfiguration([{message: `${there.join(' and ')} both exist`, fix: 'Keep one of them.', at: {path: there[1]!}}]);
  return there[0];
}

/**
 * Reads the configuration. In: the texts of the files that exist (see `possiblePaths`), the lines of `set`, the actions whose sections are checked, and
 * the file named by the user, if any. Throws Misconfiguration with every problem that one pass can find.
 */
export function readConfiguration(files: ReadonlyMap<string, string>, actions: readonly Action[], {set = [], config}: {readonly set?: readonly string[]; readonly config?: string | undefined} = {}): Configuration {
  const schema = configurationSchema(actions);
  const main = config ?? oneOf(files, configurationPaths.main);
  if (config !== undefined && !files.has(config)) throw new Misconfiguration([{message: `the configuration file ${config} does not exist`, fix: 'Correct the path, or leave it out.', key: 'config'}]);
  const document = main === undefined ? undefined : readDocument(main, files.get(main)!);

  const sections = new Map<string, Document>();
  for (const id of actionIds) {
    const file = oneOf(files, ['yml', 'yaml', 'json'].map(ending => `${configurationPaths.folder}/${id}.${ending}`));
    if (file === undefined) continue;
    if (at(document?.value, [id]) !== undefined) {
      throw new Misconfiguration([{message: `the section ${id} stands here and in ${file}`, fix: 'Keep one of them.', key: id, at: document!.placeOf([id])}]);
    }
    sections.set(id, readDocument(file, files.get(file)!));
  }
  const placeOf = (path: Path): Place | undefined => {
    const section = typeof path[0] === 'string' ? sections.get(path[0]) : undefined;
    return section ? section.placeOf(path.slice(1)) : document?.placeOf(path);
  };
  const written: Json = {...(document ? (isTree(document.value) ? document.value : {}) : {}), ...Object.fromEntries([...sections].map(([id, section]) => [id, section.value]))};
  if (document && !isTree(document.value)) throw new Misconfiguration([{message: 'expected keys and values', fix: 'Begin with `version: 1`.', at: document.placeOf([])}]);
  if (document) parseWith(schema, written, placeOf);
  else for (const [id, section] of sections) {
    const action = actions.find(one => one.id === id);
    if (action) parseWith(sectionSchema(action), section.value, path => section.placeOf(path), []);
  }

  const presetName = (at(written, ['preset']) as string | undefined) ?? (document ? undefined : 'recommended');
  const preset = presetName === undefined ? undefined : presets[presetName]!.value;
  const presetUnder = isTree(preset) && isTree(written) && written['gates'] !== undefined ? {...preset, gates: written['gates']} : preset;
  const settings = readSettings(set, schema);
  const unset = merge(presetUnder, written) ?? {};
  const whole = settings.reduce<Json>((value, {path, value: leaf}) => put(value, path, leaf), unset);
  const parsed = parseWith(schema, document || preset ? {version: 1, ...(whole as Tree)} : whole, path => (settings.some(setting => setting.path.join('.') === path.join('.')) ? undefined : placeOf(path)));

  const gates = listGates((parsed['gates'] ?? {}) as z.output<ReturnType<typeof gatesSchema>>);
  const problems = problemsOfGates(gates, actions, placeOf);
  if (problems.length > 0) throw new Misconfiguration(problems);

  const waiversPath = oneOf(files, configurationPaths.waivers);
  const waiverDocument = waiversPath === undefined ? undefined : readDocument(waiversPath, files.get(waiversPath)!);
  const waivers = waiverDocument ? parseWith(waiverFile(), waiverDocument.value, path => waiverDocument.placeOf(path)).waivers.map((waiver, i): Waiver => ({...waiver, at: waiverDocument.placeOf(['waivers', i])})) : [];
  const baselineText = files.get(configurationPaths.baseline);
  const baselineDocument = baselineText === undefined ? undefined : readDocument(configurationPaths.baseline, baselineText, baselineMebibytes);
  const baseline = baselineDocument && parseWith(baselineFile(), baselineDocument.value, path => baselineDocument.placeOf(path));

  const top = levelsOf({...(at(whole, ['enforcement-by']) !== undefined && {'enforcement-by': at(whole, ['enforcement-by'])!})});
  const sectionOf = (action: Action, mode: string): {readonly path: readonly string[]; readonly value: Tree} => {
    const part = partOf(action, mode);
    const path = part === undefined ? [action.id] : [action.id, part];
    const value = at(whole, path);
    return {path, value: isTree(value) ? value : {}};
  };
  const split = (action: Action, value: Tree, mode: string): {readonly policy: Tree; readonly kernel: Tree} => {
    const parts = partOf(action, mode) === undefined ? Object.keys(action.modes).filter(name => hasOwnPart(action, name)) : [];
    const kernel = ['enforcement', 'enforcement-by', 'rules'];
    const entries = Object.entries(value);
    return {
      policy: Object.fromEntries(entries.filter(([key]) => !kernel.includes(key) && !parts.includes(key))),
      kernel: Object.fromEntries(entries.filter(([key]) => kernel.includes(key))),
    };
  };
  /** The modes that have the section of their action, or a part of it, as theirs. */
  const owners = actions.filter(action => action.id !== 'preflight').flatMap(action => Object.keys(action.modes).filter(name => name === action.main || hasOwnPart(action, name)).map(name => ({action, name})));
  /** A configuration with everything that holds where it says nothing, in some modes. */
  const effectiveOf = (configured: Json, modes: typeof owners): Json => modes.reduce<Json>((value, {action, name}) => {
    const path = hasOwnPart(action, name) ? [action.id, name] : [action.id];
    return put(value, path, merge(defaultsIn(jsonSchemaOf(loadedMode(action, name).policy), {}), at(value, path)) ?? {});
  }, merge({'on-failure': 'continue', block: {'pull-request': 'new'}, 'history-branch': 'shipgate-state', record: 'off', waivers: {'max-days': 90}}, configured)!);
  const enforceFrom = parsed['enforce-from'] as Date | undefined;
  const inForce = (found: Enforcement, {now}: Circumstances): Enforcement => (found === 'enforce' && enforceFrom !== undefined && now !== undefined && now < enforceFrom ? 'warn' : found);
  return {
    ...(main !== undefined && {file: main}), ...(presetName !== undefined && {preset: presetName}), ...(baseline && {baseline}), ...(enforceFrom && {enforceFrom}),
    gates, waivers, settings: set,
    loosenedBySettings() {
      // A mode that was not loaded takes no setting.
      const before = settings.length === 0 ? {} : effectiveOf(unset, owners.filter(({action, name}) => isLoaded(action.modes[name]!)));
      return settings.flatMap(({path, value}) => {
        const said = loosening(path, at(before, path) ?? ownEnforcement(path, actions), value);
        return said === undefined ? [] : [`${path.join('.')}: ${said}`];
      });
    },
    onFailure: (parsed['on-failure'] as 'continue' | 'stop' | undefined) ?? 'continue',
    pullRequestBlocks: (at(whole, ['block', 'pull-request']) as 'new' | 'all' | undefined) ?? 'new',
    ...(at(whole, ['history']) !== undefined && {history: at(whole, ['history']) as 'branch' | 'files'}),
    record: (at(whole, ['record']) as 'off' | 'releases' | 'all' | undefined) ?? 'off',
    historyBranch: (at(whole, ['history-branch']) as string | undefined) ?? 'shipgate-state',
    terms: {'max-days': (at(whole, ['waivers', 'max-days']) as number | undefined) ?? 90},
    tier: circumstances => tierOf({...circumstances, explicit: parsed['tier'] as Tier | undefined}),
    policyOf(action, mode, entry, circumstances) {
      const section = sectionOf(action, mode);
      const value = (merge(section.value, entry?.policy) ?? {}) as Tree;
      const {policy, kernel} = split(action, value, mode);
      const spec = loadedMode(action, mode);
      const place = (path: Path): Place | undefined => (entry && at(entry.policy, path.slice(0, 1)) !== undefined ? placeOf([...entry.path, 'policy', ...path]) : placeOf([...section.path, ...path]));
      parseWith(kernelSchema(action, mode), kernel, place);
      const rules = isTree(kernel['rules']) ? kernel['rules'] : {};
      const outer = [...(entry ? [entry] : []), levelsOf(kernel), top];
      const family = (rule: string): Json | undefined => (rule.includes('.') ? rules[rule.slice(0, rule.indexOf('.'))] : undefined);
      return {
        policy: parseWith(spec.policy, policy, place),
        enforcement: inForce(enforcementIn(outer, circumstances), circumstances),
        ruleEnforcement: (rule, fallback) => enforcementIn([levelsOf(rules[rule]), levelsOf(family(rule))], circumstances, fallback),
      };
    },
    enforcementOf: (entry, circumstances) => inForce(enforcementIn([entry, top], circumstances), circumstances),
    resolved() {
      const origin = (path: Path): string => {
        if (settings.some(setting => setting.path.join('.') === path.join('.'))) return 'set';
        if (at(written, path) !== undefined) {
          const place = placeOf(path);
          return place ? `${place.path}:${place.line}` : 'file';
        }
        return at(presetUnder, path) !== undefined ? `preset ${presetName}` : 'default';
      };
      return leaves(effectiveOf(whole, owners)).map(([path, value]) => ({key: path.join('.'), value, origin: origin(path)}));
    },
  };
}

/** The enforcement that stands nowhere: of a rule its own, of a gate or a section `enforce`. */
function ownEnforcement(path: readonly string[], actions: readonly Action[]): Enforcement {
  const rule = path.at(-2) === 'rules' ? path.at(-1) : path.at(-3) === 'rules' ? path.at(-2) : undefined;
  const modes = actions.find(action => action.id === path[0])?.modes ?? {};
  return Object.values(modes).filter(isLoaded).flatMap(mode => mode.rules).find(one => one.id === rule)?.enforcement ?? 'enforce';
}

/** What a value of `set` makes looser, before and after: a weaker enforcement, a higher limit `max-…`, a lower one `min-…`. */
function loosening(path: readonly string[], before: Json, after: Json): string | undefined {
  if (path[0] === 'enforce-from') return `problems only warn until ${String(after)}`;
  const [was, is] = [before, after].map(value => enforcement.safeParse(isTree(value) ? value['enforcement'] ?? 'enforce' : value).data);
  if (was && is) return isLooser(was, is) ? `${was} becomes ${is}` : undefined;
  if (typeof before !== 'number' || typeof after !== 'number') return undefined;
  const name = path.at(-1)!;
  return (name.startsWith('max-') && after > before) || (name.startsWith('min-') && after < before) ? `${before} becomes ${after}` : undefined;
}

/** What a section means where nothing is written, as it would be written: the defaults of its keys, and of the keys below those that are there by default. */
function defaultsIn(schema: JsonSchema, fallback?: Json): Json | undefined {
  const value = (schema.default as Json | undefined) ?? fallback;
  const properties = schema.properties ?? schema.anyOf?.find(one => one.properties)?.properties;
  if (!isTree(value) || !properties) return value;
  const given = Object.entries(properties).map(([key, inner]) => [key, defaultsIn(inner)] as const).filter(([, one]) => one !== undefined);
  return merge(Object.fromEntries(given) as Tree, value);
}
