import {closeSync, fsyncSync, mkdirSync, openSync, writeSync} from 'node:fs';
import {dirname} from 'node:path';

/** Puts the names in a folder on disk. Windows keeps them by itself and opens no folder. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Makes a folder and those above it, on disk when it returns. */
export function makeFolder(folder: string): void {
  const first = mkdirSync(folder, {recursive: true});
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) syncFolder(dirname(made));
}

/** Writes a new file, on disk when it returns but for its name. Throws where the name is taken. */
export function writeNew(path: string, content: Uint8Array): void {
  const descriptor = openSync(path, 'wx', 0o644);
  try {
    for (let written = 0; written < content.length;) written += writeSync(descriptor, content, written);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
