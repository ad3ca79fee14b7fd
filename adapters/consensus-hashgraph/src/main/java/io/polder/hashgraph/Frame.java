package io.polder.hashgraph;

import io.polder.protocol.encoding.Bytes;
import java.util.Optional;

/// What the first byte of an engine transaction says of the rest.
enum Frame {
    /// The engine's own signature over a state.
    SIGNATURE,
    /// To be ordered and executed.
    TRANSACTION,
    /// To be heard by every member, in no order.
    BROADCAST,
    /// Says nothing but that its sender needs rounds.
    WAKE;

    static final int PAYLOAD_MAX = 131_072;

    private static final Frame[] ALL = values();

    com.hedera.pbj.runtime.io.buffer.Bytes around(byte[] payload) {
        byte[] framed = new byte[payload.length + 1];
        framed[0] = (byte) ordinal();
        System.arraycopy(payload, 0, framed, 1, payload.length);
        return com.hedera.pbj.runtime.io.buffer.Bytes.wrap(framed);
    }

    /// Empty where another member sent bytes that are no frame.
    static Optional<Frame> of(com.hedera.pbj.runtime.io.buffer.Bytes framed) {
        if (framed.length() == 0) return Optional.empty();
        int kind = framed.getByte(0);
        if (kind < 0 || kind >= ALL.length || framed.length() > PAYLOAD_MAX + 1) return Optional.empty();
        return Optional.of(ALL[kind]);
    }

    static Bytes payload(com.hedera.pbj.runtime.io.buffer.Bytes framed) {
        byte[] payload = new byte[(int) framed.length() - 1];
        framed.getBytes(1, payload);
        return Bytes.wrap(payload);
    }
}
