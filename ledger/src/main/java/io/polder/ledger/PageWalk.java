package io.polder.ledger;

import io.polder.ledger.Page.Child;
import io.polder.ledger.Page.Sub;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.util.ArrayDeque;
import java.util.Optional;

/// A walk over the pages of a state tree: each before those below it, lower half-bytes first. No more places wait than
/// a path has neighbours.
final class PageWalk {
    /// Where a page lies, and what its parent says of it.
    record Place(Hash path, int depth, Sub sub) {
        /// The depth, then the half-bytes that lead there.
        Bytes encode() {
            return Bytes.concat(Bytes.of((byte) depth), path.bytes());
        }
    }

    private final ArrayDeque<Place> waiting = new ArrayDeque<>();

    PageWalk(Child top) {
        if (top instanceof Sub sub) waiting.push(new Place(Hash.ZERO, 0, sub));
    }

    /// The walk from the place on, in a tree that has it.
    static PageWalk from(Child top, Bytes place, Pages pages) {
        if (place.size() != 1 + Hash.SIZE || place.at(0) < 0 || place.at(0) >= Page.DEPTH_MAX)
            throw new Malformed("a place in the state tree", place.toHex());
        Hash path = new Hash(place.slice(1, place.size()));
        PageWalk walk = new PageWalk(top);
        for (int depth = 0; depth < place.at(0); depth++) {
            if (walk.waiting.isEmpty()) throw new Malformed("a place of a page", place.toHex());
            Place at = walk.waiting.pop();
            walk.below(at, pages.load(at.path, depth, at.sub.version()), Page.nibble(path, depth));
        }
        return walk;
    }

    Optional<Place> next() {
        return Optional.ofNullable(waiting.peek());
    }

    /// Goes on to the pages below the next place.
    void enter(Page page) {
        below(waiting.pop(), page, 0);
    }

    private void below(Place at, Page page, int first) {
        for (int i = Page.WIDTH - 1; i >= first; i--)
            if (page.child(i) instanceof Sub sub)
                waiting.push(new Place(Page.turn(at.path, at.depth, i), at.depth + 1, sub));
    }
}
