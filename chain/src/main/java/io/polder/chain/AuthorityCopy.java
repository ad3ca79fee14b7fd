package io.polder.chain;

import io.polder.contract.StateReader;
import io.polder.governance.council.Clusters;
import io.polder.governance.council.Rosters;
import io.polder.ledger.Ledger;
import io.polder.protocol.Certificate;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Header;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Hash;
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

    private final String cluster;
    private final Ledger ledger;
    private final Authorities authorities;
    private final Epochs epochs;

    AuthorityCopy(String cluster, Ledger ledger, Authorities authorities, Epochs epochs) {
        this.epochs = epochs;
        this.cluster = cluster;
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

    /// The cluster that orders the authority chain.
    String cluster() {
        return cluster;
    }

    /// Proves to a stranger what roster a cluster has in an epoch.
    Optional<Proving.Proven> opening(String of, long epoch) {
        Proving proving = new Prover(ledger, ledger.chain(ChainSpec.AUTHORITY), authorities.now(), epochs)
                .state(Clusters.NAME, Clusters.rosterKey(of, epoch), authorities.tree());
        return proving instanceof Proving.Proven proven ? Optional.of(proven) : Optional.empty();
    }

    /// The newest certified header above what a cluster has seen, as its members can check it: they know the rosters of
    /// the state that they have seen, and no later one.
    Optional<AuthorityImport> newestAfter(Senders.Authorities seen) {
        Optional<Ledger.RoundEntry> certified = ledger.round(ledger.certifiedRound())
                .flatMap(newest -> checkable(newest, seen))
                .filter(entry -> entry.heights().getOrDefault(ChainSpec.AUTHORITY, -1L) > seen.height());
        return certified.map(this::whole);
    }

    /// Of an epoch that they do not know yet: the last round of the one that they know, which names the next roster.
    private Optional<Ledger.RoundEntry> checkable(Ledger.RoundEntry newest, Senders.Authorities seen) {
        long known = Rosters.newest(seen.state(), cluster)
                .map(term -> term.roster().epoch())
                .orElse(0L);
        if (newest.record().epoch() <= known) return Optional.of(newest);
        return Rosters.term(now(), cluster, known + 1)
                .flatMap(term -> ledger.certifiedFrom(term.after()))
                .filter(entry -> entry.record().epoch() <= known);
    }

    private AuthorityImport whole(Ledger.RoundEntry certified) {
        SortedMap<String, Hash> heads = new TreeMap<>();
        certified
                .heights()
                .forEach((chain, at) -> heads.put(
                        chain, ledger.chain(chain).header(at).orElseThrow().hash()));
        RoundRecord record = certified.record();
        Header header = ledger.chain(ChainSpec.AUTHORITY)
                .header(certified.heights().get(ChainSpec.AUTHORITY))
                .orElseThrow();
        int index = heads.headMap(ChainSpec.AUTHORITY).size();
        Certificate certificate = ledger.certificate(record.round()).orElseThrow();
        return new AuthorityImport(header, MerkleTree.inclusion(RoundRecord.leaves(heads), index), record, certificate);
    }
}
