package io.polder.protocol;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.PublicKey;
import java.util.List;

/// A city node in a roster: its number in the cluster, its name, the city it stands in, the organisation that runs it,
/// the key that signs its certificates, where its engine and its sync door listen, and its engine's key for this epoch.
public record Member(long number, String name, Home home, PublicKey key, Doors doors, Bytes engineKey) {
    /// The city a node stands in, and the organisation that runs it.
    public record Home(String city, String organisation) {
        public Home {
            Names.require("a city", city);
            Names.require("an organisation", organisation);
        }
    }

    /// Where a node listens for the other cities: its engine's gossip, and its sync door.
    public record Doors(Endpoint gossip, Endpoint sync) {}

    /// A host name or address, and a port.
    public record Endpoint(String host, int port) {
        public static final int HOST_MAX = 255;

        public Endpoint {
            if (host.isEmpty() || host.length() > HOST_MAX || host.chars().anyMatch(c -> c <= ' ' || c > '~'))
                throw new Malformed("a host name of 1 to 255 plain characters", "\"" + host + "\"");
            if (port < 1 || port > 65_535) throw new Malformed("a port from 1 to 65535", Integer.toString(port));
        }

        /// Reads `host:port`; an IPv6 address stands in brackets.
        public static Endpoint parse(String text) {
            int colon = text.lastIndexOf(':');
            if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}"))
                throw new Malformed("HOST:PORT", "\"" + text + "\"");
            return new Endpoint(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
        }

        Cbor toCbor() {
            return Cbor.array(Cbor.of(host), Cbor.of(port));
        }

        static Endpoint of(Cbor item) {
            List<Cbor> items = item.asArray(2);
            return new Endpoint(
                    items.get(0).asText(), (int) Math.min(items.get(1).asCount(), 65_536));
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    public Member {
        Names.require("a city node", name);
    }

    public String city() {
        return home.city;
    }

    public String organisation() {
        return home.organisation;
    }

    public Endpoint gossip() {
        return doors.gossip;
    }

    public Endpoint sync() {
        return doors.sync;
    }

    /// The address under which the node acts on the ledger.
    public Address address() {
        return Address.city(name);
    }

    public Cbor toCbor() {
        return Cbor.array(
                Cbor.of(number),
                Cbor.of(name),
                Cbor.of(home.city),
                Cbor.of(home.organisation),
                key.toCose(),
                doors.gossip.toCbor(),
                doors.sync.toCbor(),
                Cbor.of(engineKey));
    }

    public static Member of(Cbor item) {
        List<Cbor> f = item.asArray(8);
        return new Member(
                f.get(0).asCount(),
                f.get(1).asText(),
                new Home(f.get(2).asText(), f.get(3).asText()),
                PublicKey.ofCose(f.get(4)),
                new Doors(Endpoint.of(f.get(5)), Endpoint.of(f.get(6))),
                f.get(7).asBytes());
    }
}
