import {existsSync, lstatSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {Misconfiguration} from '#core';
import {writeWhole} from '#runtime';

/** The folder that a command is about, as a whole path: `--workspace`, else the one that it is called in. Throws Misconfiguration where that one is needed and gone. */
export function workspaceOf({workspace = '.'}: Readonly<Record<string, string>>): string {
  try {
    return resolve(workspace);
  } catch (thrown) {
    throw new Misconfiguration([{message: 'the folder that you are in has been removed', fix: 'Change into one that is there, or name one by its whole path: --workspace DIR.'}], {cause: thrown});
  }
}

function isLink(file: string): boolean {
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    return false;
  }
}

/** Throws Misconfiguration where a link has the name of a file and leads nowhere: what was meant to stand there is at another place. */
export function refuseDeadLink(root: string, path: string): void {
  const file = join(root, path);
  if (existsSync(file) || !isLink(file)) return;
  throw new Misconfiguration([{message: 'it is a link that leads nowhere', fix: 'Remove the link, or restore what it leads to.', at: {path}}]);
}

/** Writes a file of the repository. Throws Misconfiguration where that cannot be done, and in place of a dead link. */
export function writeFileOf(root: string, path: string, content: string): void {
  refuseDeadLink(root, path);
  try {
    writeWhole(join(root, path), content);
  } catch (thrown) {
    throw new Misconfiguration([{message: `it cannot be written (${(thrown as Error).message})`, fix: 'See who may write there, and whether its folder is one.', at: {path}}], {cause: thrown});
  }
}
