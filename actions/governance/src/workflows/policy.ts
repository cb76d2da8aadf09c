import * as z from 'zod';
import {list, text} from '#core';

const match = z.strictObject({
  jobs: list().default([]).describe('Ids of jobs, or globs over them'),
  uses: list().default([]).describe('Actions or reusable workflows without their version, or globs over them'),
  run: list().default([]).describe('Beginnings of commands: `make sbom`'),
});

/** What may be set for the wiring of workflows. Keys in kebab-case; the kernel adds enforcement and rules. */
export const policy = z.strictObject({
  'required-sequence': list().default([]).describe(
    'The stages that every path to an upload passes, in this order: build, sbom, attest, verify, preflight, check, or one of `stages`'
  ),
  stages: z.record(text(), match).default({}).describe('How stages are told, beside what is known anyway; `upload` too'),
  'required-checks': list().default([]).describe('The names of the checks that a pull request needs, as GitHub shows them'),
  level: z.enum(['recommended', 'strict']).default('recommended').describe(
    'recommended looks at workflows that upload something, and at what is certainly dangerous; strict at everything: full SHAs, no ${{ }} in scripts'
  ),
}).catchall(z.strictObject({
  'must-run': list().min(1).describe('Jobs or stages that run one after the other, each only when those before it succeeded: preflight, build, approve, upload'),
}).describe('A workflow file by its name: release.yml'));

export type Policy = z.output<typeof policy>;

/** The workflow files that policy names, with what must run in them. */
export function mustRunOf(given: Policy): readonly {readonly file: string; readonly names: readonly string[]}[] {
  return Object.entries(given).flatMap(
    ([file, value]) => (typeof value === 'object' && !Array.isArray(value) && 'must-run' in value ? [{file, names: value['must-run'] as readonly string[]}] : [])
  );
}
