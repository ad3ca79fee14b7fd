package io.polder.interchain;

import io.polder.protocol.encoding.Bytes;

/// Checks what a foreign chain says, from its headers and proofs alone. It is pure: the same arguments give the same
/// result at every city, so it can run inside a contract.
public interface LightClient {
    /// What came of following a header, or of checking a proof.
    sealed interface Judgement {
        /// It holds; the trusted state to keep from now on.
        record Holds(Bytes trusted) implements Judgement {}

        /// It does not hold, or cannot be read.
        record Refused(String expected, String got) implements Judgement {}
    }

    /// The kind of chain, as the route's configuration spells it.
    String kind();

    /// Follows a newer header from what is trusted so far.
    Judgement follow(Bytes trusted, Bytes header, long time);

    /// Whether the foreign chain, as far as it is trusted, committed to the packet.
    Judgement holds(Bytes trusted, Packet packet, Bytes proof);
}
