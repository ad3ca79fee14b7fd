package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.tree.Version;
import io.polder.protocol.tree.Versioned;
import java.util.Optional;

/// What a slot holds since a version; no value: it was deleted.
public record Write(Version version, Optional<Bytes> value) {
    public Optional<Versioned> held() {
        return value.map(held -> new Versioned(version, held));
    }

    /// Whether there is a value, version, value.
    Bytes encode() {
        Bytes held = new Versioned(version, value.orElse(Bytes.EMPTY)).encode();
        return Bytes.concat(Bytes.of((byte) (value.isPresent() ? 1 : 0)), held);
    }

    static Write decode(Bytes encoded) {
        Versioned held = Versioned.decode(encoded.slice(1, encoded.size()));
        return new Write(held.version(), encoded.at(0) == 1 ? Optional.of(held.value()) : Optional.empty());
    }
}
