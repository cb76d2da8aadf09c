import type {Annotation, AnnotationLevel, Place} from './annotations.ts';
import {CaseInsensitiveMap} from './case-insensitive-map.ts';
import {Masks} from './masks.ts';

/** Annotations that are kept for each level of one step. Source: actions/runner 2.336.0, src/Runner.Worker/ExecutionContext.cs, `_maxCountPerIssueType`. */
const annotationLimit = 10;

/** Characters (UTF-16 units) of an annotation's message that are kept. Source: the same file, `_maxIssueMessageLength`. */
const messageLimit = 4096;

/** A fault that the runner does not recover from within the step: the step fails at once. */
export class StepFault extends Error {
  override readonly name = 'StepFault';
}

/** What one step has said and left so far: the runner's execution context. */
export class StepLog {
  readonly lines: string[] = [];
  readonly rawLines: string[] = [];
  readonly debugLines: string[] = [];
  readonly annotations: Annotation[] = [];
  readonly dropped: Record<AnnotationLevel, number> = {error: 0, warning: 0, notice: 0};
  readonly errors: string[] = [];
  readonly addedMasks: string[] = [];
  readonly outputs = new CaseInsensitiveMap<string>();
  readonly state = new CaseInsensitiveMap<string>();
  readonly env = new Map<string, string>();
  readonly masks: Masks;
  readonly #showDebug: boolean;
  #prependPath: string[] = [];

  constructor(secrets: Iterable<string>, showDebug: boolean) {
    this.masks = new Masks(secrets);
    this.#showDebug = showDebug;
  }

  /** The folders put before PATH, as the next step sees them: the last one added comes first. */
  get path(): string[] { return this.#prependPath.toReversed(); }

  write(text: string): void { this.lines.push(this.masks.apply(text)); }

  debug(message: string): void {
    for (const line of message.split(/\r?\n/)) {
      this.debugLines.push(this.masks.apply(line));
      if (this.#showDebug) this.write(`##[debug]${line}`);
    }
  }

  /** An annotation and its log line. The message is masked before it is cut; title and file are not masked, just as in the runner (AddIssue). */
  issue(level: AnnotationLevel, message: string, place: Place = {}): void {
    const kept = this.masks.apply(message).slice(0, messageLimit);
    if (this.annotations.filter(annotation => annotation.level === level).length >= annotationLimit) this.dropped[level]++;
    else this.annotations.push({level, message: kept, ...place});
    if (kept !== '') this.write(`##[${level}]${kept}`);
  }

  /** The runner's own error, which fails the step whatever the exit code. */
  fail(message: string): void {
    this.errors.push(this.masks.apply(message));
    this.issue('error', message);
  }

  addMask(value: string): void {
    this.addedMasks.push(value);
    this.masks.addWithLines(value);
  }

  setOutput(name: string, value: string): void {
    if (name === '') throw new StepFault('Value cannot be null. (Parameter \'name\')');
    this.outputs.set(name, value);
  }

  setEnv(name: string, value: string): void {
    if (name === '') throw new StepFault('Value cannot be null. (Parameter \'name\')');
    this.env.set(name, value);
    this.debug(`${name}='${value}'`);
  }

  prependPath(folder: string): void {
    this.#prependPath = [...this.#prependPath.filter(other => other !== folder), folder];
  }
}
