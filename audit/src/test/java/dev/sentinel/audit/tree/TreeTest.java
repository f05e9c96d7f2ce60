package dev.sentinel.audit.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 9162 §2.1: hashing, inclusion and consistency. */
final class TreeTest {
    private static final int LARGEST = 200;

    /** The eight entries and the roots that Certificate Transparency implementations agree on. */
    private static final List<String> ENTRIES =
            List.of(
                    "",
                    "00",
                    "10",
                    "2021",
                    "3031",
                    "40414243",
                    "5051525354555657",
                    "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS =
            List.of(
                    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private final List<Hash> leaves = leaves(LARGEST);
    private final Nodes nodes =
            (level, index) ->
                    Hashes.root(
                            leaves.subList((int) (index << level), (int) ((index + 1) << level)));

    @Test
    void hashesTheKnownTreesToTheirKnownRoots() {
        Edge edge = Edge.empty();
        assertThat(edge.root().hex())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        for (int i = 0; i < ENTRIES.size(); i++) {
            edge.append(Hash.leaf(HexFormat.of().parseHex(ENTRIES.get(i))));
            assertThat(edge.root().hex()).isEqualTo(ROOTS.get(i));
        }
    }

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
