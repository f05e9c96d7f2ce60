// node verify.mjs --key VKEY… (--export FILE | --server URL [--service-key KEY] | --proof FILE) [--event ID]
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { verifyExport } from './export.mjs';
import { parseVerifierKey } from './note.mjs';
import { ServedLog, verifyProofText } from './server.mjs';

const { values } = parseArgs({
  options: {
    key: { type: 'string', multiple: true, default: [] },
    export: { type: 'string' },
    server: { type: 'string' },
    'service-key': { type: 'string' },
    proof: { type: 'string' },
    event: { type: 'string' },
  },
});
const keys = values.key.map(parseVerifierKey);

try {
  if (values.export) {
    console.log(JSON.stringify({ ok: true, ...await verifyExport(values.export, keys) }));
  } else if (values.proof) {
    const { index } = verifyProofText(readFileSync(values.proof, 'utf8'), keys);
    console.log(JSON.stringify({ ok: true, index }));
  } else if (values.server) {
    const key = values['service-key'];
    const authorization = key && `Basic ${Buffer.from(`gateway:${key}`).toString('base64')}`;
    const log = new ServedLog(values.server, keys, { authorization });
    const { size, root, leaves } = await log.verifyTree();
    if (size > 0) await log.verifyConsistency(leaves, root);
    const gone = key ? await log.verifyEntries(leaves) : 0;
    if (values.event) await log.verifyProof(values.event);
    console.log(JSON.stringify({ ok: true, entries: size, gone, root: root.toString('hex') }));
  } else {
    throw new Error('say --export FILE, --server URL or --proof FILE, and the log\'s --key');
  }
} catch (failure) {
  console.log(JSON.stringify({ ok: false, what: failure.message }));
  process.exitCode = 1;
}
