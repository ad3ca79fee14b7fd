package io.polder.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.consensus.ConsensusEngine;
import io.polder.governance.council.Ordering;
import io.polder.home.CityConfig;
import io.polder.home.CityHome;
import io.polder.home.ClusterHome;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnginesTest {
    @TempDir
    Path folder;

    private ClusterHome home() throws IOException {
        Path keys = Files.createDirectories(folder.resolve("keys"));
        return new ClusterHome(folder.resolve("locks"), keys, "locks");
    }

    private static Roster roster(Bytes engineKey, int size) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Member.Endpoint door = new Member.Endpoint("127.0.0.1", 4_000 + i);
            members.add(new Member(
                    i,
                    "city" + i,
                    new Member.Home("city", "organisation"),
                    SigningKey.generate(Algorithm.ED25519, new SecureRandom()).publicKey(),
                    new Member.Doors(door, door),
                    engineKey));
        }
        return new Roster("locks", 0, members);
    }

    private static ConsensusEngine engine(ClusterHome home, Roster roster) {
        return Engines.engine(Ordering.RAFT, home, new Engines.Epoch(Hash.ZERO, roster, Hash.ZERO), "city0");
    }

    @Test
    void keys_are_made_once_and_addresses_stay() throws IOException {
        ClusterHome home = home();
        Bytes made = Engines.publicPart(Ordering.RAFT, home, 0);
        assertThat(Engines.publicPart(Ordering.RAFT, home, 0)).isEqualTo(made);
        assertThat(Engines.publicPart(Ordering.SOLO, home, 0)).isEqualTo(Bytes.EMPTY);
        Member.Doors doors = home.doors("127.0.0.1");
        assertThat(doors.gossip().port()).isNotEqualTo(doors.sync().port());
        assertThat(home.doors("127.0.0.1")).isEqualTo(doors);
    }

    @Test
    void an_engine_is_of_the_kind_that_the_charter_names() throws IOException {
        ClusterHome home = home();
        Roster roster = roster(Engines.publicPart(Ordering.RAFT, home, 0), 3);
        try (ConsensusEngine engine = engine(home, roster)) {
            assertThat(engine.faultBound().engine()).isEqualTo("raft");
        }
    }

    @Test
    void keys_whose_log_is_lost_are_never_used_again() throws IOException {
        ClusterHome home = home();
        Roster roster = roster(Engines.publicPart(Ordering.RAFT, home, 0), 3);
        engine(home, roster).close();
        engine(home, roster).close();
        Files.delete(home.engine(0));
        assertThatThrownBy(() -> engine(home, roster))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("replace this city");
    }

    @Test
    void the_same_holds_for_the_engine_of_all_cities() throws IOException {
        CityHome home = new CityHome(folder.resolve("city0"));
        Member.Endpoint door = new Member.Endpoint("127.0.0.1", 4_000);
        home.make(
                new CityConfig("city0", "city", "organisation", door, door, CityConfig.Doors.LOOPBACK),
                new SecureRandom(),
                0);
        MainEngines engines = new MainEngines(home, Hash.ZERO);
        Roster roster = new Roster("main", 1, roster(engines.publicPart(1), 4).members());
        engines.engine(roster, Hash.ZERO).close();
        engines.engine(roster, Hash.ZERO).close();
        Files.delete(home.engine(1));
        assertThatThrownBy(() -> engines.engine(roster, Hash.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("replace this city");
    }
}
