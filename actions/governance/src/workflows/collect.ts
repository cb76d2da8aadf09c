import {type FilesRead, type GitRead, Refusal, learn, learnEach} from '#core';
import type {Facts} from './facts.ts';
import {readCompositeAction, readWorkflow} from './read-workflow.ts';
import type {Job, Step, Workflow, Written} from './workflow.ts';

export interface WorkflowPorts {
  readonly files: FilesRead;
  readonly git: Pick<GitRead, 'remotes'>;
}

/** GitHub's own limits are 10 levels of calls and 500 KiB a file. */
const mostLevels = 10;
const limit = 1024 * 1024;
const mostParts = 10_000;

const isWorkflowFile = (path: string): boolean => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);

/** Nothing but comments: GitHub passes over such a file. */
const isEmpty = (text: string): boolean => !text.split('\n').some(line => /^\s*[^#\s]/.test(line));

/** The path that a local `uses` means: `./x` in what was checked out, `$/x` in the repository of the workflow. */
const localPath = (uses: string): string | undefined => (/^(?:\.|\$)\//.test(uses) ? uses.slice(2).replace(/^(?:\.?\/)+|\/+$/g, '') : undefined);

/** How many jobs and steps something is made of, with what it calls. */
const sizes = new WeakMap<Workflow | readonly Step[], number>();
const sizeOf = (whole: Workflow | readonly Step[] | undefined): number => (whole && sizes.get(whole)) ?? 0;

/** Follows what workflows call in their own repository; each file is read once. */
class Calls {
  readonly #files: FilesRead;
  readonly #paths: ReadonlySet<string>;
  readonly #workflows = new Map<string, Workflow>();
  readonly #actions = new Map<string, readonly Step[] | undefined>();
  readonly notFollowed: Written[] = [];

  constructor(files: FilesRead, paths: ReadonlySet<string>) {
    this.#files = files;
    this.#paths = paths;
  }

  /** A workflow with what it calls. `from` are the workflows that lead to it, and `caller` the place of the call. */
  async workflow(path: string, from: readonly string[] = [], caller?: Written): Promise<Workflow> {
    const at = caller?.at ?? {path};
    const refuse = (code: 'missing' | 'unreadable', why: string, fix: string): Refusal => new Refusal({code, what: at.path, why, fix, at});
    if (from.includes(path) || from.length > mostLevels) {
      throw refuse('unreadable', `workflows call each other in a circle: ${[...from, path].join(', ')}`, 'Remove one of the calls.');
    }
    const known = this.#workflows.get(path);
    if (known) return known;
    const text = await this.#files.text(path, {limit});
    if (text === undefined) throw refuse('missing', `${caller?.text ?? path} is not in the repository`, 'Correct the path, or add the workflow.');
    const read = readWorkflow(path, text);
    const jobs: Job[] = [];
    for (const job of read.jobs) jobs.push(await this.#job(job, [...from, path]));
    const workflow = {...read, jobs};
    this.#weigh(workflow, jobs.reduce((size, {called, steps}) => size + 1 + sizeOf(called) + sizeOf(steps), 0), path);
    this.#workflows.set(path, workflow);
    return workflow;
  }

  async #job(job: Job, from: readonly string[]): Promise<Job> {
    const path = job.uses && localPath(job.uses.text);
    if (path !== undefined) return {...job, called: await this.workflow(path, from, job.uses)};
    return {...job, steps: await this.#steps(job.steps, [])};
  }

  async #steps(steps: readonly Step[], from: readonly string[]): Promise<readonly Step[]> {
    const followed: Step[] = [];
    for (const step of steps) followed.push(await this.#step(step, from));
    this.#weigh(followed, followed.reduce((size, {inner}) => size + 1 + sizeOf(inner), 0), steps[0]?.at.path ?? '');
    return followed;
  }

  async #step(step: Step, from: readonly string[]): Promise<Step> {
    if (step.concurrent === 'parallel') return {...step, inner: await this.#steps(step.inner ?? [], from)};
    const folder = step.uses && localPath(step.uses.text);
    if (folder === undefined) return step;
    const path = ['action.yml', 'action.yaml'].map(name => (folder === '' ? name : `${folder}/${name}`)).find(one => this.#paths.has(one));
    if (path === undefined || from.includes(path) || from.length >= mostLevels) {
      this.notFollowed.push(step.uses!);
      return step;
    }
    const inner = await this.#action(path, from);
    return inner ? {...step, inner} : step;
  }

  /** The steps of a composite action; nothing for another. */
  async #action(path: string, from: readonly string[]): Promise<readonly Step[] | undefined> {
    if (!this.#actions.has(path)) {
      const text = await this.#files.text(path, {limit});
      const steps = text === undefined ? undefined : readCompositeAction(path, text);
      this.#actions.set(path, steps && (await this.#steps(steps, [...from, path])));
    }
    return this.#actions.get(path);
  }

  #weigh(whole: Workflow | readonly Step[], size: number, path: string): void {
    if (size > mostParts) throw new Refusal({code: 'too-large', what: path, why: `it has more than ${mostParts} jobs and steps, with what it calls`, fix: 'Split it.', at: {path}});
    sizes.set(whole, size);
  }
}

/** Reads every workflow of the tree with what it calls there. A file that cannot be understood is a gap; one without any content is left out. */
export async function collect({files, git}: WorkflowPorts): Promise<Facts> {
  const paths = (await files.list()).filter(entry => entry.kind === 'file').map(entry => entry.path);
  const calls = new Calls(files, new Set(paths));
  const workflows = await learnEach(paths.filter(isWorkflowFile), path => path, async path => {
    const text = await files.text(path, {limit});
    return isEmpty(text ?? '') ? undefined : calls.workflow(path);
  });
  const remotes = await learn('the remotes', () => git.remotes());
  return {
    workflows: {items: workflows.items.filter(workflow => workflow !== undefined), gaps: workflows.gaps},
    surroundings: {known: true, value: {notFollowed: calls.notFollowed, owners: remotes.known ? remotes.value.map(name => name.split('/')[0]!.toLowerCase()) : []}},
  };
}
