package io.polder.chain;

import io.polder.protocol.proof.Handover;
import io.polder.protocol.proof.Proof;
import java.util.List;

/// What comes of asking for a proof.
public sealed interface Proving {
    /// @param handovers how each roster up to the proof's epoch was named by the one before, from the first one on
    record Proven(Proof proof, List<Handover> handovers) implements Proving {}

    /// It is there, but too few cities have signed for it so far.
    record NotYet(long height, long certifiedHeight) implements Proving {}

    /// This city holds nothing of the kind.
    record Unknown(String what) implements Proving {}
}
