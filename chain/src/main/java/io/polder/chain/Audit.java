package io.polder.chain;

import io.polder.ledger.ChainLedger;
import io.polder.ledger.Finding;
import io.polder.ledger.Ledger;
import io.polder.ledger.Store;
import io.polder.ledger.StoreCheck;
import io.polder.protocol.Block;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Genesis;
import io.polder.protocol.Header;
import io.polder.protocol.encoding.Hash;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Reads a whole ledger as its own judge: headers that continue each other, entries that are those of their headers,
/// states that have the roots of their headers.
public final class Audit {
    private Audit() {}

    /// Tells what does not hold, and how far it is.
    public static void of(Store store, Genesis genesis, Consumer<Finding> findings, Store.Progress progress) {
        Ledger ledger = Ledger.open(store, genesis.id());
        StoreCheck check = new StoreCheck(store, findings, progress);
        SortedSet<String> chains = new TreeSet<>();
        for (ChainSpec spec : genesis.chains()) chains.add(spec.name());
        ledger.newest().ifPresent(newest -> chains.addAll(newest.heights().keySet()));
        for (String name : chains) {
            ChainLedger chain = ledger.chain(name);
            blocks(chain, genesis.id(), findings);
            check.state(
                    name, Chain.stateSpace(name), height -> chain.header(height).map(Header::stateRoot));
        }
    }

    private static void blocks(ChainLedger chain, Hash network, Consumer<Finding> findings) {
        long first = chain.keptFrom();
        Hash parent = first == 0 ? network : chain.header(first).orElseThrow().parent();
        for (long height = first; height < chain.nextHeight(); height++) {
            Optional<Block> block = chain.block(height);
            if (block.isEmpty()) {
                findings.accept(finding(chain, height, "a block", "none"));
                return;
            }
            Header header = block.get().header();
            if (!header.parent().equals(parent))
                findings.accept(finding(
                        chain, height, "the parent " + parent, header.parent().toHex()));
            Hash entries = Block.entriesRoot(block.get().entries());
            if (!entries.equals(header.entriesRoot()))
                findings.accept(
                        finding(chain, height, "entries with the root " + header.entriesRoot(), entries.toHex()));
            parent = header.hash();
        }
    }

    private static Finding finding(ChainLedger chain, long height, String expected, String got) {
        return new Finding(chain.chain(), "block", OptionalLong.of(height), expected, got);
    }
}
