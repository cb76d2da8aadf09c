import {runAction} from '#runtime';
import {governance} from './action.ts';

await runAction(governance);
