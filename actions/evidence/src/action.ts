import {type LazyMode, defineAction} from '#core';

export const evidence = defineAction<LazyMode>({
  id: 'evidence',
  title: 'Evidence',
  about: 'The report files of a release belong together, are what they were, and are signed off as one record that anyone checks without a network.',
  main: 'verify',
  partForEach: true,
  modes: {
    verify: {kind: 'gate', inputs: {candidate: '', sha256: ''}, load: async () => (await import('./verify/mode.ts')).verify},
    seal: {kind: 'operation', inputs: {candidate: '', artifacts: '', checkpoint: '', 'resource-uri': ''}, load: async () => (await import('./seal/mode.ts')).seal},
    schema: {kind: 'gate', load: async () => (await import('./schema/mode.ts')).schema},
    correlation: {kind: 'gate', inputs: {'correlation-id': '', candidate: ''}, load: async () => (await import('./correlation/mode.ts')).correlation},
    artifact: {kind: 'gate', inputs: {names: '', only: ''}, load: async () => (await import('./artifact/mode.ts')).artifact},
    replay: {kind: 'gate', inputs: {candidate: ''}, load: async () => (await import('./replay/mode.ts')).replay},
  },
});
