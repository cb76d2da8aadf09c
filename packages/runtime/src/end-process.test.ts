import {spawn} from 'node:child_process';
import {expect, test} from '@jest/globals';

const module = JSON.stringify(new URL('./end-process.ts', import.meta.url).href);

/** Runs a script as a process; `at` is called with each of its outputs as it comes. */
function ended(script: string, at: (kill: () => void) => void = () => undefined): Promise<readonly [code: number | null, signal: string | null, bytes: number]> {
  const child = spawn(process.execPath, ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-e', `import {endProcess} from ${module};\n${script}`], {stdio: ['ignore', 'pipe', 'inherit']});
  let bytes = 0;
  child.stdout.on('data', (chunk: Buffer) => void (bytes += chunk.length));
  child.stdout.once('data', () => at(() => void child.kill('SIGTERM')));
  return new Promise(resolve => void child.on('close', (code, signal) => resolve([code, signal, bytes])));
}

test('signals without end, from the first output on, change nothing about the exit code', async () => {
  const script = 'process.on("SIGTERM", () => undefined); process.stdout.write("go"); setTimeout(() => void endProcess(1), 50);';
  for (let round = 0; round < 20; round++) {
    const stormed = new AbortController();
    const end = ended(script, kill => {
      // In bursts: a process that is given more signals than it can take gets to nothing else, and would never end.
      let sent = 0;
      const again = (): void => {
        kill();
        if (!stormed.signal.aborted) (++sent % 50 === 0 ? setTimeout : setImmediate)(again);
      };
      again();
    });
    expect(await end).toEqual([1, null, 2]);
    stormed.abort();
  }
});

test('everything written is handed on first, and what is still open holds nothing up', async () => {
  expect(await ended('setInterval(() => undefined, 1000); process.stdout.write("x".repeat(5_000_000)); await endProcess(2);')).toEqual([2, null, 5_000_000]);
});
