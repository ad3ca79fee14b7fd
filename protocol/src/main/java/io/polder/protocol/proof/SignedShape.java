package io.polder.protocol.proof;

import static io.polder.protocol.proof.Shape.ANY;
import static io.polder.protocol.proof.Shape.HEX;
import static io.polder.protocol.proof.Shape.INT;
import static io.polder.protocol.proof.Shape.TEXT;
import static io.polder.protocol.proof.Shape.choice;
import static io.polder.protocol.proof.Shape.encoded;
import static io.polder.protocol.proof.Shape.field;
import static io.polder.protocol.proof.Shape.fields;
import static io.polder.protocol.proof.Shape.list;
import static io.polder.protocol.proof.Shape.of;
import static io.polder.protocol.proof.Shape.titled;

import io.polder.protocol.Envelope;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Json;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.CoseSign1;
import io.polder.protocol.signature.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How keys and what senders signed look in JSON.
final class SignedShape {
    private static final Shape RAW_KEY = fields(field("algorithm", INT), field("bytes", HEX));
    static final Shape KEY = new Shape(
            item -> {
                PublicKey key = PublicKey.ofCose(item);
                return RAW_KEY.toJson().apply(Cbor.array(Cbor.of(key.algorithm().cose()), Cbor.of(key.bytes())));
            },
            json -> {
                List<Cbor> raw = RAW_KEY.toCbor().apply(json).asArray();
                return new PublicKey(
                                Algorithm.ofCose(raw.get(0).asInt()), raw.get(1).asBytes())
                        .toCose();
            });

    private static final Shape CALL = choice(
            of(
                    "deploy",
                    field("framework", TEXT),
                    field("contract", TEXT),
                    field("code", HEX),
                    field("arguments", ANY)),
            of("invoke", field("contract", TEXT), field("method", TEXT), field("arguments", ANY)),
            of("endorsed", field("contract", TEXT), field("readWriteSet", HEX), field("endorsements", list(HEX))));
    private static final Shape INTENT = sign1(titled(
            "transaction",
            field("network", HEX),
            field("chain", TEXT),
            field("sender", TEXT),
            field("lane", INT),
            field("sequence", INT),
            field("validFrom", INT),
            field("expires", INT),
            field("call", CALL)));
    static final Shape FRAME = sign1(titled(
            "frame",
            field("network", HEX),
            field("chain", TEXT),
            field("sender", TEXT),
            field("lane", INT),
            field("sequence", INT),
            field("validFrom", INT),
            field("expires", INT),
            field("root", HEX),
            field("count", INT)));

    /// The labels of a resolved SenML record, and the names that RFC 8428 gives them in JSON; our own is written out.
    private static final List<Map.Entry<Cbor, String>> LABELS = List.of(
            Map.entry(Cbor.of(0), "n"),
            Map.entry(Cbor.of(1), "u"),
            Map.entry(Cbor.of(2), "v"),
            Map.entry(Cbor.of(3), "vs"),
            Map.entry(Cbor.of(4), "vb"),
            Map.entry(Cbor.of(6), "t"),
            Map.entry(Cbor.of(8), "vd"),
            Map.entry(Cbor.of(-32_768), "thing"));

    static final Shape READING = new Shape(SignedShape::reading, SignedShape::reading);
    private static final Shape READINGS =
            fields(field("head", encoded(FRAME)), field("readings", list(encoded(READING))));
    static final Shape WIRE = new Shape(SignedShape::wire, SignedShape::wire);

    private SignedShape() {}

    /// A COSE_Sign1 with the header that we take alone: the algorithm and the key id.
    private static Shape sign1(Shape payload) {
        Shape parts = fields(
                field("algorithm", INT),
                field("kid", HEX),
                field("payload", encoded(payload)),
                field("signature", HEX));
        return new Shape(
                item -> {
                    CoseSign1 signed = CoseSign1.decode(item.encode());
                    return parts.toJson()
                            .apply(Cbor.array(
                                    Cbor.of(signed.algorithm().cose()),
                                    Cbor.of(signed.kid()),
                                    Cbor.of(signed.payload()),
                                    Cbor.of(signed.signature())));
                },
                json -> {
                    List<Cbor> f = parts.toCbor().apply(json).asArray();
                    return Cbor.decode(new CoseSign1(
                                    Algorithm.ofCose(f.get(0).asInt()),
                                    f.get(1).asBytes(),
                                    f.get(2).asBytes(),
                                    f.get(3).asBytes())
                            .encode());
                });
    }

    private static Json reading(Cbor item) {
        List<Json.Member> members = new ArrayList<>();
        for (Map.Entry<Cbor, Cbor> entry : item.asMap().entries())
            members.add(Json.member(name(entry.getKey()), AnyItem.toJson(entry.getValue())));
        return new Json.Object(members);
    }

    private static Cbor reading(Json json) {
        List<Map.Entry<Cbor, Cbor>> entries = new ArrayList<>();
        for (Json.Member member : json.asObject().members())
            entries.add(Map.entry(label(member.name()), AnyItem.toCbor(member.value())));
        return new Cbor.Dictionary(entries);
    }

    private static String name(Cbor label) {
        return LABELS.stream()
                .filter(e -> e.getKey().equals(label))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new Malformed("a label of a resolved SenML record", label + ""));
    }

    private static Cbor label(String name) {
        return LABELS.stream()
                .filter(e -> e.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new Malformed("a member of a resolved SenML record", "\"" + name + "\""));
    }

    /// The envelope's tag and the raw bytes, as the envelope's name and what is in it.
    private static Json wire(Cbor item) {
        Bytes wire = item.asBytes();
        if (wire.isEmpty()) throw new Malformed("a transaction", "no bytes");
        Envelope envelope = Envelope.of(wire.at(0));
        Cbor raw = Cbor.of(wire.slice(1, wire.size()));
        return Json.object(
                Json.member("envelope", Json.of(envelope.text())),
                Json.member("raw", raw(envelope).toJson().apply(raw)));
    }

    private static Cbor wire(Json json) {
        List<Json.Member> members = json.asObject().members();
        if (members.size() != 2
                || !members.get(0).name().equals("envelope")
                || !members.get(1).name().equals("raw")) throw new Malformed("envelope and raw", "other members");
        String name = members.get(0).value().asText();
        for (Envelope envelope : Envelope.values())
            if (envelope.text().equals(name)) {
                Cbor raw = raw(envelope).toCbor().apply(members.get(1).value());
                return Cbor.of(Bytes.concat(Bytes.of(envelope.tag()), raw.asBytes()));
            }
        throw new Malformed("a known envelope", "\"" + name + "\"");
    }

    private static Shape raw(Envelope envelope) {
        return switch (envelope) {
            case COSE -> encoded(INTENT);
            case FRAME -> encoded(READINGS);
            case ETHEREUM, FABRIC -> HEX;
        };
    }
}
