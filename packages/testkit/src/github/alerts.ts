import {sha} from './commits.ts';
import {Denied, type Operations} from './operation.ts';
import {userBody} from './people.ts';
import type {GithubState} from './state.ts';

type Severity = 'low' | 'medium' | 'high' | 'critical';

export interface CodeAlertState {
  readonly number: number;
  readonly state: 'open' | 'dismissed' | 'fixed';
  readonly rule: string;
  readonly severity: 'none' | 'note' | 'warning' | 'error';
  /** Of rules about security; others have none. */
  readonly security_severity_level: Severity | null;
  readonly tool: string;
  /** `refs/heads/main`. */
  readonly ref: string;
  readonly path: string;
}

export interface SecretAlertState {
  readonly number: number;
  readonly state: 'open' | 'resolved';
  readonly resolution: 'false_positive' | 'wont_fix' | 'revoked' | 'used_in_tests' | null;
  readonly secret_type: string;
  readonly validity: 'active' | 'inactive' | 'unknown';
}

export interface DependencyAlertState {
  readonly number: number;
  readonly state: 'auto_dismissed' | 'dismissed' | 'fixed' | 'open';
  readonly ecosystem: string;
  readonly package: string;
  readonly severity: Severity;
  readonly scope: 'development' | 'runtime' | null;
  readonly manifest_path: string;
  readonly ghsa_id: string;
}

export function codeAlert(number: number, more: Partial<CodeAlertState> = {}): CodeAlertState {
  return {number, state: 'open', rule: 'js/zipslip', severity: 'error', security_severity_level: 'high', tool: 'CodeQL', ref: 'refs/heads/main', path: 'src/index.js', ...more};
}

export function secretAlert(number: number, more: Partial<SecretAlertState> = {}): SecretAlertState {
  return {number, state: 'open', resolution: more.state === 'resolved' ? 'revoked' : null, secret_type: 'adafruit_io_key', validity: 'unknown', ...more};
}

export function dependencyAlert(number: number, more: Partial<DependencyAlertState> = {}): DependencyAlertState {
  return {
    number, state: 'open', ecosystem: 'npm', package: 'left-pad', severity: 'high', scope: 'runtime', manifest_path: 'package-lock.json', ghsa_id: 'GHSA-aaaa-bbbb-cccc', ...more,
  };
}

const created = '2026-01-02T00:00:00Z';

function codeBody({number, state, rule, severity, security_severity_level, tool, ref, path}: CodeAlertState): Readonly<Record<string, unknown>> {
  const dismissed = state === 'dismissed';
  return {
    number, state, created_at: created, fixed_at: state === 'fixed' ? created : null, dismissed_by: dismissed ? userBody('octocat') : null,
    dismissed_at: dismissed ? created : null,
    dismissed_reason: dismissed ? 'false positive' : null,
    rule: {id: rule, name: rule, severity, security_severity_level, description: rule, tags: security_severity_level === null ? [] : ['security']},
    tool: {name: tool, guid: null, version: '2.20.0'},
    most_recent_instance: {
      ref, state, commit_sha: sha('a'), environment: '{}', category: '', location: {path, start_line: 1, end_line: 1, start_column: 1, end_column: 2}, message: {text: rule},
      classifications: [],
    },
  };
}

function secretBody({number, state, resolution, secret_type, validity}: SecretAlertState): Readonly<Record<string, unknown>> {
  const resolved = state === 'resolved';
  return {
    number, state, resolution, secret_type, secret_type_display_name: secret_type, validity, created_at: created, resolved_at: resolved ? created : null,
    resolved_by: resolved ? userBody('octocat') : null, push_protection_bypassed: false,
  };
}

function dependencyBody(alert: DependencyAlertState): Readonly<Record<string, unknown>> {
  const {number, state, ecosystem, severity, scope, manifest_path, ghsa_id} = alert;
  const named = {ecosystem, name: alert.package};
  const vulnerability = {package: named, severity, vulnerable_version_range: '< 2.0.0', first_patched_version: {identifier: '2.0.0'}};
  const dismissed = state === 'dismissed';
  return {
    number, state, created_at: created, updated_at: created, fixed_at: state === 'fixed' ? created : null, dismissed_at: dismissed ? created : null,
    dismissed_by: dismissed ? userBody('octocat') : null,
    dismissed_reason: dismissed ? 'tolerable_risk' : null, dismissed_comment: null, dependency: {package: named, manifest_path, scope, relationship: 'direct'},
    security_vulnerability: vulnerability,
    security_advisory: {
      ghsa_id, cve_id: null, summary: `${alert.package} is vulnerable`, description: '', severity, vulnerabilities: [vulnerability], cvss: {vector_string: null, score: 0},
      cwes: [], identifiers: [{type: 'GHSA', value: ghsa_id}],
      references: [], published_at: created, updated_at: created, withdrawn_at: null,
    },
  };
}

const has = (query: URLSearchParams, name: string, value: string | null): boolean => query.get(name) === null || query.get(name) === value;
const among = (query: URLSearchParams, name: string, value: string | null): boolean => query.get(name) === null || query.get(name)!.split(',').includes(value ?? '');

/** Alerts of a feature that is turned on; else GitHub's refusal, which is never an empty list. */
function turnedOn<T>(alerts: readonly T[] | 'off' | 'never run', refusal: Denied, never = refusal): readonly T[] {
  if (alerts === 'off') throw refusal;
  if (alerts === 'never run') throw never;
  return alerts;
}
const newestFirst = <T extends {readonly number: number}>(alerts: readonly T[]): readonly T[] => [...alerts].sort((a, b) => b.number - a.number);
const refOf = ({repository}: GithubState, query: URLSearchParams): string => query.get('ref')?.replace(/^(?!refs\/)/, 'refs/heads/') ?? `refs/heads/${repository.default_branch}`;

export const alertOperations: Operations = {
  'GET /repos/{owner}/{repo}/code-scanning/alerts': {
    needs: 'security_events=read', honours: ['state', 'severity', 'ref', 'tool_name'],
    answer({state, query}) {
      const alerts = turnedOn(
        state.codeAlerts, new Denied(403, 'Advanced Security must be enabled for this repository to use code scanning.'), new Denied(404, 'no analysis found'),
      );
      const items = newestFirst(alerts).filter(one => one.ref === refOf(state, query) && has(query, 'state', one.state) && has(query, 'tool_name', one.tool) &&
        (has(query, 'severity', one.severity) || has(query, 'severity', one.security_severity_level)));
      return {items: items.map(codeBody)};
    },
  },
  'GET /repos/{owner}/{repo}/secret-scanning/alerts': {
    needs: 'secret_scanning_alerts=read', honours: ['state', 'secret_type', 'validity', 'resolution', 'hide_secret'],
    answer({state, query}) {
      const alerts = turnedOn(state.secretAlerts, new Denied(404, 'Secret scanning is disabled on this repository.'));
      const items = newestFirst(alerts).filter(one => has(query, 'state', one.state) && among(query, 'secret_type', one.secret_type))
        .filter(one => among(query, 'validity', one.validity) && among(query, 'resolution', one.resolution));
      return {items: items.map(one => ({...secretBody(one), ...(query.get('hide_secret') !== 'true' && {secret: 'aio_XXXXXXXX'})}))};
    },
  },
  'GET /repos/{owner}/{repo}/dependabot/alerts': {
    needs: 'vulnerability_alerts=read', honours: ['state', 'severity', 'ecosystem', 'package', 'manifest', 'scope'],
    answer({state, query}) {
      const alerts = turnedOn(state.dependencyAlerts, new Denied(403, 'Dependabot alerts are disabled for this repository.'));
      const items = newestFirst(alerts).filter(one => among(query, 'state', one.state) && among(query, 'severity', one.severity))
        .filter(one => among(query, 'ecosystem', one.ecosystem) && among(query, 'package', one.package))
        .filter(one => among(query, 'manifest', one.manifest_path) && has(query, 'scope', one.scope));
      return {items: items.map(dependencyBody), cursor: true};
    },
  },
};
