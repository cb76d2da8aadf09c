import {CompactTree} from './compact-tree.ts';
import {type Digest, nodeHash} from './hashing.ts';

/** Leaves `from` to `to` (without the last): a subtree whose root is part of a proof. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The largest power of two below a number that is at least 2. */
function split(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

/** The subtrees that prove a leaf to be in a tree, the sibling of the leaf first. Source: RFC 6962, section 2.1.1. */
export function inclusionRanges(index: number, size: number): readonly Range[] {
  const ranges: Range[] = [];
  for (let from = 0, to = size; to - from > 1;) {
    const middle = from + split(to - from);
    if (index < middle) {
      ranges.unshift({from: middle, to});
      to = middle;
    } else {
      ranges.unshift({from, to: middle});
      from = middle;
    }
  }
  return ranges;
}

/** The subtrees that prove a tree to go on from a smaller one. Source: RFC 6962, section 2.1.2. */
export function consistencyRanges(older: number, newer: number): readonly Range[] {
  const ranges: Range[] = [];
  let [from, to, whole] = [0, newer, true];
  while (older !== to) {
    const middle = from + split(to - from);
    if (older <= middle) {
      ranges.unshift({from: middle, to});
      to = middle;
    } else {
      ranges.unshift({from, to: middle});
      from = middle;
      whole = false;
    }
  }
  return whole || older === 0 ? ranges : [{from, to}, ...ranges];
}

/** Collects the roots of subtrees while the leaves go by one after the other. */
export class RangeRoots {
  readonly #trees: readonly {readonly range: Range; readonly tree: CompactTree}[];

  constructor(ranges: readonly Range[]) {
    this.#trees = ranges.map(range => ({range, tree: new CompactTree()}));
  }

  leaf(index: number, leaf: Digest): void {
    for (const {range, tree} of this.#trees) if (index >= range.from && index < range.to) tree.append(leaf);
  }

  /** In the order of the ranges. Throws a RangeError while a leaf of one is missing. */
  roots(): readonly Digest[] {
    return this.#trees.map(({range, tree}) => {
      if (tree.size !== range.to - range.from) throw new RangeError(`only ${tree.size} of the leaves ${range.from} to ${range.to} were seen`);
      return tree.root();
    });
  }
}

export interface Inclusion {
  readonly index: number;
  readonly size: number;
  readonly leaf: Digest;
  readonly root: Digest;
  readonly proof: readonly Digest[];
}

/** Whether a proof shows that a leaf is in the tree of this root. Neither more hashes nor fewer are accepted. Source: RFC 9162, section 2.1.3.2. */
export function provesInclusion({index, size, leaf, root, proof}: Inclusion): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  const ranges = inclusionRanges(index, size);
  if (ranges.length !== proof.length) return false;
  return proof.reduce((inner, sibling, i) => (ranges[i]!.from > index ? nodeHash(inner, sibling) : nodeHash(sibling, inner)), leaf) === root;
}

export interface Consistency {
  readonly older: {readonly size: number; readonly root: Digest};
  readonly newer: {readonly size: number; readonly root: Digest};
  readonly proof: readonly Digest[];
}

/** Whether a proof shows that the newer tree goes on from the older one. Neither more hashes nor fewer are accepted. Source: RFC 9162, section 2.1.4.2. */
export function provesConsistency({older, newer, proof}: Consistency): boolean {
  if (!Number.isSafeInteger(older.size) || !Number.isSafeInteger(newer.size) || older.size < 1 || older.size > newer.size) return false;
  const ranges = consistencyRanges(older.size, newer.size);
  if (ranges.length !== proof.length) return false;
  const startsWithin = ranges.length > 0 && ranges[0]!.to === older.size;
  let [oldRoot, newRoot] = startsWithin ? [proof[0]!, proof[0]!] : [older.root, older.root];
  for (let i = startsWithin ? 1 : 0; i < proof.length; i++) {
    if (ranges[i]!.to <= older.size) {
      oldRoot = nodeHash(proof[i]!, oldRoot);
      newRoot = nodeHash(proof[i]!, newRoot);
    } else {
      newRoot = nodeHash(newRoot, proof[i]!);
    }
  }
  return oldRoot === older.root && newRoot === newer.root;
}
