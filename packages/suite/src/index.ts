import type {LazyAction} from '#core';

/** Every action but preflight: what preflight and the command line walk over. */
export const suite: readonly LazyAction[] = [
  {id: 'audit-chain', load: async () => (await import('../../../actions/audit-chain/src/action.ts')).auditChain},
  {id: 'docs-reality', load: async () => (await import('../../../actions/docs-reality/src/action.ts')).docsReality},
  {id: 'evidence', load: async () => (await import('../../../actions/evidence/src/action.ts')).evidence},
  {id: 'governance', load: async () => (await import('../../../actions/governance/src/action.ts')).governance},
];
