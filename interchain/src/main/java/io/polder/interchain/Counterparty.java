package io.polder.interchain;

import io.polder.protocol.encoding.Bytes;
import java.util.List;

/// A foreign network as the relayer reaches it. It carries; it is not trusted.
public interface Counterparty extends AutoCloseable {
    /// A packet that the foreign chain sent, with its proof.
    record Sent(Packet packet, Bytes header, Bytes proof) {}

    /// What came of handing a packet over.
    enum Handover {
        DELIVERED,
        KNOWN,
        REFUSED,
        UNREACHABLE
    }

    /// Packets sent after the sequence number, at most the limit.
    List<Sent> sent(long after, int limit);

    Handover deliver(Packet packet, Bytes proof);

    @Override
    void close();
}
