package io.polder.protocol;

import io.polder.protocol.encoding.Cbor;
import java.util.List;

/// What a contract announces to followers of the chain.
public record Event(String contract, String topic, Cbor data) {
    public Cbor toCbor() {
        return Cbor.array(Cbor.of(contract), Cbor.of(topic), data);
    }

    public static Event of(Cbor item) {
        List<Cbor> items = item.asArray(3);
        return new Event(items.get(0).asText(), items.get(1).asText(), items.get(2));
    }
}
