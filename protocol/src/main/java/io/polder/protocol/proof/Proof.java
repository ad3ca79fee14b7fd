package io.polder.protocol.proof;

import io.polder.protocol.Certificate;
import io.polder.protocol.Domain;
import io.polder.protocol.Header;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.tree.InclusionPath;
import java.util.List;
import java.util.Optional;

/// The way from a subject up to the signatures of the cities: the block's header, a later header whose history holds it
/// where the block's own round is not the certified one, the place of that header in the round record, the record, and
/// its certificate: docs/spec/proof.md.
public record Proof(
        Subject subject,
        Header header,
        Optional<Later> later,
        InclusionPath inRound,
        RoundRecord record,
        Certificate certificate) {
    public static final int BYTES_MAX = 1 << 20;
    private static final String KIND = "proof";
    /// What every encoded proof begins with.
    static final Bytes TITLE = Bytes.concat(
            Bytes.of((byte) 0x89),
            Cbor.of(Domain.NAME).encode(),
            Cbor.of(Domain.FORMAT).encode(),
            Cbor.of(KIND).encode());

    /// A later header of the same chain, and the path of the block's header in its history.
    public record Later(Header header, InclusionPath inHistory) {}

    /// The header that the round record names.
    public Header certified() {
        return later.map(Later::header).orElse(header);
    }

    public Bytes encode() {
        return Cbor.array(
                        Cbor.of(Domain.NAME),
                        Cbor.of(Domain.FORMAT),
                        Cbor.of(KIND),
                        subject.toCbor(),
                        Cbor.of(header.encode()),
                        later.<Cbor>map(l -> Cbor.array(Cbor.of(l.header.encode()), l.inHistory.toCbor()))
                                .orElse(Cbor.NULL),
                        inRound.toCbor(),
                        Cbor.of(record.encode()),
                        certificate.toCbor())
                .encode();
    }

    public static Proof decode(Bytes bytes) {
        if (bytes.size() > BYTES_MAX) throw new Malformed("a proof of at most 1 MiB", bytes.size() + " bytes");
        List<Cbor> f = Cbor.decode(bytes).asArray(9);
        if (!f.get(0).equals(Cbor.of(Domain.NAME)) || !f.get(2).equals(Cbor.of(KIND)))
            throw new Malformed("a proof of polder", "something else");
        if (f.get(1).asInt() != Domain.FORMAT)
            throw new Malformed("format version " + Domain.FORMAT, f.get(1).toString());
        Proof proof = new Proof(
                Subject.of(f.get(3)),
                Header.decode(f.get(4).asBytes()),
                f.get(5).equals(Cbor.NULL) ? Optional.empty() : Optional.of(later(f.get(5))),
                InclusionPath.ofCbor(f.get(6)),
                RoundRecord.decode(f.get(7).asBytes()),
                Certificate.of(f.get(8)));
        if (!proof.encode().equals(bytes)) throw new Malformed("the one encoding of a proof", "another");
        return proof;
    }

    private static Later later(Cbor item) {
        List<Cbor> f = item.asArray(2);
        return new Later(Header.decode(f.get(0).asBytes()), InclusionPath.ofCbor(f.get(1)));
    }
}
