package io.polder.protocol;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import java.util.List;

/// The head of a block: what it continues, and the roots of what it holds. Time is in epoch milliseconds; the history
/// root is over the hashes of all headers before this one; the authority height is that of the newest authority block
/// whose state this block's transactions saw.
public record Header(
        Domain domain,
        Rules rules,
        Place place,
        Hash parent,
        Hash entriesRoot,
        Hash stateRoot,
        Hash historyRoot,
        long gas) {
    /// By which rules a block was made, and the authority height it saw.
    public record Rules(long protocol, long authorityHeight) {}

    /// Where and when a block stands.
    public record Place(long height, long round, long time) {}

    private static final String KIND = "header";
    private static final int FIELDS = 10;

    public long height() {
        return place.height;
    }

    public long round() {
        return place.round;
    }

    public long time() {
        return place.time;
    }

    public Bytes encode() {
        return domain.wrap(
                        KIND,
                        Cbor.of(rules.protocol),
                        Cbor.of(rules.authorityHeight),
                        Cbor.of(place.height),
                        Cbor.of(place.round),
                        Cbor.of(place.time),
                        Cbor.of(parent),
                        Cbor.of(entriesRoot),
                        Cbor.of(stateRoot),
                        Cbor.of(historyRoot),
                        Cbor.of(gas))
                .encode();
    }

    public static Header decode(Bytes bytes) {
        Cbor item = Cbor.decode(bytes);
        Domain domain = Domain.of(item, KIND, FIELDS);
        List<Cbor> f = item.asArray().subList(Domain.ITEMS, Domain.ITEMS + FIELDS);
        return new Header(
                domain,
                new Rules(f.get(0).asCount(), f.get(1).asCount()),
                new Place(f.get(2).asCount(), f.get(3).asCount(), f.get(4).asCount()),
                f.get(5).asHash(),
                f.get(6).asHash(),
                f.get(7).asHash(),
                f.get(8).asHash(),
                f.get(9).asCount());
    }

    public Hash hash() {
        return Hash.of(encode());
    }
}
