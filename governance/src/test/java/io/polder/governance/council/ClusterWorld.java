package io.polder.governance.council;

import io.polder.governance.Authority;
import io.polder.protocol.Address;
import io.polder.protocol.CityCard;
import io.polder.protocol.Member;
import io.polder.protocol.Organisation;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.testkit.FakeChain;
import io.polder.testkit.FakeNetwork;
import io.polder.testkit.Shown;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/// A chain of four of seven cities, whose members and whose network vote.
class ClusterWorld {
    static final List<String> SEVEN = List.of("berlin", "bremen", "hamburg", "kiel", "luebeck", "rostock", "wismar");
    static final List<String> FOUR = List.of("berlin", "hamburg", "kiel", "rostock");
    static final String LOCKS = "locks";

    final FakeNetwork network = new FakeNetwork(SEVEN.toArray(String[]::new));
    final FakeChain chain = FakeChain.of(
                    new Authority(Signatures.jdk()), new Council(), new Clusters(), new Rosters(Signatures.jdk()))
            .with(Authority.NAME, Authority.genesis(network.genesis()))
            .with(Council.NAME, Council.genesis(network.genesis()))
            .with(Rosters.NAME, Rosters.genesis(network.genesis()));

    @BeforeEach
    void found() {
        found(LOCKS, FOUR, "hashgraph", List.of("berlin", "hamburg"));
    }

    void found(String name, List<String> cities, String engine, List<String> members) {
        String category = name.contains(".") ? "private" : "consortium";
        Cbor motion = CouncilWorld.motion(
                "found-chain",
                Cbor.of("charter"),
                Cbor.map(
                        Cbor.of("name"), Cbor.of(name),
                        Cbor.of("category"), Cbor.of(category),
                        Cbor.of("members"), CouncilWorld.list(members),
                        Cbor.of("cities"), CouncilWorld.list(cities),
                        Cbor.of("engine"), Cbor.of(engine)));
        decide(motion, members);
        for (String city : cities)
            chain.as(Address.city(city))
                    .done(
                            Clusters.NAME,
                            "announce",
                            Cbor.of(name),
                            network.city(city).publicKey().toCose(),
                            Cbor.of("127.0.0.1:4000"),
                            Cbor.of("127.0.0.1:5000"),
                            Cbor.of(Bytes.utf8(name + city + 0)));
        chain.nextBlock();
    }

    long decide(Cbor motion, List<String> members) {
        long id = chain.as(Address.org(members.getFirst()))
                .done(Council.NAME, "propose", motion)
                .asCount();
        for (String member : members.subList(1, members.size()))
            chain.as(Address.org(member)).done(Council.NAME, "vote", Cbor.of(id), Cbor.of("yes"));
        chain.nextBlock();
        return id;
    }

    static Cbor cities(String... cities) {
        return CouncilWorld.motion(
                "change-cities",
                Cbor.of("chain"),
                Cbor.of(LOCKS),
                Cbor.of("cities"),
                CouncilWorld.list(List.of(cities)));
    }

    static Cbor cities(String engine, long version, String... cities) {
        return CouncilWorld.motion(
                "change-cities",
                Cbor.of("chain"),
                Cbor.of(LOCKS),
                Cbor.of("cities"),
                CouncilWorld.list(List.of(cities)),
                Cbor.of("engine"),
                Cbor.of(engine),
                Cbor.of("version"),
                Cbor.of(version));
    }

    void decide(Cbor motion) {
        decide(motion, List.of("berlin", "hamburg"));
    }

    String refused(Cbor motion) {
        return chain.as(Address.org("berlin")).refused(Council.NAME, "propose", motion);
    }

    Cbor[] readiness(String city, long epoch, String engine, PublicKey key) {
        return new Cbor[] {
            Cbor.of(LOCKS),
            Cbor.of(epoch),
            Cbor.of(engine),
            key.toCose(),
            Cbor.of("127.0.0.1:4000"),
            Cbor.of("127.0.0.1:5000"),
            Cbor.of(Bytes.utf8(engine + city + epoch))
        };
    }

    void ready(long epoch, String engine, String... cities) {
        for (String city : cities)
            chain.as(Address.city(city))
                    .done(
                            Clusters.NAME,
                            "ready",
                            readiness(city, epoch, engine, network.city(city).publicKey()));
        chain.nextBlock();
    }

    String readyRefused(String city, long epoch, String engine, PublicKey key) {
        return chain.as(Address.city(city)).refused(Clusters.NAME, "ready", readiness(city, epoch, engine, key));
    }

    Clusters.Term newest() {
        return Clusters.newest(chain::settled, LOCKS).orElseThrow();
    }

    Cbor standing() {
        return chain.as(Address.org("berlin")).asked(Clusters.NAME, "standing", Cbor.of(LOCKS));
    }

    List<String> waits() {
        return Shown.field(standing(), "waits").asArray().stream()
                .map(Cbor::asText)
                .toList();
    }

    Cbor card(String city, SigningKey key) {
        Member.Endpoint at = new Member.Endpoint("127.0.0.1", 21_000);
        SigningKey organisation = network.organisation(city);
        CityCard card = new CityCard(
                city,
                city,
                new Organisation(city, organisation.publicKey()),
                key.publicKey(),
                new Member.Doors(at, at),
                Bytes.utf8("fresh " + city),
                1);
        return Cbor.of(card.sign(organisation, key));
    }

    void ofNetwork(String kind, Cbor... fields) {
        decide(CouncilWorld.motion(kind, fields), SEVEN.subList(0, 5));
    }

    /// The network gives a city that lost its disk a new key.
    SigningKey replace(String city) {
        long epoch =
                Rosters.newest(chain::settled, "main").orElseThrow().roster().epoch() + 1;
        for (String each : SEVEN)
            if (!each.equals(city))
                chain.as(Address.city(each))
                        .done(
                                Rosters.NAME,
                                "announce",
                                Cbor.of("main"),
                                Cbor.of(epoch),
                                Cbor.of(Bytes.utf8(each + epoch)));
        SigningKey key = FakeNetwork.key();
        ofNetwork("city-joins", Cbor.of("cluster"), Cbor.of("main"), Cbor.of("card"), card(city, key));
        return key;
    }
}
