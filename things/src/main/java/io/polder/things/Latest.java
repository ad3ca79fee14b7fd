package io.polder.things;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import java.util.List;

/// The newest reading of a thing under a name and an origin, byte for byte as it was signed, and where it stands.
record Latest(long time, Bytes reading, Hash transaction, long height, int index) {
    static Latest of(Bytes bytes) {
        List<Cbor> f = Cbor.decode(bytes).asArray(5);
        return new Latest(
                f.get(0).asCount(),
                f.get(1).asBytes(),
                f.get(2).asHash(),
                f.get(3).asCount(),
                Math.toIntExact(f.get(4).asCount()));
    }

    Bytes encode() {
        return Cbor.array(Cbor.of(time), Cbor.of(reading), Cbor.of(transaction), Cbor.of(height), Cbor.of(index))
                .encode();
    }
}
