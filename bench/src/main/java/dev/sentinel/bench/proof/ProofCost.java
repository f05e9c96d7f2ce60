package dev.sentinel.bench.proof;

import dev.sentinel.audit.note.Checkpoint;
import dev.sentinel.audit.note.NoteKey;
import dev.sentinel.audit.note.SignedNote;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.tree.Hashes;
import dev.sentinel.audit.tree.Nodes;
import dev.sentinel.audit.tree.ProofCheck;
import dev.sentinel.audit.tree.Proofs;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Size of proofs and time to check them, by size of the tree. The tree is made of numbers; the
 * roots of its tiles are kept, as a log keeps them, and the leaves of a tile are made again when
 * they are asked for.
 */
final class ProofCost {
    private static final int TILE = 256;
    private static final int ROUNDS = 2_000;

    private final long size;
    private final List<byte[]> levels = new ArrayList<>();

    private ProofCost(long size) {
        this.size = size;
        int tiles = Math.toIntExact(size / TILE);
        byte[] roots = new byte[tiles * Hash.LENGTH];
        for (int tile = 0; tile < tiles; tile++) {
            Hash root = Hash.root(leaves((long) tile * TILE), 0, TILE);
            System.arraycopy(root.bytes(), 0, roots, tile * Hash.LENGTH, Hash.LENGTH);
        }
        levels.add(roots);
        while (levels.getLast().length >= TILE * Hash.LENGTH) {
            byte[] below = levels.getLast();
            int count = below.length / Hash.LENGTH / TILE;
            byte[] above = new byte[count * Hash.LENGTH];
            for (int i = 0; i < count; i++) {
                Hash root = Hash.root(below, i * TILE, TILE);
                System.arraycopy(root.bytes(), 0, above, i * Hash.LENGTH, Hash.LENGTH);
            }
            levels.add(above);
        }
    }

    static void print(long most) {
        System.out.println(
                "proofs by size of the tree (medians of %,d random leaves; time to check includes the signature)"
                        .formatted(ROUNDS));
        System.out.printf(
                "%12s  %10s %10s %12s %12s  %12s %12s%n",
                "leaves", "inclusion", "bytes", "check path", "with note", "consistency", "check");
        for (long size = 1_000; size <= (most == 0 ? 10_000_000 : most); size *= 10) {
            new ProofCost(size).measure();
        }
    }

    private void measure() {
        NoteKey key = NoteKey.generate("sentinel.bench/audit", new SecureRandom());
        Nodes nodes = this::node;
        Hash root = Proofs.root(0, size, nodes);
        SignedNote note = key.sign(new Checkpoint("sentinel.bench/audit", size, root).text());
        SplittableRandom random = new SplittableRandom(7);
        List<Long> hashes = new ArrayList<>();
        List<Long> bytes = new ArrayList<>();
        List<Long> path = new ArrayList<>();
        List<Long> signed = new ArrayList<>();
        List<Long> consistency = new ArrayList<>();
        List<Long> checked = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            long index = random.nextLong(size);
            List<Hash> proof = Proofs.inclusion(index, size, nodes);
            Hash leaf = leaf(index);
            hashes.add((long) proof.size());
            bytes.add(proof.size() * 45L + note.format().length() + 40);
            path.add(nanos(() -> ProofCheck.included(leaf, index, size, proof, root)));
            signed.add(
                    nanos(() ->
                            key.publicKey().signed(note)
                                    && ProofCheck.included(leaf, index, size, proof, root)));
            long older = 1 + random.nextLong(size);
            Hash olderRoot = Proofs.root(0, older, nodes);
            List<Hash> between = Proofs.consistency(older, size, nodes);
            consistency.add((long) between.size());
            checked.add(nanos(() -> ProofCheck.consistent(older, olderRoot, size, root, between)));
        }
        System.out.printf(
                "%,12d  %,10d %,10d %,9.1f \u00b5s %,9.1f \u00b5s  %,12d %,9.1f \u00b5s%n",
                size,
                median(hashes),
                median(bytes),
                median(path) / 1_000.0,
                median(signed) / 1_000.0,
                median(consistency),
                median(checked) / 1_000.0);
    }

    private interface Check {
        boolean holds();
    }

    private static long nanos(Check check) {
        long from = System.nanoTime();
        if (!check.holds()) {
            throw new IllegalStateException("a proof does not hold");
        }
        return System.nanoTime() - from;
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private Hash node(int level, long index) {
        int height = level % 8;
        long first = index << height;
        if (level < 8) {
            byte[] tile = leaves(first / TILE * TILE);
            return Hash.root(tile, (int) (first % TILE), 1 << height);
        }
        return Hash.root(levels.get(level / 8 - 1), (int) first, 1 << height);
    }

    /** The leaf hashes of the tile that begins here. */
    private static byte[] leaves(long first) {
        List<Hash> leaves = new ArrayList<>(TILE);
        for (long i = first; i < first + TILE; i++) {
            leaves.add(leaf(i));
        }
        return Hashes.row(leaves);
    }

    private static Hash leaf(long index) {
        return Hash.leaf(ByteBuffer.allocate(Long.BYTES).putLong(index).array());
    }
}
