package io.polder.chain;

import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.Prepared;
import io.polder.consensus.Round;
import io.polder.consensus.Status;
import io.polder.consensus.Submission;
import io.polder.ledger.Ledger;
import io.polder.ledger.SnapshotGiver;
import io.polder.ledger.SnapshotPart;
import io.polder.protocol.Address;
import io.polder.protocol.Certificate;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.proof.Handover;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.Verdict;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// One order cluster at one city: turns the rounds of its consensus engine into blocks of its chains, and signs for
/// them.
public final class OrderCluster implements AutoCloseable {
    private static final Logger LOG = System.getLogger(OrderCluster.class.getName());
    private static final Duration CATCH_UP_PAUSE = Duration.ofMillis(500);
    private static final int CATCH_UP_TRIES_MAX = 600;
    /// Looks that a city without a quorum waits before it asks its neighbours whether the others have gone on.
    private static final int ALONE_LOOKS_MAX = 4;
    /// Transactions that a city without a seat hands on in one look.
    private static final int HAND_ON_MAX = 64;

    private final ClusterParts parts;
    private final Ledger ledger;
    private final SnapshotGiver giver;
    private final RoundCommitter committer;
    private final Epochs epochs;
    private final Epochs.Succession succession;
    private final Catchup catchup;
    private final Outbox outbox;
    private final RoundProcessor rounds;
    private final Catchup.Replay replaying;
    private final Map<String, Chain> chains = new ConcurrentSkipListMap<>();
    private final Authorities authorities;
    private final Imports imports;
    private final Keeper keeper;
    private final AtomicReference<Status> status = new AtomicReference<>(Status.STARTING);
    private final Object ordering = new Object();
    private final Certifier certifier;
    private int alone;
    private int handedOn;

    private OrderCluster(ClusterParts parts) {
        this.parts = parts;
        this.ledger = Catchup.open(parts);
        this.giver = new SnapshotGiver(parts.stores().ledger(), ledger);
        this.committer = new RoundCommitter(ledger, parts.network());
        this.outbox = new Outbox(parts.stores().outbox(), parts.self().name());
        this.authorities = new Authorities(parts, ledger, this::serving);
        this.epochs = new Epochs(parts, ledger, authorities);
        this.catchup = new Catchup(parts, ledger, epochs);
        this.imports = new Imports(parts, authorities);
        Door door = new Door(parts, ledger, outbox, authorities, this::offer, this::serving);
        for (ChainSpec chain : parts.chains()) chains.put(chain.name(), new Chain(chain, door));
        this.rounds = new RoundProcessor(
                parts, new RoundProcessor.Seen(authorities, imports, epochs), committer, chains, door);
        if (ledger.newest().isEmpty()) rounds.begin();
        authorities.refresh();
        ledger.newest().ifPresent(newest -> newest.heights().keySet().forEach(rounds::reopen));
        epochs.refresh();
        this.certifier = new Certifier(
                epochs::roster, parts.self(), parts.key(), parts.signatures(), new Records(), ledger.certifiedRound());
        this.replaying = rounds.new Replaying(ordering, this::preHandle, certifier::learned, this::announceCertified);
        this.succession = new Epochs.Succession(this, parts, ledger, epochs);
        this.keeper = new Keeper(
                ledger,
                outbox,
                certifier::remind,
                new Keeper.Offering(this::offerAgain, this::due, this::gone, e -> imports.offer(e, epochs.place())),
                parts.clock(),
                () -> status.set(Status.FAILED));
    }

    /// Opens what the city keeps of the cluster, and makes the first blocks if there are none.
    public static OrderCluster open(ClusterParts parts) {
        return new OrderCluster(parts);
    }

    /// Catches up with the neighbours, then takes part through the engine of the epoch that runs, and of each to come.
    public void start(Engines made) {
        join(made);
        keeper.start(this::tend);
    }

    /// Takes part through the one engine that there is.
    public void start(ConsensusEngine only) {
        start((roster, anchor) -> only);
    }

    /// As `start`, but what waits is looked after only when `tend` is called.
    void join(Engines made) {
        catchup.run(newestRound(), replaying);
        certifier.resume(ledger.uncertified(Certifier.RESUME_MAX));
        succession.begin(made);
    }

    /// Looks once after what waits, and whether the next epoch is to begin; true when the next look is wanted soon.
    boolean tend() {
        boolean soon = succession.tend();
        if (!soon && follows()) {
            catchup.run(newestRound(), replaying);
            ledger.uncertified(Certifier.REMIND_MAX).stream()
                    .findFirst()
                    .ifPresent(gap -> succession.fetch(gap.round()));
        }
        handedOn = 0;
        keeper.tend(succession.engine());
        return soon;
    }

    /// Another epoch begins here: what the old engine had taken and not ordered is offered again.
    void turned() {
        status.set(Status.STARTING);
        certifier.resume(ledger.uncertified(Certifier.RESUME_MAX));
        outbox.again();
    }

    /// The newest round that each other member has signed.
    Map<Long, Long> heard() {
        return certifier.heard();
    }

    /// True for a city that no engine moves: one outside the roster, or one that the others have left behind.
    private boolean follows() {
        alone = succession.engine().isPresent() && status.get() == Status.NO_QUORUM ? alone + 1 : 0;
        return succession.engine().isEmpty() || alone > ALONE_LOOKS_MAX;
    }

    public List<Chain> chains() {
        return List.copyOf(chains.values());
    }

    /// The authority chain, for the other clusters of this city; only the cluster that orders it has it.
    public AuthorityCopy authority() {
        if (parts.own().isPresent()) throw new IllegalStateException("cluster " + name() + " has no authority chain");
        return new AuthorityCopy(name(), ledger, authorities, epochs);
    }

    public String name() {
        return parts.roster().cluster();
    }

    /// The members of the epoch that runs.
    public Roster roster() {
        return succession.run().roster();
    }

    /// The members of the newest epoch, begun or decided: who may have what this cluster keeps.
    public Roster newestRoster() {
        return epochs.newest();
    }

    /// A city of the newest roster, or a regular node that follows without a seat; in a cluster of a chain of its own,
    /// one of the epoch before.
    public Optional<Member> known(String node) {
        return epochs.known(node);
    }

    /// The last round that a known city may have: who has left a chain's own cities gets no later one.
    public long until(String node) {
        return epochs.until(node);
    }

    /// True when this city has no seat, and what it had accepted others have taken.
    public boolean over() {
        return succession.engine().isEmpty() && outbox.taken();
    }

    /// How each roster of an epoch that has begun after one was named by the one before it.
    public List<Handover> handoversAfter(long epoch) {
        return epochs.handoversAfter(epoch);
    }

    public Optional<Chain> chain(String name) {
        return Optional.ofNullable(chains.get(name));
    }

    public ClusterStatus status() {
        Map<String, Long> heights = new TreeMap<>();
        chains.forEach((name, chain) -> heights.put(name, chain.ledger().nextHeight() - 1));
        return new ClusterStatus(
                parts.roster().cluster(),
                succession.run().roster().epoch(),
                status.get(),
                succession.engine().map(ConsensusEngine::faultBound),
                new ClusterStatus.Rounds(newestRound(), ledger.certifiedRound(), catchup.rounds()),
                heights,
                certifier.heard(),
                new ClusterStatus.Counts(
                        outbox.size(),
                        chains.values().stream()
                                .mapToLong(Chain::signatureChecks)
                                .sum(),
                        certifier.rejected()));
    }

    /// A part of what this city keeps after a round, for a neighbour that joins; empty when it is not kept here.
    public Optional<Bytes> snapshot(SnapshotPart part) {
        return giver.give(part);
    }

    /// Where this city's blocks begin for its neighbours: it gives none of a round up to this one; -1 if it has all.
    public long keptAfter() {
        return ledger.keptAfter();
    }

    /// Certified rounds after the number, for a neighbour that asks.
    public List<RoundBundle> rounds(long after, int limit) {
        return catchup.give(after, limit, lacking -> certifier.resume(List.of(lacking)));
    }

    /// How an accepted transaction that is not settled yet will end.
    Optional<CompletableFuture<Settlement>> settlement(Hash id) {
        return outbox.find(id).map(waiting -> waiting.settlement);
    }

    /// Whether a signature holds under a key that the authority chain knows for an address now.
    boolean signed(Address who, Hash key, Bytes message, Bytes signature) {
        return key(who, key).stream()
                .anyMatch(found -> parts.signatures().check(found, message, signature) instanceof Verdict.Valid);
    }

    Optional<PublicKey> key(Address who, Hash key) {
        return authorities.key(who, key, parts.clock().millis());
    }

    private boolean offer(Outbox.Waiting waiting) {
        Optional<Submission> result = succession.engine().map(e -> e.submit(waiting.wire));
        waiting.offered(parts.clock().millis(), result.equals(Optional.of(Submission.ACCEPTED)));
        return result.isPresent();
    }

    /// What a city without a seat has accepted its neighbours order.
    private boolean offerAgain(Outbox.Waiting waiting) {
        if (offer(waiting)) return true;
        if (newestRoster().member(parts.self().name()).isPresent() || handedOn == HAND_ON_MAX) return false;
        handedOn++;
        boolean taken = parts.neighbours().offer(waiting.wire);
        waiting.offered(parts.clock().millis(), taken);
        return taken;
    }

    /// Takes what a city without a seat hands on; false when this city has none either, or refuses it.
    public boolean take(Bytes wire) {
        if (succession.engine().isEmpty()
                || !(Opened.read(wire) instanceof Opened.Reading.Done(Transaction transaction))) return false;
        return authorities
                .open(wire, chains)
                .flatMap(opened -> chain(opened.intent().domain().chain()))
                .filter(chain -> chain.submit(transaction) instanceof Admission.Pending)
                .isPresent();
    }

    private Keeper.Due due(Outbox.Waiting waiting) {
        return chain(waiting.chain).map(chain -> chain.due(waiting)).orElse(Keeper.Due.OFFER);
    }

    private void gone(Outbox.Waiting waiting) {
        chain(waiting.chain).ifPresent(chain -> chain.gone(waiting.id));
    }

    private boolean serving() {
        Status now = status.get();
        return now != Status.FAILED && now != Status.STOPPED;
    }

    private long newestRound() {
        return ledger.newest().map(n -> n.record().round()).orElse(0L);
    }

    /// True once the round that ends an epoch is in the ledger: what its engine still orders is too late.
    private boolean ended(Epochs.Run of) {
        return epochs.newest().epoch() > of.roster().epoch();
    }

    private long within(Epochs.Run of, long round) {
        return ended(of) ? Math.min(round, epochs.last(of.roster()).orElse(round)) : round;
    }

    long durableRound(Epochs.Run of) {
        return within(of, ledger.durableRound());
    }

    Prepared preHandle(Bytes wire) {
        return authorities.open(wire, chains).<Prepared>map(o -> o).orElse(Prepared.NOTHING);
    }

    void message(Epochs.Run of, long sender, Bytes message) {
        if (of == succession.run()) succession.engine().ifPresent(e -> certifier.message(sender, message, e));
    }

    Hash deliver(Epochs.Run of, Round round) {
        synchronized (ordering) {
            if (!ended(of) && round.number() > newestRound())
                rounds.execute(round, Optional.empty()).ifPresent(record -> {
                    succession.engine().ifPresent(e -> certifier.sign(record, e));
                    if (!record.nextRoster().equals(Hash.ZERO)) keeper.wake();
                });
            return digest(of, round.number());
        }
    }

    private Hash digest(Epochs.Run of, long round) {
        return ledger.roundNotAbove(within(of, round))
                .map(e -> Hash.of(e.record().encode()))
                .orElseThrow(() -> new IllegalStateException("no record at or below round " + round));
    }

    void seal(Epochs.Run of, long round) {
        committer.seal(within(of, round));
    }

    void restore(Epochs.Run of, long round, Hash digest) {
        for (int tries = 0; !digest(of, round).equals(digest); tries++) {
            if (tries == CATCH_UP_TRIES_MAX)
                throw new IllegalStateException("no neighbour has the blocks up to round " + round);
            if (catchup.run(newestRound(), replaying) == 0) LockSupport.parkNanos(CATCH_UP_PAUSE.toNanos());
        }
    }

    boolean pending() {
        return certifier.pending() || outbox.size() > 0;
    }

    void status(Epochs.Run of, Status now) {
        if (of != succession.run()) return;
        if (status.getAndSet(now) != now)
            LOG.log(Level.INFO, "{0}, epoch {1}: {2}", name(), of.roster().epoch(), now);
        if (now == Status.ACTIVE) keeper.wake();
    }

    private void announceCertified() {
        ledger.round(ledger.certifiedRound())
                .ifPresent(entry -> entry.heights()
                        .forEach((chain, height) -> chains.get(chain).announceCertified(height)));
    }

    void certified(RoundRecord record, Certificate certificate) {
        committer.certify(record.round(), certificate);
        announceCertified();
        certifier.learned(record.round());
        if (!record.nextRoster().equals(Hash.ZERO)) keeper.wake();
    }

    /// What the certifier needs of the ledger.
    private final class Records implements Certifier.Sink {
        @Override
        public void certified(RoundRecord record, Certificate certificate) {
            OrderCluster.this.certified(record, certificate);
        }

        @Override
        public Optional<RoundRecord> record(long round) {
            return ledger.round(round).map(Ledger.RoundEntry::record);
        }
    }

    @Override
    public void close() {
        keeper.close();
        succession.close();
        status.set(Status.STOPPED);
        outbox.close();
        ledger.close();
    }

    /// Makes this city's consensus engine for an epoch of a cluster; it is started and closed by who asked for it.
    public interface Engines {
        /// @param roster the members, of which this city is one
        /// @param anchor what the epoch continues
        ConsensusEngine engine(Roster roster, Hash anchor);
    }
}
