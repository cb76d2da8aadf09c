import {defineAction} from '#core';
import {anchor} from './anchor/mode.ts';
import {append} from './append/mode.ts';
import {checkpoint} from './checkpoint/mode.ts';
import {importLog} from './import/mode.ts';
import {init} from './init/mode.ts';
import {prove} from './prove/mode.ts';
import {rotate} from './rotate/mode.ts';
import {verify} from './verify/mode.ts';

export const auditChain = defineAction({
  id: 'audit-chain',
  title: 'Audit chain',
  about: 'An audit log in which nothing can be changed, removed or added unnoticed: chained, signed, and checked by anybody without a network.',
  main: 'verify',
  modes: {verify, init, append, checkpoint, anchor, rotate, import: importLog, prove},
});
