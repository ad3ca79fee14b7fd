package io.polder.interchain;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;

/// A message from a contract on one chain to a contract on another, which may be of a foreign network.
public record Packet(Port source, Port destination, long sequence, long expires, Bytes data) {
    /// One end of the way: a network, a chain of it, a contract there.
    public record Port(String network, String chain, String contract) {
        Cbor toCbor() {
            return Cbor.array(Cbor.of(network), Cbor.of(chain), Cbor.of(contract));
        }
    }

    /// What the source chain commits to and the destination proves.
    public Hash commitment() {
        return Hash.of(
                Cbor.array(source.toCbor(), destination.toCbor(), Cbor.of(sequence), Cbor.of(expires), Cbor.of(data))
                        .encode());
    }
}
