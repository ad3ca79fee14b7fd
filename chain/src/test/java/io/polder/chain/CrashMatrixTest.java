package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.consensus.Status;
import io.polder.testkit.FaultyStore;
import io.polder.testkit.FaultyStore.Fault;
import io.polder.testkit.SharedOrder.Point;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Where a city can die within a round, times how many cities die there, times what is left of what was not synced:
/// afterwards all are equal, nothing accepted is lost, and nothing is there twice.
class CrashMatrixTest {
    private static final int KEPT_ALL = 1_000;

    private final FourCities net = new FourCities();
    private final Books books = new Books(net);

    @AfterEach
    void close() {
        net.close();
    }

    /// A moment at which a process ends.
    enum Moment {
        BEFORE_THE_ROUND,
        BEFORE_THE_LEDGER_WRITE,
        WITHIN_THE_LEDGER_WRITE,
        AFTER_THE_LEDGER_WRITE,
        AFTER_THE_ROUND_BEFORE_THE_SEAL,
        AFTER_THE_SEAL_BEFORE_THE_SNAPSHOT,
        AFTER_THE_SNAPSHOT;

        void arm(FourCities net, int city) {
            switch (this) {
                case BEFORE_THE_ROUND -> net.order.stopAt(city, Point.BEFORE_ROUND, 0);
                case BEFORE_THE_LEDGER_WRITE -> net.ledger(city).breakAfter(0, Fault.BEFORE_WRITE);
                case WITHIN_THE_LEDGER_WRITE -> net.ledger(city).breakAfter(0, Fault.TORN);
                case AFTER_THE_LEDGER_WRITE -> net.ledger(city).breakAfter(0, Fault.AFTER_WRITE);
                case AFTER_THE_ROUND_BEFORE_THE_SEAL -> net.order.stopAt(city, Point.AFTER_ROUND, 0);
                case AFTER_THE_SEAL_BEFORE_THE_SNAPSHOT -> net.order.stopAt(city, Point.AFTER_SEAL, 0);
                case AFTER_THE_SNAPSHOT -> net.order.stopAt(city, Point.AFTER_SNAPSHOT, 0);
            }
        }
    }

    static Stream<Arguments> matrix() {
        return Stream.of(Moment.values())
                .flatMap(moment -> Stream.of(List.of(2), List.of(0, 1, 2, 3))
                        .flatMap(who -> Stream.of(0, KEPT_ALL).map(kept -> Arguments.of(moment, who, kept))));
    }

    @ParameterizedTest(name = "{0}, cities {1}, {2} unsynced writes kept")
    @MethodSource("matrix")
    void after_a_crash_all_are_equal_nothing_is_lost_and_nothing_is_there_twice(
            Moment moment, List<Integer> who, int kept) {
        for (int i = 0; i < 4; i++) books.save(i);
        net.order.step();
        who.forEach(city -> moment.arm(net, city));
        twoChainsInOneRound();
        net.order.step();

        assertThat(who).allMatch(c -> !net.order.awake(c) || net.ledger(c).down());
        who.forEach(city -> net.cutPower(city, kept));
        onward(who);

        books.holdAtTheEnd();
        books.everyRoundCanBeFetched();
    }

    private void twoChainsInOneRound() {
        for (int city = 0; city < 4; city++) {
            assertThat(books.submit(city, books.enrol(city))).isTrue();
            books.save(city);
        }
    }

    private void onward(List<Integer> who) {
        List<Integer> alive =
                FourCities.all().boxed().filter(c -> !who.contains(c)).toList();
        alive.forEach(books::save);
        net.order.step();
        who.forEach(net::restart);
        FourCities.all().forEach(books::save);
        net.calm();
    }

    static Stream<Arguments> moments() {
        return Stream.of(Moment.values()).map(Arguments::of);
    }

    /// The engine takes a snapshot only now and then, so rounds that the ledger holds are delivered again.
    @ParameterizedTest
    @MethodSource("moments")
    void rounds_that_are_delivered_again_change_nothing(Moment moment) {
        net.order.sealEvery(4);
        for (int i = 0; i < 6; i++) {
            books.save(i % 4);
            net.order.step();
        }
        List<Integer> who = List.of(0, 1, 2, 3);
        who.forEach(city -> moment.arm(net, city));
        twoChainsInOneRound();
        for (int i = 0; i < 4; i++) {
            net.order.step();
            FourCities.all().filter(net.order::awake).forEach(city -> books.submit(city, books.save()));
        }
        who.forEach(city -> net.cutPower(city, 0));
        onward(who);
        books.holdAtTheEnd();
    }

    /// Dying again and again while it comes back.
    @ParameterizedTest
    @MethodSource("moments")
    void a_city_that_dies_while_it_comes_back_comes_back_all_the_same(Moment moment) {
        net.order.stop(1);
        net.cutPower(1, 0);
        net.near.get(1).silence(0);
        IntStream.of(2, 3).forEach(net.near.get(1)::silence);
        for (int i = 0; i < 5; i++) {
            FourCities.others(1).forEach(books::save);
            net.order.step();
        }
        IntConsumer comeBack = city -> net.restart(city, () -> moment.arm(net, city));
        for (int i = 0; i < 3; i++) {
            comeBack.accept(1);
            assertThat(!net.order.awake(1) || net.ledger(1).down()).isTrue();
            net.cutPower(1, 0);
        }
        net.restart(1);
        net.calm();
        books.holdAtTheEnd();
    }

    /// The failed node says so, takes nothing, and signs neither a state nor a record.
    @ParameterizedTest
    @MethodSource("failures")
    void a_handler_that_fails_never_yields_a_signed_state(Fault fault) {
        books.save(0);
        net.order.step();
        long before = net.order.rounds();
        net.ledger(3).breakAfter(0, fault);
        books.save(0);
        net.order.step();
        books.save(1);
        net.order.step();

        assertThat(net.cities.get(3).status().status()).isEqualTo(Status.FAILED);
        assertThat(net.order.signed())
                .filteredOn(s -> s.round() > before)
                .isNotEmpty()
                .noneMatch(s -> s.member() == 3);
        assertThat(net.chain(3, "city").submit(books.save()))
                .isInstanceOfSatisfying(
                        Admission.Refused.class, r -> assertThat(r.code()).isEqualTo(RefusalCode.NOT_SERVING));
        assertThat(net.cities.get(0).rounds(before, 10))
                .hasSize(2)
                .allSatisfy(bundle -> assertThat(bundle.certificate().signatures())
                        .doesNotContainKey(3L)
                        .hasSize(3));
    }

    static Stream<Arguments> failures() {
        return Stream.of(Fault.BEFORE_WRITE, Fault.AFTER_WRITE, Fault.TORN).map(Arguments::of);
    }

    /// Even the very first blocks may be cut short.
    @ParameterizedTest
    @MethodSource("failures")
    void a_city_that_dies_while_it_is_founded_is_founded_again(Fault fault) {
        net.kill(2);
        for (int write = 0; write < 2; write++) {
            net.loseDisk(2);
            int writes = write;
            assertThatThrownBy(() -> net.openBreaking(2, writes, fault)).isInstanceOf(FaultyStore.Broken.class);
        }
        books.save(0);
        net.restart(2);
        net.calm();
        books.holdAtTheEnd();
    }
}
