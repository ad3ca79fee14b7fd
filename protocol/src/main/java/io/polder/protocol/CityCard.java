package io.polder.protocol;

import io.polder.protocol.Member.Endpoint;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.CoseSign1;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.protocol.signature.Verdict;
import java.util.List;

/// The one public file a city gives to the others before they found a network: who it is, its keys and where it
/// listens,
/// signed by its organisation and by itself.
public record CityCard(
        String name,
        String city,
        Organisation organisation,
        PublicKey key,
        Member.Doors doors,
        Bytes engineKey,
        long time) {
    public static final int BYTES_MAX = 1 << 16;
    private static final Domain FOUNDING = new Domain(Hash.ZERO, "founding");
    private static final String KIND = "city-card";
    private static final int FIELDS = 9;

    public CityCard {
        Names.require("a city node", name);
        Names.require("a city", city);
    }

    private Bytes payload() {
        return FOUNDING.wrap(
                        KIND,
                        Cbor.of(name),
                        Cbor.of(city),
                        Cbor.of(organisation.name()),
                        organisation.key().toCose(),
                        key.toCose(),
                        doors.gossip().toCbor(),
                        doors.sync().toCbor(),
                        Cbor.of(engineKey),
                        Cbor.of(time))
                .encode();
    }

    public Bytes sign(SigningKey organisationKey, SigningKey cityKey) {
        return Cbor.array(
                        Cbor.of(payload()),
                        Cbor.of(organisationKey.sign(toBeSigned(organisation.key()))),
                        Cbor.of(cityKey.sign(toBeSigned(key))))
                .encode();
    }

    private Bytes toBeSigned(PublicKey signer) {
        return CoseSign1.toBeSigned(signer.algorithm(), signer.thumbprint().bytes(), payload());
    }

    /// Reads a card and refuses one whose two signatures do not hold.
    public static CityCard decode(Bytes bytes, Signatures signatures) {
        if (bytes.size() > BYTES_MAX) throw new Malformed("a city card of at most 64 KiB", bytes.size() + " bytes");
        List<Cbor> items = Cbor.decode(bytes).asArray(3);
        CityCard card = of(Cbor.decode(items.get(0).asBytes()));
        if (!card.payload().equals(items.get(0).asBytes())) throw new Malformed("a city card", "another thing");
        card.require(signatures, card.organisation.key(), items.get(1).asBytes(), "its organisation");
        card.require(signatures, card.key, items.get(2).asBytes(), "the city itself");
        return card;
    }

    private void require(Signatures signatures, PublicKey signer, Bytes signature, String who) {
        if (!(signatures.check(signer, toBeSigned(signer), signature) instanceof Verdict.Valid))
            throw new Malformed("the card of " + name + " signed by " + who, "a signature that does not hold");
    }

    private static CityCard of(Cbor item) {
        Domain.of(item, KIND, FIELDS);
        List<Cbor> f = item.asArray().subList(Domain.ITEMS, Domain.ITEMS + FIELDS);
        return new CityCard(
                f.get(0).asText(),
                f.get(1).asText(),
                new Organisation(f.get(2).asText(), PublicKey.ofCose(f.get(3))),
                PublicKey.ofCose(f.get(4)),
                new Member.Doors(Endpoint.of(f.get(5)), Endpoint.of(f.get(6))),
                f.get(7).asBytes(),
                f.get(8).asCount());
    }
}
