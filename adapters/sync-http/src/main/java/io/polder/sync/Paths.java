package io.polder.sync;

/// Where the sync door answers, and how much at once: docs/spec/sync.md.
final class Paths {
    static final String ROUNDS = "/sync/v1/rounds";
    static final String CERTIFICATE = "/sync/v1/certificate";
    static final String HEAD = "/sync/v1/head";
    static final String TYPE = "application/cbor";
    static final int ROUNDS_MAX = 256;
    /// A server ends an answer once it is this large; a single round may be larger.
    static final int ANSWER_BYTES = 8 * 1024 * 1024;
    /// A client reads no more than this.
    static final int ANSWER_BYTES_MAX = 64 * 1024 * 1024;

    static final String HANDOVERS = "/sync/v1/handovers";
    static final String SNAPSHOT = "/sync/v1/snapshot";
    /// Hand-overs that one answer gives.
    static final int HANDOVERS_MAX = 1_024;
    /// The status that says: this city began later, and does not keep what is asked for.
    static final int NOT_KEPT = 410;
    static final String TRANSACTIONS = "/sync/v1/transactions";
    /// The most bytes of a transaction that is handed on.
    static final int WIRE_BYTES_MAX = 1 << 18;

    private Paths() {}
}
