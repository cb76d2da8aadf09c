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
const mostParts = 20_000;

const isWorkflowFile = (path: string): boolean => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);

/** Nothing but comments: GitHub passes over such a file. */
const isEmpty = (text: string): boolean => !text.split('\n').some(line => /^\s*[^#\s]/.test(line));

/** The path that a local `uses` means: `./x` in what was checked out, `$/x` in the repository of the workflow. */
const localPath = (uses: string): string | undefined => (/^(?:\.|\$)\//.test(uses) ? uses.slice(2).replace(/^(?:\.?\/)+|\/+$/g, '') : undefined);

/** Follows what workflows call in their own repository. */
class Caller {
  readonly #files: FilesRead;
  readonly #paths: ReadonlySet<string>;
  readonly notFollowed: Written[] = [];
  #parts = 0;

  constructor(files: FilesRead, paths: ReadonlySet<string>) {
    this.#files = files;
    this.#paths = paths;
  }

  async workflow(path: string, from: readonly string[] = [], caller?: Written): Promise<Workflow> {
    const text = await this.#files.text(path, {limit});
    if (text === undefined) throw this.#refuse('missing', `${caller?.text ?? path} is not in the repository`, 'Correct the path, or add the workflow.', caller, path);
    if (from.includes(path) || from.length > mostLevels) throw this.#refuse(
      'unreadable', `workflows call each other in a circle: ${[...from, path].join(', ')}`, 'Remove one of the calls.', caller, path
    );
    const workflow = readWorkflow(path, text);
    const jobs: Job[] = [];
    for (const job of workflow.jobs) jobs.push(await this.#job(job, [...from, path]));
    return {...workflow, jobs};
  }

  async #job(job: Job, from: readonly string[]): Promise<Job> {
    this.#count(job);
    const path = job.uses && localPath(job.uses.text);
    if (path !== undefined) return {...job, called: await this.workflow(path, from, job.uses)};
    return {...job, steps: await this.#steps(job.steps, [])};
  }

  async #steps(steps: readonly Step[], from: readonly string[]): Promise<readonly Step[]> {
    const followed: Step[] = [];
    for (const step of steps) {
      this.#count(step);
      followed.push(await this.#step(step, from));
    }
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
    const text = await this.#files.text(path, {limit});
    const inner = text === undefined ? undefined : readCompositeAction(path, text);
    return inner ? {...step, inner: await this.#steps(inner, [...from, path])} : step;
  }

  #count(part: Job | Step): void {
    if (++this.#parts > mostParts) throw this.#refuse('too-large', `it has more than ${mostParts} jobs and steps, with what it calls`, 'Split it.', undefined, part.at.path);
  }

  #refuse(code: 'missing' | 'unreadable' | 'too-large', why: string, fix: string, caller: Written | undefined, path: string): Refusal {
    const at = caller?.at ?? {path};
    return new Refusal({code, what: at.path, why, fix, at});
  }
}

/** Reads every workflow of the tree with what it calls there. A file that cannot be understood is a gap; one without any content is left out. */
export async function collect({files, git}: WorkflowPorts): Promise<Facts> {
  const paths = (await files.list()).filter(entry => entry.kind === 'file').map(entry => entry.path);
  const there = new Set(paths);
  const notFollowed: Written[] = [];
  const workflows = await learnEach(paths.filter(isWorkflowFile), path => path, async path => {
    if (isEmpty(await files.text(path, {limit}) ?? '')) return undefined;
    const caller = new Caller(files, there);
    const workflow = await caller.workflow(path);
    notFollowed.push(...caller.notFollowed);
    return workflow;
  });
  const remotes = await learn('the remotes', () => git.remotes());
  return {
    workflows: {items: workflows.items.filter(workflow => workflow !== undefined), gaps: workflows.gaps},
    surroundings: {known: true, value: {notFollowed, owners: remotes.known ? remotes.value.map(name => name.split('/')[0]!.toLowerCase()) : []}},
  };
}
