package io.polder.chain;

import io.polder.consensus.Application;
import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.Ordered;
import io.polder.consensus.Prepared;
import io.polder.consensus.Round;
import io.polder.consensus.Status;
import io.polder.consensus.Submission;
import io.polder.governance.council.Council;
import io.polder.ledger.Ledger;
import io.polder.protocol.Address;
import io.polder.protocol.Certificate;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Verdict;
import java.time.Duration;
import java.util.ArrayList;
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
public final class OrderCluster implements Application, AutoCloseable {
    private static final Duration CATCH_UP_PAUSE = Duration.ofMillis(500);
    private static final int CATCH_UP_TRIES_MAX = 600;

    private final ClusterParts parts;
    private final Ledger ledger;
    private final RoundCommitter committer;
    private final Certifier certifier;
    private final Catchup catchup;
    private final Outbox outbox;
    private final Door door;
    private final Map<String, Chain> chains = new ConcurrentSkipListMap<>();
    private final Authorities authorities;
    private final Imports imports;
    private final Keeper keeper;
    private final AtomicReference<Status> status = new AtomicReference<>(Status.STARTING);
    private volatile Optional<ConsensusEngine> engine = Optional.empty();

    private OrderCluster(ClusterParts parts) {
        this.parts = parts;
        this.ledger = Ledger.open(parts.stores().ledger(), parts.network());
        this.committer = new RoundCommitter(ledger, parts.network());
        this.outbox = new Outbox(parts.stores().outbox(), parts.self().name());
        this.catchup = new Catchup(parts, ledger);
        this.authorities = new Authorities(parts, ledger, this::serving);
        this.imports = new Imports(parts, authorities);
        this.door = new Door(parts, ledger, outbox, authorities, this::offer, this::serving);
        for (ChainSpec chain : parts.chains()) chains.put(chain.name(), new Chain(chain, door));
        if (ledger.newest().isEmpty()) begin();
        authorities.refresh();
        ledger.newest().ifPresent(newest -> newest.heights().keySet().forEach(this::reopen));
        this.certifier = new Certifier(
                parts.roster(), parts.self(), parts.key(), parts.signatures(), new Records(), ledger.certifiedRound());
        this.keeper = new Keeper(
                ledger,
                outbox,
                certifier,
                new Keeper.Offering(this::offer, this::due, this::gone, imports::offer),
                parts.clock(),
                this::fail);
    }

    /// Opens what the city keeps of the cluster, and makes the first blocks if there are none.
    public static OrderCluster open(ClusterParts parts) {
        return new OrderCluster(parts);
    }

    private void begin() {
        List<BlockProcessor.Draft> drafts = new ArrayList<>();
        for (Chain chain : chains.values())
            drafts.add(chain.processor()
                    .genesisBlock(
                            chain.genesisState(),
                            0,
                            parts.beginning(),
                            parts.own().map(OwnChain::height).orElse(0L)));
        committer.commit(committer.plan(parts.roster(), 0, parts.beginning(), drafts));
    }

    /// A chain that was founded after the network: what it is stands on the authority chain.
    private void reopen(String name) {
        if (chains.containsKey(name)) return;
        ChainSpec spec = Council.charter(authorities.now().state(), name)
                .orElseThrow(() -> new IllegalStateException("the authority chain knows no chain " + name))
                .spec();
        chains.put(name, new Chain(spec, door));
    }

    /// The chains that this round's block of the authority chain founds. Each has its first block in the same round,
    /// and
    /// takes transactions from the next on.
    private List<Chain> founded(List<BlockProcessor.Draft> drafts) {
        return drafts.stream()
                .map(BlockProcessor.Draft::block)
                .filter(block -> block.header().domain().chain().equals(ChainSpec.AUTHORITY))
                .flatMap(block -> block.entries().stream())
                .flatMap(entry -> entry.receipt().events().stream())
                .flatMap(event -> Council.founded(event).stream())
                .filter(spec -> spec.cluster().equals(parts.roster().cluster()) && !chains.containsKey(spec.name()))
                .map(spec -> new Chain(spec, door))
                .toList();
    }

    /// Catches up with the neighbours, then takes part through the engine.
    public void start(ConsensusEngine consensus) {
        join(consensus);
        keeper.start(consensus);
    }

    /// As `start`, but what waits is looked after only when `tend` is called.
    void join(ConsensusEngine consensus) {
        catchup.run(newestRound(), this::replay);
        engine = Optional.of(consensus);
        certifier.resume(ledger.uncertified(Certifier.RESUME_MAX));
        consensus.start(this);
    }

    /// Looks once after what waits.
    void tend() {
        engine.ifPresent(keeper::tend);
    }

    public List<Chain> chains() {
        return List.copyOf(chains.values());
    }

    /// The authority chain, for the other clusters of this city; only the cluster that orders it has it.
    public AuthorityCopy authority() {
        if (parts.own().isPresent()) throw new IllegalStateException("cluster " + name() + " has no authority chain");
        return new AuthorityCopy(name(), ledger, authorities);
    }

    public String name() {
        return parts.roster().cluster();
    }

    public Roster roster() {
        return parts.roster();
    }

    public Optional<Chain> chain(String name) {
        return Optional.ofNullable(chains.get(name));
    }

    public ClusterStatus status() {
        Map<String, Long> heights = new TreeMap<>();
        chains.forEach((name, chain) -> heights.put(name, chain.ledger().nextHeight() - 1));
        return new ClusterStatus(
                parts.roster().cluster(),
                parts.roster().epoch(),
                status.get(),
                engine.map(ConsensusEngine::faultBound),
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

    /// Certified rounds after the number, for a neighbour that asks.
    public List<RoundBundle> rounds(long after, int limit) {
        List<RoundBundle> bundles = new ArrayList<>();
        for (Ledger.RoundEntry entry : ledger.roundsAfter(after, limit)) {
            Optional<Certificate> certificate =
                    ledger.certificate(entry.record().round());
            if (certificate.isEmpty()) {
                // A later one may be certified here: then nobody would ever ask for this one's signatures again.
                if (entry.record().round() < ledger.certifiedRound()) certifier.resume(List.of(entry.record()));
                break;
            }
            bundles.add(new RoundBundle(entry.record(), certificate.get(), blocks(entry)));
        }
        return bundles;
    }

    private List<io.polder.protocol.Block> blocks(Ledger.RoundEntry entry) {
        return entry.heights().entrySet().stream()
                .map(e -> ledger.chain(e.getKey()).block(e.getValue()).orElseThrow())
                .filter(b -> b.header().round() == entry.record().round())
                .toList();
    }

    /// How an accepted transaction that is not settled yet will end.
    Optional<CompletableFuture<Settlement>> settlement(Hash id) {
        return outbox.find(id).map(waiting -> waiting.settlement);
    }

    /// Whether a signature holds under a key that the authority chain knows for an address now.
    boolean signed(Address who, Hash key, Bytes message, Bytes signature) {
        return authorities
                .key(who, key, parts.clock().millis())
                .filter(found -> parts.signatures().check(found, message, signature) instanceof Verdict.Valid)
                .isPresent();
    }

    private boolean offer(Outbox.Waiting waiting) {
        Optional<Submission> result = engine.map(e -> e.submit(waiting.wire));
        waiting.offered(parts.clock().millis(), result.equals(Optional.of(Submission.ACCEPTED)));
        return result.isPresent();
    }

    private Keeper.Due due(Outbox.Waiting waiting) {
        return chain(waiting.chain).map(chain -> chain.due(waiting)).orElse(Keeper.Due.OFFER);
    }

    private void gone(Outbox.Waiting waiting) {
        chain(waiting.chain).ifPresent(chain -> chain.gone(waiting.id));
    }

    private void fail() {
        status.set(Status.FAILED);
    }

    private boolean serving() {
        Status now = status.get();
        return now != Status.FAILED && now != Status.STOPPED;
    }

    private long newestRound() {
        return ledger.newest().map(n -> n.record().round()).orElse(0L);
    }

    @Override
    public long durableRound() {
        return ledger.durableRound();
    }

    @Override
    public Prepared preHandle(long creator, Bytes wire) {
        return authorities.open(wire, chains).<Prepared>map(o -> o).orElse(Prepared.NOTHING);
    }

    @Override
    public void message(long sender, Bytes message) {
        engine.ifPresent(e -> certifier.message(sender, message, e));
    }

    @Override
    public Hash deliver(Round round) {
        if (round.number() > newestRound())
            execute(round, Optional.empty()).ifPresent(record -> engine.ifPresent(e -> certifier.sign(record, e)));
        return digest(round.number());
    }

    private Hash digest(long round) {
        return ledger.roundNotAbove(round)
                .map(e -> Hash.of(e.record().encode()))
                .orElseThrow(() -> new IllegalStateException("no record at or below round " + round));
    }

    /// Makes, writes and announces the blocks of a round; empty when it makes none. Where it is known what the round
    /// comes to, nothing else is ever written.
    private Optional<RoundRecord> execute(Round round, Optional<RoundBundle> bundle) {
        long time = round.time().toEpochMilli();
        Optional<RoundRecord> known = bundle.map(RoundBundle::record);
        Senders.Authorities before = imports.seenBy(round, bundle);
        boolean imported = before.height() > authorities.now().height();
        Map<String, List<Opened>> transactions = sort(round);
        if (imported) chains.keySet().forEach(chain -> transactions.putIfAbsent(chain, List.of()));
        List<BlockProcessor.Draft> drafts = new ArrayList<>(transactions.entrySet().parallelStream()
                .map(e -> chains.get(e.getKey())
                        .processor()
                        .process(round.number(), time, e.getValue(), before, imported))
                .flatMap(Optional::stream)
                .toList());
        List<Chain> founded = founded(drafts);
        for (Chain chain : founded)
            drafts.add(chain.processor().genesisBlock(chain.genesisState(), round.number(), time, 0));
        RoundCommitter.Plan plan = committer.plan(parts.roster(), round.number(), time, drafts);
        if (known.filter(k -> !k.equals(plan.record())).isPresent())
            throw new IllegalStateException("round " + round.number() + ": the cities certified " + known.get()
                    + ", this node comes to " + plan.record());
        if (drafts.isEmpty()) return Optional.empty();
        committer.commit(plan);
        authorities.refresh();
        for (Chain chain : founded) chains.put(chain.name(), chain);
        for (BlockProcessor.Draft draft : drafts)
            chains.get(draft.block().header().domain().chain()).announce(draft.block());
        return Optional.of(plan.record());
    }

    private Map<String, List<Opened>> sort(Round round) {
        Map<String, List<Opened>> byChain = new TreeMap<>();
        for (Ordered ordered : round.transactions()) {
            Optional<Opened> opened = ordered.prepared() instanceof Opened known
                    ? Optional.of(known)
                    : authorities.open(ordered.transaction(), chains);
            opened.ifPresent(o -> byChain.computeIfAbsent(o.intent().domain().chain(), c -> new ArrayList<>())
                    .add(o));
        }
        byChain.keySet().retainAll(chains.keySet());
        return byChain;
    }

    private void replay(Round round, RoundBundle bundle) {
        execute(round, Optional.of(bundle));
        committer.certify(round.number(), bundle.certificate());
        announceCertified();
        certifier.learned(round.number());
    }

    @Override
    public void seal(long round) {
        committer.seal(round);
    }

    @Override
    public void restore(long round, Hash digest) {
        for (int tries = 0; !digest(round).equals(digest); tries++) {
            if (tries == CATCH_UP_TRIES_MAX)
                throw new IllegalStateException("no neighbour has the blocks up to round " + round);
            if (catchup.run(newestRound(), this::replay) == 0) LockSupport.parkNanos(CATCH_UP_PAUSE.toNanos());
        }
    }

    @Override
    public boolean pending() {
        return certifier.pending() || outbox.size() > 0;
    }

    @Override
    public void status(Status now) {
        status.set(now);
    }

    private void announceCertified() {
        ledger.round(ledger.certifiedRound())
                .ifPresent(entry -> entry.heights()
                        .forEach((chain, height) -> chains.get(chain).announceCertified(height)));
    }

    /// What the certifier needs of the ledger.
    private final class Records implements Certifier.Sink {
        @Override
        public void certified(RoundRecord record, Certificate certificate) {
            committer.certify(record.round(), certificate);
            announceCertified();
        }

        @Override
        public Optional<RoundRecord> record(long round) {
            return ledger.round(round).map(Ledger.RoundEntry::record);
        }
    }

    @Override
    public void close() {
        keeper.close();
        engine.ifPresent(ConsensusEngine::close);
        status.set(Status.STOPPED);
        outbox.close();
        ledger.close();
    }
}
