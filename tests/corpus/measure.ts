import {type Said, judge} from './judge.ts';
import {type Family, type Mutation, mutated} from './mutation.ts';
import {actionFiles, requiredInputs} from './mutations/actions.ts';
import {renamedFiles} from './mutations/code-paths.ts';
import {allowedCommands, renamedDefinitions, renamedRunnables, scripts} from './mutations/commands.ts';
import {brokenFiles, misreadCode, misreadLines} from './mutations/encoding.ts';
import {harmlessDocuments, harmlessText} from './mutations/harmless.ts';
import {describedFiles} from './mutations/history.ts';
import {misspeltLinks, misspeltReferences, movedFiles, rewordedHeadings} from './mutations/links.ts';
import {environment, expected, orphans, reviewDates, statements, versions} from './mutations/promises.ts';
import type {Repository} from './repository.ts';

export const families: readonly Family[] = [
  movedFiles, misspeltLinks, misspeltReferences, rewordedHeadings, renamedFiles, scripts, renamedDefinitions, renamedRunnables, allowedCommands, actionFiles, requiredInputs, versions, misreadLines, misreadCode,
  brokenFiles, reviewDates, describedFiles, statements, expected, orphans, environment, harmlessText, harmlessDocuments,
];

/** What came of the changes of one kind. `missed` and `false` name the places. */
export interface Row {
  readonly kind: string;
  readonly rule: string;
  changes: number;
  found: number;
  readonly missed: string[];
  readonly falsely: string[];
}

const placeOf = ({rule, path, line}: Pick<Said, 'rule' | 'path' | 'line'>): string => `${rule} ${path}:${line ?? ''}`;

/** Compares what is said of the changed tree with what is said of the original. Findings that name what is gone are right wherever they are. */
function count(row: Row, mutation: Mutation, before: readonly Said[], after: readonly Said[], name: string): void {
  const known = new Set(before.map(said => `${placeOf(said)} ${said.text}`));
  const fresh = after.filter(said => !known.has(`${placeOf(said)} ${said.text}`));
  row.changes++;
  for (const seed of mutation.seeds) {
    const hit = fresh.some(({rule, path, line}) => mutation.rules.includes(rule) && path === seed.path && (seed.line === undefined || line === seed.line || line === undefined));
    if (hit) row.found++;
    else row.missed.push(`${name}: ${seed.path}:${seed.line ?? ''} ${mutation.about}`);
  }
  const seeded = (said: Said): boolean => mutation.seeds.some(({path, line}) => path === said.path && (line === undefined || line === said.line || said.line === undefined));
  for (const said of fresh) {
    const right = mutation.seeds.length > 0 && (seeded(said) || said.text.includes(mutation.about));
    if (!right) row.falsely.push(`${name}: ${placeOf(said)} ${said.text}`);
  }
}

/** Which changes are tried: at most so many of each kind in one repository, evenly spread. */
function* sampled(repository: Repository, most: number): Iterable<Mutation> {
  for (const family of families) {
    const byKind = new Map<string, Mutation[]>();
    for (const mutation of family(repository)) byKind.set(mutation.kind, [...byKind.get(mutation.kind) ?? [], mutation]);
    for (const mutations of byKind.values()) {
      const step = Math.max(1, Math.floor(mutations.length / most));
      yield* mutations.filter((_, index) => index % step === 0).slice(0, most);
    }
  }
}

/**
 * Seeds changes into repositories, one at a time, and compares what the gate says with what is known to be wrong. In: the repositories, and how many changes of
 * each kind are tried in one of them. Out: a row for each kind and rule.
 */
export async function measure(repositories: readonly Repository[], most = Infinity): Promise<readonly Row[]> {
  const rows = new Map<string, Row>();
  for (const repository of repositories) {
    const controls = new Map<string, readonly Said[]>();
    for (const mutation of sampled(repository, most)) {
      const {policy, world} = mutation;
      const key = JSON.stringify([policy ?? {}, world?.before ?? {}]);
      const before = controls.get(key) ?? await judge(repository, repository.files, policy, world?.before);
      controls.set(key, before);
      const after = await judge(repository, mutated(repository.files, mutation.change), policy, world?.after);
      const id = `${mutation.rules[0]} ${mutation.kind}`;
      const row = rows.get(id) ?? {kind: mutation.kind, rule: mutation.rules[0], changes: 0, found: 0, missed: [], falsely: []};
      rows.set(id, row);
      count(row, mutation, before, after, repository.name);
    }
  }
  return [...rows.values()];
}
