package io.polder.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.protocol.Certificate;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.proof.Handover;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Who has a seat, as far as it is proven to a city whose ledger is still empty.
class SeatsTest {
    private static final Hash NETWORK = Hash.of(Bytes.utf8("a network"));

    private final List<SigningKey> keys = new ArrayList<>();
    private final List<Roster> rosters = new ArrayList<>();
    private final List<Handover> handovers = new ArrayList<>();

    /// Four founders; a fifth city joins, a sixth, and then the first leaves.
    SeatsTest() {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 4; i++) members.add(member(i));
        rosters.add(new Roster("main", 0, members));
        members.add(member(4));
        rosters.add(new Roster("main", 1, members));
        members.add(member(5));
        rosters.add(new Roster("main", 2, members));
        members.removeFirst();
        rosters.add(new Roster("main", 3, members));
        for (int epoch = 0; epoch < 3; epoch++)
            handovers.add(handover(NETWORK, epoch, rosters.get(epoch).quorum()));
    }

    private Member member(int number) {
        keys.add(SigningKey.generate(Algorithm.ED25519, new SecureRandom()));
        Member.Endpoint at = new Member.Endpoint("127.0.0.1", 4_000 + number);
        String name = "city" + number;
        return new Member(
                number,
                name,
                new Member.Home(name, name),
                keys.get(number).publicKey(),
                new Member.Doors(at, at),
                Bytes.utf8("engine " + number));
    }

    /// So many members of the epoch sign that the next roster takes over.
    private Handover handover(Hash network, int epoch, int signers) {
        Roster next = rosters.get(epoch + 1);
        RoundRecord record = new RoundRecord(network, "main", epoch, 10L * epoch + 9, 1, Hash.ZERO, next.hash());
        TreeMap<Long, Bytes> signatures = new TreeMap<>();
        rosters.get(epoch).members().stream()
                .limit(signers)
                .forEach(m -> signatures.put(m.number(), Certificate.sign(record, m, keys.get((int) m.number()))));
        return new Handover(next, record, new Certificate(signatures));
    }

    private Seats seats() {
        return new Seats(rosters.getFirst());
    }

    @Test
    void before_anything_is_proven_the_founders_have_seats() {
        Seats seats = seats();
        assertThat(seats.roster()).isEqualTo(rosters.getFirst());
        assertThat(seats.known("city0")).isPresent();
        assertThat(seats.known("city4")).isEmpty();
    }

    @Test
    void hand_overs_from_the_first_roster_on_lead_to_the_members_of_now() {
        Seats seats = seats();
        seats.learn(handovers, NETWORK, Signatures.jdk());
        assertThat(seats.roster()).isEqualTo(rosters.get(3));
        assertThat(seats.known("city5")).contains(rosters.get(3).member("city5").orElseThrow());
    }

    @Test
    void no_hand_overs_change_nothing_and_older_ones_take_nothing_back() {
        Seats seats = seats();
        seats.learn(List.of(), NETWORK, Signatures.jdk());
        assertThat(seats.roster()).isEqualTo(rosters.getFirst());
        seats.learn(handovers, NETWORK, Signatures.jdk());
        seats.learn(handovers.subList(0, 1), NETWORK, Signatures.jdk());
        assertThat(seats.roster()).isEqualTo(rosters.get(3));
    }

    @Test
    void hand_overs_that_do_not_hold_are_refused_whole() {
        Handover few = handover(NETWORK, 1, rosters.get(1).quorum() - 1);
        Handover foreign = handover(Hash.of(Bytes.utf8("another network")), 1, 5);
        Handover renamed = new Handover(
                rosters.get(3), handovers.get(1).record(), handovers.get(1).certificate());
        List<List<Handover>> lies = List.of(
                List.of(handovers.get(0), few, handovers.get(2)),
                List.of(handovers.get(0), foreign),
                List.of(handovers.get(0), renamed),
                List.of(handovers.get(0), handovers.get(2)),
                handovers.subList(1, 3),
                List.of(handovers.get(0), handovers.get(0)));
        for (List<Handover> lie : lies) {
            Seats seats = seats();
            assertThatThrownBy(() -> seats.learn(lie, NETWORK, Signatures.jdk()))
                    .isInstanceOf(Malformed.class);
            assertThat(seats.roster()).isEqualTo(rosters.getFirst());
        }
    }

    @Test
    void a_process_is_worn_after_fifty_epochs_and_cities_end_theirs_in_turn() {
        Roster at50 =
                new Roster("main", Readiness.EPOCHS_MAX, rosters.getFirst().members());
        assertThat(Readiness.worn(0, at50, "city0")).isTrue();
        assertThat(Readiness.worn(1, at50, "city0")).isFalse();
        assertThat(Readiness.worn(0, at50, "city3")).isFalse();
        Roster at53 =
                new Roster("main", Readiness.EPOCHS_MAX + 3, rosters.getFirst().members());
        assertThat(Readiness.worn(0, at53, "city3")).isTrue();
        assertThat(Readiness.worn(4, at53, "city0")).isFalse();
        // A city that only follows has no turn to wait for.
        assertThat(Readiness.worn(0, at50, "city9")).isTrue();
        assertThat(Readiness.worn(Readiness.EPOCHS_MAX, at50, "city0")).isFalse();
    }
}
