package io.polder.evm.trie;

import io.polder.evm.rlp.Rlp;
import io.polder.evm.word.Keccak;
import io.polder.evm.word.Word;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The root of Ethereum's tree over keys and values, computed from scratch.
public final class MerklePatricia {
    private static final byte[] NO_NODE = Rlp.string();
    private static final int LEAF = 2;
    private static final int ODD = 1;
    private static final int HASH_BYTES = 32;

    private final List<byte[]> keys;
    private final List<byte[]> values;

    private MerklePatricia(SortedMap<byte[], byte[]> entries) {
        this.keys = entries.keySet().stream().map(MerklePatricia::nibbles).toList();
        this.values = List.copyOf(entries.values());
    }

    /// A map in the order that `root` needs: bytes without sign.
    public static SortedMap<byte[], byte[]> map() {
        return new TreeMap<>(Arrays::compareUnsigned);
    }

    /// The same with the hashes of the keys, as Ethereum keeps accounts and slots.
    public static Word securedRoot(Map<byte[], byte[]> entries) {
        SortedMap<byte[], byte[]> hashed = map();
        entries.forEach((key, value) -> hashed.put(Keccak.hash(key), value));
        return root(hashed);
    }

    /// The root over entries in the order of `map`.
    public static Word root(SortedMap<byte[], byte[]> entries) {
        if (entries.isEmpty()) return Word.of(Keccak.hash(NO_NODE));
        return Word.of(Keccak.hash(new MerklePatricia(entries).node(0, entries.size(), 0)));
    }

    /// The node over the entries from `from` to `to`, which have their first `depth` nibbles in common.
    private byte[] node(int from, int to, int depth) {
        byte[] first = keys.get(from);
        if (to - from == 1) {
            return Rlp.list(Rlp.string(path(first, depth, first.length, LEAF)), Rlp.string(values.get(from)));
        }
        byte[] last = keys.get(to - 1);
        int common = depth;
        while (common < first.length && first[common] == last[common]) common++;
        if (common > depth) {
            return Rlp.list(Rlp.string(path(first, depth, common, 0)), reference(branch(from, to, common)));
        }
        return branch(from, to, depth);
    }

    private byte[] branch(int from, int to, int depth) {
        byte[][] items = new byte[17][];
        Arrays.fill(items, NO_NODE);
        int at = from;
        if (keys.get(at).length == depth) items[16] = Rlp.string(values.get(at++));
        while (at < to) {
            byte nibble = keys.get(at)[depth];
            int end = at + 1;
            while (end < to && keys.get(end)[depth] == nibble) end++;
            items[nibble] = reference(node(at, end, depth + 1));
            at = end;
        }
        return Rlp.list(items);
    }

    private static byte[] reference(byte[] node) {
        return node.length < HASH_BYTES ? node : Rlp.string(Keccak.hash(node));
    }

    private static byte[] path(byte[] nibbles, int from, int to, int kind) {
        int count = to - from;
        byte[] path = new byte[count / 2 + 1];
        int flag = kind | (count & ODD);
        int at = from;
        path[0] = (byte) (flag << 4 | (count % 2 == 1 ? nibbles[at++] : 0));
        for (int i = 1; i < path.length; i++) path[i] = (byte) (nibbles[at++] << 4 | nibbles[at++]);
        return path;
    }

    private static byte[] nibbles(byte[] key) {
        byte[] nibbles = new byte[2 * key.length];
        for (int i = 0; i < key.length; i++) {
            nibbles[2 * i] = (byte) (key[i] >> 4 & 0xf);
            nibbles[2 * i + 1] = (byte) (key[i] & 0xf);
        }
        return nibbles;
    }
}
