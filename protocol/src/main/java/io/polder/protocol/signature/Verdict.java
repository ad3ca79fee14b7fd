package io.polder.protocol.signature;

/// What checking a signature comes to.
public sealed interface Verdict {
    Verdict VALID = new Valid();

    /// The signature holds.
    record Valid() implements Verdict {}

    /// The signature, or the key, is not what it must be.
    record Invalid(String reason) implements Verdict {}

    /// This checker has no provider for the algorithm: nothing is said of the signature.
    record Unsupported(Algorithm algorithm) implements Verdict {}
}
