package io.polder.protocol;

import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.PublicKey;
import java.util.List;

/// A founder of the network: an organisation and the key it acts with.
public record Organisation(String name, PublicKey key) {
    public Organisation {
        Names.require("an organisation", name);
    }

    public Address address() {
        return Address.org(name);
    }

    Cbor toCbor() {
        return Cbor.array(Cbor.of(name), key.toCose());
    }

    static Organisation of(Cbor item) {
        List<Cbor> f = item.asArray(2);
        return new Organisation(f.get(0).asText(), PublicKey.ofCose(f.get(1)));
    }
}
