package io.polder.testkit;

import io.polder.consensus.Application;
import io.polder.consensus.Ordered;
import io.polder.consensus.Prepared;
import io.polder.consensus.Round;
import io.polder.consensus.Status;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// A chain of hashes in memory in place of a ledger, with a line between what would survive a power cut and what would
/// not, and with faults on order.
public final class FakeApplication implements Application {
    /// One executed round.
    public record Block(long round, Instant time, List<Bytes> transactions, Hash digest) {}

    /// A broadcast that arrived.
    public record Message(long sender, Bytes content) {}

    /// What this application makes of a transaction before its place is known.
    public record Seen(long creator, Bytes transaction) implements Prepared {}

    private final Hash anchor;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<Status> statuses = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private Supplier<List<Block>> neighbour = List::of;
    private Predicate<Bytes> poison = transaction -> false;
    private boolean sealFails;
    private boolean pending;
    private long durable;
    private long seals;
    private long restores;
    private long redelivered;

    public FakeApplication(Hash anchor) {
        this.anchor = anchor;
    }

    /// What is left of it after a power cut.
    public synchronized FakeApplication afterPowerCut() {
        return heldUpTo(durable);
    }

    /// A copy that holds, durably, everything it has executed.
    public synchronized FakeApplication flushed() {
        return heldUpTo(
                blocks.isEmpty() ? 0 : Math.max(durable, blocks.getLast().round()));
    }

    private FakeApplication heldUpTo(long round) {
        FakeApplication left = new FakeApplication(anchor);
        blocks.stream().filter(b -> b.round() <= round).forEach(left.blocks::add);
        left.durable = round;
        return left;
    }

    /// From where blocks come when the engine's state is ahead.
    public synchronized FakeApplication fetchingFrom(FakeApplication other) {
        neighbour = other::blocks;
        return this;
    }

    public synchronized void failOn(Predicate<Bytes> transaction) {
        poison = transaction;
    }

    public synchronized void failNextSeal() {
        sealFails = true;
    }

    public synchronized void pending(boolean waits) {
        pending = waits;
    }

    public synchronized List<Block> blocks() {
        return List.copyOf(blocks);
    }

    public synchronized List<Bytes> transactions() {
        return blocks.stream().flatMap(b -> b.transactions().stream()).toList();
    }

    public synchronized List<Message> messages() {
        return List.copyOf(messages);
    }

    public synchronized List<Status> statuses() {
        return List.copyOf(statuses);
    }

    /// Breaches of the port's promises that were seen, in words.
    public synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }

    public synchronized long seals() {
        return seals;
    }

    public synchronized long restores() {
        return restores;
    }

    public synchronized long redelivered() {
        return redelivered;
    }

    public void awaitTransactions(int count, Duration limit) {
        Await.until(
                limit,
                count + " transactions",
                () -> transactions().size() >= count,
                () -> transactions().size());
    }

    @Override
    public synchronized long durableRound() {
        return durable;
    }

    @Override
    public Prepared preHandle(long creator, Bytes transaction) {
        return new Seen(creator, transaction);
    }

    @Override
    public synchronized void message(long sender, Bytes message) {
        messages.add(new Message(sender, message));
    }

    @Override
    public synchronized Hash deliver(Round round) {
        if (round.transactions().isEmpty()) complaints.add("round " + round.number() + " is empty");
        if (!blocks.isEmpty() && round.number() <= blocks.getLast().round()) {
            redelivered++;
            return digestAt(round.number());
        }
        List<Bytes> transactions = new ArrayList<>();
        for (Ordered ordered : round.transactions()) {
            if (poison.test(ordered.transaction())) throw new IllegalStateException("poisoned on purpose");
            if (!new Seen(ordered.creator(), ordered.transaction()).equals(ordered.prepared()))
                complaints.add("round " + round.number() + " has lost what was prepared");
            transactions.add(ordered.transaction());
        }
        Instant last = blocks.isEmpty() ? Instant.MIN : blocks.getLast().time();
        if (round.time().isBefore(last)) complaints.add("round " + round.number() + " is before the one before it");
        blocks.add(new Block(round.number(), round.time(), transactions, next(round)));
        return blocks.getLast().digest();
    }

    private Hash next(Round round) {
        MessageDigest digest = Hash.digest();
        digest.update(digestAt(round.number()).bytes().shared());
        digest.update(
                Bytes.utf8(round.number() + " " + round.time().toEpochMilli()).shared());
        for (Ordered ordered : round.transactions()) {
            digest.update(
                    Bytes.utf8(ordered.creator() + ":" + ordered.transaction().size() + ":")
                            .shared());
            digest.update(ordered.transaction().shared());
        }
        return new Hash(Bytes.wrap(digest.digest()));
    }

    private Hash digestAt(long round) {
        return blocks.reversed().stream()
                .filter(b -> b.round() <= round)
                .map(Block::digest)
                .findFirst()
                .orElse(anchor);
    }

    @Override
    public synchronized void seal(long round) {
        if (sealFails) throw new IllegalStateException("the seal fails on purpose");
        seals++;
        durable = Math.max(durable, round);
    }

    @Override
    public void restore(long round, Hash digest) {
        List<Block> theirs = source().get();
        synchronized (this) {
            restores++;
            long held = blocks.isEmpty() ? 0 : blocks.getLast().round();
            theirs.stream().filter(b -> b.round() > held && b.round() <= round).forEach(blocks::add);
            if (!digestAt(round).equals(digest))
                throw new IllegalStateException(
                        "expected " + digest + " at round " + round + ", got " + digestAt(round));
            durable = Math.max(durable, round);
        }
    }

    private synchronized Supplier<List<Block>> source() {
        return neighbour;
    }

    @Override
    public synchronized boolean pending() {
        return pending;
    }

    @Override
    public synchronized void status(Status status) {
        statuses.add(status);
    }
}
