import type {LedgerChange, LedgerFile, LedgerRead, LedgerView, StoreChange, StoreFiles, StoreRead} from '#core';

const folder = 'ledger/';
const logPath = `${folder}log.ndjson`;
/**
 * The most bytes of the log: GitHub refuses files of 100 MiB. Source:
 * https://docs.github.com/en/repositories/working-with-files/managing-large-files/about-large-files-on-github
 */
const limit = 95 * 1024 * 1024;

function viewOf(files: StoreFiles): LedgerView {
  const log = files.get(logPath);
  return {
    bytes: log?.length,
    file: async (name: LedgerFile) => files.get(`${folder}${name}`),
    async read(from, to, fold) {
      if (log && to > from) fold(log.subarray(from, to));
    },
  };
}

/** The audit log within the store, whose changes are whole or not at all: looking. */
function storeLedgerRead(store: StoreRead): LedgerRead {
  return {
    place: `the audit log in ${store.place}`,
    view: async () => viewOf((await store.snapshot([folder], {limit})).files),
  };
}

/** The same with changes. After a lost race the change is made anew from how the log is then. */
export function storeLedger(store: StoreChange): LedgerChange {
  return {
    ...storeLedgerRead(store),
    async change(next, why) {
      await store.update([folder], async ({files}) => {
        const changes = new Map<string, Uint8Array>();
        let log = files.get(logPath) ?? new Uint8Array();
        for (const write of await next(viewOf(files))) {
          if (log.length > write.from) changes.set(`${folder}torn/${write.from}`, log.subarray(write.from));
          log = Buffer.concat([log.subarray(0, write.from), write.append]);
          for (const {name, content} of write.files) changes.set(`${folder}${name}`, content);
        }
        return changes.set(logPath, log);
      }, why, {limit});
    },
  };
}
