import {type StoreChange, type StoreChanges, type StoreFiles, Refusal, checkStoreChanges, checkStorePaths, chosenOf} from '#core';

/** A store in memory that keeps its history. */
export interface FakeStore extends StoreChange {
  readonly commits: readonly {readonly why: string; readonly changes: StoreChanges}[];
  /** The text of a file as it stands now; undefined where there is none. */
  textOf(path: string): string | undefined;
  /** Another run's change, which comes before the next `times` commits. */
  raced(changes: Readonly<Record<string, string | null>>, times?: number): void;
  /** Every further call ends with this. */
  refuse(error: Error | undefined): void;
}

/** The `store` port over texts by path; without any it was not begun. */
export function store(texts?: Readonly<Record<string, string>>): FakeStore {
  const files = new Map<string, Uint8Array>(Object.entries(texts ?? {}).map(([path, text]) => [path, Buffer.from(text)]));
  const commits: {why: string; changes: StoreChanges}[] = [];
  let races: (() => void)[] = [];
  let version = 1;
  let refusal: Error | undefined = texts ? undefined : new Refusal({code: 'missing', what: 'the history', why: 'it was not begun', fix: 'Begin it once: `shipgate init history`.'});

  function put(changes: StoreChanges): void {
    for (const [path, content] of changes) {
      if (content === null) files.delete(path);
      else files.set(path, Uint8Array.from(content));
    }
    version++;
  }

  const answer = <T>(make: () => T): Promise<T> => (refusal ? Promise.reject(refusal) : Promise.resolve().then(make));
  const fake: FakeStore = {
    place: 'the store of the test', commits,
    textOf(path) {
      const content = files.get(path);
      return content && Buffer.from(content).toString();
    },
    raced(changes, times = 1) {
      const race = (): void => put(new Map(Object.entries(changes).map(([path, text]) => [path, text === null ? null : Buffer.from(text)])));
      races = Array.from({length: times}, () => race);
    },
    refuse(error) {
      refusal = error;
    },
    snapshot: paths => answer(() => {
      checkStorePaths(paths, 'asked for');
      const all = [...files.keys()].sort();
      const chosen: StoreFiles = new Map(chosenOf(all, paths).map(path => [path, Uint8Array.from(files.get(path)!)]));
      return {version: String(version), paths: all, files: chosen};
    }),
    commit: (expected, changes, why) => answer(() => {
      checkStoreChanges([...files.keys()], changes);
      races.shift()?.();
      if (expected !== String(version)) return 'lost-race' as const;
      put(changes);
      commits.push({why, changes});
      return 'written' as const;
    }),
    async update(paths, change, why) {
      for (;;) {
        const snapshot = await fake.snapshot(paths);
        const changes = await change(snapshot);
        if (changes.size === 0 || await fake.commit(snapshot.version, changes, why) === 'written') return;
      }
    },
  };
  return fake;
}
