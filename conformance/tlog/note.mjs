// Signed notes, checkpoints and cosignatures, as C2SP signed-note, tlog-checkpoint and
// tlog-cosignature write them. Shares no code with the program: it is here to disagree with it.
import { createHash, createPublicKey, verify } from 'node:crypto';

const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** `name+id+base64(type || key)` (signed-note, "Verifier keys"). */
export function parseVerifierKey(text) {
  const [name, id, ...rest] = text.trim().split('+');
  const typed = Buffer.from(rest.join('+'), 'base64');
  if (!name || !/^[0-9a-f]{8}$/.test(id ?? '') || typed.length !== 33) {
    throw new Error(`not a verifier key for Ed25519: ${text}`);
  }
  const expected = createHash('sha256').update(`${name}\n`).update(typed).digest().subarray(0, 4);
  if (expected.toString('hex') !== id) throw new Error(`the id of ${text} does not match its key`);
  return {
    name,
    id: expected,
    type: typed[0],
    key: createPublicKey({
      key: Buffer.concat([ED25519_SPKI, typed.subarray(1)]), format: 'der', type: 'spki',
    }),
  };
}

/** The text up to the last empty line, and the signature lines after it. */
export function parseNote(note) {
  const blank = note.lastIndexOf('\n\n');
  if (blank < 0 || !note.endsWith('\n')) throw new Error('a note has a text, an empty line and signatures');
  if (/[\x00-\x09\x0b-\x1f]/.test(note)) throw new Error('a note has no control characters');
  const signatures = note.slice(blank + 2, -1).split('\n').map((line) => {
    const match = /^\u2014 ([^ +]+) ([A-Za-z0-9+/]+=*)$/.exec(line);
    if (!match) throw new Error(`not a signature line: ${line}`);
    const bytes = Buffer.from(match[2], 'base64');
    if (bytes.length < 5) throw new Error(`too short for a signature: ${line}`);
    return { name: match[1], id: bytes.subarray(0, 4), signature: bytes.subarray(4) };
  });
  return { text: note.slice(0, blank + 1), signatures };
}

/** Whether one of the keys signed; a bad signature of a known key makes the note malformed. */
export function isSigned({ text, signatures }, keys) {
  let signed = false;
  for (const { name, id, signature } of signatures) {
    const key = keys.find((each) => each.type === 1 && each.name === name && each.id.equals(id));
    if (!key) continue;
    if (!verify(null, Buffer.from(text), key.key, signature)) {
      throw new Error(`the signature of ${name} does not verify`);
    }
    signed = true;
  }
  return signed;
}

/** When each known witness cosigned (tlog-cosignature, Ed25519), by its name. */
export function cosignatures({ text, signatures }, keys) {
  const found = new Map();
  for (const { name, id, signature } of signatures) {
    const key = keys.find((each) => each.type === 4 && each.name === name && each.id.equals(id));
    if (!key) continue;
    const time = signature.readBigUInt64BE(0);
    const message = Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);
    if (time === 0n || !verify(null, message, key.key, signature.subarray(8))) {
      throw new Error(`the cosignature of ${name} does not verify`);
    }
    found.set(name, Number(time));
  }
  return found;
}

/** Origin, size, root; nothing but a signed one is worth reading (tlog-checkpoint). */
export function openCheckpoint(note, keys) {
  const parsed = parseNote(note);
  const [origin, size, root, ...extensions] = parsed.text.slice(0, -1).split('\n');
  const mine = keys.filter((key) => key.type !== 1 || key.name === origin);
  if (!isSigned(parsed, mine)) throw new Error('the checkpoint is not signed by a key of this log');
  if (!origin || !/^(0|[1-9][0-9]*)$/.test(size ?? '')) throw new Error('the checkpoint has no origin or size');
  const hash = Buffer.from(root ?? '', 'base64');
  if (hash.length !== 32 || hash.toString('base64') !== root) throw new Error('the checkpoint has no root');
  if (extensions.some((line) => line === '')) throw new Error('an extension line is empty');
  return { origin, size: Number(size), root: hash, cosigned: cosignatures(parsed, keys) };
}
