package io.polder.api.node;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What others tried on hidden chains at this door: the newest of each chain, for its owner.
public final class Attempts {
    static final int KEPT_MAX = 1_000;
    static final int CHAINS_MAX = 256;

    /// One attempt: when (epoch milliseconds), by whom as far as that was proven, and what was asked.
    public record Attempt(long time, String by, String asked) {}

    private final Map<String, Deque<Attempt>> kept = new TreeMap<>();

    synchronized void note(String chain, Attempt attempt) {
        if (kept.size() >= CHAINS_MAX && !kept.containsKey(chain)) return;
        Deque<Attempt> attempts = kept.computeIfAbsent(chain, c -> new ArrayDeque<>());
        if (attempts.size() >= KEPT_MAX) attempts.removeFirst();
        attempts.addLast(attempt);
    }

    /// The newest last.
    synchronized List<Attempt> of(String chain) {
        return List.copyOf(kept.getOrDefault(chain, new ArrayDeque<>()));
    }
}
