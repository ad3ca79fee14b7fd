package io.polder.chain;

import io.polder.ledger.Ledger;
import io.polder.protocol.Block;
import io.polder.protocol.Header;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Hash;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The newest header of every chain of a cluster: what a round record names.
record Heads(SortedMap<String, Header> headers) {
    static Heads of(Ledger ledger) {
        SortedMap<String, Header> headers = new TreeMap<>();
        ledger.newest()
                .ifPresent(newest -> newest.heights()
                        .keySet()
                        .forEach(chain -> ledger.chain(chain).head().ifPresent(h -> headers.put(chain, h))));
        return new Heads(headers);
    }

    /// What they are once the blocks of a round continue them.
    Heads after(List<Block> blocks) {
        SortedMap<String, Header> next = new TreeMap<>(headers);
        for (Block block : blocks) next.put(block.header().domain().chain(), block.header());
        return new Heads(next);
    }

    /// Why a block is not the next one of its chain here, or the first one of a new chain; empty when it is.
    Optional<String> gap(Header header, Hash network) {
        String chain = header.domain().chain();
        Header head = headers.get(chain);
        if (head == null && header.height() == 0 && header.parent().equals(network)) return Optional.empty();
        if (head == null) return Optional.of("expected a block of " + headers.keySet() + ", got one of " + chain);
        if (header.height() != head.height() + 1)
            return Optional.of(
                    "chain " + chain + ": expected block " + (head.height() + 1) + ", got block " + header.height());
        if (!header.parent().equals(head.hash()))
            return Optional.of("chain " + chain + ": expected a block after " + head.hash() + ", got one after "
                    + header.parent());
        return Optional.empty();
    }

    Hash root() {
        SortedMap<String, Hash> hashes = new TreeMap<>();
        headers.forEach((chain, header) -> hashes.put(chain, header.hash()));
        return RoundRecord.chainsRoot(hashes);
    }

    SortedMap<String, Long> heights() {
        SortedMap<String, Long> heights = new TreeMap<>();
        headers.forEach((chain, header) -> heights.put(chain, header.height()));
        return heights;
    }
}
