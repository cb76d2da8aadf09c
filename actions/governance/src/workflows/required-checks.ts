import type {JobNode} from './graph.ts';

/** The name under which GitHub shows a job: of a job in a called workflow the caller's stands before it. */
function checkName(node: JobNode): string {
  const own = node.job.name ?? node.job.id;
  return node.caller ? `${checkName(node.caller)} / ${own}` : own;
}

/** Whether a name is that of a job; `${{ }}` in the job's stands for anything, and the legs of a matrix have their values in brackets. */
function fits(name: string, pattern: string): boolean {
  const begin = pattern.indexOf('${{');
  if (begin < 0) return name === pattern || (name.startsWith(`${pattern} (`) && name.endsWith(')'));
  const tail = pattern.slice(pattern.lastIndexOf('}}') + 2);
  return name.startsWith(pattern.slice(0, begin)) && name.endsWith(tail) && name.length >= begin + tail.length;
}

/** Whether a job makes one of the required checks. */
export function isRequired(node: JobNode, required: readonly string[]): boolean {
  const pattern = checkName(node);
  return required.some(name => fits(name, pattern));
}
