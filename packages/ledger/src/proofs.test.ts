import {describe, expect, test} from '@jest/globals';
import {CompactTree} from './compact-tree.ts';
import {type Digest, leafHash, nodeHash, toHex} from './hashing.ts';
import {type Range, RangeRoots, consistencyRanges, inclusionRanges, provesConsistency, provesInclusion} from './proofs.ts';

const leaves = Array.from({length: 40}, (_, i) => leafHash(Buffer.from(`record ${i}`)));

/** The root by the definition, without any cleverness. Source: RFC 6962, section 2.1. */
function rootOf(from: number, to: number): Digest {
  if (to - from === 1) return leaves[from]!;
  let middle = 1;
  while (middle * 2 < to - from) middle *= 2;
  return nodeHash(rootOf(from, from + middle), rootOf(from + middle, to));
}

function rootsOf(ranges: readonly Range[]): readonly Digest[] {
  const roots = new RangeRoots(ranges);
  leaves.forEach((leaf, i) => roots.leaf(i, leaf));
  return roots.roots();
}

describe('a tree', () => {
  test('has the roots of RFC 6962, at every size', () => {
    const tree = new CompactTree();
    expect(toHex(tree.root())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    leaves.forEach((leaf, i) => {
      tree.append(leaf);
      expect(tree.root()).toBe(rootOf(0, i + 1));
    });
  });

  test('goes on from its frontier, and from no other', () => {
    for (let size = 0; size <= 20; size++) {
      const whole = new CompactTree();
      for (const leaf of leaves.slice(0, size)) whole.append(leaf);
      const resumed = new CompactTree(size, whole.frontier);
      for (const leaf of leaves.slice(size)) resumed.append(leaf);
      expect(resumed.root()).toBe(rootOf(0, leaves.length));
      expect(() => new CompactTree(size, [...whole.frontier, leaves[0]!])).toThrow(RangeError);
    }
  });
});

describe('proofs', () => {
  test('every record of every tree is proven, and nothing else is', () => {
    for (let size = 1; size <= 20; size++) {
      for (let index = 0; index < size; index++) {
        const proof = rootsOf(inclusionRanges(index, size));
        const good = {index, size, leaf: leaves[index]!, root: rootOf(0, size), proof};
        expect(provesInclusion(good)).toBe(true);
        const wrong = [
          {...good, index: (index + 1) % size}, {...good, index: -1}, {...good, index: size}, {...good, index: 0.5}, {...good, size: size + 1}, {...good, leaf: leaves[size]!},
          {...good, root: leaves[size]!},
          {...good, proof: [...proof, leaves[0]!]}, {...good, proof: proof.slice(1)}, {...good, proof: proof.map((hash, i) => (i === 0 ? leaves[30]! : hash))},
        ].filter(one => JSON.stringify(one) !== JSON.stringify(good));
        // In a tree of one more leaf the same path can lead to the same root only when it is the same path.
        for (const one of wrong) expect([size, index, wrong.indexOf(one), provesInclusion(one)]).toEqual([
          size, index, wrong.indexOf(one),
          one.size !== size && JSON.stringify(inclusionRanges(index, one.size).map(range => range.from > index)) === JSON.stringify(inclusionRanges(index, size).map(range => range.from > index)),
        ]);
      }
    }
  });

  test('an inner node is not taken for a record', () => {
    const inner = nodeHash(leaves[0]!, leaves[1]!);
    expect(provesInclusion({index: 0, size: 2, leaf: inner, root: rootOf(0, 4), proof: [nodeHash(leaves[2]!, leaves[3]!)]})).toBe(true);
    // A record can never have the hash of an inner node: its bytes are hashed behind a 0, those of a node behind a 1.
    const bytes = Buffer.from(`${leaves[0]!}${leaves[1]!}`, 'latin1');
    expect(leafHash(bytes)).not.toBe(inner);
    expect(provesInclusion({index: 0, size: 2, leaf: leafHash(bytes), root: rootOf(0, 4), proof: [nodeHash(leaves[2]!, leaves[3]!)]})).toBe(false);
  });

  test('every tree goes on from every smaller one, and from nothing else', () => {
    for (let newer = 1; newer <= 20; newer++) {
      for (let older = 1; older <= newer; older++) {
        const proof = rootsOf(consistencyRanges(older, newer));
        const good = {older: {size: older, root: rootOf(0, older)}, newer: {size: newer, root: rootOf(0, newer)}, proof};
        expect(provesConsistency(good)).toBe(true);
        const wrong = [
          {...good, older: {size: older, root: leaves[35]!}}, {...good, newer: {size: newer, root: leaves[35]!}}, {...good, older: {size: 0, root: good.older.root}}, {
            ...good, older: {size: newer + 1, root: good.older.root},
          },
          {...good, proof: [...proof, leaves[0]!]}, ...(proof.length > 0 ? [{...good, proof: proof.slice(1)}, {...good, proof: [leaves[35]!, ...proof.slice(1)]}] : []),
        ];
        for (const one of wrong) expect(provesConsistency(one)).toBe(false);
      }
    }
  });

  test('a root for which a leaf was not seen is refused', () => {
    expect(() => new RangeRoots([{from: 0, to: 2}]).roots()).toThrow(RangeError);
  });
});
