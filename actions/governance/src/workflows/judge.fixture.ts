import type {Fault, Ruling} from '#core';
import {type FakeFile, files, git} from '#testkit';
import {collect} from './collect.ts';
import type {Facts} from './facts.ts';
import {policy} from './policy.ts';
import {rules} from './rules.ts';

export const now = new Date('2026-11-20T12:00:00Z');

export interface JudgedWorkflows {
  readonly facts: Facts;
  /** The ruling of a rule, by its id without `workflows.`. */
  ruling(id: string): Ruling;
  /** The broken ones as `line:column message`. */
  said(id: string): readonly string[];
}

/** Judges workflow files: by name in .github/workflows, or by path; action.yml is the root's. */
export async function judge(tree: Readonly<Record<string, FakeFile>>, written: unknown = {}, remotes: readonly string[] = ['harbour/lantern-bay']): Promise<JudgedWorkflows> {
  const parsed = policy.parse(written);
  const facts = await collect(
    {
      files: files(Object.fromEntries(Object.entries(tree).map(([name, file]) => [name.includes('/') || name === 'action.yml' ? name : `.github/workflows/${name}`, file]))),
      git: git({remotes}),
    }
  );
  const ruling = (id: string): Ruling => {
    const found = rules.find(rule => rule.id === `workflows.${id}`);
    if (!found) throw new Error(`there is no rule workflows.${id}`);
    return found.judge(facts, parsed, now);
  };
  return {facts, ruling, said: id => ruling(id).broken.map(({at, message}: Fault) => `${at?.line}:${at?.column} ${message}`)};
}

/** A workflow on a tag with the given jobs, indented by two. */
export const onTag = (jobs: string): string => `on:\n  push:\n    tags: ['v*']\njobs:\n${jobs}`;
