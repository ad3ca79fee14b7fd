package io.polder.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.home.CityConfig;
import io.polder.home.CityHome;
import io.polder.protocol.Certificate;
import io.polder.protocol.CityCard;
import io.polder.protocol.Genesis;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.proof.Handover;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A new city takes the network's genesis, and how the rosters came to be since.
class CityJoinTest {
    private static final List<String> FOUNDERS = List.of("berlin", "frankfurt", "hamburg", "leipzig");

    @TempDir
    Path folder;

    private final List<CityHome> homes = new ArrayList<>();
    private final StringWriter err = new StringWriter();
    private Genesis genesis;
    private CityHome oslo;

    @BeforeEach
    void found() {
        List<CityCard> cards = new ArrayList<>();
        for (String name : FOUNDERS) {
            homes.add(new CityHome(folder.resolve(name)));
            cards.add(homes.getLast().make(config(name), new SecureRandom(), 1_800_000_000_000L));
        }
        for (CityHome home : homes) genesis = home.found("hanse", cards);
        oslo = new CityHome(folder.resolve("oslo"));
        oslo.make(config("oslo"), new SecureRandom(), 1_800_000_000_000L);
    }

    private static CityConfig config(String name) {
        Member.Endpoint at = new Member.Endpoint("127.0.0.1", 7_400);
        return new CityConfig(name, name, name, at, at, new CityConfig.Doors("127.0.0.1", 0, 0, 0));
    }

    /// The founders' roster with other places, decided in epoch 0 and signed by so many of them.
    private Handover moved(Hash network, int signers) {
        Roster before = genesis.roster();
        Member.Endpoint at = new Member.Endpoint("127.0.0.1", 7_500);
        List<Member> members = before.members().stream()
                .map(m -> new Member(
                        m.number(), m.name(), m.home(), m.key(), new Member.Doors(at, at), Bytes.utf8("next")))
                .toList();
        Roster next = new Roster(before.cluster(), 1, members);
        RoundRecord record = new RoundRecord(network, before.cluster(), 0, 41, 1, Hash.ZERO, next.hash());
        TreeMap<Long, Bytes> signatures = new TreeMap<>();
        for (Member each : before.members().subList(0, signers)) {
            CityHome home = homes.get(FOUNDERS.indexOf(each.name()));
            signatures.put(each.number(), Certificate.sign(record, each, home.cityKey()));
        }
        return new Handover(next, record, new Certificate(signatures));
    }

    private int join(Bytes handovers) throws IOException {
        Path file = Files.write(folder.resolve("handovers"), handovers.toArray());
        return io.polder.cli.Main.run(
                new PrintWriter(new StringWriter(), true),
                new PrintWriter(err, true),
                "city",
                "join",
                "--dir",
                oslo.folder().toString(),
                "--genesis",
                homes.getFirst().genesisFile().toString(),
                "--fingerprint",
                genesis.id().toHex(),
                "--handovers",
                file.toString());
    }

    private static Bytes bytes(Handover... all) {
        return Cbor.array(List.of(all).stream().map(Handover::toCbor).toList()).encode();
    }

    @Test
    void hand_overs_that_hold_are_kept_beside_the_genesis() throws IOException {
        Handover moved = moved(genesis.id(), 3);
        assertThat(join(bytes(moved))).as(err.toString()).isZero();
        assertThat(oslo.handovers()).containsExactly(moved);
        assertThat(oslo.genesis().id()).isEqualTo(genesis.id());
    }

    @Test
    void hand_overs_that_do_not_hold_are_refused_and_nothing_is_kept() throws IOException {
        Handover good = moved(genesis.id(), 3);
        Bytes whole = bytes(good);
        List<Bytes> lies = List.of(
                whole.slice(0, whole.size() - 1),
                Bytes.utf8("no hand-overs"),
                bytes(moved(genesis.id(), 2)),
                bytes(moved(Hash.of(Bytes.utf8("another network")), 3)),
                bytes(good, good));
        for (Bytes lie : lies) {
            assertThat(join(lie)).as(lie.toHex()).isNotZero();
            assertThat(err.toString()).contains("hand-overs are none of it").contains("handovers.cbor");
            assertThat(oslo.genesisFile()).doesNotExist();
            assertThat(oslo.handovers()).isEmpty();
        }
    }
}
