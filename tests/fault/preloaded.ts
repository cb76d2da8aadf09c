import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

/** The environment in which a program of Node loads a file of this folder before anything else. */
export const preloaded = (file: string): {readonly NODE_OPTIONS: string} => ({NODE_OPTIONS: `--no-warnings --import=${pathToFileURL(join(import.meta.dirname, file)).href}`});
