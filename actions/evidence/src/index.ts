import {runAction} from '#runtime';
import {evidence} from './action.ts';

await runAction(evidence);
