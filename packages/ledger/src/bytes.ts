import type {LedgerView} from '#core';

/** Part of the log as one piece. */
export async function bytesOf(view: LedgerView, from: number, to: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  await view.read(from, to, piece => void pieces.push(Buffer.from(piece)));
  return Buffer.concat(pieces);
}

export async function textOf(view: LedgerView, name: Parameters<LedgerView['file']>[0]): Promise<string | undefined> {
  const content = await view.file(name);
  return content && Buffer.from(content).toString('utf8');
}
