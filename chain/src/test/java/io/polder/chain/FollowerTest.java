package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.chain.Follower.Notice;
import io.polder.protocol.encoding.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Followers resume at any height: each block once, in order, and final and certified told apart.
class FollowerTest {
    private final FourCities net = new FourCities();
    private final Books books = new Books(net);

    @AfterEach
    void close() {
        net.close();
    }

    private void blocks(int count) {
        for (int i = 0; i < count; i++) {
            books.save(i % 4);
            net.order.step();
        }
    }

    private static List<Notice> read(Follower follower) {
        List<Notice> notices = new ArrayList<>();
        Optional<Notice> next = follower.next(Duration.ZERO);
        while (next.isPresent()) {
            notices.add(next.get());
            next = follower.next(Duration.ZERO);
        }
        return notices;
    }

    private static List<Long> finals(List<Notice> notices) {
        return notices.stream()
                .filter(n -> n instanceof Notice.Final)
                .map(n -> ((Notice.Final) n).block().header().height())
                .toList();
    }

    private static List<Long> certified(List<Notice> notices) {
        return notices.stream()
                .filter(n -> n instanceof Notice.Certified)
                .map(n -> ((Notice.Certified) n).height())
                .toList();
    }

    private void mute(boolean muted) {
        FourCities.all().forEach(c -> net.order.voice(c, muted ? message -> Bytes.EMPTY : UnaryOperator.identity()));
    }

    @Test
    void whoever_begins_at_any_height_gets_every_block_from_there_once() {
        blocks(10);
        for (long from = 0; from <= 12; from++) {
            try (Follower follower = net.chain(0, "city").follow(from)) {
                assertThat(finals(read(follower)))
                        .containsExactlyElementsOf(
                                LongStream.rangeClosed(from, 10).boxed().toList());
            }
        }
    }

    @Test
    void a_follower_that_comes_back_again_and_again_misses_nothing_and_reads_nothing_twice() {
        Random random = new Random(7);
        List<Long> seen = new ArrayList<>();
        long next = 0;
        for (int i = 0; i < 40; i++) {
            try (Follower follower = net.chain(1, "city").follow(next)) {
                for (int j = 0; j < 4; j++) {
                    if (random.nextBoolean()) blocks(1);
                    Optional<Notice> notice = follower.next(Duration.ZERO);
                    if (notice.isPresent() && notice.get() instanceof Notice.Final(var block))
                        seen.add(block.header().height());
                }
            }
            next = seen.isEmpty() ? 0 : seen.getLast() + 1;
        }
        assertThat(seen).hasSizeGreaterThan(20);
        assertThat(seen)
                .containsExactlyElementsOf(
                        LongStream.range(0, seen.size()).boxed().toList());
    }

    @Test
    void a_slow_follower_loses_its_queue_and_no_block() {
        try (Follower follower = net.chain(2, "city").follow(0)) {
            follower.next(Duration.ZERO);
            blocks(3 * BlockFeed.QUEUE_MAX / 2);
            assertThat(finals(read(follower)))
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, 3 * BlockFeed.QUEUE_MAX / 2)
                            .boxed()
                            .toList());
        }
    }

    @Test
    void final_comes_before_certified_and_certified_only_with_a_quorum() {
        try (Follower follower = net.chain(0, "city").follow(1)) {
            mute(true);
            blocks(3);
            List<Notice> before = read(follower);
            assertThat(finals(before)).containsExactly(1L, 2L, 3L);
            assertThat(certified(before)).isEmpty();

            mute(false);
            net.calm();
            List<Notice> after = read(follower);
            assertThat(finals(after)).isEmpty();
            assertThat(certified(after)).isSorted().endsWith(3L);
        }
    }

    /// It knew the blocks as final when it went away, and they were certified while nobody followed.
    @Test
    void a_follower_that_resumes_above_a_quiet_chain_learns_what_is_certified() {
        blocks(5);
        try (Follower follower = net.chain(0, "city").follow(6)) {
            List<Notice> notices = read(follower);
            assertThat(finals(notices)).isEmpty();
            assertThat(certified(notices)).containsExactly(5L);
        }
    }

    /// Two threads may finish two certificates, and the older one may be told last.
    @Test
    void an_older_certificate_takes_nothing_back() {
        BlockFeed feed = new BlockFeed(net.chain(0, "city")::block, -1);
        blocks(2);
        feed.certified(2);
        feed.certified(1);
        try (Follower follower = feed.follow(0)) {
            assertThat(certified(read(follower))).containsExactly(2L);
        }
    }

    @Test
    void a_follower_sees_the_same_across_the_death_of_its_city() {
        blocks(4);
        long next;
        try (Follower follower = net.chain(3, "city").follow(0)) {
            next = finals(read(follower)).getLast() + 1;
        }
        net.cutPower(3, 0);
        for (int i = 0; i < 3; i++) {
            books.save(0);
            net.order.step();
        }
        net.restart(3);
        net.calm();
        try (Follower follower = net.chain(3, "city").follow(next)) {
            List<Notice> notices = read(follower);
            assertThat(finals(notices)).containsExactly(5L, 6L, 7L);
            assertThat(certified(notices)).containsExactly(7L);
        }
    }
}
