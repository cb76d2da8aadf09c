import type {Action} from '#core';
import {docsReality} from '../../../actions/docs-reality/src/action.ts';
import {evidence} from '../../../actions/evidence/src/action.ts';
import {governance} from '../../../actions/governance/src/action.ts';

/** Every action but preflight: what preflight, the command line and the generator walk over. */
export const suite: readonly Action[] = [docsReality, evidence, governance];
