import {findMojibake} from './mojibake.ts';
import type {MojibakeContext} from './mojibake.ts';

const MOST_ROUNDS = 50;

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
  // A second round is rare. Each makes the text shorter, so that it ends anyway; the limit is for text made to take long.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const fixable = findMojibake(current, context).filter(({confidence, partial}) => confidence === 'certain' && !partial);
    if (fixable.length === 0) break;
    const parts: string[] = [];
    let at = 0;
    for (const {offset, bad, repaired: good} of fixable) {
      parts.push(current.slice(at, offset), good);
      at = offset + bad.length;
    }
    current = parts.join('') + current.slice(at);
    repaired += fixable.length;
  }
  return {text: current, repaired};
}
