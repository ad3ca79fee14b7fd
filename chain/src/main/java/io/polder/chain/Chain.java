package io.polder.chain;

import io.polder.contract.Context;
import io.polder.contract.EnvelopeReader;
import io.polder.contract.Execution;
import io.polder.contract.Executor;
import io.polder.contract.Rights;
import io.polder.governance.Authority;
import io.polder.governance.council.Charter;
import io.polder.governance.council.Council;
import io.polder.governance.council.Rosters;
import io.polder.ledger.ChainLedger;
import io.polder.ledger.Overlay;
import io.polder.ledger.StateAt;
import io.polder.ledger.StateTree;
import io.polder.protocol.Address;
import io.polder.protocol.Block;
import io.polder.protocol.Call;
import io.polder.protocol.Category;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Domain;
import io.polder.protocol.Entry;
import io.polder.protocol.Envelope;
import io.polder.protocol.Genesis;
import io.polder.protocol.Header;
import io.polder.protocol.Intent;
import io.polder.protocol.Limits;
import io.polder.protocol.Origin;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.LongStream;

/// One chain at one city: submit, query, prove, follow.
public final class Chain {
    /// Gas that a query may spend: it is spent at one city only.
    static final long QUERY_GAS = 1_000_000_000;

    static final int HEADERS_MAX = 1_000;

    /// The code of a query that the chain's policy does not let the asker make.
    public static final String MAY_NOT_READ = "may-not-read";

    private final ChainSpec spec;
    private final Domain domain;
    private final Door door;
    private final ChainLedger ledger;
    private final StateTree tree;
    private final Executor executor;
    private final Gatekeeper gatekeeper;
    private final ChainRights rights;
    private final BlockProcessor processor;
    private final BlockFeed feed;
    private final Gaps gaps = new Gaps();

    Chain(ChainSpec spec, Door door) {
        ClusterParts parts = door.parts();
        String name = spec.name();
        this.door = door;
        this.spec = spec;
        this.rights = new ChainRights(name);
        this.domain = new Domain(parts.network(), name);
        this.ledger = door.ledger().chain(name);
        this.tree = new StateTree(parts.stores().ledger(), stateSpace(name));
        this.executor = new Executor(ContractRooms.engines(spec, parts));
        this.gatekeeper = new Gatekeeper(
                spec,
                domain,
                parts.genesis().limits(),
                parts.signatures(),
                parts.frameworks().readers());
        this.processor = new BlockProcessor(
                parts.genesis(), parts.network(), new BlockProcessor.Parts(ledger, tree, executor, gatekeeper, rights));
        this.feed = new BlockFeed(this::block, certifiedHeight());
    }

    /// The prefix of a chain's state in its cluster's store.
    static Bytes stateSpace(String chain) {
        return Cbor.of(chain).encode();
    }

    /// What the state holds after the first block, from the genesis alone.
    Map<StateKey, Bytes> genesisState() {
        Map<StateKey, Bytes> entries = new TreeMap<>();
        if (spec.category() == Category.AUTHORITY) {
            Genesis genesis = door.parts().genesis();
            Authority.genesis(genesis)
                    .forEach((key, value) -> entries.put(new StateKey(Bytes.utf8(Authority.NAME), key), value));
            Council.genesis(genesis)
                    .forEach((key, value) -> entries.put(new StateKey(Bytes.utf8(Council.NAME), key), value));
            Rosters.genesis(genesis)
                    .forEach((key, value) -> entries.put(new StateKey(Bytes.utf8(Rosters.NAME), key), value));
        }
        return entries;
    }

    public String name() {
        return spec.name();
    }

    public ChainSpec spec() {
        return spec;
    }

    public Domain domain() {
        return domain;
    }

    public Limits limits() {
        return door.parts().genesis().limits();
    }

    public List<String> frameworks() {
        return executor.frameworks();
    }

    /// The newest final header.
    public Optional<Header> head() {
        return ledger.settledHead();
    }

    /// The newest height that more than two thirds of the roster have signed for, itself or by a later block; -1
    /// before.
    public long certifiedHeight() {
        return door.ledger()
                .round(door.ledger().certifiedRound())
                .map(entry -> Math.min(ledger.settledHeight(), entry.heights().getOrDefault(name(), -1L)))
                .orElse(-1L);
    }

    /// Takes a transaction that will survive a power cut from now on, or refuses it.
    public Admission submit(Transaction transaction) {
        Opened opened = open(transaction, transaction.raw().size() + 1);
        if (door.serves() && !(opened.proven() instanceof Opened.Proven.Not)) {
            Optional<Opened.Proven.Not> barred = Gatekeeper.barred(opened.intent(), rights());
            if (barred.isPresent())
                return new Admission.Refused(barred.get().code(), barred.get().detail());
        }
        if (!(opened.proven() instanceof Opened.Proven.ByEnvelope)) return door.submit(opened, ledger);
        return switch (turn(transaction.envelope(), opened.intent())) {
            case EnvelopeReader.Turn.Now() ->
                overQuota(transaction.envelope(), opened.intent(), opened.size())
                        .<Admission>map(over -> new Admission.Refused(RefusalCode.OVER_QUOTA, over))
                        .orElseGet(() -> door.submit(
                                opened, ledger, gaps, opened.intent().lane().sequence()));
            case EnvelopeReader.Turn.Later(long next) -> door.submit(opened, ledger, gaps, next);
            case EnvelopeReader.Turn.Never(String reason) -> new Admission.Refused(RefusalCode.OVERTAKEN, reason);
        };
    }

    private EnvelopeReader.Turn turn(Envelope envelope, Intent intent) {
        StateAt state = tree.at(ledger.nextHeight() - 1)
                .orElseThrow(() -> new IllegalStateException("no state at the head of " + name()));
        return gatekeeper.turn(
                envelope,
                intent,
                (contract, key) -> state.get(Bytes.utf8(contract), key).map(Versioned::value));
    }

    /// Whose quota a foreign envelope would be over by the newest block, if anybody's.
    private Optional<String> overQuota(Envelope envelope, Intent intent, int size) {
        long head = ledger.nextHeight() - 1;
        StateAt state = tree.at(head).orElseThrow(() -> new IllegalStateException("no state at " + head));
        Metering metering = new Metering(
                name(), new Overlay(state, head + 1), door.authorities().now().state());
        long time = Math.max(
                door.parts().clock().millis(), ledger.head().map(Header::time).orElse(0L));
        return metering.over(metering.accounts(intent, ""), time, size, gatekeeper.gas(envelope, intent));
    }

    /// What the keeper does with a transaction that waits: one of a foreign envelope only goes on its turn.
    Keeper.Due due(Outbox.Waiting waiting) {
        if (!waiting.foreign()) return Keeper.Due.OFFER;
        Optional<Intent> intent = gaps.find(waiting.id).or(() -> reopened(waiting));
        if (intent.isEmpty()) return Keeper.Due.GIVE_UP;
        Keeper.Due due = due(Envelope.of(waiting.wire.at(0)), intent.get(), waiting.wire.size());
        if (due == Keeper.Due.OFFER) gaps.again(waiting.id);
        return due;
    }

    private Keeper.Due due(Envelope envelope, Intent intent, int size) {
        return switch (turn(envelope, intent)) {
            case EnvelopeReader.Turn.Now() ->
                overQuota(envelope, intent, size).isPresent() ? Keeper.Due.WAIT : Keeper.Due.OFFER;
            case EnvelopeReader.Turn.Later(long next) -> gaps.ready(intent, next) ? Keeper.Due.OFFER : Keeper.Due.WAIT;
            case EnvelopeReader.Turn.Never(String reason) -> Keeper.Due.GIVE_UP;
        };
    }

    /// A transaction is given up.
    void gone(Hash id) {
        gaps.leave(id);
    }

    /// One that was kept before the node last stopped.
    private Optional<Intent> reopened(Outbox.Waiting waiting) {
        if (!(Opened.read(waiting.wire) instanceof Opened.Reading.Done(Transaction transaction)))
            return Optional.empty();
        Opened opened = open(transaction, waiting.wire.size());
        if (!(opened.proven() instanceof Opened.Proven.ByEnvelope)) return Optional.empty();
        gaps.enter(waiting.id, opened.intent(), opened.intent().lane().sequence());
        gaps.kept(waiting.id, opened.intent().lane().sequence(), each -> false);
        return Optional.of(opened.intent());
    }

    /// What of foreign envelopes this city holds and no block does, by sender and place, with what each waits for.
    public List<Queued> queued() {
        List<Queued> all = new ArrayList<>();
        for (Map.Entry<Hash, Intent> each : gaps.list()) {
            Intent intent = each.getValue();
            Optional<Outbox.Waiting> waiting = door.outbox().find(each.getKey());
            if (waiting.isEmpty()) continue;
            Bytes wire = waiting.get().wire;
            long sequence = intent.lane().sequence();
            long expected = turn(Envelope.of(wire.at(0)), intent) instanceof EnvelopeReader.Turn.Later(long next)
                    ? next
                    : sequence;
            all.add(new Queued(
                    each.getKey(),
                    wire.slice(1, wire.size()),
                    intent.sender(),
                    sequence,
                    expected,
                    gaps.ready(intent, expected)));
        }
        return all;
    }

    Opened open(Transaction transaction, int size) {
        long time = Math.max(ledger.head().map(Header::time).orElse(0L), 0);
        return gatekeeper.open(transaction, size, door.authorities().now(), time);
    }

    /// Asks a contract without changing anything: the state after the newest block, which must not be below `atLeast`,
    /// or the state after the block `asOf`.
    public Answer query(Call.Invoke call, Address asker, OptionalLong atLeast, OptionalLong asOf) {
        long own = ledger.settledHeight();
        long asked = asOf.orElse(atLeast.orElse(0));
        if (asked > own) return new Answer.Behind(asked, own);
        if (!permits(asker, Rights.Act.QUERY, call.contract(), call.method()))
            return new Answer.Failed(
                    MAY_NOT_READ,
                    "the policy of " + name() + " does not let " + Answer.asker(asker) + " query " + call.contract()
                            + "." + call.method() + ": ask its members",
                    Bytes.EMPTY);
        long height = asOf.orElse(own);
        Optional<StateAt> state = tree.at(height);
        if (state.isEmpty()) return new Answer.Pruned(height, tree.keptFrom());
        Header header = ledger.header(height).orElseThrow();
        Executor.Request request = new Executor.Request(Hash.ZERO, asker, Origin.SIGNED, call, QUERY_GAS);
        Execution execution = executor.run(
                request,
                new Context.Moment(height, header.round(), header.time(), 0),
                new Executor.Setting(
                        domain, limits(), door.authorities().now().state(), at -> headerHash(at, height), rights()),
                new Executor.Desk(new Overlay(state.get(), height + 1), new KeptArchive(ledger, state.get())));
        return switch (execution.outcome()) {
            case Outcome.Succeeded(Cbor result) -> new Answer.Found(height, result);
            case Outcome.Reverted(String code, String detail, Bytes data) -> new Answer.Failed(code, detail, data);
            default ->
                new Answer.Failed("too-expensive", "the query takes more than " + QUERY_GAS + " gas", Bytes.EMPTY);
        };
    }

    private Rights rights() {
        return rights.at(door.authorities().now());
    }

    /// What the chain is and who decides on it, by the authority chain's newest block.
    public Optional<Charter> charter() {
        return rights.charter(door.authorities().now());
    }

    /// Whether the policy lets an address do this, by the authority chain's newest block.
    public boolean permits(Address who, Rights.Act act, String contract, String method) {
        return rights().permits(who, act, contract, method);
    }

    /// Whether the policy lets an address read anything here.
    public boolean sees(Address who) {
        return rights.sees(who, door.authorities().now());
    }

    private Optional<Hash> headerHash(long at, long height) {
        return at < 0 || at > height || at < height - BlockProcessor.HEADERS_MAX
                ? Optional.empty()
                : ledger.header(at).map(Header::hash);
    }

    public Standing standing(Hash id) {
        Optional<ChainLedger.Located> at = ledger.locate(id).filter(l -> l.height() <= ledger.settledHeight());
        boolean waiting = door.outbox().find(id).isPresent();
        if (at.isPresent()) {
            Entry entry = ledger.block(at.get().height())
                    .orElseThrow()
                    .entries()
                    .get(at.get().index());
            // What was deferred has no place yet, and is submitted again.
            if (waiting && entry.receipt().outcome() instanceof Outcome.Deferred) return new Standing.Pending(id);
            Settlement.Final settled =
                    new Settlement.Final(id, at.get().height(), at.get().index(), entry.receipt());
            return new Standing.Settled(settled, at.get().height() <= certifiedHeight());
        }
        return waiting ? new Standing.Pending(id) : new Standing.Unknown(id);
    }

    public Optional<Block> block(long height) {
        return height < 0 || height > ledger.settledHeight() ? Optional.empty() : ledger.block(height);
    }

    /// The lowest height whose block this city keeps: above 0 where it began with a snapshot.
    public long keptFrom() {
        return ledger.keptFrom();
    }

    /// Headers from a height on, at most the limit and 1000.
    public List<Header> headers(long from, int limit) {
        return LongStream.range(Math.max(0, from), Math.max(0, from) + Math.clamp(limit, 0, HEADERS_MAX))
                .mapToObj(ledger::header)
                .takeWhile(Optional::isPresent)
                .map(Optional::get)
                .toList();
    }

    /// Reads blocks from a height on as they become final, and learns what is certified. Begins with the lowest block
    /// that is kept, where that is above the height.
    public Follower follow(long fromHeight) {
        return feed.follow(Math.max(fromHeight, keptFrom()));
    }

    /// What proves to a stranger the roster that certifies this chain in an epoch, where it has an order cluster of its
    /// own.
    public Optional<Proving.Proven> opening(long epoch) {
        return door.parts()
                .own()
                .flatMap(own -> own.authority().opening(own.spec().cluster(), epoch));
    }

    public Proving proveTransaction(Hash id) {
        return prover().transaction(id);
    }

    /// Proves one reading of a frame or batch by its index in it.
    public Proving proveReading(Hash transaction, int index) {
        return prover().reading(transaction, index);
    }

    /// Proves what a contract's state holds under a key, or that it holds nothing, at the newest certified height.
    public Proving proveState(String contract, Bytes key) {
        return prover().state(contract, key, tree);
    }

    private Prover prover() {
        return new Prover(door.ledger(), ledger, door.authorities().now(), door.epochs());
    }

    BlockProcessor processor() {
        return processor;
    }

    ChainLedger ledger() {
        return ledger;
    }

    long signatureChecks() {
        return gatekeeper.checks();
    }

    /// A block is final: whoever waits for it or follows the chain learns it now.
    void announce(Block block) {
        feed.publish(block);
        int index = 0;
        for (Entry entry : block.entries()) {
            Hash id = entry.receipt().transaction();
            if (!(entry.receipt().outcome() instanceof Outcome.Deferred)) {
                door.outbox().settle(id, new Settlement.Final(id, block.header().height(), index, entry.receipt()));
                gaps.settled(id);
            }
            index++;
        }
    }

    void announceCertified(long height) {
        feed.certified(height);
    }
}
