import type {LedgerChange, LedgerFile, LedgerView} from '#core';

/** The `ledger` port in memory. Tests change its files behind its back. */
export interface FakeLedger extends LedgerChange {
  log: Buffer | undefined;
  readonly files: Map<LedgerFile, Buffer>;
  /** What was torn off, in order. */
  readonly torn: readonly Buffer[];
  copy(): FakeLedger;
}

export function ledger(from?: Pick<FakeLedger, 'log' | 'files'>): FakeLedger {
  const files = new Map(from?.files);
  const torn: Buffer[] = [];
  const view = (): LedgerView => ({
    bytes: fake.log?.length,
    file: async name => files.get(name),
    async read(start, end, fold) {
      if (fake.log && end > start) fold(fake.log.subarray(start, end));
    },
  });
  const fake: FakeLedger = {
    place: 'the audit log', log: from?.log, files, torn,
    copy: () => ledger(fake),
    view: async () => view(),
    async change(next) {
      for (const write of await next(view())) {
        const log = fake.log ?? Buffer.alloc(0);
        if (log.length > write.from) torn.push(log.subarray(write.from));
        fake.log = Buffer.concat([log.subarray(0, write.from), write.append]);
        if (write.intent) files.set('intent', Buffer.from(write.intent));
        for (const {name, content} of write.files) files.set(name, Buffer.from(content));
      }
    },
  };
  return fake;
}
