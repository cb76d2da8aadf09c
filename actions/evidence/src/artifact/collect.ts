import {type BuiltRead, type ContextRead, type Fact, type FactList, type FolderFile, type GitRead, Refusal, learn, learnEach, nearest} from '#core';
import type {Policy} from './policy.ts';

/** What is handed over, as it lies there. */
export interface HandedOver {
  /** Its name in policy. */
  readonly id: string;
  /** The name under which it is handed over; absent where nobody said. */
  readonly name?: string;
  readonly files: readonly (FolderFile & {readonly sha256: string})[];
}

/** What the placeholders of a template stand for; a tag and a version only where there is a tag. */
export type Named = Readonly<Record<string, string | undefined>>;

export interface Facts {
  readonly handed: FactList<HandedOver>;
  readonly named: Fact<Named>;
}

export interface Ports {
  readonly built: BuiltRead;
  readonly git: Pick<GitRead, 'head'>;
  readonly context: ContextRead;
}

/** Refuses a name that policy does not know. */
function known(id: string, all: readonly string[], input: string): string {
  if (all.includes(id)) return id;
  const meant = nearest(id, all);
  throw new Refusal({code: 'unreadable', what: `the input ${input}`, why: `there is no artifact "${id}" in policy`,
    fix: meant ? `Did you mean "${meant}"?` : `Known: ${all.join(', ') || 'none'}.`});
}

/** Measures what is handed over. */
export async function collect({built, git, context}: Ports,
  {inputs, policy}: {readonly inputs: {readonly names: readonly string[]; readonly only: readonly string[]}; readonly policy: Policy}): Promise<Facts> {
  const all = Object.keys(policy.artifacts);
  const names = new Map(inputs.names.map(line => {
    const split = line.indexOf('=');
    return [known(line.slice(0, split), all, 'names'), line.slice(split + 1)] as const;
  }));
  const only = inputs.only.map(id => known(id, all, 'only'));
  const chosen = Object.entries(policy.artifacts).filter(([id]) => only.length === 0 || only.includes(id));
  const handed = await learnEach(chosen, ([id]) => `the artifact ${id}`, async ([id, {paths}]): Promise<HandedOver> => {
    const files = [];
    for (const {path} of await built.list(paths)) files.push({path, ...await built.digest(path)});
    const name = names.get(id);
    return {id, files, ...(name !== undefined && {name})};
  });
  const named = await learn('the names that the commit has', async (): Promise<Named> => {
    const {tag} = context.facts();
    const head = await git.head();
    if (!head) throw new Refusal({code: 'missing', what: 'the commit that is checked out', why: 'there is none', fix: 'Check the commit out that is released.'});
    return {sha: head.sha, 'short-sha': head.sha.slice(0, 7), tag, version: tag === undefined ? undefined : /^(?:.*@)?v?(\d+\.\d+.*)$/.exec(tag)?.[1]};
  });
  return {handed, named};
}
