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
        /// It may be offered, and after it these that had waited for it, in their order.
        record Ready(List<Hash> ids) implements Entered {}

        /// It waits for one before it.
        record Waits() implements Entered {}

        record Refused(RefusalCode code, String detail) implements Entered {}
    }

    private final Map<Hash, Intent> intents = new HashMap<>();
    private final Map<Address, NavigableMap<Long, Hash>> senders = new TreeMap<>();

    /// Takes one in; `next` is the sequence that the ledger expects of its sender.
    synchronized Entered enter(Hash id, Intent intent, long next) {
        NavigableMap<Long, Hash> own = senders.getOrDefault(intent.sender(), new TreeMap<>());
        long sequence = intent.lane().sequence();
        Hash before = own.get(sequence);
        if (before != null && !before.equals(id))
            return new Entered.Refused(
                    RefusalCode.REPLAYED,
                    "another transaction of " + intent.sender() + " with sequence " + sequence + " waits here");
        boolean known = before != null;
        boolean gap = firstMissing(own, next) < sequence;
        if (!known && gap && (own.size() >= SENDER_MAX || intents.size() >= ALL_MAX))
            return new Entered.Refused(
                    RefusalCode.BUSY,
                    "at most " + SENDER_MAX + " transactions of a sender and " + ALL_MAX
                            + " in all wait for one before them: send sequence " + firstMissing(own, next) + " first");
        own.put(sequence, id);
        senders.put(intent.sender(), own);
        intents.put(id, intent);
        if (gap) return new Entered.Waits();
        return new Entered.Ready(List.copyOf(
                own.subMap(sequence, true, firstMissing(own, next), false).values()));
    }

    /// The first sequence from `next` on that is not here.
    private static long firstMissing(NavigableMap<Long, Hash> own, long next) {
        long missing = next;
        for (long sequence : own.tailMap(next, true).keySet()) {
            if (sequence != missing) break;
            missing++;
        }
        return missing;
    }

    /// True if all that come before it are here or in the ledger.
    synchronized boolean ready(Intent intent, long next) {
        NavigableMap<Long, Hash> own = senders.getOrDefault(intent.sender(), new TreeMap<>());
        return intent.lane().sequence() < firstMissing(own, next);
    }

    synchronized Optional<Intent> find(Hash id) {
        return Optional.ofNullable(intents.get(id));
    }

    synchronized void leave(Hash id) {
        Intent intent = intents.remove(id);
        if (intent == null) return;
        NavigableMap<Long, Hash> own = senders.get(intent.sender());
        own.remove(intent.lane().sequence());
        if (own.isEmpty()) senders.remove(intent.sender());
    }

    /// All of them, by sender and sequence.
    synchronized List<Map.Entry<Hash, Intent>> list() {
        List<Map.Entry<Hash, Intent>> all = new ArrayList<>();
        for (NavigableMap<Long, Hash> own : senders.values())
            for (Hash id : own.values()) all.add(Map.entry(id, intents.get(id)));
        return all;
    }
}
