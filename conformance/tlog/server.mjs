// Verifies what a running server serves (C2SP tlog-tiles), down to the entries when a key is given.
import { openCheckpoint } from './note.mjs';
import { GrowingTree, isConsistent, leafHash, nodeHash, root as rootOf, rootOfInclusion } from './tree.mjs';

const WIDTH = 256;

/** A log behind an HTTP prefix such as http://localhost:9003/audit. */
export class ServedLog {
  constructor(prefix, keys, { authorization } = {}) {
    this.prefix = prefix.replace(/\/+$/, '');
    this.keys = keys;
    this.headers = authorization ? { authorization } : {};
  }

  async get(path) {
    const answer = await this.ask(path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer;
  }

  /** Waits when the server says that there were too many requests (RFC 6585 4). */
  async ask(path) {
    for (;;) {
      const answer = await fetch(`${this.prefix}/${path}`, { headers: this.headers });
      if (answer.status !== 429) return answer;
      const seconds = Math.min(120, Number(answer.headers.get('retry-after')) || 1);
      await new Promise((resolve) => { setTimeout(resolve, seconds * 1000); });
    }
  }

  async checkpoint() {
    const answer = await this.get('checkpoint');
    if (answer.headers.get('content-type') !== 'text/plain; charset=utf-8') {
      throw new Error('a checkpoint is served as text/plain; charset=utf-8');
    }
    return openCheckpoint(await answer.text(), this.keys);
  }

  async tile(level, n, width) {
    const answer = await this.get(`tile/${level}/${tilePath(n, width)}`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (bytes.length !== width * 32) throw new Error(`tile ${n} of level ${level} has ${bytes.length} bytes`);
    if (width === WIDTH && !/immutable/.test(answer.headers.get('cache-control') ?? '')) {
      throw new Error('full tiles may be cached for good');
    }
    return Array.from({ length: width }, (_, i) => bytes.subarray(i * 32, i * 32 + 32));
  }

  /** All leaf hashes of a tree of this size, from the tiles of level 0. */
  async leaves(size) {
    const leaves = [];
    for (let n = 0; n * WIDTH < size; n += 1) {
      leaves.push(...await this.tile(0, n, Math.min(WIDTH, size - n * WIDTH)));
    }
    return leaves;
  }

  /** Checks the root, and that each tile above holds the roots of full tiles below. */
  async verifyTree() {
    const { size, root } = await this.checkpoint();
    const leaves = await this.leaves(size);
    const tree = new GrowingTree();
    leaves.forEach((leaf) => tree.append(leaf));
    if (!tree.root().equals(root)) throw new Error('the tiles do not make the signed root');
    let below = leaves;
    for (let level = 1; below.length >= WIDTH; level += 1) {
      const above = [];
      for (let i = 0; i + WIDTH <= below.length; i += WIDTH) above.push(rootOf(below.slice(i, i + WIDTH)));
      for (let n = 0; n * WIDTH < above.length; n += 1) {
        const expected = above.slice(n * WIDTH, (n + 1) * WIDTH);
        const served = await this.tile(level, n, expected.length);
        if (!Buffer.concat(served).equals(Buffer.concat(expected))) {
          throw new Error(`tile ${n} of level ${level} does not hold the roots of the tiles below`);
        }
      }
      below = above;
    }
    return { size, root, leaves };
  }

  /** Checks that each entry hashes to its leaf; needs a service's key. Counts those that are not kept any more. */
  async verifyEntries(leaves) {
    let gone = 0;
    for (let n = 0; n * WIDTH < leaves.length; n += 1) {
      const width = Math.min(WIDTH, leaves.length - n * WIDTH);
      const path = `tile/entries/${tilePath(n, width)}`;
      const answer = await this.ask(path);
      if (answer.status === 410) {
        gone += width;
        continue;
      }
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      const bundle = Buffer.from(await answer.arrayBuffer());
      let at = 0;
      for (let i = 0; i < width; i += 1) {
        const length = bundle.readUInt16BE(at);
        if (!leafHash(bundle.subarray(at + 2, at + 2 + length)).equals(leaves[n * WIDTH + i])) {
          throw new Error(`entry ${n * WIDTH + i} does not hash to its leaf`);
        }
        at += 2 + length;
      }
      if (at !== bundle.length) throw new Error(`entry bundle ${n} is too long`);
    }
    return gone;
  }

  /** Asks for consistency proofs between sizes and checks them against the leaves. */
  async verifyConsistency(leaves, root) {
    const size = leaves.length;
    const sizes = [...new Set([1, 2, 3, Math.floor(size / 2), size - 1, size])].filter((m) => m >= 1 && m <= size);
    for (const older of sizes) {
      const answer = await (await this.get(`consistency?from=${older}&to=${size}`)).json();
      const proof = answer.proof.map((hash) => Buffer.from(hash, 'base64'));
      const tree = new GrowingTree();
      leaves.slice(0, older).forEach((leaf) => tree.append(leaf));
      if (!isConsistent(older, tree.root(), size, root, proof)) {
        throw new Error(`the proof from ${older} to ${size} does not hold`);
      }
      if (isConsistent(older, nodeHash(tree.root(), root), size, root, proof)) {
        throw new Error('a proof holds for another root');
      }
    }
  }

  /** Asks for the proof of an event (tlog-proof), checks it, and returns where it stands. */
  async verifyProof(eventId) {
    const text = await (await this.get(`proof/${eventId}`)).text();
    return verifyProofText(text, this.keys);
  }
}

export function verifyProofText(text, keys) {
  const blank = text.indexOf('\n\n');
  const [head, ...lines] = text.slice(0, blank).split('\n');
  if (head !== 'c2sp.org/tlog-proof@v1') throw new Error('not a tlog-proof');
  const extra = lines[0].startsWith('extra ') ? Buffer.from(lines.shift().slice(6), 'base64') : undefined;
  const index = Number(/^index (0|[1-9][0-9]*)$/.exec(lines.shift() ?? '')?.[1]);
  if (!extra || !Number.isSafeInteger(index)) throw new Error('the proof names no entry or no index');
  const checkpoint = openCheckpoint(text.slice(blank + 2), keys);
  const path = lines.map((line) => Buffer.from(line, 'base64'));
  const reached = rootOfInclusion(leafHash(extra), index, checkpoint.size, path);
  if (!reached?.equals(checkpoint.root)) throw new Error('the path does not lead to the signed root');
  return { index, event: JSON.parse(extra.toString()) };
}

/** Three digits a part; all but the last begin with x. */
export function tilePath(n, width = WIDTH) {
  const parts = [];
  for (let rest = n, last = true; last || rest > 0; rest = Math.floor(rest / 1000), last = false) {
    parts.unshift(`${last ? '' : 'x'}${String(rest % 1000).padStart(3, '0')}`);
  }
  return parts.join('/') + (width === WIDTH ? '' : `.p/${width}`);
}
