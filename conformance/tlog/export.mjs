// Verifies an exported log: first line {"checkpoint"}, then one line for each entry.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { canonical } from './canonical.mjs';
import { openCheckpoint } from './note.mjs';
import { GrowingTree, leafHash } from './tree.mjs';

export async function verifyExport(file, keys) {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  const tree = new GrowingTree();
  let checkpoint;
  let gone = 0;
  for await (const line of lines) {
    if (!checkpoint) {
      checkpoint = openCheckpoint(JSON.parse(line).checkpoint ?? '', keys);
      continue;
    }
    const entry = JSON.parse(line);
    gone += entry.gone ? 1 : 0;
    tree.append(entry.gone ? goneLeaf(entry, tree.size) : checkedLeaf(entry, tree.size));
  }
  if (!checkpoint) throw new Error('the export is empty');
  if (tree.size !== checkpoint.size) {
    throw new Error(`the export has ${tree.size} entries, its checkpoint ${checkpoint.size}`);
  }
  if (!tree.root().equals(checkpoint.root)) throw new Error('the entries do not make the signed root');
  return { entries: tree.size, gone, root: checkpoint.root.toString('hex') };
}

/** An event that is not kept any more: it must be older than seven years, by the time in its id (RFC 9562 5.7). */
function goneLeaf({ index, leaf, id }, expected) {
  if (index !== expected) throw new Error(`entry ${index} stands where ${expected} belongs`);
  const since = new Date();
  since.setUTCFullYear(since.getUTCFullYear() - 7);
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(id ?? '') || parseInt(id.slice(0, 8) + id.slice(9, 13), 16) >= since.getTime()) {
    throw new Error(`entry ${index}: the event is missing`);
  }
  return Buffer.from(leaf, 'base64');
}

function checkedLeaf({ index, leaf, event, personal }, expected) {
  if (index !== expected) throw new Error(`entry ${index} stands where ${expected} belongs`);
  const hash = leafHash(Buffer.from(canonical(event)));
  if (hash.toString('base64') !== leaf) throw new Error(`entry ${index}: the event was altered`);
  for (const about of ['actor', 'target']) {
    const fields = personal?.[about];
    const committed = event.personal?.[about];
    if (fields && commitment(fields) !== committed) {
      throw new Error(`entry ${index}: the personal fields of the ${about} were altered`);
    }
  }
  return hash;
}

/** SHA-256 over the salt and the canonical fields, in hexadecimal. */
function commitment({ salt, fields }) {
  return createHash('sha256').update(Buffer.from(salt, 'hex')).update(canonical(fields)).digest('hex');
}
