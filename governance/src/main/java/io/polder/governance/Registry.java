package io.polder.governance;

import io.polder.contract.Keys;
import io.polder.contract.StateReader;
import io.polder.protocol.Address;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.PublicKey;
import java.util.List;
import java.util.Optional;

/// The authority's state, typed: docs/spec/contracts.md, 3.
record Registry(StateReader reader) {
    static final char ORGANISATION = 'o';
    static final char OPERATOR = 'p';
    static final char MEMBERSHIP = 'm';
    static final char CITY = 'c';
    static final char KEY = 'k';
    static final char ENDED_KEY = 'x';
    static final char CHAIN = 'n';
    static final char CERTIFICATE_AUTHORITY = 'a';

    /// An organisation: whether it founded the network, whether it is active, since when, and what it may send.
    record Organisation(boolean founder, boolean active, long since, Quotas quotas) {
        static Organisation of(Bytes bytes) {
            List<Cbor> f = Cbor.decode(bytes).asArray(5);
            return new Organisation(
                    f.get(0).asBool(),
                    f.get(1).asBool(),
                    f.get(2).asCount(),
                    new Quotas(Quota.of(f.get(3)), Quota.of(f.get(4))));
        }

        Bytes encode() {
            return Cbor.array(
                            Cbor.of(founder),
                            Cbor.of(active),
                            Cbor.of(since),
                            quotas.organisation().toCbor(),
                            quotas.thing().toCbor())
                    .encode();
        }
    }

    /// Who acts for an organisation, as what, since when.
    record Operator(String organisation, Role role, long since) {
        static Operator of(Bytes bytes) {
            List<Cbor> f = Cbor.decode(bytes).asArray(3);
            return new Operator(
                    f.get(0).asText(), Role.of(f.get(1).asText()), f.get(2).asCount());
        }

        Bytes encode() {
            return Cbor.array(Cbor.of(organisation), Cbor.of(role.text()), Cbor.of(since))
                    .encode();
        }
    }

    /// A city node: the city it stands in, whose it is, since when.
    record City(String city, String organisation, long since) {
        static City of(Bytes bytes) {
            List<Cbor> f = Cbor.decode(bytes).asArray(3);
            return new City(f.get(0).asText(), f.get(1).asText(), f.get(2).asCount());
        }

        Bytes encode() {
            return Cbor.array(Cbor.of(city), Cbor.of(organisation), Cbor.of(since))
                    .encode();
        }
    }

    /// A key: since when, until before when where it has an end, and what for. An ended key keeps the time of its end.
    record Key(PublicKey key, long since, Optional<Long> until, KeyUse use) {
        private static final int PLAIN = 3;

        Key(PublicKey key, long since, Optional<Long> until) {
            this(key, since, until, KeyUse.SIGN);
        }

        static Key of(Bytes bytes) {
            List<Cbor> all = Cbor.decode(bytes).asArray();
            List<Cbor> f = Cbor.decode(bytes).asArray(all.size() == PLAIN ? PLAIN : PLAIN + 1);
            return new Key(
                    PublicKey.ofCose(f.get(0)),
                    f.get(1).asCount(),
                    f.get(2) instanceof Cbor.Null
                            ? Optional.empty()
                            : Optional.of(f.get(2).asCount()),
                    f.size() == PLAIN ? KeyUse.SIGN : KeyUse.of(f.get(PLAIN).asText()));
        }

        Bytes encode() {
            Cbor end = until.map(Cbor::of).orElse(Cbor.NULL);
            return use == KeyUse.SIGN
                    ? Cbor.array(key.toCose(), Cbor.of(since), end).encode()
                    : Cbor.array(key.toCose(), Cbor.of(since), end, Cbor.of(use.text()))
                            .encode();
        }
    }

    /// An authority whose certificates an organisation trusts, and as what it takes who holds one.
    record Trusted(Bytes certificate, Role role, long since) {
        static Trusted of(Bytes bytes) {
            List<Cbor> f = Cbor.decode(bytes).asArray(3);
            return new Trusted(
                    f.get(0).asBytes(), Role.of(f.get(1).asText()), f.get(2).asCount());
        }

        Bytes encode() {
            return Cbor.array(Cbor.of(certificate), Cbor.of(role.text()), Cbor.of(since))
                    .encode();
        }
    }

    static Bytes organisationKey(String name) {
        return Keys.of(ORGANISATION, name);
    }

    static Bytes operatorKey(Address address) {
        return Keys.of(OPERATOR, address.toString());
    }

    static Bytes membershipKey(String organisation, Address address) {
        return Keys.of(MEMBERSHIP, organisation, address.toString());
    }

    static Bytes cityKey(String node) {
        return Keys.of(CITY, node);
    }

    static Bytes keysOf(char kind, Address address) {
        return Keys.below(kind, address.toString());
    }

    static Bytes keyKey(char kind, Address address, Hash thumbprint) {
        return Bytes.concat(keysOf(kind, address), thumbprint.bytes());
    }

    Optional<Organisation> organisation(String name) {
        return read(organisationKey(name)).map(Organisation::of);
    }

    Optional<Operator> operator(Address address) {
        return read(operatorKey(address)).map(Operator::of);
    }

    Optional<City> city(String node) {
        return read(cityKey(node)).map(City::of);
    }

    Optional<Key> key(char kind, Address address, Hash thumbprint) {
        return read(keyKey(kind, address, thumbprint)).map(Key::of);
    }

    Optional<Mandate> mandate(Address address) {
        return switch (address.kind()) {
            case ORG -> mandate(address.name(), Role.OWNER);
            case PERSON, KEY -> operator(address).flatMap(o -> mandate(o.organisation, o.role));
            case CITY -> city(address.name()).flatMap(c -> mandate(c.organisation, Role.CITY));
            case THING, CONTRACT, EVM -> Optional.empty();
        };
    }

    private Optional<Mandate> mandate(String organisation, Role role) {
        return organisation(organisation).map(o -> new Mandate(organisation, role, o.active));
    }

    KeyStanding standing(Address address, Hash thumbprint, long time) {
        Optional<Key> live = key(KEY, address, thumbprint);
        if (live.isEmpty())
            return key(ENDED_KEY, address, thumbprint)
                    .<KeyStanding>map(ended -> new KeyStanding.Revoked(ended.until.orElse(ended.since)))
                    .orElse(new KeyStanding.Unknown());
        Optional<Long> until = live.get().until;
        if (until.isPresent() && time >= until.get()) return new KeyStanding.Revoked(until.get());
        Optional<Mandate> mandate = mandate(address);
        if (mandate.isEmpty()) return new KeyStanding.Unknown();
        return mandate.get().active()
                ? new KeyStanding.Active(
                        live.get().key, mandate.get().role(), mandate.get().organisation(), live.get().use)
                : new KeyStanding.Suspended(mandate.get().organisation());
    }

    private Optional<Bytes> read(Bytes key) {
        return reader.read(Authority.NAME, key);
    }
}
