import {spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {gitEnvironment} from '#testkit';

export interface Writer {
  readonly kind: 'files' | 'branch';
  readonly root: string;
  readonly name: string;
  readonly writer: string;
  readonly times: number;
  /** How many milliseconds after its first change it is killed. A git that it has started goes on for a moment, as it does after a machine that only seemed to be gone. */
  readonly killAfter?: number;
}

export interface Written {
  readonly exitCode: number | null;
  /** How many changes were acknowledged. */
  readonly acknowledged: number;
  readonly lost: number;
  /** The most races that one change has lost. */
  readonly worst: number;
  readonly stderr: string;
}

const script = fileURLToPath(new URL('writer.ts', import.meta.url));

/** Runs `writer.ts` in a process of its own. */
export function write({kind, root, name, writer, times, killAfter}: Writer): Promise<Written> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, ['--conditions=source', '--no-warnings', script, kind, root, name, writer, String(times)], {env: gitEnvironment(), detached: true});
    let stdout = '';
    let stderr = '';
    let timer: NodeJS.Timeout | undefined;
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (killAfter !== undefined) timer ??= setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), killAfter);
    });
    child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
    child.on('close', exitCode => {
      clearTimeout(timer);
      const {lost = 0, worst = 0} = stderr.startsWith('{') ? JSON.parse(stderr) as {lost?: number; worst?: number} : {};
      resolve({exitCode, acknowledged: stdout.split('\n').length - 1, lost, worst, stderr});
    });
  });
}
