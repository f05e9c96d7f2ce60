// The Merkle tree of RFC 9162 section 2.1, written from its definitions: recursive, slow and plain.
import { createHash } from 'node:crypto';

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

export const emptyRoot = () => sha256();
export const leafHash = (entry) => sha256(Buffer.of(0), entry);
export const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);

/** The largest power of two smaller than n. */
function split(n) {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** MTH(D[0:n]) over leaf hashes (2.1.1). */
export function root(leaves) {
  if (leaves.length === 0) return emptyRoot();
  if (leaves.length === 1) return leaves[0];
  const k = split(leaves.length);
  return nodeHash(root(leaves.slice(0, k)), root(leaves.slice(k)));
}

/** PATH(m, D[n]) (2.1.3.1). */
export function inclusionProof(m, leaves) {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  return m < k
    ? [...inclusionProof(m, leaves.slice(0, k)), root(leaves.slice(k))]
    : [...inclusionProof(m - k, leaves.slice(k)), root(leaves.slice(0, k))];
}

/** PROOF(m, D[n]) (2.1.4.1). */
export function consistencyProof(m, leaves) {
  return subproof(m, leaves, true);
}

function subproof(m, leaves, whole) {
  const n = leaves.length;
  if (m === n) return whole ? [] : [root(leaves)];
  const k = split(n);
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), whole), root(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), root(leaves.slice(0, k))];
}

/** The root that an inclusion proof leads to (2.1.3.2); undefined when it is too long or short. */
export function rootOfInclusion(leaf, index, size, path) {
  if (index < 0 || index >= size) return undefined;
  const walk = (position, count, depth) => {
    if (count === 1) return depth === 0 ? leaf : undefined;
    if (depth === 0) return undefined;
    const k = split(count);
    const sibling = path[depth - 1];
    const below = position < k
      ? walk(position, k, depth - 1)
      : walk(position - k, count - k, depth - 1);
    if (!below) return undefined;
    return position < k ? nodeHash(below, sibling) : nodeHash(sibling, below);
  };
  return walk(index, size, path.length);
}

/** Whether the proof shows the older tree to be a beginning of the newer (2.1.4.2). */
export function isConsistent(older, olderRoot, size, newRoot, proof) {
  if (older < 1 || older > size) return false;
  if (older === size) return proof.length === 0 && olderRoot.equals(newRoot);
  const rest = [...proof];
  // Rebuilds both roots from the same hashes, as the proof was made.
  const walk = (m, n, whole) => {
    if (m === n) {
      const hash = whole ? olderRoot : rest.shift();
      return hash && { old: hash, now: hash };
    }
    const k = split(n);
    if (m <= k) {
      const left = walk(m, k, whole);
      const right = rest.shift();
      return left && right && { old: left.old, now: nodeHash(left.now, right) };
    }
    const right = walk(m - k, n - k, false);
    const left = rest.shift();
    return right && left && { old: nodeHash(left, right.old), now: nodeHash(left, right.now) };
  };
  const both = walk(older, size, true);
  return Boolean(both) && rest.length === 0 && both.old.equals(olderRoot) && both.now.equals(newRoot);
}

/** A root from many leaf hashes without recursion over all of them: perfect subtrees side by side. */
export class GrowingTree {
  #size = 0;
  #roots = [];

  get size() {
    return this.#size;
  }

  append(leaf) {
    this.#roots.push(leaf);
    for (let bits = this.#size; bits % 2 === 1; bits = (bits - 1) / 2) {
      const right = this.#roots.pop();
      this.#roots.push(nodeHash(this.#roots.pop(), right));
    }
    this.#size += 1;
  }

  root() {
    if (this.#roots.length === 0) return emptyRoot();
    return this.#roots.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), this.#roots.at(-1));
  }
}
