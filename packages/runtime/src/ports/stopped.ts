import {Refusal} from '#core';

/** The refusal that an aborted signal stands for: `timed-out` when a time limit aborted it, else `cancelled`. `what` was being looked for. */
export function stopped(signal: AbortSignal, what: string): Refusal {
  const reason: unknown = signal.reason;
  if (typeof reason === 'object' && reason !== null && 'name' in reason && reason.name === 'TimeoutError') {
    return new Refusal({code: 'timed-out', what, why: 'the time limit of the run was reached', fix: 'Run it again; raise the time limit if it happens often.'}, {cause: reason});
  }
  return new Refusal({code: 'cancelled', what, why: 'the run was cancelled', fix: 'Run it again.'}, {cause: reason});
}
