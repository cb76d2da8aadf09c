import * as z from 'zod';
import {type ContextRead, type Fact, type GitRead, type GithubRead, Refusal, known, learn} from '#core';
import {type RepositoryName, repositoryOf} from '../repository.ts';
import type {Policy} from './policy.ts';

/** A run of a workflow; after a re-run what it tells is about the newest attempt. */
export interface WorkflowRun {
  readonly id: number;
  /** The workflow's file, from the root. */
  readonly path: string;
  readonly commit: string;
  readonly event: string;
  /** `completed`, or what it waits for or is at. */
  readonly status: string;
  readonly conclusion: string | undefined;
  readonly number: number;
  readonly attempt: number;
  /** When its newest attempt began. */
  readonly startedAt: Date;
  readonly url: string;
}

/** The runs of one commit. */
export interface CommitRuns {
  readonly commit: string;
  readonly runs: readonly WorkflowRun[];
}

export type Severity = 'low' | 'medium' | 'high' | 'critical' | 'unknown';

export interface CodeAlert {
  readonly number: number;
  readonly tool: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly url: string;
  readonly path?: string;
  readonly line?: number;
}

/** What a secret-scanning alert is about; the secret itself is not asked for. */
export interface SecretAlert {
  readonly number: number;
  readonly kind: string;
  /** `active`, `inactive` or `unknown`. */
  readonly validity: string;
  readonly url: string;
}

export interface Facts {
  readonly commitRuns: Fact<CommitRuns>;
  readonly codeAlerts: Fact<'not-used' | readonly CodeAlert[]>;
  readonly secretAlerts: Fact<'not-used' | readonly SecretAlert[]>;
}

interface Ports {
  readonly github: Pick<GithubRead, 'list'>;
  readonly context: ContextRead;
  readonly git: Pick<GitRead, 'remotes'>;
}

const instant = z.iso.datetime({offset: true}).transform(text => new Date(text));
const runBody = z.object({
  id: z.int(), path: z.string(), head_sha: z.string(), event: z.string(), status: z.string().nullable(), conclusion: z.string().nullable(), run_number: z.int(),
  run_attempt: z.int(),
  created_at: instant, run_started_at: instant.optional(), html_url: z.string(),
});
const codeAlertBody = z.object({
  number: z.int(), state: z.string(), html_url: z.string(), tool: z.object({name: z.string().nullish()}),
  rule: z.object({id: z.string().nullish(), severity: z.string().nullish(), security_severity_level: z.string().nullish()}),
  most_recent_instance: z.object({location: z.object({path: z.string().optional(), start_line: z.int().optional()}).optional()}).optional(),
});
/** GitHub promises none of these members; without a number or a state it cannot be told what is open. */
const secretAlertBody = z.object({
  number: z.int(), state: z.string(), html_url: z.string().default('under Security on GitHub'), secret_type: z.string().default('of an unnamed kind'),
  secret_type_display_name: z.string().optional(),
  validity: z.string().default('unknown'),
});

function readRun(body: unknown): WorkflowRun {
  const run = runBody.parse(body);
  return {
    // Some paths carry the ref that they were taken from: .github/workflows/ci.yml@main.
    id: run.id, path: run.path.replace(/@.*$/, ''), commit: run.head_sha.toLowerCase(), event: run.event, status: run.status ?? 'unknown', conclusion: run.conclusion ?? undefined,
    number: run.run_number, attempt: run.run_attempt, startedAt: run.run_started_at ?? run.created_at, url: run.html_url,
  };
}

const levels = ['low', 'medium', 'high', 'critical'] as const;

/**
 * A severity for security where there is one, else what that of the tool comes to. Source:
 * https://docs.github.com/en/code-security/code-scanning/managing-code-scanning-alerts/about-code-scanning-alerts
 */
function severityOf({severity, security_severity_level: level}: z.output<typeof codeAlertBody>['rule']): Severity {
  if (level !== null && level !== undefined) return levels.find(one => one === level) ?? 'unknown';
  if (severity === 'error') return 'high';
  if (severity === 'warning') return 'medium';
  return severity === 'note' || severity === 'none' ? 'low' : 'unknown';
}

function readCodeAlert(body: unknown): CodeAlert | undefined {
  const {number, state, html_url: url, tool, rule, most_recent_instance: instance} = codeAlertBody.parse(body);
  if (state !== 'open') return undefined;
  const {path, start_line: line} = instance?.location ?? {};
  return {number, tool: tool.name ?? 'a tool', rule: rule.id ?? 'a rule', severity: severityOf(rule), url, ...(path && {path, ...(line !== undefined && line > 0 && {line})})};
}

function readSecretAlert(body: unknown): SecretAlert | undefined {
  const {number, state, html_url: url, secret_type: type, secret_type_display_name: name, validity} = secretAlertBody.parse(body);
  return state === 'open' ? {number, kind: name ?? type, validity, url} : undefined;
}

const present = <T>(items: readonly (T | undefined)[]): readonly T[] => items.filter(item => item !== undefined);

/**
 * GitHub answers for a feature that is off as it does for one that the token may not see, but for its words. Whether it is not used is for policy to say.
 */
function sayUnused(thrown: unknown, feature: 'code-scanning' | 'secret-scanning'): unknown {
  if (!(thrown instanceof Refusal) || thrown.gap.code !== 'refused') return thrown;
  const {why} = thrown.gap;
  if (/no analysis found/.test(why)) return new Refusal(
    {...thrown.gap, fix: `Have the branch scanned, name another in alerts.branch of governance.runs, or write there alerts: {${feature}: not-used}.`}, {cause: thrown}
  );
  if (!/\b(?:disabled|not enabled|must be enabled)\b/.test(why)) return thrown;
  return new Refusal({...thrown.gap, fix: `Turn it on in the repository's settings, or write alerts: {${feature}: not-used} in governance.runs.`}, {cause: thrown});
}

/** Asks for the runs of the commit and the open alerts; each list is whole or a gap. */
export async function collect({github, context, git}: Ports, {policy, wants}: {readonly policy: Policy; readonly wants: (fact: string) => boolean}): Promise<Facts> {
  const {commit, branch: ofRun} = context.facts();
  let name: Promise<RepositoryName> | undefined;
  const repository = (): Promise<RepositoryName> => (name ??= repositoryOf({context, git}));
  const {branch = ofRun, 'code-scanning': level, 'secret-scanning': which} = policy.alerts;

  async function commitRuns(): Promise<CommitRuns> {
    if (commit === undefined) throw new Refusal({code: 'missing', what: 'the commit that is released', why: 'there is none', fix: 'Run it in a clone with at least one commit.'});
    const runs = await github.list(
      '/repos/{owner}/{repo}/actions/runs', {...await repository(), head_sha: commit, exclude_pull_requests: 'true'}, readRun,
      {under: 'workflow_runs', permission: 'actions: read'}
    );
    return {commit, runs: runs!.filter(run => run.commit === commit.toLowerCase())};
  }

  async function codeAlerts(): Promise<Facts['codeAlerts'] extends Fact<infer T> ? T : never> {
    if (level === 'not-used') return 'not-used';
    try {
      const ref = branch === undefined ? {} : {ref: `refs/heads/${branch}`};
      return present(
        (await github.list('/repos/{owner}/{repo}/code-scanning/alerts', {...await repository(), state: 'open', ...ref}, readCodeAlert, {permission: 'security-events: read'}))!
      );
    } catch (thrown) {
      throw sayUnused(thrown, 'code-scanning');
    }
  }

  async function secretAlerts(): Promise<Facts['secretAlerts'] extends Fact<infer T> ? T : never> {
    if (which === 'not-used') return 'not-used';
    try {
      return present(
        (
          await github.list(
            '/repos/{owner}/{repo}/secret-scanning/alerts', {...await repository(), state: 'open', hide_secret: 'true'}, readSecretAlert,
            {permission: 'secret-scanning-alerts: read'}
          )
        )!
      );
    } catch (thrown) {
      throw sayUnused(thrown, 'secret-scanning');
    }
  }

  return {
    commitRuns: wants('commitRuns') && policy.required.length > 0 ? await learn('the runs of the commit', commitRuns) : known({commit: '', runs: []}),
    codeAlerts: wants('codeAlerts') ? await learn('code-scanning alerts', codeAlerts) : known('not-used'),
    secretAlerts: wants('secretAlerts') ? await learn('secret-scanning alerts', secretAlerts) : known('not-used'),
  };
}
