package io.polder.governance.council;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.Address;
import io.polder.protocol.Member;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.SigningKey;
import io.polder.testkit.FakeNetwork;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What becomes of a chain's own cities when the network's cities change.
class ClusterMembersTest extends ClusterWorld {
    @Test
    void a_city_with_a_new_key_comes_back_to_its_clusters_without_another_vote() {
        PublicKey old = network.city("kiel").publicKey();
        assertThat(readyRefused("kiel", 1, "hashgraph", FakeNetwork.key().publicKey()))
                .isEqualTo("unknown-key");
        ready(1, "hashgraph", "berlin", "hamburg", "rostock");
        SigningKey key = replace("kiel");
        assertThat(newest().roster().epoch()).isZero();
        assertThat(readyRefused("kiel", 1, "hashgraph", old)).isEqualTo("unknown-key");
        chain.as(Address.city("kiel")).done(Clusters.NAME, "ready", readiness("kiel", 1, "hashgraph", key.publicKey()));
        chain.nextBlock();
        Member kiel = newest().roster().member("kiel").orElseThrow();
        assertThat(kiel.key()).isEqualTo(key.publicKey());
        assertThat(kiel.number()).isEqualTo(2);
        assertThat(newest().roster().epoch()).isEqualTo(1);
    }

    @Test
    void too_many_cities_with_new_keys_leave_a_cluster_as_it_is_and_say_so() {
        ready(1, "hashgraph", "berlin", "hamburg");
        SigningKey kiel = replace("kiel");
        SigningKey rostock = replace("rostock");
        assertThat(readyRefused("kiel", 1, "hashgraph", kiel.publicKey())).isEqualTo("loses-quorum");
        assertThat(readyRefused("rostock", 1, "hashgraph", rostock.publicKey())).isEqualTo("loses-quorum");
        assertThat(refused(cities("berlin", "hamburg", "bremen", "wismar"))).isEqualTo("loses-quorum");
        assertThat(newest().roster().epoch()).isZero();
    }

    @Test
    void a_city_that_leaves_the_network_stays_in_its_clusters_until_they_would_break() {
        found("kiel.deep", List.of("kiel", "bremen", "rostock"), "raft", List.of("kiel"));
        for (String city : List.of("bremen", "kiel")) {
            long epoch = Rosters.newest(chain::settled, "main")
                            .orElseThrow()
                            .roster()
                            .epoch()
                    + 1;
            for (String each : SEVEN)
                if (Rosters.newest(chain::settled, "main")
                        .orElseThrow()
                        .roster()
                        .member(each)
                        .isPresent())
                    chain.as(Address.city(each))
                            .done(
                                    Rosters.NAME,
                                    "announce",
                                    Cbor.of("main"),
                                    Cbor.of(epoch),
                                    Cbor.of(Bytes.utf8(each + epoch)));
            ofNetwork("city-leaves", Cbor.of("cluster"), Cbor.of("main"), Cbor.of("node"), Cbor.of(city));
        }
        assertThat(Rosters.followers(chain::settled)).containsOnlyKeys("bremen", "kiel");
        // Of three members certificates take all.
        assertThat(refused(CouncilWorld.motion("city-unfollows", Cbor.of("node"), Cbor.of("bremen"))))
                .isEqualTo("loses-quorum");
        assertThat(newest().roster().member("kiel")).isPresent();
        Cbor wider = CouncilWorld.motion(
                "change-cities",
                Cbor.of("chain"),
                Cbor.of("kiel.deep"),
                Cbor.of("cities"),
                CouncilWorld.list(List.of("kiel", "bremen", "rostock", "wismar")));
        decide(wider, List.of("kiel"));
        for (String city : List.of("kiel", "bremen", "rostock", "wismar")) {
            Cbor[] said = readiness(city, 1, "raft", network.city(city).publicKey());
            said[0] = Cbor.of("kiel.deep");
            chain.as(Address.city(city)).done(Clusters.NAME, "ready", said);
        }
        chain.nextBlock();
        ofNetwork("city-unfollows", Cbor.of("node"), Cbor.of("bremen"));
        assertThat(Rosters.followers(chain::settled)).containsOnlyKeys("kiel");
    }
}
