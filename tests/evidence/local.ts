import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import type {Action, Finding, LazyAction} from '#core';
import {type Judged, judgeLocally} from '#runtime';
import {type Files, type GitRepository, gitRepository, marks} from '#testkit';
import {evidence} from '../../actions/evidence/src/action.ts';
import {preflight} from '../../actions/preflight/src/action.ts';

const small: readonly (Action | LazyAction)[] = [marks, evidence];

export interface ReleaseOptions {
  readonly files?: Files;
  /** More lines of the policy file. */
  readonly policy?: string;
}

/** A repository with a policy file, a clean page and the tag v1.0.0. */
export async function release({files = {}, policy = ''}: ReleaseOptions = {}): Promise<GitRepository> {
  const repository = await gitRepository({
    '.github/shipgate.yml': `version: 1\ngates:\n  docs-reality: enforce\n  second: {run: "true"}\nevidence:\n  seal: {remember: false}\n${policy}`,
    '.gitignore': 'dist/\n.shipgate/\n', 'a.txt': 'hello\n', ...files,
  });
  await repository.tag('v1.0.0', {message: 'v1.0.0'});
  return repository;
}

function run(action: Action, mode: string, repository: Pick<GitRepository, 'path'>, inputs: Readonly<Record<string, string>>, suite = small): Promise<Judged> {
  return judgeLocally({action, mode, inputs, secrets: {}, token: undefined}, suite, {
    workspace: repository.path, environment: process.env, signal: new AbortController().signal, progress: () => undefined, note: () => undefined, ref: inputs['ref'],
  });
}

/** Preflight on the tag: what a release runs. */
export const judgeRelease = (repository: Pick<GitRepository, 'path'>, inputs: Readonly<Record<string, string>> = {ref: 'v1.0.0'}, suite = small): Promise<Judged> =>
  run(preflight, 'judge', repository, inputs, suite);

/** A mode of evidence. */
export const judgeEvidence = (mode: string, repository: Pick<GitRepository, 'path'>, inputs: Readonly<Record<string, string>> = {}): Promise<Judged> =>
  run(evidence, mode, repository, inputs);

/** The open findings of a run, as `rule: key`. */
export function openIn({record}: Judged): readonly string[] {
  return record.outcome.checks.flatMap(check => check.findings.filter((one: Finding) => one.waivedBy === undefined).map(one =>
    `${check.rule.replace('evidence/', '')}: ${one.key}`));
}

/** The rules of a run that do not hold. */
export function redIn({record}: Judged): readonly string[] {
  return record.outcome.checks.filter(({state, enforcement}) => enforcement === 'enforce' && (state === 'broken' || state === 'undecided')).map(({rule}) =>
    rule.replace('evidence/', ''));
}

/** Every file below the folder for report files that is sealed or seals, by its path. */
export function sealedFiles(repository: Pick<GitRepository, 'path'>): readonly string[] {
  const folder = join(repository.path, '.shipgate');
  const record = readdirSync(join(folder, 'records')).map(name => `records/${name}`);
  const reports = readdirSync(join(folder, 'evidence')).filter(name => !/^evidence\.(?:seal|verify)\.json$/.test(name)).map(name => `evidence/${name}`);
  return [...record, ...reports].map(path => `.shipgate/${path}`);
}
