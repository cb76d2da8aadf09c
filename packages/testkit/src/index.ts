export * from './events.ts';
export {type CommitOptions, type Files, GitRepository, gitEnvironment, gitRepository} from './repository.ts';
export {type ActionFile, type ActionInput, readActionFile} from './runner/action-file.ts';
export type {Annotation, AnnotationLevel} from './runner/annotations.ts';
export type {Grace} from './runner/child.ts';
export type {GithubFields} from './runner/contexts.ts';
export type {Services} from './runner/environment.ts';
export type {LogGroup} from './runner/log-groups.ts';
export {runStep, type StepOptions, type StepResult} from './runner/run-step.ts';
