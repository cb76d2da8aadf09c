import {runAction} from '#runtime';
import {docsReality} from './action.ts';

await runAction(docsReality);
