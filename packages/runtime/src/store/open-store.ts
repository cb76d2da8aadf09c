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
  /** Where it is kept; undefined where nothing is. */
  readonly kind: 'branch' | 'files' | undefined;
  /** Begins the history, which nothing else does. A Refusal where there is one. */
  begin(): Promise<void>;
}

/** A store of which everything is refused. */
function noStore(kind: Store['kind'], place: string, refusal: Refusal): Store {
  const refuse = (): Promise<never> => Promise.reject(refusal);
  return {kind, place, snapshot: refuse, commit: refuse, update: refuse, begin: refuse};
}

/** The store that the policy names; where it names none, a folder on a laptop and nothing in GitHub Actions. Nothing is looked at before it is asked. */
export function openStore(configuration: Pick<Configuration, 'history' | 'historyBranch'>, {root, inActions, untrusted, signal}: StoreOptions): Store {
  const kind = configuration.history ?? (inActions ? undefined : 'files');
  if (kind === undefined) {
    return noStore(kind, 'the history', new Refusal({
      code: 'missing', what: 'the history', why: 'the policy does not say where it is kept, and a folder would be gone with the runner',
      fix: 'Write `history: branch` into .github/shipgate.yml, and begin it once: `shipgate init history`.',
    }));
  }
  if (kind === 'files') {
    return untrusted
      ? noStore(kind, historyFolder, new Refusal({
        code: 'refused', what: 'the history', why: `the change comes from elsewhere and could bring its own ${historyFolder}`,
        fix: 'Keep the history where a change cannot touch it: `history: branch`.',
      }))
      : {kind, ...folderStore(root, historyFolder, {signal})};
  }
  const store: Store = {kind, ...branchStore(root, configuration.historyBranch, {signal})};
  if (!untrusted) return store;
  const {commit, update, begin} = noStore(kind, store.place, new Refusal({
    code: 'refused', what: store.place, why: 'the change comes from elsewhere: it only reads',
    fix: 'Run it for a change of this repository.',
  }));
  return {...store, commit, update, begin};
}
