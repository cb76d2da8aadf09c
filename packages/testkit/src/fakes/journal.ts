import type {Journal, Json, Step, StepRecord} from '#core';

/** Thrown where a test kills the run. */
export class Killed extends Error {
  constructor(where: string) {
    super(`killed ${where}`);
    this.name = 'Killed';
  }
}

/** A journal in memory that outlives a killed run. `killAt` names the call at which the run dies: `begin 1` is before the first step is noted down. */
export interface FakeJournal extends Journal {
  readonly entries: ReadonlyMap<string, {readonly step: Step<Json>; readonly state: StepRecord['state'] | 'begun'}>;
  killAt(call: string | undefined): void;
}

export function journal(): FakeJournal {
  const entries = new Map<string, {step: Step<Json>; state: StepRecord['state'] | 'begun'}>();
  const calls = new Map<string, number>();
  let fatal: string | undefined;
  const called = (name: string): void => {
    const count = (calls.get(name) ?? 0) + 1;
    calls.set(name, count);
    if (fatal === `${name} ${count}`) throw new Killed(`at ${fatal}`);
  };
  return {
    entries,
    killAt(call) {
      fatal = call;
      calls.clear();
    },
    async open() {
      return [...entries.values()].filter(({state}) => state === 'begun' || state === 'unsettled').map(({step}) => step);
    },
    async begin(step) {
      called('begin');
      entries.set(step.id, {step, state: 'begun'});
    },
    async end(id, state) {
      called('end');
      const entry = entries.get(id);
      if (entry) entries.set(id, {...entry, state});
    },
  };
}
