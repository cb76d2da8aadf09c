import {prepareAppend} from '#ledger';
import {folderLedger} from '../../packages/runtime/src/ledger/folder-ledger.ts';

/** Appends records one by one, as a process of its own: the folder, the writer's name, how many. */
const [folder, writer, count] = process.argv.slice(2);
const log = folderLedger(folder!);
for (let number = 0; number < Number(count); number++) {
  const entry = {actor: 'octocat', data: {number, writer: writer!}, event: 'gate.judged', gate: 'preflight/check', run: 'octo/demo/4711/1'};
  await log.change(async view => (await prepareAppend(view, [entry], new Date('2026-11-20T12:00:00Z'))).writes, 'append');
}
