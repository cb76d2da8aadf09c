import type {ContextFacts, Ruling} from '#core';
import {type FakeFile, context, exec, files, run} from '#testkit';
import {collect} from '../collect.ts';
import type {Facts} from '../facts.ts';
import {policy as schema} from '../policy.ts';
import {rules} from './index.ts';

/** A repository for tests: its tree, what policy says and what programs print. */
export interface Scene {
  readonly tree: Readonly<Record<string, FakeFile>>;
  readonly policy?: unknown;
  readonly answer?: Parameters<typeof exec>[0];
  readonly facts?: Partial<ContextFacts>;
}

export const now = new Date('2026-11-20T12:00:00Z');

export function look({tree, policy = {}, answer, facts}: Scene): Promise<Facts> {
  return collect({files: files(tree), exec: exec(answer), context: context(facts)}, {policy: schema.parse(policy), run: run(now)});
}

/** The rules by name: adding one means adding its tests. */
export const ruleIds = ['audit.made', 'audit.required', 'audit.limits', 'audit.baseline', 'allow.due', 'allow.fix', 'allow.unused', 'sbom.valid', 'sbom.covers', 'sbom.digests'] as const;
export type Judged = Readonly<Record<(typeof ruleIds)[number], Ruling>>;

/** Every rule's ruling on a scene. */
export async function judge(scene: Scene): Promise<Judged> {
  const facts = await look(scene);
  return Object.fromEntries(rules.map(rule => [rule.id, rule.judge(facts, schema.parse(scene.policy ?? {}), now)])) as Judged;
}

export const messages = ({broken, undecided}: Ruling): readonly string[] => [...broken, ...undecided].map(({message}) => message);
