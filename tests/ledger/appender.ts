import {prepareAppend} from '#ledger';
import {folderLedger} from '../../packages/runtime/src/ledger/folder-ledger.ts';
import {storeLedger} from '../../packages/runtime/src/ledger/store-ledger.ts';
import {branchStore} from '../../packages/runtime/src/store/branch-store.ts';

/** Appends records one by one, as a process of its own: `files` and a folder, or `branch` and a clone; the writer's name; how many. Prints how often another came first. */
const [kind, place, writer, count] = process.argv.slice(2);
let looks = 0;
const log = kind === 'branch' ? storeLedger(branchStore(place!, 'shipgate-state')) : folderLedger(place!);
for (let number = 0; number < Number(count); number++) {
  const entry = {actor: 'octocat', data: {number, writer: writer!}, event: 'gate.judged', gate: 'preflight/check', run: 'octo/demo/4711/1'};
  await log.change(async view => {
    looks++;
    return (await prepareAppend(view, [entry], new Date('2026-11-20T12:00:00Z'))).writes;
  }, 'append');
}
process.stdout.write(String(looks - Number(count)));
