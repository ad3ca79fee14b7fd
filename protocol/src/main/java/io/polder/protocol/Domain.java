package io.polder.protocol;

import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.util.ArrayList;
import java.util.List;

/// Where a signed or hashed thing belongs, so that its bytes mean nothing anywhere else: docs/spec/encoding.md, 3.
public record Domain(Hash network, String chain) {
    public static final String NAME = "polder";
    public static final long FORMAT = 1;
    /// The items that a domain puts before the fields of a thing.
    public static final int ITEMS = 5;

    public Domain {
        Names.require("a chain", chain);
    }

    public Cbor wrap(String kind, Cbor... fields) {
        List<Cbor> items = new ArrayList<>(ITEMS + fields.length);
        items.add(Cbor.of(NAME));
        items.add(Cbor.of(FORMAT));
        items.add(Cbor.of(kind));
        items.add(Cbor.of(network));
        items.add(Cbor.of(chain));
        items.addAll(List.of(fields));
        return Cbor.array(items);
    }

    /// Reads the domain of a thing of this kind with this many fields of its own.
    public static Domain of(Cbor thing, String kind, int fields) {
        List<Cbor> items = thing.asArray(ITEMS + fields);
        if (!items.get(0).equals(Cbor.of(NAME)))
            throw new Malformed("a thing of polder", items.get(0).toString());
        if (items.get(1).asInt() != FORMAT)
            throw new Malformed("format version " + FORMAT, items.get(1).toString());
        if (!items.get(2).asText().equals(kind))
            throw new Malformed("a " + kind, "a " + items.get(2).asText());
        return new Domain(items.get(3).asHash(), items.get(4).asText());
    }
}
