import type {StoreChanges} from '#core';

export interface ImportOptions {
  /** The commit to change; absent for the first one of a branch. */
  readonly parent?: string;
  readonly changes: StoreChanges;
  readonly why: string;
  readonly at: Date;
  /** Sets this commit apart from one that another run makes of the same changes in the same second: only one of the two may be taken for written. */
  readonly id: string;
  /** What stands for "no object" in this repository: as many zeros as an id has digits. */
  readonly nothing: string;
}

/**
 * The stream with which `git fast-import` makes one commit and prints its id. The name that it needs for the branch is taken back at the end, so that no
 * ref is made; neither the index nor the work tree is looked at. Source: https://git-scm.com/docs/git-fast-import
 */
export function importStream({parent, changes, why, at, id, nothing}: ImportOptions): Uint8Array {
  const branch = 'refs/shipgate/new';
  const parts: Uint8Array[] = [];
  const line = (text: string): void => void parts.push(Buffer.from(`${text}\n`));
  const data = (content: Uint8Array): void => {
    line(`data ${content.length}`);
    parts.push(content);
    line('');
  };
  line(`commit ${branch}\nmark :1\ncommitter Shipgate <shipgate@localhost> ${Math.floor(at.getTime() / 1000)} +0000`);
  data(Buffer.from(`${why}\n\nShipgate-Write: ${id}\n`));
  if (parent !== undefined) line(`from ${parent}`);
  for (const [path, content] of changes) {
    if (content === null) {
      line(`D ${path}`);
      continue;
    }
    line(`M 100644 inline ${path}`);
    data(content);
  }
  line(`\nget-mark :1\nreset ${branch}\nfrom ${nothing}\n\ndone`);
  return Buffer.concat(parts);
}
