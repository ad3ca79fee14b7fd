package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.Address;
import io.polder.protocol.Header;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.SigningKey;
import io.polder.testkit.FaultyStore;
import io.polder.testkit.FaultyStore.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A city dies at each write that it makes while a fifth one joins: afterwards all five are in the new epoch with the
/// same blocks, and nothing accepted is lost.
class RosterCrashTest {
    private static final int WRITES_MAX = 200;

    /// Writes that a change takes a member, or takes one that begins with a snapshot, at the least.
    private static final int WRITES_MIN = 6;

    /// What is left of writes that were not synced when a city dies so.
    private static int kept(Fault fault) {
        return fault == Fault.BEFORE_WRITE ? FaultyStore.UNSYNCED_MAX : 0;
    }

    /// One network with one change of its roster.
    private static final class World implements AutoCloseable {
        private final ChangingCities net = new ChangingCities();
        private final SigningKey key = net.key();
        private final List<Transaction> accepted = new ArrayList<>();

        Transaction save(String name) {
            Address sender = Address.key(key.publicKey().thumbprint());
            return net.call("city", sender, key, "kv", "save", Cbor.of(name), Cbor.of("v"));
        }

        void accept(String city) {
            Transaction save = save("accepted " + accepted.size());
            net.submit(city, save);
            accepted.add(save);
        }

        /// All is ready for the vote that decides.
        Cbor proposed() {
            net.register("oslo");
            for (String founder : ChangingCities.FOUNDERS) net.ready(founder, 1);
            Cbor id = net.done("berlin", by("berlin", "propose", net.joins("oslo", "oslo 1")));
            net.done("leipzig", by("leipzig", "vote", id, Cbor.of("yes")));
            return id;
        }

        Transaction by(String who, String method, Cbor... arguments) {
            return net.call("authority", Address.org(who), net.city(who).organisation, "council", method, arguments);
        }

        /// The vote that ends the epoch, with others in the same round and after it.
        void decide(Cbor id) {
            for (String city : ChangingCities.FOUNDERS) accept(city);
            net.submit("hamburg", by("hamburg", "vote", id, Cbor.of("yes")));
            net.orders.get(0L).step();
            for (String city : List.of("berlin", "hamburg", "leipzig")) accept(city);
            net.calm();
        }

        void holds() {
            net.calm();
            net.calm();
            List<Optional<Header>> heads = new ArrayList<>();
            for (ChangingCities.City city : net.cities.values()) {
                assertThat(city.cluster.status().epoch()).as(city.name).isEqualTo(1);
                heads.add(city.cluster.chain("city").orElseThrow().head());
            }
            assertThat(heads).hasSize(5).containsOnly(heads.getFirst());
            Chain chain = net.city("oslo").cluster.chain("city").orElseThrow();
            for (Transaction each : accepted)
                assertThat(chain.standing(each.id())).isInstanceOf(Standing.Settled.class);
        }

        @Override
        public void close() {
            net.close();
        }
    }

    @ParameterizedTest
    @MethodSource("usual")
    void a_member_that_dies_at_any_write_of_a_change_comes_back_into_the_new_epoch(Fault fault) {
        atEveryWrite(write -> member(write, fault));
    }

    @ParameterizedTest
    @Tag("long")
    @MethodSource("others")
    void a_member_that_dies_otherwise_comes_back_all_the_same(Fault fault) {
        atEveryWrite(write -> member(write, fault));
    }

    @ParameterizedTest
    @MethodSource("usual")
    void a_city_that_dies_at_any_write_of_its_beginning_joins_all_the_same(Fault fault) {
        atEveryWrite(write -> joiner(write, fault));
    }

    @ParameterizedTest
    @Tag("long")
    @MethodSource("others")
    void a_city_that_dies_otherwise_while_it_begins_joins_all_the_same(Fault fault) {
        atEveryWrite(write -> joiner(write, fault));
    }

    static Stream<Arguments> usual() {
        return Stream.of(Fault.TORN).map(Arguments::of);
    }

    static Stream<Arguments> others() {
        return Stream.of(Fault.BEFORE_WRITE, Fault.AFTER_WRITE).map(Arguments::of);
    }

    /// A run with the planned write; false when the city was not to make so many.
    private interface Run {
        boolean dies(int write);
    }

    private static void atEveryWrite(Run run) {
        int write = 0;
        while (write < WRITES_MAX && run.dies(write)) write++;
        assertThat(write).isBetween(WRITES_MIN, WRITES_MAX - 1);
    }

    private static boolean member(int write, Fault fault) {
        try (World world = new World()) {
            Cbor id = world.proposed();
            ChangingCities net = world.net;
            net.city("frankfurt").life.breakAfter(write, fault);
            world.decide(id);
            net.start("oslo");
            for (String city : List.of("berlin", "leipzig", "oslo")) {
                world.accept(city);
                net.calm();
            }
            boolean died = net.city("frankfurt").life.down();
            net.city("frankfurt").life.breakAfter(0, Fault.NONE);
            if (died) {
                net.crash("frankfurt", kept(fault));
                world.accept("berlin");
                net.start("frankfurt");
            }
            net.calm();
            world.accept("frankfurt");
            world.accept("oslo");
            world.holds();
            return died;
        }
    }

    private static boolean joiner(int write, Fault fault) {
        try (World world = new World()) {
            world.decide(world.proposed());
            ChangingCities net = world.net;
            net.city("oslo").plan = store -> store.breakAfter(write, fault);
            try {
                net.start("oslo");
                net.calm();
            } catch (FaultyStore.Broken e) {
                // Its process ends here, as planned.
            }
            boolean died = net.city("oslo").life.down();
            net.city("oslo").life.breakAfter(0, Fault.NONE);
            if (died) {
                net.crash("oslo", kept(fault));
                world.accept("berlin");
                net.start("oslo");
            }
            net.calm();
            world.accept("oslo");
            world.holds();
            return died;
        }
    }
}
