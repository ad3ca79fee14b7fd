package io.polder.chain;

import io.polder.protocol.Address;
import io.polder.protocol.Intent;
import io.polder.protocol.encoding.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// What waits in the outbox for a chain whose senders count without gaps, as Ethereum's accounts do: which may be
/// offered now, and which wait for one of the same sender that this city has not seen. Both are bounded.
final class Gaps {
    /// Transactions of one sender that wait.
    static final int SENDER_MAX = 64;
    /// Transactions of all senders that wait, of one chain.
    static final int ALL_MAX = 4_096;
    /// How far block time may go on before one that waits is given up.
    static final long WAIT_MAX_MS = 3 * 60 * 60 * 1_000L;

    /// What the room says of a newcomer.
    sealed interface Entered {
        Entered TAKEN = new Taken();

        /// It is in; it is offered in its turn once it is kept.
        record Taken() implements Entered {}

        record Refused(RefusalCode code, String detail) implements Entered {}
    }

    /// One that waits: whether it would survive a power cut, and whether the engine has taken it.
    private static final class Waiter {
        final Hash id;
        final Intent intent;
        boolean kept;
        boolean offered;

        Waiter(Hash id, Intent intent) {
            this.id = id;
            this.intent = intent;
        }
    }

    /// Those of one sender.
    private static final class Own {
        final NavigableMap<Long, Waiter> waiters = new TreeMap<>();
        /// What comes after the last one that got its place in a block while others waited.
        long passed;

        /// The first sequence from `next` on that is not here, or not kept yet.
        long firstMissing(long next, boolean kept) {
            long missing = Math.max(next, passed);
            for (Waiter each : waiters.tailMap(missing, true).values()) {
                if (each.intent.lane().sequence() != missing || kept && !each.kept) break;
                missing++;
            }
            return missing;
        }
    }

    private final Map<Hash, Intent> intents = new HashMap<>();
    private final Map<Address, Own> senders = new TreeMap<>();

    /// Takes one in; `next` is the sequence that the ledger expects of its sender.
    synchronized Entered enter(Hash id, Intent intent, long next) {
        Own own = senders.getOrDefault(intent.sender(), new Own());
        long sequence = intent.lane().sequence();
        Waiter before = own.waiters.get(sequence);
        if (before != null && !before.id.equals(id))
            return new Entered.Refused(
                    RefusalCode.REPLAYED,
                    "another transaction of " + intent.sender() + " with sequence " + sequence + " waits here");
        if (before != null) return Entered.TAKEN;
        long missing = own.firstMissing(next, false);
        if (missing < sequence && (own.waiters.size() >= SENDER_MAX || intents.size() >= ALL_MAX))
            return new Entered.Refused(
                    RefusalCode.BUSY,
                    "at most " + SENDER_MAX + " transactions of a sender and " + ALL_MAX
                            + " in all wait for one before them: send sequence " + missing + " first");
        own.waiters.put(sequence, new Waiter(id, intent));
        senders.put(intent.sender(), own);
        intents.put(id, intent);
        return Entered.TAKEN;
    }

    /// One that would survive a power cut now: offers it and what waited for it, in the order of their sequences
    /// whoever calls first, as far as all before them are kept and the engine takes them.
    ///
    /// @param next the sequence that the ledger expects of the sender
    /// @param offer says whether the engine took it
    synchronized void kept(Hash id, long next, Predicate<Hash> offer) {
        Optional<Waiter> waiter = waiter(id);
        if (waiter.isEmpty()) return;
        waiter.get().kept = true;
        Own own = senders.get(waiter.get().intent.sender());
        long end = own.firstMissing(next, true);
        long begin = Math.min(end, Math.max(next, own.passed));
        for (Waiter each : own.waiters.subMap(begin, end).values()) {
            if (!each.offered) each.offered = offer.test(each.id);
            if (!each.offered) return;
        }
    }

    /// The keeper offers it from now on.
    synchronized void again(Hash id) {
        waiter(id).ifPresent(waiter -> {
            waiter.kept = true;
            waiter.offered = true;
        });
    }

    private Optional<Waiter> waiter(Hash id) {
        return Optional.ofNullable(intents.get(id))
                .map(intent ->
                        senders.get(intent.sender()).waiters.get(intent.lane().sequence()));
    }

    /// True if it and all that come before it are kept here or in the ledger.
    synchronized boolean ready(Intent intent, long next) {
        return intent.lane().sequence()
                < senders.getOrDefault(intent.sender(), new Own()).firstMissing(next, true);
    }

    synchronized Optional<Intent> find(Hash id) {
        return Optional.ofNullable(intents.get(id));
    }

    /// It has its place in a block.
    synchronized void settled(Hash id) {
        waiter(id).map(waiter -> waiter.intent).ifPresent(intent -> {
            Own own = senders.get(intent.sender());
            own.passed = Math.max(own.passed, intent.lane().sequence() + 1);
            leave(id);
        });
    }

    synchronized void leave(Hash id) {
        Intent intent = intents.remove(id);
        if (intent == null) return;
        Own own = senders.get(intent.sender());
        own.waiters.remove(intent.lane().sequence());
        if (own.waiters.isEmpty()) senders.remove(intent.sender());
    }

    /// All of them, by sender and sequence.
    synchronized List<Map.Entry<Hash, Intent>> list() {
        List<Map.Entry<Hash, Intent>> all = new ArrayList<>();
        for (Own own : senders.values())
            for (Waiter each : own.waiters.values()) all.add(Map.entry(each.id, each.intent));
        return all;
    }
}
