import type {ChildProcess} from 'node:child_process';

/** Milliseconds between SIGTERM and SIGKILL. */
const graceMs = 2000;

const running = new Set<number>();
let watching = false;

/** Sends a signal to a whole process group. A group in which nobody is left is no error. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // ESRCH: nobody is left. EPERM: macOS says so for a group of zombies, and Linux for a member that has become another user.
  }
}

/** Sees to it that a group does not outlive this process, however it ends short of SIGKILL. Call the answer when the group has ended. */
export function guardGroup(child: ChildProcess): () => void {
  const group = child.pid;
  if (group === undefined) return () => undefined;
  running.add(group);
  if (!watching) {
    watching = true;
    process.on('exit', () => running.forEach(each => signalGroup(each, 'SIGKILL')));
  }
  return () => void running.delete(group);
}

/** Asks a group to end, and kills it when it has not after `graceMs`. Out: call it when the group has ended. */
export function endGroup(child: ChildProcess): () => void {
  const group = child.pid;
  if (group === undefined) return () => undefined;
  signalGroup(group, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(group, 'SIGKILL'), graceMs);
  return () => clearTimeout(timer);
}

/** The longest time that a timer of Node can wait; more would fire at once. Source: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
export const longestTimer = 2 ** 31 - 1;
