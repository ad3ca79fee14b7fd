package io.polder.chain;

import io.polder.protocol.proof.Proof;

/// What comes of asking for a proof.
public sealed interface Proving {
    record Proven(Proof proof) implements Proving {}

    /// It is there, but too few cities have signed for it so far.
    record NotYet(long height, long certifiedHeight) implements Proving {}

    /// This city holds nothing of the kind.
    record Unknown(String what) implements Proving {}
}
