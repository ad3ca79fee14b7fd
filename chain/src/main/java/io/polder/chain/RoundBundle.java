package io.polder.chain;

import io.polder.protocol.Block;
import io.polder.protocol.Certificate;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.util.List;

/// One certified round of a cluster as one city hands it to another: the record, its certificate, its blocks.
public record RoundBundle(RoundRecord record, Certificate certificate, List<Block> blocks) {
    public RoundBundle {
        blocks = List.copyOf(blocks);
    }

    public Bytes encode() {
        return Cbor.array(
                        Cbor.of(record.encode()),
                        certificate.toCbor(),
                        Cbor.array(blocks.stream().map(b -> Cbor.of(b.encode())).toList()))
                .encode();
    }

    public static RoundBundle decode(Bytes bytes) {
        List<Cbor> items = Cbor.decode(bytes).asArray(3);
        return new RoundBundle(
                RoundRecord.decode(items.get(0).asBytes()),
                Certificate.of(items.get(1)),
                items.get(2).asArray().stream()
                        .map(b -> Block.decode(b.asBytes()))
                        .toList());
    }
}
