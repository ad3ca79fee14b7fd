package io.polder.governance.council;

import io.polder.contract.Revert;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/// A motion under vote: who brought it in, from when to when votes are taken, and how it stands.
///
/// @param motion as it was proposed, complete
/// @param since when it came to this state; for one that is decided, when it may take effect is `since` and the lock
record Proposal(long id, Cbor motion, String chain, String proposer, long opened, long ends, State state, long since) {
    static final char KEY = 'p';
    static final char VOTE = 'v';
    /// Votes on a motion end; a decision that nobody brings into effect for so long after is void.
    static final long EFFECT_MAX_MS = 30L * 24 * 3_600_000;

    /// How a proposal stands.
    enum State {
        OPEN,
        /// Decided; its lock runs, or somebody has to bring it into effect.
        DECIDED,
        ENACTED,
        REJECTED,
        WITHDRAWN;

        final String text = name().toLowerCase(Locale.ROOT);
    }

    boolean live() {
        return state == State.OPEN || state == State.DECIDED;
    }

    /// True when it ended without anybody having said so.
    boolean expired(long time, Terms terms) {
        return state == State.OPEN && time >= ends + EFFECT_MAX_MS
                || state == State.OPEN && terms.quorum() == 0 && time >= ends
                || state == State.DECIDED && time >= since + terms.lock() * 1_000 + EFFECT_MAX_MS;
    }

    Proposal now(State next, long time) {
        return new Proposal(id, motion, chain, proposer, opened, ends, next, time);
    }

    static Bytes key(long id) {
        return Bytes.concat(Bytes.utf8(String.valueOf(KEY)), number(id));
    }

    static Bytes votes(long id) {
        return Bytes.concat(Bytes.utf8(String.valueOf(VOTE)), number(id));
    }

    static Bytes vote(long id, String organisation) {
        return Bytes.concat(votes(id), Bytes.utf8(organisation));
    }

    static Bytes number(long id) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(id).array());
    }

    Bytes encode() {
        return Cbor.array(
                        Cbor.of(id),
                        motion,
                        Cbor.of(chain),
                        Cbor.of(proposer),
                        Cbor.of(opened),
                        Cbor.of(ends),
                        Cbor.of(state.ordinal()),
                        Cbor.of(since))
                .encode();
    }

    static Proposal decode(Bytes bytes) {
        List<Cbor> f = Cbor.decode(bytes).asArray(8);
        return new Proposal(
                f.get(0).asCount(),
                f.get(1),
                f.get(2).asText(),
                f.get(3).asText(),
                f.get(4).asCount(),
                f.get(5).asCount(),
                State.values()[f.get(6).asCode()],
                f.get(7).asCount());
    }

    Revert closed() {
        return new Revert("closed", "proposal " + id + " is " + state.text + ": bring in a new one");
    }
}
