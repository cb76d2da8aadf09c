import * as z from 'zod';
import {type Action, type Conclusion, type Fact, type ReadPorts, type Run, broken, defineAction, gate, held, learn, ruleFor, text} from '#core';

/** What a probe does in each part of a run; what is left out goes well. */
export interface Doing {
  readonly collect?: (ports: ReadPorts, run: Run) => Promise<unknown>;
  readonly rule?: () => void;
  readonly conclude?: () => Conclusion<string>;
}

interface Facts {
  readonly seen: Fact<true>;
}

const rule = ruleFor<Facts, object>();

/**
 * A gate that looks at what it is told to, and holds when it could. Its two modes differ in who turns what is thrown into a gap: `learned` the gate, as
 * it should; `thrown` nobody, so that `collect` crashes.
 */
export function probe({collect = async () => undefined, rule: judged = () => undefined, conclude = () => ({})}: Doing): Action {
  const mode = (wrap: (look: () => Promise<true>) => Promise<Fact<true>>) => gate({
    about: 'What is looked at can be seen.', ports: ['files', 'git', 'github', 'exec', 'context'], permissions: {contents: 'read'}, source: 'tree',
      inputs: {ref: text().optional()}, policy: z.strictObject({}),
    collect: async (given, {run}): Promise<Facts> => ({seen: await wrap(async () => {
      await collect(given as ReadPorts, run);
      return true;
    })}),
    rules: [rule({
      id: 'seen', about: 'What is looked at can be seen.', help: 'It could be seen.', on: ['seen'],
      check: ({seen}) => {
        judged();
        return seen ? held() : broken({key: 'seen', message: 'It was not seen', fix: 'Look again.'});
      },
    })],
    conclude: conclude as () => Conclusion<never>,
  });
  return defineAction({
    id: 'probe', title: 'Probe', about: 'What is looked at can be seen.', main: 'learned',
    modes: {learned: mode(look => learn('what is looked at', look)), thrown: mode(async look => ({known: true, value: await look()}))},
  });
}
