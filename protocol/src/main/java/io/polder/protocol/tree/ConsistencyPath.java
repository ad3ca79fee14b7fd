package io.polder.protocol.tree;

import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.util.List;

/// Shows that an RFC 9162 tree of `newer` leaves begins with the very leaves of the tree of `older` leaves.
public record ConsistencyPath(long older, long newer, List<Hash> path) {
    /// A path names at most two hashes a level, and sizes have 63 bits.
    public static final int LENGTH_MAX = 126;

    public ConsistencyPath {
        if (older < 1 || older > newer) throw new Malformed("an older size from 1 to " + newer, Long.toString(older));
        path = List.copyOf(path);
        if (path.size() > LENGTH_MAX) throw new Malformed("at most " + LENGTH_MAX + " hashes", path.size() + " hashes");
    }

    /// True if both roots are those of the path (RFC 9162, 2.1.4.2).
    public boolean proves(Hash olderRoot, Hash newerRoot) {
        if (older == newer) return path.isEmpty() && olderRoot.equals(newerRoot);
        boolean complete = Long.bitCount(older) == 1;
        if (!complete && path.isEmpty()) return false;
        long at = older - 1;
        long last = newer - 1;
        while ((at & 1) == 1) {
            at >>= 1;
            last >>= 1;
        }
        Hash old = complete ? olderRoot : path.getFirst();
        Hash recent = old;
        for (Hash next : complete ? path : path.subList(1, path.size())) {
            if (last == 0) return false;
            if ((at & 1) == 1 || at == last) {
                old = MerkleTree.nodeHash(next, old);
                recent = MerkleTree.nodeHash(next, recent);
                while ((at & 1) == 0 && at != 0) {
                    at >>= 1;
                    last >>= 1;
                }
            } else {
                recent = MerkleTree.nodeHash(recent, next);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && old.equals(olderRoot) && recent.equals(newerRoot);
    }

    /// The consistency proof of a COSE receipt: [older size, newer size, path].
    public Cbor toCbor() {
        return Cbor.array(
                Cbor.of(older),
                Cbor.of(newer),
                Cbor.array(path.stream().map(Cbor::of).toList()));
    }

    public static ConsistencyPath ofCbor(Cbor cbor) {
        List<Cbor> parts = cbor.asArray(3);
        return new ConsistencyPath(
                parts.get(0).asCount(),
                parts.get(1).asCount(),
                parts.get(2).asArray().stream().map(Cbor::asHash).toList());
    }
}
