package io.polder.protocol.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryTreeTest {
    private record Place(int level, long index) {}

    private final Map<Place, Hash> kept = new HashMap<>();
    private final NodeSource source = (level, index) -> kept.get(new Place(level, index));

    private HistoryTree grow(List<Bytes> leaves) {
        HistoryTree tree = HistoryTree.EMPTY;
        for (Bytes leaf : leaves) {
            HistoryTree.Appended appended = tree.append(leaf);
            for (HistoryTree.Node node : appended.nodes())
                assertThat(kept.put(new Place(node.level(), node.index()), node.hash()))
                        .as("each node is written once")
                        .isNull();
            tree = appended.tree();
        }
        return tree;
    }

    @Test
    void its_root_is_that_of_the_merkle_tree_at_every_size() {
        HistoryTree tree = HistoryTree.EMPTY;
        assertThat(tree.root()).isEqualTo(MerkleTree.EMPTY);
        List<Bytes> leaves = MerkleTreeTest.leaves(200);
        for (int size = 1; size <= leaves.size(); size++) {
            tree = tree.append(leaves.get(size - 1)).tree();
            assertThat(tree.root()).isEqualTo(MerkleTree.root(leaves.subList(0, size)));
        }
    }

    @Test
    void kept_nodes_give_every_path_of_every_size() {
        List<Bytes> leaves = MerkleTreeTest.leaves(45);
        grow(leaves);
        for (int size = 1; size <= leaves.size(); size++) {
            List<Bytes> then = leaves.subList(0, size);
            assertThat(HistoryTree.of(source, size).root()).isEqualTo(MerkleTree.root(then));
            for (int i = 0; i < size; i++)
                assertThat(HistoryTree.inclusion(source, i, size)).isEqualTo(MerkleTree.inclusion(then, i));
            for (int older = 1; older <= size; older++)
                assertThat(HistoryTree.consistency(source, older, size)).isEqualTo(MerkleTree.consistency(then, older));
        }
    }

    @Test
    void it_is_read_back_from_its_encoding_and_needs_a_peak_for_each_bit() {
        HistoryTree tree = grow(MerkleTreeTest.leaves(11));
        assertThat(HistoryTree.ofCbor(tree.toCbor())).isEqualTo(tree);
        assertThatThrownBy(() -> new HistoryTree(11, tree.peaks().subList(0, 2)))
                .isInstanceOf(Malformed.class);
    }
}
