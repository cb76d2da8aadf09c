import {type Depth, examine, readKey} from '#ledger';
import {folderLedger} from '../../../packages/runtime/src/ledger/folder-ledger.ts';

/** Looks at a log as `audit-chain verify` does: the folder, how deep, the key. Ends with 1 when something is wrong. */
const [folder, depth, key] = process.argv.slice(2);
const {problems, depth: done} = await examine(await folderLedger(folder!).view(), {
  now: new Date('2026-11-20T12:00:00Z'), skew: 0, depth: depth as Depth, keys: [readKey(key!)], revoked: [], refuseTestKeys: false, anchors: [],
});
if (problems.length > 0 || done !== depth) process.exitCode = 1;
