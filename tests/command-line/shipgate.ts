import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {gitEnvironment} from '#testkit';

const bundle = join(import.meta.dirname, '../../packages/cli/dist/index.js');

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the committed `shipgate` bundle in a folder, as a user without a terminal would. */
export function shipgate(folder: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Ended {
  const {status, stdout, stderr} = spawnSync(process.execPath, [bundle, ...words], {cwd: folder, encoding: 'utf8', env: {...gitEnvironment(), ...env}, timeout: 300_000, maxBuffer: 64 * 1024 * 1024});
  return {status, stdout, stderr};
}
