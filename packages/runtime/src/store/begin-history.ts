import {type Configuration, Misconfiguration, Refusal} from '#core';
import {repositoryRoot} from '../ports/repository.ts';
import {type Store, openStore} from './open-store.ts';

export interface History {
  /** Where it lies, for messages: `the branch shipgate-state`. */
  readonly place: string;
  readonly kind: NonNullable<Store['kind']>;
  /** Begins it. Throws Misconfiguration, with the way out, where that cannot be: it was begun before, or may not be written. */
  begin(): Promise<void>;
}

/** The history that a repository's policy names, to be begun by hand. In: a folder of the repository. */
export async function historyOf(workspace: string, configuration: Pick<Configuration, 'history' | 'historyBranch'>): Promise<History> {
  const root = (await repositoryRoot(workspace).catch(toMisconfiguration)) ?? workspace;
  const {place, kind, begin} = openStore(configuration, {root, inActions: false, untrusted: false});
  return {place, kind: kind!, begin: () => begin().catch(toMisconfiguration)};
}

function toMisconfiguration(thrown: unknown): never {
  if (!(thrown instanceof Refusal)) throw thrown;
  throw new Misconfiguration([{message: `${thrown.gap.what}: ${thrown.gap.why}`, fix: thrown.gap.fix}], {cause: thrown});
}
