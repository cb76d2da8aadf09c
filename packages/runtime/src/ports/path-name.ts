import {isUtf8} from 'node:buffer';

/** The text for a file name that is not UTF-8: each byte that is not ASCII, and each `%`, as `%` and two hex digits. */
function percentForm(name: Buffer): string {
  let text = '';
  for (const byte of name) text += byte < 0x80 && byte !== 0x25 ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return text;
}

/** A file name as text, and the bytes when they are not UTF-8 and the text is their percent form. */
export function pathOf(name: Buffer): {readonly path: string; readonly raw?: Buffer} {
  return isUtf8(name) ? {path: name.toString('utf8')} : {path: percentForm(name), raw: name};
}

/** Whether a path belongs to git or to Shipgate itself: neither is ever part of a tree. */
export function isOurs(path: string): boolean {
  return path === '.shipgate' || path.startsWith('.shipgate/') || path === '.git' || path.startsWith('.git/');
}
