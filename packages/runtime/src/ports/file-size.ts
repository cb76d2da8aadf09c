import {lstatSync} from 'node:fs';
import {Refusal} from '#core';
import {fileRefusal} from './regular-file.ts';

/** The size of a regular file in bytes; `undefined` where there is nothing. Refuses everything else that can have a name: links, folders, devices. */
export function sizeOf(place: string, path: string): number | undefined {
  try {
    const stats = lstatSync(place);
    if (stats.isFile()) return stats.size;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileRefusal(thrown, path);
  }
  throw new Refusal({code: 'refused', what: path, why: 'it is no regular file', fix: 'Replace it by a file, or remove it.'});
}
