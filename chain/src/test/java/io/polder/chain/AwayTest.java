package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.consensus.Status;
import io.polder.protocol.encoding.Bytes;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Cities that were away for long, that lost their disk, or that lack certificates which nobody asks for any more.
class AwayTest {
    private final FourCities net = new FourCities();
    private final Books books = new Books(net);

    @AfterEach
    void close() {
        net.close();
    }

    private void rounds(int count, int without) {
        for (int i = 0; i < count; i++) {
            for (int city = 0; city < 4; city++) if (city != without) books.save(city);
            net.order.step();
        }
    }

    @Test
    void a_city_that_was_away_for_long_takes_the_blocks_of_its_neighbours() {
        net.order.roundsKept(5);
        rounds(3, -1);
        net.cutPower(1, 0);
        rounds(Catchup.ROUNDS_AT_ONCE + 20, 1);
        net.restart(1);

        assertThat(net.cities.get(1).status().rounds().caughtUp()).isEqualTo(Catchup.ROUNDS_AT_ONCE + 20);
        net.calm();
        books.holdAtTheEnd();
    }

    @Test
    void a_city_that_nobody_answered_at_its_start_takes_the_blocks_when_it_gets_a_state() {
        net.order.roundsKept(5);
        net.cutPower(1, 0);
        rounds(30, 1);
        NearCities near = net.near.get(1);
        int[] asked = {0};
        FourCities.others(1).forEach(city -> near.lie(city, bundles -> asked[0]++ < 3 ? List.of() : bundles));
        net.restart(1);

        assertThat(net.cities.get(1).status().rounds().caughtUp()).isEqualTo(30);
        assertThat(net.cities.get(1).status().status()).isEqualTo(Status.ACTIVE);
        net.calm();
        books.holdAtTheEnd();
    }

    @Test
    void a_city_that_slept_in_its_process_is_brought_up_as_well() {
        net.order.roundsKept(5).quorum(3);
        net.order.apart(2, true);
        rounds(12, 2);
        assertThat(books.submit(2, books.save())).isTrue();
        net.order.apart(2, false);
        net.order.step();

        assertThat(net.cities.get(2).status().rounds().caughtUp()).isPositive();
        net.calm();
        books.holdAtTheEnd();
    }

    @Test
    void a_city_that_lost_its_disk_gets_all_of_it_again() {
        rounds(10, -1);
        net.cutPower(0, 0);
        rounds(5, 0);
        net.loseDisk(0);
        net.restart(0);

        assertThat(net.cities.get(0).status().rounds().caughtUp()).isEqualTo(15);
        net.calm();
        books.holdAtTheEnd();
    }

    /// A round that lacks signatures while a later one has them, and then a power cut everywhere: nobody would ever ask
    /// again, and no neighbour could ever get past it.
    @Test
    void a_round_without_a_certificate_below_one_with_it_is_certified_after_a_power_cut() {
        rounds(2, -1);
        FourCities.all().forEach(city -> net.order.voice(city, message -> Bytes.EMPTY));
        rounds(1, -1);
        FourCities.all().forEach(city -> net.order.voice(city, UnaryOperator.identity()));
        rounds(1, -1);
        FourCities.all().forEach(net::kill);
        FourCities.all().forEach(net::restart);
        net.calm();

        books.holdAtTheEnd();
        books.everyRoundCanBeFetched();
    }

    /// The same without a restart: what one city has forgotten, another still signs for it.
    @Test
    void a_neighbour_that_asks_for_an_uncertified_round_sets_off_its_certification() {
        rounds(2, -1);
        FourCities.all().forEach(city -> net.order.voice(city, message -> Bytes.EMPTY));
        for (int i = 0; i < Certifier.RESUME_MAX + 10; i++) {
            books.save(1);
            net.order.step();
        }
        FourCities.all().forEach(city -> net.order.voice(city, UnaryOperator.identity()));
        rounds(1, -1);
        FourCities.all().forEach(net::kill);
        FourCities.all().forEach(net::restart);
        for (int i = 0; i < 4; i++) {
            net.cities.get(0).rounds(2, 1);
            net.calm();
        }
        assertThat(net.cities.get(0).rounds(2, 1)).hasSize(1);
        books.holdAtTheEnd();
    }
}
