package io.polder.governance.council;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.governance.Authority;
import io.polder.protocol.Address;
import io.polder.protocol.Member;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.Signatures;
import io.polder.testkit.FakeChain;
import io.polder.testkit.FakeNetwork;
import io.polder.testkit.Shown;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClustersTest {
    private static final List<String> FIVE = List.of("berlin", "bremen", "hamburg", "kiel", "rostock");

    private final FakeNetwork network = new FakeNetwork(FIVE.toArray(String[]::new));
    private final FakeChain chain = FakeChain.of(new Authority(Signatures.jdk()), new Council(), new Clusters())
            .with(Authority.NAME, Authority.genesis(network.genesis()))
            .with(Council.NAME, Council.genesis(network.genesis()));

    private static Cbor charter(String name, List<String> cities, String engine) {
        return CouncilWorld.motion(
                "found-chain",
                Cbor.of("charter"),
                Cbor.map(
                        Cbor.of("name"), Cbor.of(name),
                        Cbor.of("category"), Cbor.of("private"),
                        Cbor.of("members"), CouncilWorld.list(List.of("kiel")),
                        Cbor.of("cities"), CouncilWorld.list(cities),
                        Cbor.of("engine"), Cbor.of(engine)));
    }

    private String refused(String name, List<String> cities, String engine) {
        return chain.as(Address.org("kiel")).refused(Council.NAME, "propose", charter(name, cities, engine));
    }

    private void found(List<String> cities, String engine) {
        chain.as(Address.org("kiel")).done(Council.NAME, "propose", charter("kiel.locks", cities, engine));
        chain.nextBlock();
    }

    private Cbor[] announcement(String city, PublicKey key) {
        int number = FIVE.indexOf(city);
        return new Cbor[] {
            Cbor.of("kiel.locks"),
            key.toCose(),
            Cbor.of("127.0.0.1:" + (4_000 + number)),
            Cbor.of("127.0.0.1:" + (5_000 + number)),
            Cbor.of(Bytes.utf8("engine key of " + city))
        };
    }

    private void announce(String city) {
        chain.as(Address.city(city))
                .done(
                        Clusters.NAME,
                        "announce",
                        announcement(city, network.city(city).publicKey()));
    }

    private String announceRefused(String city, PublicKey key) {
        return chain.as(Address.city(city)).refused(Clusters.NAME, "announce", announcement(city, key));
    }

    @Test
    void a_cluster_opens_when_the_last_of_its_cities_has_announced_itself() {
        found(List.of("kiel", "berlin", "rostock"), "raft");
        assertThat(Clusters.hosted(chain::settled, "rostock")).containsExactly("kiel.locks");
        assertThat(Clusters.hosted(chain::settled, "bremen")).isEmpty();
        announce("kiel");
        announce("rostock");
        chain.nextBlock();
        assertThat(Clusters.opening(chain::settled, "kiel.locks")).isEmpty();
        chain.as(Address.org("kiel"));
        assertThat(chain.unanswered(Clusters.NAME, "roster", Cbor.of("kiel.locks")))
                .isEqualTo("not-open");
        announce("berlin");
        chain.nextBlock();
        Clusters.Opening opening =
                Clusters.opening(chain::settled, "kiel.locks").orElseThrow();
        assertThat(opening.roster().members()).extracting(Member::name).containsExactly("berlin", "kiel", "rostock");
        assertThat(opening.roster().members()).extracting(Member::number).containsExactly(0L, 1L, 2L);
        assertThat(opening.roster().member("kiel").orElseThrow().engineKey())
                .isEqualTo(Bytes.utf8("engine key of kiel"));
        assertThat(opening.roster().cluster()).isEqualTo("kiel.locks");
        assertThat(chain.as(Address.org("kiel")).asked(Clusters.NAME, "roster", Cbor.of("kiel.locks")))
                .isEqualTo(opening.roster().toCbor());
    }

    @Test
    void only_a_named_city_announces_itself_once_with_a_key_of_its_own() {
        found(List.of("kiel", "berlin", "rostock"), "raft");
        assertThat(announceRefused("bremen", network.city("bremen").publicKey()))
                .isEqualTo("unknown-cluster");
        assertThat(announceRefused("kiel", network.city("bremen").publicKey())).isEqualTo("unknown-key");
        announce("kiel");
        assertThat(announceRefused("kiel", network.city("kiel").publicKey())).isEqualTo("exists");
        assertThat(chain.as(Address.org("kiel"))
                        .refused(
                                Clusters.NAME,
                                "announce",
                                announcement("kiel", network.city("kiel").publicKey())))
                .isEqualTo("unknown-cluster");
        chain.as(Address.org("bremen"));
        assertThat(chain.unanswered(Clusters.NAME, "roster", Cbor.of("kiel.locks")))
                .isEqualTo(chain.unanswered(Clusters.NAME, "roster", Cbor.of("kiel.none")))
                .isEqualTo("unknown-cluster");
    }

    @Test
    void an_engine_gets_as_many_cities_as_it_takes() {
        assertThat(refused("kiel.a", List.of("kiel", "berlin", "bremen"), "hashgraph"))
                .isEqualTo("bad-engine");
        assertThat(refused("kiel.a", List.of("kiel"), "raft")).isEqualTo("bad-engine");
        assertThat(refused("kiel.a", List.of("kiel", "berlin"), "solo")).isEqualTo("bad-engine");
        assertThat(refused("kiel.a", List.of(), "raft")).isEqualTo("bad-cities");
        assertThat(refused("kiel.a", List.of("kiel", "kiel"), "raft")).isEqualTo("city-twice");
        assertThat(refused("kiel.a", List.of("kiel", "ulm"), "raft")).isEqualTo("unknown-city");
        assertThat(refused("main", List.of("kiel", "berlin"), "raft")).isEqualTo("bad-name");
    }

    @Test
    void the_charter_says_where_the_chain_is_kept_and_what_its_order_survives() {
        found(List.of("kiel", "berlin", "rostock"), "raft");
        Cbor shown = chain.as(Address.org("kiel")).asked(Council.NAME, "charter", Cbor.of("kiel.locks"));
        assertThat(Shown.text(shown, "cluster")).isEqualTo("kiel.locks");
        assertThat(Shown.text(shown, "engine")).isEqualTo("raft");
        Cbor bound = Shown.field(shown, "bound");
        assertThat(Shown.field(bound, "members").asCount()).isEqualTo(3);
        assertThat(Shown.field(bound, "lying").asCount()).isZero();
        assertThat(Shown.field(bound, "crashed").asCount()).isEqualTo(1);
    }
}
