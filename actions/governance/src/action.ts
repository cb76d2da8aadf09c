import {type LazyMode, defineAction} from '#core';

export const governance = defineAction<LazyMode>({
  id: 'governance',
  title: 'Governance',
  about: 'The papers of a release are in order: versions, changelog, dependencies, people, branches, workflows.',
  main: 'version',
  partForEach: true,
  modes: {
    version: {kind: 'gate', inputs: {ref: ''}, load: async () => (await import('./version/mode.ts')).version},
    dependencies: {kind: 'gate', load: async () => (await import('./dependencies/mode.ts')).dependencies},
    access: {kind: 'gate', load: async () => (await import('./access/mode.ts')).access},
    blockers: {kind: 'gate', load: async () => (await import('./blockers/mode.ts')).blockers},
    runs: {kind: 'gate', load: async () => (await import('./runs/mode.ts')).runs},
    protection: {kind: 'gate', load: async () => (await import('./protection/mode.ts')).protection},
    protect: {kind: 'operation', part: 'protection', load: async () => (await import('./protection/protect.ts')).protect},
    'pull-request': {kind: 'gate', inputs: {begin: 'false'}, load: async () => (await import('./pull-request/mode.ts')).pullRequest},
    workflows: {kind: 'gate', load: async () => (await import('./workflows/mode.ts')).workflows},
  },
});
