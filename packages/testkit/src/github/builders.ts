/** What a repository on GitHub is made of, for the state of the stand-in: `github.branch('main')`, `github.ruleset(1, ['deletion'])`. */
export {codeAlert, dependencyAlert, secretAlert} from './alerts.ts';
export {branch} from './branches.ts';
export {checkRun} from './checks.ts';
export {commit, file, sha} from './commits.ts';
export {comparison} from './history.ts';
export {issue, milestone} from './issues.ts';
export {person, team} from './people.ts';
export {protection} from './protection.ts';
export {pullRequest, review} from './pull-requests.ts';
export {ruleset} from './rulesets.ts';
export {workflow, workflowRun} from './runs.ts';
export {annotatedTag, release, tag} from './tags.ts';
