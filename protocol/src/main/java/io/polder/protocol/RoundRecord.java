package io.polder.protocol;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.tree.MerkleTree;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// What the cities of a cluster sign once a round: one root over the headers of all its chains. The next roster is the
/// hash of the roster that takes over after this round, or zero.
public record RoundRecord(
        Hash network, String cluster, long epoch, long round, long time, Hash chainsRoot, Hash nextRoster) {
    private static final String KIND = "round";
    private static final int FIELDS = 5;

    /// The leaf of one chain in the tree of chains, which is ordered by chain name.
    public static Bytes chainLeaf(String chain, Hash header) {
        return Cbor.array(Cbor.of(chain), Cbor.of(header)).encode();
    }

    public static Hash chainsRoot(SortedMap<String, Hash> headers) {
        return MerkleTree.root(leaves(headers));
    }

    public static List<Bytes> leaves(SortedMap<String, Hash> headers) {
        return headers.entrySet().stream().map(RoundRecord::leaf).toList();
    }

    private static Bytes leaf(Map.Entry<String, Hash> header) {
        return chainLeaf(header.getKey(), header.getValue());
    }

    public Bytes encode() {
        return new Domain(network, cluster)
                .wrap(KIND, Cbor.of(epoch), Cbor.of(round), Cbor.of(time), Cbor.of(chainsRoot), Cbor.of(nextRoster))
                .encode();
    }

    public static RoundRecord decode(Bytes bytes) {
        Cbor item = Cbor.decode(bytes);
        Domain domain = Domain.of(item, KIND, FIELDS);
        List<Cbor> f = item.asArray().subList(Domain.ITEMS, Domain.ITEMS + FIELDS);
        return new RoundRecord(
                domain.network(),
                domain.chain(),
                f.get(0).asCount(),
                f.get(1).asCount(),
                f.get(2).asCount(),
                f.get(3).asHash(),
                f.get(4).asHash());
    }
}
