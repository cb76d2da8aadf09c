import {every, held} from '#core';
import {noWorkflows, rule} from './rule.ts';
import {checkSkipped, mergeGroup} from './rules-checks.ts';
import {conditionSound} from './rules-conditions.ts';
import {gateIgnored, gateSkipped} from './rules-gates.ts';
import {concurrency, inherit, injection, permissions, pinned} from './rules-hygiene.ts';
import {mustRun, sequence} from './rules-order.ts';

const readable = rule({
  id: 'workflows.readable',
  about: 'Every workflow file can be read.',
  help: `A workflow that cannot be understood cannot be judged, and GitHub does not run it either: broken YAML, a job without steps, a need that does not exist, an
expression that does not end.

**To fix it**, correct it at the place that is named; \`actionlint\` explains most mistakes. Whether everything else in the file is in order is told once it can be read.`,
  on: ['workflows', 'surroundings'],
  check: ({workflows, surroundings}) => (
    workflows.length === 0 ? noWorkflows() : every(
      [...workflows.map(() => 'read' as const), ...surroundings.notFollowed], one => (one === 'read' ? held() : {count: 'local actions not in the repository, not followed'})
    )
  ),
});

export const rules = [
  readable, sequence, mustRun, gateIgnored, gateSkipped, conditionSound, checkSkipped, mergeGroup, pinned, permissions, injection, inherit, concurrency
] as const;
