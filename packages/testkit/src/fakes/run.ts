import type {ContextFacts, ContextRead, Run} from '#core';

/** The `context` port: a local run of a change unless told otherwise. */
export function context(facts: Partial<ContextFacts> = {}): ContextRead {
  return {facts: () => ({event: 'local', scope: 'change', untrusted: false, ...facts})};
}

/** What every mode is given: a fixed time, a signal that never comes, and the notes kept. */
export function run(now = new Date('2026-11-20T12:00:00Z')): Run & {readonly notes: readonly string[]} {
  const notes: string[] = [];
  return {now, correlationId: '0af7651916cd43dd8448eb211c80319c', signal: new AbortController().signal, progress: () => undefined, note: message => void notes.push(message), notes};
}
