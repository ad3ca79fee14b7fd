package io.polder.protocol;

import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import java.util.List;

/// What became of one transaction, the same at every city.
public record Receipt(Hash transaction, Outcome outcome, long gas, List<Event> events) {
    public Receipt {
        events = List.copyOf(events);
    }

    public Cbor toCbor() {
        return Cbor.array(
                Cbor.of(transaction),
                outcome.toCbor(),
                Cbor.of(gas),
                Cbor.array(events.stream().map(Event::toCbor).toList()));
    }

    public static Receipt of(Cbor item) {
        List<Cbor> items = item.asArray(4);
        return new Receipt(
                items.get(0).asHash(),
                Outcome.of(items.get(1)),
                items.get(2).asCount(),
                items.get(3).asArray().stream().map(Event::of).toList());
    }
}
