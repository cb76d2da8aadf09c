import {findMojibake} from './mojibake.ts';
import type {MojibakeContext} from './mojibake.ts';

/**
 * Repairs what is certain and can be recovered whole. Suspected runs and runs with lost characters stay as they are, for a person to decide.
 * Repairing what has been repaired changes nothing, and text without findings comes back as it was.
 *
 * @param text the decoded text of a file
 * @param context what the caller knows about places in it
 * @returns the text, and how many runs were repaired
 */
export function repairMojibake(text: string, context: MojibakeContext = {}): {readonly text: string; readonly repaired: number} {
  let current = text;
  let repaired = 0;
  // Ends, because each repair makes the text shorter in UTF-8; a second round is rare.
  for (;;) {
    const fixable = findMojibake(current, context).filter(({confidence, partial}) => confidence === 'certain' && !partial);
    if (fixable.length === 0) return {text: current, repaired};
    const parts: string[] = [];
    let at = 0;
    for (const {offset, bad, repaired: good} of fixable) {
      parts.push(current.slice(at, offset), good);
      at = offset + bad.length;
    }
    current = parts.join('') + current.slice(at);
    repaired += fixable.length;
  }
}
