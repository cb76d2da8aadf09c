import type {StoreChanges} from './ports.ts';

const plain = /^[A-Za-z0-9_+-][A-Za-z0-9._+-]{0,199}$/;

/** Whether a name is one for a file of the store. Names that begin with `.` are the store's own. */
export function isStorePath(path: string): boolean {
  return path.length <= 1000 && path.split('/').every(name => plain.test(name));
}

/** Holds the names to the form that every adapter can keep. A name of another form is a mistake in the code that asks, not in what a user wrote. */
export function checkStorePaths(paths: Iterable<string>, kind: 'asked for' | 'changed'): void {
  for (const path of paths) {
    const name = kind === 'asked for' ? path.replace(/\/$/, '') : path;
    if (!isStorePath(name)) throw new Error(`${JSON.stringify(path)} is no name for a file of the store`);
  }
}

/** Those of the store's paths that are asked for, where a name that ends with `/` stands for everything below it. */
export function chosenOf(paths: readonly string[], wanted: readonly string[]): readonly string[] {
  const exact = new Set(wanted);
  const folders = wanted.filter(path => path.endsWith('/'));
  return paths.filter(path => exact.has(path) || folders.some(folder => path.startsWith(folder)));
}

/** Holds changes to the form that every adapter can keep: no name is that of a file and of a folder. In: what is there, and what is to become of it. */
export function checkStoreChanges(there: readonly string[], changes: StoreChanges): void {
  checkStorePaths(changes.keys(), 'changed');
  const after = new Set([...there.filter(path => changes.get(path) !== null), ...[...changes].flatMap(([path, content]) => (content ? [path] : []))]);
  for (const path of after) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      if (after.has(path.slice(0, end))) throw new Error(`${JSON.stringify(path.slice(0, end))} would be a file and a folder of the store`);
    }
  }
}
