import {attachmentFileOf, evidenceFileOf} from '#core';
import {reportsFolder} from '../report-files.ts';

/** A pattern that release scripts left their files under, and what holds the same now. */
export interface EarlierName {
  readonly pattern: string;
  /** The gate or operation whose report file it is. */
  readonly gate: string;
  /** The attachment beside the report file; absent where the report file itself holds it. */
  readonly attachment?: string;
  /** Where it is no report file: kept in the history. */
  readonly kept?: string;
}

const report = (pattern: string, gate: string): EarlierName => ({pattern, gate});
const beside = (pattern: string, gate: string, attachment: string): EarlierName => ({pattern, gate, attachment});

/** The 43 patterns, and the two families without one name, in the order in which pipelines list them. */
export const earlierNames: readonly EarlierName[] = [
  report('release_governance_*.json', 'governance/version'),
  {pattern: 'release_manifest_*.json', gate: 'evidence/seal', kept: 'records/*.json'},
  report('release_compat_matrix_*.json', 'compat-matrix/check'),
  report('release_rollout_adapter_contract_*.json', 'rollout-guard/contract'),
  report('release_rollout_guard_*.json', 'rollout-guard/check'),
  report('release_rollout_executor_*.json', 'rollout-apply/apply'),
  report('rollback_drill_guard_*.json', 'rollback-drill/verify'),
  beside('rollback_drill_signature_*.json', 'rollback-drill/sign', 'signature.json'),
  report('doc_encoding_guard_*.json', 'docs-reality/check'),
  report('docs_reality_guard_*.json', 'docs-reality/check'),
  report('preflight_trend_guard_*.json', 'trend-guard/preflight'),
  report('citation_verify_long_soak_guard_*.json', 'trend-guard/soak'),
  report('alert_escalation_*.json', 'incident/escalate'),
  report('correlation_trace_guard_*.json', 'evidence/correlation'),
  report('incident_report_*.json', 'incident/report'),
  beside('incident_report_*.md', 'incident/report', 'report.md'),
  report('incident_notify_*.json', 'notify/send'),
  report('incident_notify_drill_*.json', 'notify/drill'),
  beside('incident_notify_drill_notify_*.json', 'notify/drill', 'deliveries.json'),
  beside('incident_report_drill_*.json', 'notify/drill', 'report.json'),
  report('incident_config_guard_*.json', 'notify/check'),
  report('sensitive_output_scan_*.json', 'data-guard/scan'),
  report('data_classification_guard_*.json', 'data-guard/classify'),
  report('artifact_schema_catalog_guard_*.json', 'evidence/schema'),
  report('public_release_guard_*.json', 'public-release/check'),
  report('migration_assistant_*.json', 'migration-assistant/plan'),
  beside('migration_assistant_*.md', 'migration-assistant/plan', 'plan.md'),
  beside('release_notes_*.md', 'public-release/check', 'notes.md'),
  report('audit_chain_verify_*.json', 'audit-chain/verify'),
  {pattern: '.data/audit/operations_audit_chain.ndjson', gate: 'audit-chain/append', kept: 'the audit log, in the history'},
  {pattern: '.data/audit/operations_audit_chain_state.json', gate: 'audit-chain/append', kept: 'the state of the audit log, in the history'},
  report('capacity_guard_*.json', 'capacity/guard'),
  report('capacity_forecast_*.json', 'capacity/forecast'),
  beside('capacity_forecast_*.md', 'capacity/forecast', 'forecast.md'),
  report('capacity_baseline_refresh_*.json', 'capacity/baseline'),
  beside('capacity_policy_generated_*.json', 'capacity/baseline', 'policy.json'),
  report('capacity_alert_threshold_suggest_*.json', 'capacity/suggest'),
  beside('capacity_alert_thresholds_suggested.json', 'capacity/suggest', 'thresholds.json'),
  report('capacity_alert_policy_drift_*.json', 'capacity/drift'),
  beside('capacity_policy_threshold_patch_suggested.json', 'capacity/drift', 'patch.json'),
  report('capacity_policy_patch_apply_*.json', 'capacity/patch'),
  report('capacity_stress_gate_*.json', 'capacity/stress'),
  report('capacity_stress_matrix_*.json', 'load-test/matrix'),
  report('dependency audit', 'governance/dependencies'),
  report('SBOM', 'governance/dependencies'),
];

/** The file of ours, below the folder for report files. */
export function fileOf({gate, attachment, kept}: EarlierName): string {
  if (kept !== undefined) return kept;
  const file = evidenceFileOf({as: gate.split('/')[0]!, gate});
  return `${reportsFolder}/${attachment === undefined ? file : attachmentFileOf(file, attachment)}`;
}
