import {Refusal} from '#core';

const utf8 = new TextDecoder('utf-8', {fatal: true});

/** The text of a UTF-8 file without its BOM; refuses everything else, because a replaced character would be judged as if it stood there. */
export function textOf(path: string, bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (thrown) {
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    throw new Refusal({
      code: 'unreadable', what: path, why: utf16 ? 'it is UTF-16 and not UTF-8' : 'it is not valid UTF-8',
      fix: 'Save it as UTF-8, or leave it out of what is looked at.', at: {path},
    }, {cause: thrown});
  }
}
