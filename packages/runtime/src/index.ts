export {type TerminalOptions, judgeLocally} from './terminal-side.ts';
export {type Call, type Judged} from './judge.ts';
export {commonInputs, commonOutputs, operationInputs, tokenInput} from './common-inputs.ts';
export {inputNames, runAction} from './github-side.ts';
export {parseInputs} from './inputs.ts';
export {writeWhole} from './reports.ts';
export {type History, historyOf} from './store/begin-history.ts';
export {type GithubCall, type GithubLimits, type GithubOptions, githubApi} from './ports/github-api.ts';
