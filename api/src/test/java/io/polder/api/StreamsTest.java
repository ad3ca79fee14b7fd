package io.polder.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.api.EventReader.Event;
import io.polder.api.http.Bounds;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamsTest {
    private static final String BLOCKS = "/v1/chains/city/blocks/stream";
    private static final String EVENTS = "/v1/chains/city/events";
    private static final String READINGS = "/v1/chains/city/readings/stream";

    @Test
    void blocks_are_told_final_and_certified_apart() {
        try (FakeCity city = new FakeCity();
                EventReader reader = new EventReader(city, BLOCKS + "?from=0", Optional.empty())) {
            city.city.cut();
            city.city.cut();
            Event first = reader.next();
            assertThat(first.name()).isEqualTo("block");
            assertThat(first.data().path("final").asBoolean()).isTrue();
            assertThat(first.data().has("certified")).isFalse();
            assertThat(reader.next().data().path("height").asInt()).isEqualTo(1);
            city.city.certify(1);
            Event certified = reader.next();
            assertThat(certified.name()).isEqualTo("certified");
            assertThat(certified.data().path("height").asInt()).isEqualTo(1);
            assertThat(certified.id()).isEqualTo("1/1");
        }
    }

    @Test
    void a_stream_without_a_beginning_tells_only_what_comes_now() {
        try (FakeCity city = new FakeCity()) {
            city.city.cut();
            city.city.certify(0);
            try (EventReader reader = new EventReader(city, BLOCKS, Optional.empty())) {
                FakeCity.await("the stream begins", () -> reader.lastId().equals("0/0"));
                city.city.cut();
                assertThat(reader.next().data().path("height").asInt()).isEqualTo(1);
            }
        }
    }

    @Test
    void a_bare_height_resumes_after_it() {
        try (FakeCity city = new FakeCity()) {
            for (int i = 0; i < 5; i++) city.city.cut();
            try (EventReader reader = new EventReader(city, BLOCKS, Optional.of("2"))) {
                assertThat(reader.next().data().path("height").asInt()).isEqualTo(3);
            }
        }
    }

    @Test
    void a_stream_from_below_what_the_city_keeps_is_refused_with_the_height_it_may_begin_at() throws Exception {
        try (FakeCity city = new FakeCity()) {
            for (int i = 0; i < 5; i++) city.city.cut();
            city.city.keepFrom(3);
            for (String stream : List.of(BLOCKS, EVENTS, READINGS)) {
                HttpResponse<byte[]> refused = city.get(stream + "?from=2");
                assertThat(refused.statusCode()).isEqualTo(410);
                assertThat(FakeCity.json(refused).path("code").asText()).isEqualTo("pruned");
                assertThat(FakeCity.json(refused).path("asked").asLong()).isEqualTo(2);
                assertThat(FakeCity.json(refused).path("oldest").asLong()).isEqualTo(3);
                assertThat(FakeCity.json(refused).path("next").asText()).contains("ask another city");
            }
            try (EventReader reader = new EventReader(city, BLOCKS + "?from=3", Optional.empty())) {
                assertThat(reader.next().data().path("height").asInt()).isEqualTo(3);
            }
            try (EventReader reader = new EventReader(city, BLOCKS, Optional.of("2"))) {
                assertThat(reader.next().data().path("height").asInt()).isEqualTo(3);
            }
        }
    }

    @Test
    void what_became_certified_while_a_client_was_away_is_told_once() {
        try (FakeCity city = new FakeCity()) {
            for (int i = 0; i < 3; i++) city.city.cut();
            city.city.certify(2);
            try (EventReader reader = new EventReader(city, BLOCKS, Optional.of("2/0"))) {
                Event certified = reader.next();
                assertThat(certified.name()).isEqualTo("certified");
                assertThat(certified.data().path("height").asInt()).isEqualTo(2);
                city.city.cut();
                assertThat(reader.next().name()).isEqualTo("block");
            }
        }
    }

    @Test
    void with_the_moment_certified_a_block_is_told_once_it_is() {
        try (FakeCity city = new FakeCity();
                EventReader reader = new EventReader(city, BLOCKS + "?from=0&moment=certified", Optional.empty())) {
            city.city.cut();
            city.city.cut();
            city.city.cut();
            city.city.certify(1);
            assertThat(reader.next().data().path("height").asInt()).isZero();
            assertThat(reader.next().data().path("height").asInt()).isEqualTo(1);
            assertThat(reader.next().name()).isEqualTo("certified");
            assertThat(reader.poll()).isEmpty();
            city.city.certify(2);
            assertThat(reader.next().data().path("height").asInt()).isEqualTo(2);
        }
    }

    /// Connections break at random places, within blocks too; put together, every item is there once and in order.
    @Test
    void broken_connections_lose_nothing_and_repeat_nothing() {
        Random random = new Random(4);
        try (FakeCity city = new FakeCity()) {
            int expected = 0;
            for (int i = 0; i < 20; i++) {
                int transactions = random.nextInt(4);
                for (int t = 0; t < transactions; t++) city.city.submit(city.frame("T" + t, 3));
                expected += transactions * 3;
                city.city.cut();
            }
            city.city.certify(19);
            List<String> seen = new ArrayList<>();
            List<Long> certified = new ArrayList<>();
            String last = "-1/-1";
            while (!(seen.size() == expected && certified.contains(19L))) {
                try (EventReader reader = new EventReader(city, READINGS, Optional.of(last))) {
                    int many = 1 + random.nextInt(7);
                    for (int i = 0; i < many && !(seen.size() == expected && certified.contains(19L)); i++) {
                        Event event = reader.next();
                        last = event.id();
                        if (event.name().equals("reading"))
                            seen.add(event.data().path("transaction").asText()
                                    + event.data().path("index").asText());
                        else certified.add(event.data().path("height").asLong());
                    }
                }
            }
            assertThat(seen).hasSize(expected).doesNotHaveDuplicates();
            assertThat(certified).isSorted().doesNotHaveDuplicates().last().isEqualTo(19L);
        }
    }

    @Test
    void events_are_filtered_and_their_places_stay_the_same() {
        try (FakeCity city = new FakeCity()) {
            city.city.submit(city.save("a", "b"));
            city.city.submit(city.save("c", "d"));
            city.city.cut();
            try (EventReader reader =
                    new EventReader(city, EVENTS + "?contract=things&topic=seen&from=0", Optional.empty())) {
                Event first = reader.next();
                assertThat(first.data().path("contract").asText()).isEqualTo("things");
                assertThat(first.id()).isEqualTo("-1+2/-1");
                assertThat(reader.next().id()).isEqualTo("0/-1");
            }
            try (EventReader reader = new EventReader(city, EVENTS, Optional.of("-1+2/-1"))) {
                assertThat(reader.next().data().path("contract").asText()).isEqualTo("kv");
            }
        }
    }

    @Test
    void readings_say_whose_word_they_are() {
        try (FakeCity city = new FakeCity()) {
            city.city.submit(city.frame("DEHH008", 2));
            city.city.cut();
            try (EventReader reader = new EventReader(city, READINGS + "?thing=DEHH008&from=0", Optional.empty())) {
                Event reading = reader.next();
                assertThat(reading.data().path("origin").asText()).isEqualTo("frame");
                assertThat(reading.data().path("thing").asText()).isEqualTo("DEHH008");
                assertThat(reading.data().path("value").decimalValue()).isEqualByComparingTo("21.5");
            }
        }
    }

    @Test
    void a_silent_stream_gives_signs_of_life_that_move_the_position() {
        try (FakeCity city = new FakeCity();
                EventReader reader = new EventReader(city, READINGS + "?from=0", Optional.empty())) {
            city.city.cut();
            city.city.cut();
            FakeCity.await(
                    "the position moves over empty blocks",
                    () -> reader.lastId().equals("1/-1"));
            assertThat(reader.poll()).isEmpty();
        }
    }

    @Test
    void one_stream_too_many_is_refused_and_a_closed_one_makes_room() {
        Bounds bounds = new Bounds(1_024, 8, 16, 1, Duration.ofMillis(50), Duration.ofSeconds(5));
        try (FakeCity city = new FakeCity(bounds)) {
            try (EventReader reader = new EventReader(city, BLOCKS + "?from=0", Optional.empty())) {
                HttpResponse<byte[]> refused = city.get(BLOCKS);
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(FakeCity.json(refused).path("code").asText()).isEqualTo("busy");
                assertThat(reader.ended()).isFalse();
            }
            FakeCity.await("the closed stream makes room", () -> {
                try {
                    new EventReader(city, BLOCKS, Optional.empty()).close();
                    return true;
                } catch (AssertionError e) {
                    return false;
                }
            });
        }
    }

    @Test
    void a_door_that_closes_ends_its_streams() {
        FakeCity city = new FakeCity();
        EventReader reader = new EventReader(city, BLOCKS, Optional.empty());
        city.server.close();
        FakeCity.await("the stream ends", reader::ended);
        reader.close();
    }
}
