package io.polder.hashgraph;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.encoding.Hash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hiero.consensus.roster.RosterUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineStateTest {
    private static final int CITIES = 4;
    private static final int TIMES = 20_000;

    @Test
    void a_roster_has_the_hash_that_the_engine_gives_it(@TempDir Path folder) {
        var roster = Naming.of(new HashgraphFixture(folder, CITIES, HashgraphFixture.settings()).found(1, Hash.ZERO))
                .roster();
        assertThat(EngineState.hash(roster)).isEqualTo(RosterUtils.hash(roster).getBytes());
        assertThat(EngineState.history(roster).getCurrentRoster()).isEqualTo(roster);
    }

    @Test
    void a_city_that_reconnects_leaves_the_hashes_of_one_that_begins_as_they_are(@TempDir Path folder)
            throws InterruptedException {
        var roster = Naming.of(new HashgraphFixture(folder, CITIES, HashgraphFixture.settings()).found(1, Hash.ZERO))
                .roster();
        var alone = EngineState.hash(roster);
        AtomicBoolean over = new AtomicBoolean();
        Thread reconnects = Thread.ofPlatform().start(() -> {
            while (!over.get()) RosterUtils.hash(roster);
        });
        try {
            for (int i = 0; i < TIMES; i++) assertThat(EngineState.hash(roster)).isEqualTo(alone);
        } finally {
            over.set(true);
            reconnects.join();
        }
    }

    @Test
    void cities_of_one_process_that_begin_at_once_come_to_the_same_hash_of_their_roster(@TempDir Path folder)
            throws Exception {
        var fixture = new HashgraphFixture(folder, CITIES, HashgraphFixture.settings());
        var roster = Naming.of(fixture.found(1, Hash.ZERO)).roster();
        var alone = EngineState.history(roster).getCurrentRoster();
        CyclicBarrier together = new CyclicBarrier(CITIES);
        Callable<Boolean> city = () -> {
            together.await();
            boolean same = true;
            // The history looks its roster up by the hash it has just made: another hash finds none.
            for (int i = 0; i < TIMES; i++)
                same &= alone.equals(EngineState.history(roster).getCurrentRoster())
                        && EngineState.history(roster)
                                .toString()
                                .equals(EngineState.history(roster).toString());
            return same;
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(CITIES)) {
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int i = 0; i < CITIES; i++) answers.add(threads.submit(city));
            for (Future<Boolean> answer : answers) assertThat(answer.get()).isTrue();
        }
    }
}
