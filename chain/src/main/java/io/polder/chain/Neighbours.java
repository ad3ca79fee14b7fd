package io.polder.chain;

import io.polder.protocol.encoding.Bytes;
import java.util.List;

/// The other cities of a cluster, from whom a city fetches what it missed. What they give is not trusted.
public interface Neighbours {
    /// Nobody to ask: a cluster of one.
    Neighbours NONE = new Neighbours() {
        @Override
        public List<RoundBundle> rounds(long after, int limit) {
            return List.of();
        }

        @Override
        public void blame(String why) {}
    };

    /// Certified rounds with blocks after this round number, in order, at most the limit; empty when nobody has more or
    /// nobody answers. May block for some seconds.
    List<RoundBundle> rounds(long after, int limit);

    /// Asks a neighbour to have a transaction ordered, for a city that has no seat in the roster; false when none takes
    /// it. May block for some seconds.
    default boolean offer(Bytes wire) {
        return false;
    }

    /// What the last call gave did not hold: whoever gave it is dropped for a while and counted.
    void blame(String why);
}
