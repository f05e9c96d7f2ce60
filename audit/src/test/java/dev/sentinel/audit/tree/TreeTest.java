package dev.sentinel.audit.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 9162 §2.1: hashing, inclusion and consistency. */
final class TreeTest {
    private static final int LARGEST = 200;

    private final List<Hash> leaves = leaves(LARGEST);
    private final Nodes nodes =
            (level, index) ->
                    Hashes.root(
                            leaves.subList((int) (index << level), (int) ((index + 1) << level)));

    @Test
    void anEdgeGoesOnFromWhereItWasLeft() {
        for (int size = 0; size < LARGEST; size++) {
            Edge whole = edge(size);
            Edge resumed = Edge.of(size, Hashes.list(Hashes.row(whole.roots())));
            whole.append(leaves.get(size));
            resumed.append(leaves.get(size));
            assertThat(resumed.root()).isEqualTo(whole.root());
        }
    }

    @Test
    void wholeSubtreesMayBeAppendedByTheirRoots() {
        byte[] row = Hashes.row(leaves.subList(0, 128));
        Edge edge = Edge.empty();
        edge.append(Hash.root(row, 0, 64), 6);
        edge.append(Hash.root(row, 64, 32), 5);
        leaves.subList(96, 99).forEach(edge::append);

        assertThat(edge.roots()).isEqualTo(edge(99).roots());
        assertThatThrownBy(() -> edge.append(leaves.get(99), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyLeafOfEveryTreeHasAnInclusionProof() {
        for (int size = 1; size <= LARGEST; size++) {
            Hash root = edge(size).root();
            for (int index = 0; index < size; index++) {
                List<Hash> path = Proofs.inclusion(index, size, nodes);
                assertThat(ProofCheck.included(leaves.get(index), index, size, path, root))
                        .isTrue();
                assertThat(ProofCheck.included(Hash.leaf(new byte[9]), index, size, path, root))
                        .isFalse();
            }
        }
    }

    @Test
    void anInclusionProofHoldsForItsOwnPlaceOnly() {
        Hash root = edge(LARGEST).root();
        List<Hash> path = Proofs.inclusion(77, LARGEST, nodes);
        for (int other = 0; other < LARGEST; other++) {
            assertThat(ProofCheck.included(leaves.get(77), other, LARGEST, path, root))
                    .isEqualTo(other == 77);
        }
        List<Hash> longer = new ArrayList<>(path);
        longer.add(root);
        assertThat(ProofCheck.included(leaves.get(77), 77, LARGEST, longer, root)).isFalse();
        assertThat(
                        ProofCheck.included(
                                leaves.get(77),
                                77,
                                LARGEST,
                                path.subList(0, path.size() - 1),
                                root))
                .isFalse();
    }

    @Test
    void everyTreeIsConsistentWithEveryOlderOne() {
        for (int size = 1; size <= LARGEST; size++) {
            Hash root = edge(size).root();
            for (int older = 1; older <= size; older++) {
                List<Hash> proof = Proofs.consistency(older, size, nodes);
                Hash olderRoot = edge(older).root();
                assertThat(ProofCheck.consistent(older, olderRoot, size, root, proof)).isTrue();
                assertThat(ProofCheck.consistent(older, leaves.get(0), size, root, proof))
                        .isEqualTo(older == 1);
            }
        }
    }

    private Edge edge(int size) {
        Edge edge = Edge.empty();
        leaves.subList(0, size).forEach(edge::append);
        return edge;
    }

    private static List<Hash> leaves(int count) {
        List<Hash> leaves = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            leaves.add(Hash.leaf(ByteBuffer.allocate(4).putInt(i).array()));
        }
        return leaves;
    }
}
