import {flag, integer, list, path, text} from '#core';
import * as z from 'zod';

/** The inputs that every action has; the command line has them as flags. */
export const commonInputs = {
  config: path().optional().describe('The policy file. Default: `.github/shipgate.yml`; without one the preset `recommended` holds.'),
  set: list().default([]).describe('Settings for this run, one a line: `docs-reality.max-missing-paths=3`. They stand in the report.'),
  'evidence-dir': text().default('.shipgate').describe('The folder for report files, in the workspace.'),
  reports: z.array(z.enum(['sarif', 'junit'])).default(['sarif']).describe('Report files beside the evidence, one a line: `sarif`, `junit`.'),
  environment: text().optional().describe('The deployment environment, for `enforcement-by`.'),
  'timeout-minutes': integer({min: 1, max: 360}).default(60).describe('The run is ended after this time, and what is not known by then could not be decided.'),
} as const;

/** What an operation has besides. */
export const operationInputs = {
  apply: flag().default(false).describe('Carry the plan out. Without it the plan is only shown.'),
} as const;

/** The token of every action: read-only, for what the clone lacks. */
export const tokenInput = {
  name: 'token',
  about: 'A token that may read the repository\'s contents, for what a shallow clone lacks',
  actionDefault: '${{ github.token }}',
} as const;

/** The outputs that every action has. */
export const commonOutputs = {
  decision: '`allow` or `deny`; `deny` from the first moment on, so that a run that was cut off denies',
  verdict: '`pass`, `waived`, `fail`, `inconclusive` or `not-run`',
  evidence: 'The path of the report file',
} as const;
