import {type ContextFacts, type GitRead, type GithubRead, Refusal, type Ruling} from '#core';
import {type FakeFile, type FakeHistory, context, files, git} from '#testkit';
import {collect} from './collect.ts';
import type {Facts} from './facts.ts';
import {policy as schema} from './policy.ts';
import {rules} from './rules/index.ts';

/** A repository for tests: its tree, its history, what triggered the run, what policy says and what GitHub answers. */
export interface Scene {
  readonly tree: Readonly<Record<string, FakeFile>>;
  readonly policy?: unknown;
  readonly history?: FakeHistory;
  readonly facts?: Partial<ContextFacts>;
  readonly github?: Pick<GithubRead, 'get'>;
}

export const now = new Date('2026-11-20T12:00:00Z');
export const head = 'a'.repeat(40);

const silent: Pick<GithubRead, 'get'> = {
  get: async (_, __, ___, options) => { throw new Refusal({code: 'refused', what: 'GitHub', why: 'it answered 403', fix: `Give the token ${options?.permission}.`}); },
};

/** What is learned of a scene. */
export function look({tree, policy = {}, history = {}, facts = {}, github = silent}: Scene): Promise<Facts> {
  const known: GitRead = git(history);
  return collect({files: files(tree), git: known, github: github as GithubRead, context: context({commit: head, ...facts})}, {policy: schema.parse(policy)});
}

/** The rules by name: adding one means adding its tests. */
export const ruleIds = [
  'version.form', 'version.agree', 'version.expected', 'version.changes-with', 'tag.version', 'tag.likely', 'tag.format', 'tag.annotated', 'tag.message', 'tag.commit',
  'changelog.entry', 'changelog.content', 'changelog.date', 'changelog.undated', 'schema.form', 'schema.current', 'schema.compatible', 'policy.files', 'data.files', 'bump.kind', 'bump.commits',
] as const;
export type Judged = Readonly<Record<(typeof ruleIds)[number], Ruling>>;

/** Every rule's ruling on a scene. */
export async function judge(scene: Scene): Promise<Judged> {
  const facts = await look(scene);
  return Object.fromEntries(rules.map(rule => [rule.id, rule.judge(facts, schema.parse(scene.policy ?? {}), now)])) as Judged;
}

/** A run on a tag. */
export const tagged = (tag: string, more: Partial<ContextFacts> = {}): Partial<ContextFacts> => ({scope: 'release', event: 'push', tag, ...more});

export const messages = ({broken, undecided}: Ruling): readonly string[] => [...broken, ...undecided].map(({message}) => message);
