import {type Journal, type Json, type Step, type StoreChange, type StoreFiles, Refusal, canonicalJson, jsonOf} from '#core';

function isStep(value: unknown): value is Step<Json> {
  if (typeof value !== 'object' || value === null) return false;
  const {id, about} = value as Partial<Step<Json>>;
  return typeof id === 'string' && typeof about === 'string' && 'data' in value;
}

/**
 * A journal in the store, so that it outlives the machine that wrote it: the file holds the steps that are open, and the history of the store what came
 * before. In: the operation's name, `governance.protect`. A step that is open and that this run has not settled was begun by another run at the same time:
 * it is not begun a second time.
 */
export function storeJournal(store: StoreChange, operation: string): Journal {
  const path = `journal/${operation}.json`;

  function stepsIn(files: StoreFiles): readonly Step<Json>[] {
    const content = files.get(path);
    if (content === undefined) return [];
    try {
      const value = JSON.parse(Buffer.from(content).toString('utf8')) as unknown;
      if (Array.isArray(value) && value.every(isStep)) return value;
    } catch {
      // Told below.
    }
    throw new Refusal({code: 'unreadable', what: 'the journal', why: `${path} in ${store.place} is not one of ours`, fix: 'Look at what the last run did, then remove the file.'});
  }

  const change = (to: (open: readonly Step<Json>[]) => readonly Step<Json>[], why: string): Promise<void> => store.update([path], ({files}) => {
    const steps = to(stepsIn(files));
    if (steps.length > 0) return new Map([[path, Buffer.from(`${canonicalJson(jsonOf(steps))}\n`)]]);
    return new Map(files.has(path) ? [[path, null]] : []);
  }, why);

  return {
    open: async () => stepsIn((await store.snapshot([path])).files),
    begin: step => change(open => {
      if (open.some(({id}) => id === step.id)) {
        throw new Refusal({
          code: 'refused', what: step.about, why: 'another run began it at the same time',
          fix: 'Wait until that run has ended, then run it again; a `concurrency:` group keeps runs apart.',
        });
      }
      return [...open, step];
    }, `Begin ${operation}: ${step.id}`),
    end: (id, state) => change(open => open.filter(step => step.id !== id), `End ${operation}: ${id}, ${state}`),
  };
}
