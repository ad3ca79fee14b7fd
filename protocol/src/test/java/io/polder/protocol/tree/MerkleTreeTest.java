package io.polder.protocol.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
    /// The leaves and roots that Certificate Transparency implementations share as their test vector.
    private static final List<Bytes> LEAVES = List.of(
            Bytes.EMPTY,
            Bytes.hex("00"),
            Bytes.hex("10"),
            Bytes.hex("2021"),
            Bytes.hex("3031"),
            Bytes.hex("40414243"),
            Bytes.hex("5051525354555657"),
            Bytes.hex("606162636465666768696a6b6c6d6e6f"));

    private static final List<String> ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void roots_are_those_of_the_shared_vector() {
        for (int size = 0; size <= LEAVES.size(); size++)
            assertThat(MerkleTree.root(LEAVES.subList(0, size)).toHex()).isEqualTo(ROOTS.get(size));
    }

    @Test
    void every_leaf_of_every_size_has_a_path_to_the_root() {
        for (int size = 1; size <= 70; size++) {
            List<Bytes> leaves = leaves(size);
            Hash root = MerkleTree.root(leaves);
            for (int index = 0; index < size; index++) {
                InclusionPath path = MerkleTree.inclusion(leaves, index);
                assertThat(path.proves(leaves.get(index), root)).isTrue();
                assertThat(path.proves(Bytes.utf8("another"), root)).isFalse();
                assertThat(InclusionPath.ofCbor(path.toCbor())).isEqualTo(path);
            }
        }
    }

    @Test
    void a_path_of_another_length_is_refused() {
        InclusionPath path = MerkleTree.inclusion(leaves(9), 3);
        List<Hash> longer = new ArrayList<>(path.path());
        longer.add(Hash.ZERO);
        assertThatThrownBy(() -> new InclusionPath(3, 9, longer)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> new InclusionPath(3, 9, longer.subList(0, 3))).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> new InclusionPath(9, 9, path.path())).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> new InclusionPath(0, 0, List.of())).isInstanceOf(Malformed.class);
    }

    @Test
    void a_path_proves_its_leaf_at_no_other_index() {
        List<Bytes> leaves = leaves(16);
        Hash root = MerkleTree.root(leaves);
        List<Hash> path = MerkleTree.inclusion(leaves, 5).path();
        for (int index = 0; index < 16; index++)
            assertThat(new InclusionPath(index, 16, path).proves(leaves.get(5), root))
                    .isEqualTo(index == 5);
    }

    @Test
    void an_older_tree_is_the_beginning_of_a_newer_one() {
        for (int newer = 1; newer <= 40; newer++) {
            Hash newerRoot = MerkleTree.root(leaves(newer));
            for (int older = 1; older <= newer; older++) {
                Hash olderRoot = MerkleTree.root(leaves(older));
                ConsistencyPath path = MerkleTree.consistency(leaves(newer), older);
                assertThat(path.proves(olderRoot, newerRoot)).isTrue();
                assertThat(path.proves(olderRoot, olderRoot)).isEqualTo(older == newer);
                assertThat(path.proves(Hash.ZERO, newerRoot)).isFalse();
                assertThat(ConsistencyPath.ofCbor(path.toCbor())).isEqualTo(path);
            }
        }
    }

    @Test
    void a_consistency_path_with_a_hash_more_or_less_proves_nothing() {
        Hash older = MerkleTree.root(leaves(6));
        Hash newer = MerkleTree.root(leaves(11));
        List<Hash> path = MerkleTree.consistency(leaves(11), 6).path();
        List<Hash> longer = new ArrayList<>(path);
        longer.add(Hash.ZERO);
        assertThat(new ConsistencyPath(6, 11, longer).proves(older, newer)).isFalse();
        for (int cut = 0; cut < path.size(); cut++)
            assertThat(new ConsistencyPath(6, 11, path.subList(0, cut)).proves(older, newer))
                    .isFalse();
    }

    static List<Bytes> leaves(int size) {
        return IntStream.range(0, size).mapToObj(i -> Bytes.utf8("leaf " + i)).toList();
    }
}
