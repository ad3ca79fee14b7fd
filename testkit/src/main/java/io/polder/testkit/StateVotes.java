package io.polder.testkit;

import io.polder.protocol.encoding.Hash;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/// Which state each member had after each round.
final class StateVotes {
    private final TreeMap<Long, TreeMap<Long, Hash>> digests = new TreeMap<>();

    void note(long round, long member, Hash digest) {
        TreeMap<Long, Hash> votes = digests.computeIfAbsent(round, r -> new TreeMap<>());
        Hash before = votes.putIfAbsent(member, digest);
        // The same member at another time: a dispute with itself gets a place of its own.
        if (before != null && !before.equals(digest)) votes.put(-1 - member, digest);
    }

    /// Rounds after which two members, or one member at two times, had different states.
    Set<Long> disputes() {
        Set<Long> disputes = new HashSet<>();
        digests.forEach((round, votes) -> {
            if (new HashSet<>(votes.values()).size() > 1) disputes.add(round);
        });
        return disputes;
    }

    /// The round whose state is handed to a member that is far behind. The newest one may be without signatures yet,
    /// and nobody teaches such a state.
    long taught() {
        return digests.lowerKey(digests.lastKey());
    }

    Hash digest(long round) {
        return digests.get(round).firstEntry().getValue();
    }
}
