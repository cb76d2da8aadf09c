import * as z from 'zod';
import {flag, list, path} from '#core';

/** What may be set for evidence/correlation. */
export const policy = z.strictObject({
  records: z.array(path()).default([]).describe('Globs of log files (a JSON object a line: .ndjson, .jsonl, .log) and JSON reports that must carry the same ids'),
  'correlation-fields': list().default(['correlationId', 'correlation_id',
    'trace_id']).describe('Where a log record or report has its correlation id; a dot leads into an object. The first that is there counts'),
  'candidate-fields': list().default(['candidateId', 'candidate_id', 'release_candidate_id']).describe('Where it has the id of the release'),
  'audit-log': flag().default(false).describe('The audit log must name these runs and report files with the same ids'),
  'one-run': flag().default(true).describe('All report files are of one run. Without it they only have to be of one release'),
});

export type Policy = z.output<typeof policy>;
