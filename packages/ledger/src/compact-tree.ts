import {type Digest, emptyRoot, nodeHash} from './hashing.ts';

/**
 * A Merkle tree of which only the roots of its largest whole subtrees are kept, at most 53 hashes for any number of leaves: enough to go on appending and
 * to tell the root. Source: RFC 6962, section 2.1.
 */
export class CompactTree {
  #size: number;
  readonly #frontier: Digest[];

  /** Goes on from a size and the roots of its whole subtrees, the largest first. Throws a RangeError when their number does not belong to the size. */
  constructor(size = 0, frontier: readonly Digest[] = []) {
    if (!Number.isSafeInteger(size) || size < 0 || frontier.length !== subtreesOf(size).length) throw new RangeError(`${frontier.length} subtrees are not those of ${size} leaves`);
    this.#size = size;
    this.#frontier = [...frontier];
  }

  get size(): number {
    return this.#size;
  }

  get frontier(): readonly Digest[] {
    return [...this.#frontier];
  }

  append(leaf: Digest): void {
    let root = leaf;
    // Each whole subtree of equal size to the left becomes one with the new one: as many as the size ends in ones.
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) root = nodeHash(this.#frontier.pop()!, root);
    this.#frontier.push(root);
    this.#size++;
  }

  root(): Digest {
    return this.#frontier.length === 0 ? emptyRoot : this.#frontier.reduceRight((right, left) => nodeHash(left, right));
  }
}

/** The sizes of the largest whole subtrees of a tree, the largest first: the powers of two that its size is the sum of. */
export function subtreesOf(size: number): readonly number[] {
  const sizes: number[] = [];
  for (let rest = size, power = 1; rest > 0; rest = Math.floor(rest / 2), power *= 2) if (rest % 2 === 1) sizes.unshift(power);
  return sizes;
}
