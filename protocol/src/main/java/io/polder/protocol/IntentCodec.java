package io.polder.protocol;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.util.List;

/// The payload of a COSE transaction: docs/spec/transaction.md, 2.
final class IntentCodec {
    private static final String KIND = "transaction";
    private static final int FIELDS = 6;

    private IntentCodec() {}

    static Bytes encode(Intent intent) {
        return intent.domain()
                .wrap(
                        KIND,
                        intent.sender().toCbor(),
                        Cbor.of(intent.lane().number()),
                        Cbor.of(intent.lane().sequence()),
                        Cbor.of(intent.window().validFrom()),
                        Cbor.of(intent.window().expires()),
                        intent.call().toCbor())
                .encode();
    }

    static Intent decode(Bytes payload) {
        Cbor item = Cbor.decode(payload);
        Domain domain = Domain.of(item, KIND, FIELDS);
        List<Cbor> f = item.asArray().subList(Domain.ITEMS, Domain.ITEMS + FIELDS);
        return new Intent(
                domain,
                Address.of(f.get(0)),
                new Lane(f.get(1).asCount(), f.get(2).asCount()),
                new Window(f.get(3).asCount(), f.get(4).asCount()),
                Call.of(f.get(5)));
    }
}
