import {runAction} from '#runtime';
import {suite} from '#suite';
import {preflight} from './action.ts';

await runAction(preflight, suite);
