package io.polder.protocol.tree;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.nio.ByteBuffer;
import java.util.List;

/// What a slot holds, and since when.
public record Versioned(Version version, Bytes value) {
    private static final int HEAD = Long.BYTES + Integer.BYTES;

    /// The height in eight bytes, the index in four, the value.
    public Bytes encode() {
        ByteBuffer all = ByteBuffer.allocate(HEAD + value.size());
        all.putLong(version.height()).putInt(version.index()).put(value.shared());
        return Bytes.wrap(all.array());
    }

    public static Versioned decode(Bytes encoded) {
        if (encoded.size() < HEAD) throw new Malformed("a version and a value", encoded.size() + " bytes");
        ByteBuffer in = ByteBuffer.wrap(encoded.shared());
        return new Versioned(new Version(in.getLong(), in.getInt()), encoded.slice(HEAD, encoded.size()));
    }

    /// The value hash in the slot's leaf of the state tree.
    public Hash hash() {
        return Hash.of(encode());
    }

    public Cbor toCbor() {
        return Cbor.array(version.toCbor(), Cbor.of(value));
    }

    public static Versioned ofCbor(Cbor cbor) {
        List<Cbor> parts = cbor.asArray(2);
        return new Versioned(Version.ofCbor(parts.get(0)), parts.get(1).asBytes());
    }
}
