import {docsReality} from '../../../actions/docs-reality/src/action.ts';
import type {Action} from '#core';

/** Every action but preflight: what preflight, the command line and the generator walk over. */
export const suite: readonly Action[] = [docsReality];
