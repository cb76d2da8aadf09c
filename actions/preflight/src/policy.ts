import * as z from 'zod';
import type {ListedGate} from '#core';

/** What preflight judges by: the whole configuration, as the runtime has read and checked it. */
export interface PreflightPolicy {
  readonly gates: readonly ListedGate[];
  readonly onFailure: 'continue' | 'stop';
}

export const policy = z.custom<PreflightPolicy>();
