package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.encoding.Hash;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Lives of four cities by chance. `-Dpolder.seeds=N` says how many, `-Dpolder.seed=S` where they begin.
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("polder.seeds", 8);
    private static final int MANY = 200;
    private static final long FIRST = Long.getLong("polder.seed", 1);

    static LongStream seeds() {
        return LongStream.range(FIRST, FIRST + SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatever_happens_the_cities_agree_and_keep_what_they_accepted_once(long seed) {
        try (Simulation life = new Simulation(seed).run()) {
            assertThat(life.accepted()).isPositive();
            assertThat(life.deaths()).isPositive();
        }
    }

    static LongStream manySeeds() {
        return LongStream.range(FIRST + SEEDS, FIRST + SEEDS + MANY);
    }

    @Tag("long")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("manySeeds")
    void many_lives(long seed) {
        whatever_happens_the_cities_agree_and_keep_what_they_accepted_once(seed);
    }

    @Test
    void the_same_seed_gives_the_same_life() {
        List<Hash> first;
        try (Simulation life = new Simulation(FIRST).run()) {
            first = life.heads();
        }
        try (Simulation life = new Simulation(FIRST).run()) {
            assertThat(life.heads()).isEqualTo(first);
        }
    }
}
