package io.polder.protocol;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.tree.MerkleTree;
import java.util.List;

/// Readings under one signature. From a thing it is a frame; from a city it is a batch, in which the city's gateway
/// vouches for readings that the things themselves did not sign, and each names its thing: docs/spec/transaction.md, 4.
public record Frame(Domain domain, Address sender, Lane lane, Window window, List<Bytes> readings) {
    public static final int READINGS_MAX = 1_000;
    private static final String KIND = "frame";
    private static final int FIELDS = 7;

    public Frame {
        readings = List.copyOf(readings);
        if (readings.isEmpty() || readings.size() > READINGS_MAX)
            throw new Malformed("1 to " + READINGS_MAX + " readings in a frame", Integer.toString(readings.size()));
    }

    /// True when a gateway signed for its things.
    public boolean proxied() {
        return sender.kind() == Address.Kind.CITY;
    }

    /// The bytes that are signed.
    public Bytes head() {
        return domain.wrap(
                        KIND,
                        sender.toCbor(),
                        Cbor.of(lane.number()),
                        Cbor.of(lane.sequence()),
                        Cbor.of(window.validFrom()),
                        Cbor.of(window.expires()),
                        Cbor.of(MerkleTree.root(readings)),
                        Cbor.of(readings.size()))
                .encode();
    }

    /// What a signed head says by itself, for a proof of a single reading.
    public record Head(Domain domain, Address sender, Lane lane, Window window, Hash root, long count) {
        public static Head of(Bytes head) {
            Cbor item = Cbor.decode(head);
            Domain domain = Domain.of(item, KIND, FIELDS);
            List<Cbor> f = item.asArray().subList(Domain.ITEMS, Domain.ITEMS + FIELDS);
            return new Head(
                    domain,
                    Address.of(f.get(0)),
                    new Lane(f.get(1).asCount(), f.get(2).asCount()),
                    new Window(f.get(3).asCount(), f.get(4).asCount()),
                    f.get(5).asHash(),
                    f.get(6).asCount());
        }
    }

    static Frame of(Bytes payload, List<Bytes> readings) {
        Head head = Head.of(payload);
        Frame frame = new Frame(head.domain, head.sender, head.lane, head.window, readings);
        if (head.count != readings.size())
            throw new Malformed(head.count + " readings as signed", readings.size() + " readings");
        Hash root = MerkleTree.root(readings);
        if (!root.equals(head.root))
            throw new Malformed("readings with the signed root " + head.root, "the root " + root);
        return frame;
    }
}
