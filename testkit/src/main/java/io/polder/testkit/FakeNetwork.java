package io.polder.testkit;

import io.polder.protocol.Category;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Envelope;
import io.polder.protocol.Genesis;
import io.polder.protocol.Limits;
import io.polder.protocol.Member;
import io.polder.protocol.Organisation;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.SigningKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// A network founded for a test: an organisation for each city, of the same name, each with its key.
public final class FakeNetwork {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long TIME = 1_700_000_000_000L;

    private final TreeMap<String, SigningKey> organisations = new TreeMap<>();
    private final TreeMap<String, SigningKey> cities = new TreeMap<>();
    private final Genesis genesis;

    public FakeNetwork(String... names) {
        List<Organisation> founders = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        for (String name : List.of(names)) {
            organisations.put(name, key());
            cities.put(name, key());
            founders.add(new Organisation(name, organisations.get(name).publicKey()));
            Member.Endpoint gossip = new Member.Endpoint("127.0.0.1", 20_000 + members.size());
            members.add(new Member(
                    members.size(),
                    name,
                    new Member.Home("DE-" + name, name),
                    cities.get(name).publicKey(),
                    new Member.Doors(gossip, gossip),
                    Bytes.EMPTY));
        }
        genesis = new Genesis(
                "fake",
                TIME,
                Limits.STANDARD,
                founders,
                new Roster("main", 0, members),
                List.of(
                        new ChainSpec(ChainSpec.AUTHORITY, Category.AUTHORITY, "main", List.of(Envelope.COSE)),
                        new ChainSpec("city", Category.PUBLIC, "main", List.of(Envelope.COSE, Envelope.FRAME))));
    }

    public static SigningKey key() {
        return SigningKey.generate(Algorithm.ED25519, RANDOM);
    }

    public Genesis genesis() {
        return genesis;
    }

    public SigningKey organisation(String name) {
        return organisations.get(name);
    }

    public SigningKey city(String name) {
        return cities.get(name);
    }
}
