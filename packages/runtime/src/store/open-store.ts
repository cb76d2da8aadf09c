import {type Configuration, type StoreChange, Refusal} from '#core';
import {branchStore} from './branch-store.ts';
import {folderStore} from './folder-store.ts';

/** The folder of the history, from the root of the repository. */
export const historyFolder = '.shipgate/history';

export interface StoreOptions {
  readonly root: string;
  /** Whether the run is in GitHub Actions, where a folder is gone when the runner is. */
  readonly inActions: boolean;
  /** The change of a fork: it only reads, and nothing that it could have brought along. */
  readonly untrusted: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface Store extends StoreChange {
  /** Begins the history, which nothing else does. A Refusal where there is one. */
  begin(): Promise<void>;
}

/** A store of which everything is refused. */
function noStore(place: string, refusal: Refusal): Store {
  const refuse = (): Promise<never> => Promise.reject(refusal);
  return {place, snapshot: refuse, commit: refuse, update: refuse, begin: refuse};
}

/** Which kind of history is kept: what the policy says, else a folder on a laptop and none in GitHub Actions. */
export function historyKind({history}: Pick<Configuration, 'history'>, inActions: boolean): 'branch' | 'files' | undefined {
  return history ?? (inActions ? undefined : 'files');
}

/** The store that the policy names. Nothing is looked at before it is asked. */
export function openStore(configuration: Pick<Configuration, 'history' | 'historyBranch'>, {root, inActions, untrusted, signal}: StoreOptions): Store {
  const kind = historyKind(configuration, inActions);
  if (kind === undefined) {
    return noStore('the history', new Refusal({
      code: 'missing', what: 'the history', why: 'the policy does not say where it is kept, and a folder would be gone with the runner',
      fix: 'Write `history: branch` into .github/shipgate.yml, and begin it once: `shipgate init history`.',
    }));
  }
  if (kind === 'files') {
    return untrusted
      ? noStore(historyFolder, new Refusal({code: 'refused', what: 'the history', why: `the change comes from elsewhere and could bring its own ${historyFolder}`, fix: 'Keep the history where a change cannot touch it: `history: branch`.'}))
      : folderStore(root, historyFolder, {signal});
  }
  const store = branchStore(root, configuration.historyBranch, {signal});
  if (!untrusted) return store;
  const {commit, update, begin} = noStore(store.place, new Refusal({code: 'refused', what: store.place, why: 'the change comes from elsewhere: it only reads', fix: 'Run it for a change of this repository.'}));
  return {...store, commit, update, begin};
}
