import {parse as parseToml} from 'smol-toml';
import {parse as parseYaml} from 'yaml';
import {type Tree, folderOf} from '../tree.ts';
import type {Project} from './resolution.ts';

/** A manifest's content, or that it could not be had: not read, or malformed. */
export type Manifest<T> = {readonly path: string; readonly content: T} | {readonly path: string; readonly content?: undefined};

export type Table = Readonly<Record<string, unknown>>;

const cache = new WeakMap<Project | Tree, Map<string, unknown>>();

/** Made once for each project, or tree, and key. Nothing is kept of what cannot be made yet: a script may be read later. */
export function once<T>(of: Project | Tree, key: string, make: () => T): T {
  const known = cache.get(of) ?? new Map<string, unknown>();
  cache.set(of, known);
  if (known.has(key)) return known.get(key) as T;
  const made = make();
  if (made !== undefined) known.set(key, made);
  return made;
}

/** Whether the value is an object with named members. */
export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The table at a path of member names; an empty one where there is none. */
export function tableAt(value: unknown, ...names: readonly string[]): Table {
  let at = value;
  for (const name of names) at = isTable(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  return isTable(at) ? at : {};
}

/** A list's strings; those of anything else are none. */
export function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}

/** A JSON object; comments and trailing commas are taken, as `deno.jsonc` and `turbo.json` have them. */
export const jsonAt = (project: Project, path: string): Manifest<Table> => parsed(project, path, text => JSON.parse(withoutComments(text)));
export const tomlAt = (project: Project, path: string): Manifest<Table> => parsed(project, path, parseToml);
export const yamlAt = (project: Project, path: string): Manifest<Table> => parsed(project, path, text => parseYaml(text, {logLevel: 'silent', maxAliasCount: 100}));

function parsed(project: Project, path: string, parse: (text: string) => unknown): Manifest<Table> {
  const text = project.text(path);
  if (text === undefined) return {path};
  return once(project, `parsed:${path}`, () => {
    try {
      const content = parse(text.replace(/^\uFEFF/, ''));
      return isTable(content) ? {path, content} : {path};
    } catch {
      return {path};
    }
  });
}

function withoutComments(text: string): string {
  let kept = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') {
      for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === '\\') i++;
    } else if (text[i] === '/' && (text[i + 1] === '/' || text[i + 1] === '*')) {
      const close = text[i + 1] === '/' ? '\n' : '*/';
      const end = text.indexOf(close, i + 2);
      kept += text.slice(from, i);
      from = end < 0 ? text.length : close === '\n' ? end : end + 2;
      i = from - 1;
    } else if (text[i] === ',' && /^\s*[}\]]/.test(text.slice(i + 1, i + 200))) {
      kept += text.slice(from, i);
      from = i + 1;
    }
  }
  return kept + text.slice(from);
}

/** The nearest file of one of these names in a folder or above it. */
export function nearestFile(project: Project, folder: string, names: readonly string[]): string | undefined {
  for (let at = folder; ; at = folderOf(at)) {
    const found = fileIn(project, at, names);
    if (found !== undefined || at === '') return found;
  }
}

/** The first of these names that is a file in the folder. */
export function fileIn(project: Project, folder: string, names: readonly string[]): string | undefined {
  return names.map(name => folder === '' ? name : `${folder}/${name}`).find(path => project.tree.kind(path) === 'file');
}

/** The first line, counted from 1, on which the text stands; none when it stands nowhere. */
export function lineOf(text: string | undefined, part: string, from = 0): number | undefined {
  const at = text?.indexOf(part, from) ?? -1;
  if (!text || at < 0) return undefined;
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) line++;
  return line;
}
