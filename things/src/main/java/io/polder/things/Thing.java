package io.polder.things;

import io.polder.contract.Keys;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.PublicKey;
import java.util.List;
import java.util.Optional;

/// What the authority chain keeps of a thing. A thing without a key cannot sign: its city's gateway vouches for it. One
/// with a key signs for itself, unless it has itself delegated that to its city.
public record Thing(
        ThingStatus status, Home home, String kind, Optional<Credential> credential, boolean delegates, Life life) {
    static final char ENTRY = 't';

    /// Whose the thing is, and at which city node it is served.
    public record Home(String organisation, String city) {}

    /// The thing's key as a COSE_Key, its thumbprint, and whether the thing has proven that it holds it.
    public record Credential(Bytes key, Hash thumbprint, boolean proven) {
        static Credential of(PublicKey key, boolean proven) {
            return new Credential(key.toCose().encode(), key.thumbprint(), proven);
        }

        public PublicKey publicKey() {
            return PublicKey.ofCose(Cbor.decode(key));
        }
    }

    /// When it was enrolled and when it last changed (epoch milliseconds), and where it stands if that is told.
    public record Life(long enrolled, long changed, Optional<Location> location) {
        Life changed(long time) {
            return new Life(enrolled, time, location);
        }
    }

    /// True when the city may speak for the thing.
    public boolean proxied() {
        return credential.isEmpty() || delegates;
    }

    static Bytes key(String name) {
        return Keys.of(ENTRY, name);
    }

    Thing with(ThingStatus status, long time) {
        return new Thing(status, home, kind, credential, delegates, life.changed(time));
    }

    Thing with(Credential credential, boolean delegates, long time) {
        return new Thing(status, home, kind, Optional.of(credential), delegates, life.changed(time));
    }

    /// The status of a thing that nobody has suspended or retired.
    ThingStatus awake() {
        return credential.isEmpty() || credential.get().proven ? ThingStatus.ACTIVE : ThingStatus.ENROLLED;
    }

    Bytes encode() {
        return Cbor.array(
                        Cbor.of(status.ordinal()),
                        Cbor.of(home.organisation),
                        Cbor.of(home.city),
                        Cbor.of(kind),
                        credential
                                .<Cbor>map(c -> Cbor.array(Cbor.of(c.key), Cbor.of(c.thumbprint), Cbor.of(c.proven)))
                                .orElse(Cbor.NULL),
                        Cbor.of(delegates),
                        Cbor.of(life.enrolled),
                        Cbor.of(life.changed),
                        life.location.map(Location::toCbor).orElse(Cbor.NULL))
                .encode();
    }

    static Thing of(Bytes bytes) {
        List<Cbor> f = Cbor.decode(bytes).asArray(9);
        return new Thing(
                ThingStatus.of(f.get(0).asInt()),
                new Home(f.get(1).asText(), f.get(2).asText()),
                f.get(3).asText(),
                f.get(4) instanceof Cbor.Null ? Optional.empty() : Optional.of(credential(f.get(4))),
                f.get(5).asBool(),
                new Life(
                        f.get(6).asCount(),
                        f.get(7).asCount(),
                        f.get(8) instanceof Cbor.Null ? Optional.empty() : Optional.of(Location.of(f.get(8)))));
    }

    private static Credential credential(Cbor item) {
        List<Cbor> f = item.asArray(3);
        return new Credential(f.get(0).asBytes(), f.get(1).asHash(), f.get(2).asBool());
    }

    /// As queries show it.
    Cbor show(String name) {
        return Cbor.map(
                Cbor.of("thing"), Cbor.of(name),
                Cbor.of("status"), Cbor.of(status.text()),
                Cbor.of("organisation"), Cbor.of(home.organisation),
                Cbor.of("city"), Cbor.of(home.city),
                Cbor.of("kind"), Cbor.of(kind),
                Cbor.of("key"), credential.map(c -> Cbor.decode(c.key)).orElse(Cbor.NULL),
                Cbor.of("thumbprint"),
                        credential.map(c -> Cbor.of(c.thumbprint)).orElse(Cbor.NULL),
                Cbor.of("proxied"), Cbor.of(proxied()),
                Cbor.of("enrolled"), Cbor.of(life.enrolled),
                Cbor.of("changed"), Cbor.of(life.changed),
                Cbor.of("location"), life.location.map(Thing::show).orElse(Cbor.NULL));
    }

    private static Cbor show(Location location) {
        return Cbor.map(
                Cbor.of("latitude"), Cbor.of(location.latitude()),
                Cbor.of("longitude"), Cbor.of(location.longitude()),
                Cbor.of("fine"), Cbor.of(location.fine()));
    }
}
