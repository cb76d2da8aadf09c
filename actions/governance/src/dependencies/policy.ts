import * as z from 'zod';
import {duration, flag, instant, integer, list, path, text} from '#core';

/** The auditors whose reports are understood. */
export const auditors = ['npm-audit', 'pip-audit', 'cargo-audit', 'osv-scanner'] as const;
export type Auditor = (typeof auditors)[number];

/** From the worst down; `unknown` is what the auditor gives no severity for. */
export const severities = ['critical', 'high', 'moderate', 'low', 'info', 'unknown'] as const;
export type Severity = (typeof severities)[number];

const counts = z.strictObject(Object.fromEntries([...severities, 'total'].map(severity => [severity, integer().optional()])) as Record<Severity | 'total', z.ZodOptional<ReturnType<typeof integer>>>);

const audit = z.strictObject({
  tool: z.enum(auditors),
  lockfile: path().describe('The lockfile that is audited'),
  group: text().optional().describe('The name of this audit in limits and baseline; default the tool'),
  report: path().optional().describe('The report as JSON, written by an earlier step'),
  stamp: path().optional().describe('What the report itself does not say: {"made-at": "2026-11-20T10:00:00Z", "lockfile-sha256": "…", "exit-code": 0}'),
  run: z.union([text(), list().min(1)]).optional().describe('The command that prints the report: npm audit --json --omit=dev. Never run for a change from outside'),
  directory: path().optional().describe('Where it runs; default the root'),
  'max-age': duration().default(86_400_000).meta({default: '1d'}).describe('The oldest report that counts'),
  timeout: duration().default(300_000).meta({default: '5m'}),
}).refine(({report, run}) => (report === undefined) !== (run === undefined), {error: 'give either report or run'});
export type AuditPolicy = z.output<typeof audit>;

const allowed = z.strictObject({
  id: text().describe('GHSA-…, CVE-…, PYSEC-…, RUSTSEC-…: the id or an alias'),
  package: text(),
  version: text().describe('The version that is installed'),
  reason: text().regex(/\S/, 'must not be blank'),
  'review-after': instant().describe('The last day on which it counts'),
});
export type Allowed = z.output<typeof allowed>;

const sbom = z.strictObject({
  file: path().describe('CycloneDX 1.2 to 1.7 or SPDX 2.2 or 2.3, as JSON'),
  lockfiles: z.array(path()).min(1).describe('The lockfiles whose packages it must list'),
  omit: z.array(z.enum(['dev', 'optional', 'peer'])).default([]).describe('Packages of the lockfile that it need not list'),
});
export type SbomPolicy = z.output<typeof sbom>;

/** What may be set for `governance dependencies`. */
export const policy = z.strictObject({
  audits: z.array(audit).default([]).describe('The audits that are made, and where their reports are'),
  'required-auditors': z.array(z.enum(auditors)).default([]).describe('Auditors that must be among them'),
  limits: z.record(text(), counts).default({}).describe('Findings that are tolerated, by group ("*" for all) and severity; default 0 of every severity'),
  baseline: path().optional().describe('A file with the findings of old, as counts by group and severity: only more than that is a problem. {"version": 1, "groups": {"npm-audit": {"moderate": 3}}}'),
  allow: z.array(allowed).default([]).describe('Findings without a fix that somebody looked at'),
  sbom: z.array(sbom).default([]).describe('Bills of materials'),
  'require-digests': flag().default(false).describe('Every package in a bill of materials has a digest where the lockfile has one'),
});
export type Policy = z.output<typeof policy>;

/** The schema of a baseline file. */
export const baselineSchema = z.strictObject({version: integer({min: 1}), groups: z.record(text(), counts)});
export type Baseline = z.output<typeof baselineSchema>;

export const groupOf = ({group, tool}: AuditPolicy): string => group ?? tool;
