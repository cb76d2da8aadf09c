import {createHash} from 'node:crypto';
import {type FilesRead, Refusal} from '#core';
import {type LockContent, type Lockfile, unreadableLock} from './component.ts';
import {readPackageLock, readPnpmLock, readYarnLock} from './npm.ts';
import {readCargoLock, readGoSum, readPoetryLock, readRequirements, readUvLock} from './others.ts';

const readers: readonly (readonly [RegExp, (path: string, text: string) => LockContent])[] = [
  [/^(?:package-lock|npm-shrinkwrap)\.json$/, readPackageLock], [/^yarn\.lock$/, readYarnLock], [/^pnpm-lock\.ya?ml$/, readPnpmLock],
  [/^Cargo\.lock$/, readCargoLock], [/^uv\.lock$/, readUvLock], [/^poetry\.lock$/, readPoetryLock], [/^go\.sum$/, readGoSum], [/requirements.*\.(?:txt|lock)$|^requirements\//, readRequirements],
];

const largest = 64 * 1024 * 1024;

/** Reads a lockfile by its name. Throws a Refusal when it is missing, of an unknown kind, or not in order. */
export async function readLockfile(files: FilesRead, path: string): Promise<Lockfile> {
  const bytes = await files.bytes(path, {limit: largest});
  if (!bytes) throw new Refusal({code: 'missing', what: path, why: 'there is no such lockfile', fix: 'Commit it, or correct its name in the policy.', at: {path}});
  const [, read] = readers.find(([name]) => name.test(path.slice(path.lastIndexOf('/') + 1))) ?? [];
  if (!read) throw unreadableLock(path, 'it is of no kind that is known (package-lock.json, yarn.lock, pnpm-lock.yaml, requirements.txt, uv.lock, poetry.lock, Cargo.lock, go.sum)');
  const text = new TextDecoder().decode(bytes);
  return {path, sha256: createHash('sha256').update(bytes).digest('hex'), ...read(path, text)};
}
