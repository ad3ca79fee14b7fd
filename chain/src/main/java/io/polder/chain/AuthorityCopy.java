package io.polder.chain;

import io.polder.contract.StateReader;
import io.polder.governance.council.Clusters;
import io.polder.ledger.Ledger;
import io.polder.protocol.Certificate;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Header;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.proof.Proof;
import io.polder.protocol.tree.MerkleTree;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// The authority chain as this city's first cluster keeps it, for its other clusters: they judge by a height that their
/// own order has imported, and find its state here.
public final class AuthorityCopy {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Roster roster;
    private final Ledger ledger;
    private final Authorities authorities;

    AuthorityCopy(Roster roster, Ledger ledger, Authorities authorities) {
        this.roster = roster;
        this.ledger = ledger;
        this.authorities = authorities;
    }

    /// The newest state here.
    public StateReader now() {
        return authorities.now().state();
    }

    /// The state after the block of a height that is certified: where this city has not come to it yet, it waits, as
    /// long as it is waited for.
    Senders.Authorities at(long height, BooleanSupplier waited) {
        while (authorities.now().height() < height) {
            if (!waited.getAsBoolean())
                throw new IllegalStateException("stopped before block " + height + " of the authority chain came");
            LockSupport.parkNanos(PAUSE.toNanos());
            if (Thread.currentThread().isInterrupted())
                throw new IllegalStateException("interrupted while waiting for block " + height);
        }
        return authorities.at(height);
    }

    /// The members that certify the authority chain in an epoch.
    Optional<Roster> roster(long epoch) {
        return Optional.of(roster).filter(r -> r.epoch() == epoch);
    }

    /// The cluster that orders the authority chain.
    String cluster() {
        return roster.cluster();
    }

    /// Proves to a stranger what roster a cluster began with.
    Optional<Proof> opening(String cluster) {
        return authorities.prove(Clusters.NAME, Clusters.openingKey(cluster)) instanceof Proving.Proven(Proof proof)
                ? Optional.of(proof)
                : Optional.empty();
    }

    /// The newest certified header above a height, as others can check it.
    Optional<AuthorityImport> newestAbove(long height) {
        Optional<Ledger.RoundEntry> certified = ledger.round(ledger.certifiedRound());
        Optional<Long> newest = certified.map(entry -> entry.heights().get(ChainSpec.AUTHORITY));
        if (newest.filter(n -> n > height).isEmpty()) return Optional.empty();
        SortedMap<String, Hash> heads = new TreeMap<>();
        certified
                .get()
                .heights()
                .forEach((chain, at) -> heads.put(
                        chain, ledger.chain(chain).header(at).orElseThrow().hash()));
        RoundRecord record = certified.get().record();
        Header header = ledger.chain(ChainSpec.AUTHORITY).header(newest.get()).orElseThrow();
        int index = heads.headMap(ChainSpec.AUTHORITY).size();
        Certificate certificate = ledger.certificate(record.round()).orElseThrow();
        return Optional.of(new AuthorityImport(
                header, MerkleTree.inclusion(RoundRecord.leaves(heads), index), record, certificate));
    }
}
