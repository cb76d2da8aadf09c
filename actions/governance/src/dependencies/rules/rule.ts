import {ruleFor} from '#core';
import type {Facts} from '../facts.ts';
import type {Policy} from '../policy.ts';

/** Makes a rule of this gate. */
export const rule = ruleFor<Facts, Policy>();

export const noAudits = 'off: policy has no audits';
