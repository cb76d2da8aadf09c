import {nearest} from '#core';
import type {Position} from '../markdown/index.ts';
import {type Survey, Tally} from '../survey.ts';
import {type Tree, folderOf, joined} from '../tree.ts';
import type {ActionFile} from './action-file.ts';
import type {DocumentedName} from './table.ts';
import type {Use} from './uses.ts';

/** What the documents say about this repository's actions and reusable workflows. */
export interface ActionClaims {
  readonly document: string;
  readonly uses: readonly Use[];
  readonly names: readonly DocumentedName[];
}

export interface ActionFault {
  readonly problem: 'no-such-action' | 'unknown-input' | 'unknown-output' | 'missing-input' | 'wrong-default';
  readonly document: string;
  readonly at: Position;
  /** The action, as written. */
  readonly action: string;
  readonly name: string;
  /** The nearest real name, and the file and line that it stands at. */
  readonly near?: {readonly name: string; readonly path: string; readonly line: number};
  readonly documented?: string;
  readonly actual?: string;
}

/** What `uses` names in this repository: its path, nothing when it is another's, or `missing`. */
function located(uses: string, repositories: ReadonlySet<string>, tree: Tree): {readonly folder: string; readonly sure: boolean} | undefined {
  if (uses.startsWith('./')) {
    const folder = joined('', uses);
    return folder === undefined ? undefined : {folder, sure: tree.kind(folderOf(folder)) === 'folder' && folderOf(folder) !== ''};
  }
  const match = /^([\w.-]+\/[\w.-]+)((?:\/[^@]+)?)@/.exec(uses);
  if (!match || !repositories.has(match[1]!.toLowerCase())) return undefined;
  const folder = joined('', match[2]!.slice(1));
  return folder === undefined ? undefined : {folder, sure: true};
}

function fileAt(folder: string, files: ReadonlyMap<string, ActionFile>): ActionFile | undefined {
  if (/\.ya?ml$/.test(folder)) return files.get(folder);
  const under = folder === '' ? '' : `${folder}/`;
  return files.get(`${under}action.yml`) ?? files.get(`${under}action.yaml`);
}

function named(name: string, entries: ReadonlyMap<string, {readonly name: string; readonly line: number}>, path: string): {near?: {name: string; path: string; line: number}} {
  const near = nearest(name.toLowerCase(), entries.keys());
  const entry = near === undefined ? undefined : entries.get(near);
  return entry ? {near: {name: entry.name, path, line: entry.line}} : {};
}

/** Whether a name is a declared output with something of the reader's in front of or behind it: `docs_any_changed` for `any_changed`. A program may give outputs that no file declares. */
function isExtended(name: string, outputs: ReadonlyMap<string, unknown>): boolean {
  const lower = name.toLowerCase();
  return [...outputs.keys()].some(known => known.length >= 5 && (lower.endsWith(`_${known}`) || lower.endsWith(`-${known}`) || lower.startsWith(`${known}_`) || lower.startsWith(`${known}-`)));
}

/** Compares what documents say with the action files. Whatever belongs to another repository is not counted. */
export function surveyActions(claims: readonly ActionClaims[], files: ReadonlyMap<string, ActionFile>, tree: Tree, repositories: ReadonlySet<string>): Survey<ActionFault> {
  const tally = new Tally<ActionFault>();
  for (const {document, uses, names} of claims) {
    for (const use of uses) surveyUse(use, document, files, tree, repositories, tally);
    const folder = folderOf(document);
    const described = fileAt(folder, files) ?? (folder === '.github' ? fileAt('', files) : undefined);
    if (described) for (const one of names) surveyName(one, document, described, tally);
  }
  return tally.survey;
}

function surveyUse(use: Use, document: string, files: ReadonlyMap<string, ActionFile>, tree: Tree, repositories: ReadonlySet<string>, tally: Tally<ActionFault>): void {
  const place = located(use.uses, repositories, tree);
  if (!place) return;
  const file = fileAt(place.folder, files);
  const action = use.uses;
  if (!file) {
    const exists = tree.kind(place.folder) !== undefined && !(tree.kind(place.folder) === 'folder' && !use.uses.startsWith('./'));
    if (exists || !place.sure || ![...files.values()].some(({kind}) => kind === 'action') || use.uses.includes('<') || use.uses.includes('$')) tally.doubt('the action may be the reader\'s own', use.uses, {path: document, ...use.at});
    else {
      const known = [...files.values()].map(({path, kind}) => (kind === 'workflow' ? path : folderOf(path)));
      const near = nearest(place.folder, known);
      // A README of an action shows the workflows of those who use it, and these have workflows of their own.
      if (near === undefined && action.startsWith('./')) tally.doubt('the action may be the reader\'s own', action, {path: document, ...use.at});
      else tally.wrong({problem: 'no-such-action', document, at: use.at, action, name: place.folder, ...(near !== undefined && {near: {name: near, path: near, line: 1}})});
    }
    return;
  }
  tally.right();
  for (const {name, at} of use.inputs) {
    if (file.inputs.has(name.toLowerCase()) || (file.kind === 'action' && /^(?:args|entrypoint)$/i.test(name))) tally.right();
    else tally.wrong({problem: 'unknown-input', document, at, action, name, ...named(name, file.inputs, file.path)});
  }
  for (const {name, at} of use.outputs) {
    if (file.outputs.has(name.toLowerCase())) tally.right();
    else if (file.outputs.size === 0) tally.doubt('the action names no outputs', name, {path: document, ...at});
    else if (isExtended(name, file.outputs)) tally.doubt('the code may make outputs of the reader\'s own names', name, {path: document, ...at});
    else tally.wrong({problem: 'unknown-output', document, at, action, name, ...named(name, file.outputs, file.path)});
  }
  const given = new Set(use.inputs.map(({name}) => name.toLowerCase()));
  for (const [key, input] of file.inputs) {
    if (!input.required || input.default !== undefined || given.has(key)) continue;
    if (use.abbreviated || use.inputs.length === 0) tally.doubt('the example is abbreviated', input.name, {path: document, ...use.at});
    else tally.wrong({problem: 'missing-input', document, at: use.at, action, name: input.name});
  }
}

const bare = (value: string): string => value.trim().replace(/^\$\{\{\s*|\s*\}\}$/g, '').replace(/\s+/g, ' ');

function surveyName({kind, name, at, default: documented}: DocumentedName, document: string, file: ActionFile, tally: Tally<ActionFault>): void {
  const entries: ReadonlyMap<string, {readonly name: string; readonly line: number}> = kind === 'input' ? file.inputs : file.outputs;
  if (entries.size === 0) return;
  if (!entries.has(name.toLowerCase())) {
    tally.wrong({problem: kind === 'input' ? 'unknown-input' : 'unknown-output', document, at, action: file.path, name, ...named(name, entries, file.path)});
    return;
  }
  tally.right();
  const input = kind === 'input' ? file.inputs.get(name.toLowerCase()) : undefined;
  if (!input || documented === undefined) return;
  const actual = input.default;
  if (actual === undefined || actual === '') tally.doubt('the code may set the default', name, {path: document, ...at});
  else if (bare(actual) === bare(documented) || actual.includes(documented)) tally.right();
  else if (actual.includes('${{') || documented.includes('${{') || /\s/.test(actual)) tally.doubt('the default is an expression', name, {path: document, ...at});
  else tally.wrong({problem: 'wrong-default', document, at, action: file.path, name, documented, actual, near: {name: input.name, path: file.path, line: input.line}});
}
