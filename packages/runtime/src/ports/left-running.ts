/** The variable by which everything that a program started is found again. */
export const markVariable = 'SHIPGATE_PROCESS';

async function marked(mark: string): Promise<readonly number[]> {
  // Loaded when it is needed: few runs start a program.
  const {readFile, readdir} = await import('node:fs/promises');
  const pids = (await readdir('/proc').catch((): string[] => [])).filter(name => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map(async pid => {
    // What is gone, or another user's, is not ours.
    const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
    return `\0${environment}`.includes(`\0${markVariable}=${mark}\0`) ? [pid] : [];
  }));
  return found.flat();
}

/** Kills what carries a mark, in whatever group or session it has put itself. Only Linux shows the environment of other processes; elsewhere nothing is found. */
export async function killMarked(mark: string): Promise<void> {
  // A few rounds, because a process may start another one while it is being looked for.
  for (let round = 0; round < 5; round++) {
    const pids = await marked(mark);
    if (pids.length === 0) return;
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
  }
}
