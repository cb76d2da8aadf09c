import {runAction} from '#runtime';
import {auditChain} from './action.ts';

await runAction(auditChain);
