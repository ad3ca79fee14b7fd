package io.polder.testkit;

import io.polder.consensus.Submission;
import io.polder.protocol.encoding.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Transactions that wait for a place, from many threads.
final class Offers {
    static final int WAITING_MAX = 100_000;

    record Offer(long creator, Bytes content) {}

    private final ArrayDeque<Offer> waiting = new ArrayDeque<>();

    synchronized Submission add(Offer offer) {
        if (waiting.size() >= WAITING_MAX) return Submission.FULL;
        waiting.add(offer);
        return Submission.ACCEPTED;
    }

    /// Takes those that get a place now. Some may get another one later, and some none ever.
    synchronized List<Offer> take(Function<Offer, Fate> fates) {
        List<Offer> taken = new ArrayList<>();
        List<Offer> before = List.copyOf(waiting);
        waiting.clear();
        for (Offer offer : before) {
            Fate fate = fates.apply(offer);
            if (fate == Fate.ONCE || fate == Fate.TWICE) taken.add(offer);
            if (fate == Fate.LATER || fate == Fate.TWICE) waiting.add(offer);
        }
        return taken;
    }

    synchronized void clear() {
        waiting.clear();
    }
}
