import {branchStore} from '../../packages/runtime/src/store/branch-store.ts';
import {folderStore} from '../../packages/runtime/src/store/folder-store.ts';

/** A run of its own that counts up in two files of a store, again and again: they always hold the same. Prints each number that was written. */
const [kind, root, name, writer, times] = process.argv.slice(2) as [string, string, string, string, string];
let lost = 0;
let worst = 0;
let sinceWritten = 0;
const options = {
  lost() {
    lost++;
    worst = Math.max(worst, ++sinceWritten);
  },
};
const store = kind === 'files' ? folderStore(root, name, options) : branchStore(root, name, options);
for (let i = 1; i <= Number(times); i++) {
  sinceWritten = 0;
  await store.update(['count', 'twin'], ({files}) => {
    const number = Number(Buffer.from(files.get('count') ?? []).toString() || '0') + 1;
    const bytes = Buffer.from(String(number));
    // The last of each writer's files replaces the one before.
    const removed = i % 5 === 0 ? [[`by/${writer}/${i - 1}`, null] as const] : [];
    return new Map<string, Uint8Array | null>([['count', bytes], ['twin', bytes], [`by/${writer}/${i}`, bytes], ...removed]);
  }, `Count by ${writer}`);
  process.stdout.write(`${i}\n`);
}
process.stderr.write(`${JSON.stringify({lost, worst})}\n`);
