import {alertOperations} from './alerts.ts';
import {branchOperations} from './branches.ts';
import {checkOperations} from './checks.ts';
import {deploymentOperations} from './deployments.ts';
import {historyOperations} from './history.ts';
import {issueOperations} from './issues.ts';
import type {Operation, Operations} from './operation.ts';
import {peopleOperations} from './people.ts';
import {protectionOperations} from './protection.ts';
import {pullRequestOperations} from './pull-requests.ts';
import {repositoryOperations} from './repository.ts';
import {rulesetOperations} from './rulesets.ts';
import {runOperations} from './runs.ts';
import {tagOperations} from './tags.ts';

/** Everything that the stand-in answers, by `GET /repos/{owner}/{repo}`. */
export const operations: Operations = {
  ...repositoryOperations, ...branchOperations, ...protectionOperations, ...rulesetOperations, ...peopleOperations, ...pullRequestOperations, ...issueOperations, ...runOperations,
  ...checkOperations,
  ...alertOperations, ...tagOperations, ...historyOperations, ...deploymentOperations,
};

/** A route that fits a path. */
export interface Matched {
  readonly name: string;
  readonly route: string;
  readonly operation: Operation;
  readonly parameters: Readonly<Record<string, string>>;
}

const patterns = Object.entries(operations).map(([name, operation]) => {
  const [method, route] = name.split(' ') as [string, string];
  return {name, method, route, operation, segments: route.split('/')};
});
/** What may itself contain slashes at the end of a path: `contents/{path}`, `git/ref/{ref}`. */
const open = new Set(['{path}', '{ref}', '{basehead}']);

/** The operation for a path as it was sent, its parts still encoded. */
export function operationFor(method: string, path: string): Matched | undefined {
  const parts = path.split('/');
  for (const {name, route, operation, segments, method: own} of patterns) {
    if (own !== method) continue;
    const last = segments.at(-1)!;
    const given = open.has(last) && parts.length > segments.length ? [...parts.slice(0, segments.length - 1), parts.slice(segments.length - 1).join('/')] : parts;
    if (given.length !== segments.length || !segments.every((segment, i) => segment.startsWith('{') ? given[i] !== '' : segment === given[i])) continue;
    return {
      name, route, operation,
      parameters: Object.fromEntries(segments.flatMap((segment, i) => (segment.startsWith('{') ? [[segment.slice(1, -1), decodeURIComponent(given[i]!)]] : []))),
    };
  }
  return undefined;
}
