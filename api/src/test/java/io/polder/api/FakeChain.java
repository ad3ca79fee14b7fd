package io.polder.api;

import io.polder.api.node.ChainView;
import io.polder.chain.Admission;
import io.polder.chain.Answer;
import io.polder.chain.Follower;
import io.polder.chain.Proving;
import io.polder.chain.RefusalCode;
import io.polder.chain.Settlement;
import io.polder.chain.Standing;
import io.polder.protocol.Block;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Domain;
import io.polder.protocol.Entry;
import io.polder.protocol.Event;
import io.polder.protocol.Genesis;
import io.polder.protocol.Header;
import io.polder.protocol.Limits;
import io.polder.protocol.Outcome;
import io.polder.protocol.Receipt;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// A chain in memory that makes a block, or certifies one, when a test says so.
final class FakeChain implements ChainView {
    private final ChainSpec spec;
    private final Genesis genesis;
    private final List<Block> blocks = new ArrayList<>();
    private final Map<Transaction, CompletableFuture<Settlement>> pending = new LinkedHashMap<>();
    private final Map<Hash, Settlement.Final> settled = new LinkedHashMap<>();
    private Function<Question, Answer> contracts = q -> new Answer.Failed("unknown-contract", "none", Bytes.EMPTY);
    private Function<Transaction, Outcome> execution = t -> new Outcome.Succeeded(Cbor.NULL);
    private Optional<Admission.Refused> refusal = Optional.empty();
    private Proving proving = new Proving.Unknown("there is no such transaction");
    private List<Object> proofsAsked = new ArrayList<>();
    private long certified = -1;
    private long kept;
    private boolean automatic;

    FakeChain(Genesis genesis, ChainSpec spec) {
        this.genesis = genesis;
        this.spec = spec;
    }

    synchronized void answers(Function<Question, Answer> contracts) {
        this.contracts = contracts;
    }

    synchronized void executes(Function<Transaction, Outcome> execution) {
        this.execution = execution;
    }

    synchronized void refuses(RefusalCode code, String detail) {
        refusal = Optional.of(new Admission.Refused(code, detail));
    }

    synchronized void proves(Proving proving) {
        this.proving = proving;
    }

    synchronized List<Object> proofsAsked() {
        return List.copyOf(proofsAsked);
    }

    /// From now on each transaction gets its own certified block at once.
    synchronized void automatic() {
        automatic = true;
    }

    /// Makes a block of all that is pending.
    synchronized Block cut() {
        long height = blocks.size();
        List<Entry> entries = new ArrayList<>();
        for (Transaction transaction : pending.keySet()) {
            Outcome outcome = execution.apply(transaction);
            List<Event> events = outcome.succeeded()
                    ? List.of(
                            new Event("kv", "saved", Cbor.of(entries.size())),
                            new Event("things", "seen", Cbor.of("height " + height)))
                    : List.of();
            entries.add(new Entry(transaction, new Receipt(transaction.id(), outcome, 1_000, events)));
        }
        Header header = new Header(
                domain(),
                new Header.Rules(1, 0),
                new Header.Place(height, height * 3, 1_000_000 + height),
                blocks.isEmpty() ? Hash.ZERO : blocks.getLast().header().hash(),
                entries.isEmpty() ? Hash.ZERO : Block.entriesRoot(entries),
                Hash.ZERO,
                Hash.ZERO,
                1_000L * entries.size());
        Block block = new Block(header, entries);
        blocks.add(block);
        int index = 0;
        for (var each : pending.entrySet()) {
            Settlement.Final done = new Settlement.Final(
                    each.getKey().id(), height, index, entries.get(index).receipt());
            settled.put(each.getKey().id(), done);
            each.getValue().complete(done);
            index++;
        }
        pending.clear();
        notifyAll();
        return block;
    }

    synchronized void certify(long height) {
        certified = height;
        notifyAll();
    }

    @Override
    public ChainSpec spec() {
        return spec;
    }

    @Override
    public Domain domain() {
        return genesis.domain(spec.name());
    }

    @Override
    public Limits limits() {
        return genesis.limits();
    }

    @Override
    public synchronized Optional<Header> head() {
        return blocks.isEmpty()
                ? Optional.empty()
                : Optional.of(blocks.getLast().header());
    }

    @Override
    public synchronized long certifiedHeight() {
        return certified;
    }

    @Override
    public synchronized Admission submit(Transaction transaction) {
        if (refusal.isPresent()) return refusal.get();
        CompletableFuture<Settlement> settlement = new CompletableFuture<>();
        pending.put(transaction, settlement);
        if (automatic) certify(cut().header().height());
        return new Admission.Pending(transaction.id(), settlement);
    }

    @Override
    public synchronized Answer query(Question question) {
        if (question.atLeast().isPresent() && question.atLeast().getAsLong() > height())
            return new Answer.Behind(question.atLeast().getAsLong(), height());
        return contracts.apply(question);
    }

    @Override
    public synchronized Standing standing(Hash transaction) {
        Settlement.Final done = settled.get(transaction);
        if (done != null) return new Standing.Settled(done, done.height() <= certified);
        boolean waits = pending.keySet().stream().anyMatch(t -> t.id().equals(transaction));
        return waits ? new Standing.Pending(transaction) : new Standing.Unknown(transaction);
    }

    @Override
    public synchronized long keptFrom() {
        return kept;
    }

    /// As a city that began with a snapshot: what is below is not there.
    synchronized void keepFrom(long height) {
        kept = height;
    }

    @Override
    public synchronized Optional<Block> block(long height) {
        return height >= 0 && height < blocks.size() ? Optional.of(blocks.get((int) height)) : Optional.empty();
    }

    @Override
    public synchronized List<Header> headers(long from, int limit) {
        return blocks.stream()
                .map(Block::header)
                .filter(h -> h.height() >= from)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Proving proveTransaction(Hash transaction) {
        proofsAsked.add(transaction);
        return proving;
    }

    @Override
    public synchronized Proving proveReading(Hash transaction, int index) {
        proofsAsked.add(index);
        return proving;
    }

    @Override
    public synchronized Proving proveState(String contract, Bytes key) {
        proofsAsked.add(contract + ":" + key.toHex());
        return proving;
    }

    @Override
    public synchronized Follower follow(long fromHeight) {
        return new Following(fromHeight, Math.min(certified, fromHeight - 1));
    }

    private final class Following implements Follower {
        private long next;
        private long told;
        private boolean closed;

        Following(long next, long told) {
            this.next = next;
            this.told = told;
        }

        @Override
        public Optional<Notice> next(Duration patience) {
            long end = System.nanoTime() + patience.toNanos();
            synchronized (FakeChain.this) {
                while (!closed) {
                    if (next < blocks.size()) return Optional.of(new Notice.Final(blocks.get((int) next++)));
                    long height = Math.min(certified, next - 1);
                    if (height > told) {
                        told = height;
                        return Optional.of(new Notice.Certified(height));
                    }
                    long left = (end - System.nanoTime()) / 1_000_000;
                    if (left <= 0) return Optional.empty();
                    try {
                        FakeChain.this.wait(left);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return Optional.empty();
                    }
                }
                return Optional.empty();
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
