// node --test: known trees, notes and paths, as the specifications and other implementations have them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { canonical } from './canonical.mjs';
import { isSigned, parseNote, parseVerifierKey } from './note.mjs';
import { tilePath } from './server.mjs';
import {
  GrowingTree, consistencyProof, emptyRoot, inclusionProof, isConsistent, leafHash, root, rootOfInclusion,
} from './tree.mjs';

const known = JSON.parse(readFileSync(new URL('./known-trees.json', import.meta.url)));
const leaves = known.entries.map((entry) => leafHash(Buffer.from(entry, 'hex')));
const hex = (hashes) => hashes.map((hash) => hash.toString('hex'));

test('RFC 9162 2.1.1: the known trees have their known roots', () => {
  assert.equal(emptyRoot().toString('hex'), known.emptyRoot);
  const tree = new GrowingTree();
  known.roots.forEach((expected, i) => {
    tree.append(leaves[i]);
    assert.equal(tree.root().toString('hex'), expected);
    assert.equal(root(leaves.slice(0, i + 1)).toString('hex'), expected);
  });
});

test('RFC 9162 2.1.3: the known inclusion proofs', () => {
  for (const { index, size, path } of known.inclusion) {
    assert.deepEqual(hex(inclusionProof(index, leaves.slice(0, size))), path);
    const hashes = path.map((each) => Buffer.from(each, 'hex'));
    assert.equal(rootOfInclusion(leaves[index], index, size, hashes).toString('hex'), known.roots[size - 1]);
  }
});

test('RFC 9162 2.1.4: the known consistency proofs', () => {
  for (const { from, to, proof } of known.consistency) {
    assert.deepEqual(hex(consistencyProof(from, leaves.slice(0, to))), proof);
    const hashes = proof.map((each) => Buffer.from(each, 'hex'));
    const at = (size) => Buffer.from(known.roots[size - 1], 'hex');
    assert.ok(isConsistent(from, at(from), to, at(to), hashes));
    assert.ok(!isConsistent(from, at(to), to, at(from), hashes) || from === to);
  }
});

test('every leaf of every tree up to 65 is proven, and its neighbour is not', () => {
  const many = Array.from({ length: 65 }, (_, i) => leafHash(Buffer.from([i])));
  for (let size = 1; size <= 65; size += 1) {
    const whole = root(many.slice(0, size));
    for (let index = 0; index < size; index += 1) {
      const path = inclusionProof(index, many.slice(0, size));
      assert.ok(rootOfInclusion(many[index], index, size, path).equals(whole));
      assert.ok(!rootOfInclusion(many[index], (index + 1) % size, size, path)?.equals(whole) || size === 1);
    }
  }
});

test('signed-note: the example of the specification verifies', () => {
  const key = parseVerifierKey('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k');
  const note = parseNote('This is an example message.\n\n'
    + '\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n');
  assert.ok(isSigned(note, [key]));
  assert.throws(() => isSigned({ ...note, text: 'Another message.\n' }, [key]));
});

test('tlog-tiles: tile numbers become paths', () => {
  assert.equal(tilePath(0), '000');
  assert.equal(tilePath(1234067), 'x001/x234/067');
  assert.equal(tilePath(1000, 5), 'x001/000.p/5');
});

test('RFC 8785: members are sorted, numbers and texts are JavaScript\'s own', () => {
  assert.equal(canonical({ b: [1e21, 0.1, -0], a: '\u20ac\n"' }), '{"a":"€\\n\\"","b":[1e+21,0.1,0]}');
});
