package io.polder.things;

import static io.polder.things.ThingsWorld.BERLIN;
import static io.polder.things.ThingsWorld.CITY;
import static io.polder.things.ThingsWorld.HAMBURG;
import static io.polder.things.ThingsWorld.NAME;
import static io.polder.things.ThingsWorld.THING;
import static io.polder.things.ThingsWorld.cose;
import static org.assertj.core.api.Assertions.assertThat;

import io.polder.contract.BuiltInContract;
import io.polder.contract.Context;
import io.polder.protocol.Address;
import io.polder.protocol.Frame;
import io.polder.protocol.Limits;
import io.polder.protocol.Origin;
import io.polder.protocol.Outcome;
import io.polder.protocol.Reading;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.testkit.ContractFuzz;
import io.polder.testkit.FakeChain;
import io.polder.testkit.FakeNetwork;
import io.polder.testkit.Shown;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadingsTest {
    private static final String READINGS = Readings.NAME;
    private static final Cbor PM10 = Cbor.of("pm10");
    private static final Cbor ALL = Cbor.of(100);

    private final ThingsWorld world = new ThingsWorld().enrolled();
    private final FakeChain chain = world.chain;

    private static Cbor reading(Optional<String> thing, String name, double value, long time) {
        Reading.Value number = new Reading.Value.Quantity(BigDecimal.valueOf(value));
        return Cbor.of(new Reading(thing, name, Optional.of("ug/m3"), number, time).encode());
    }

    private static Cbor pm10(double value, long time) {
        return reading(Optional.empty(), "pm10", value, time);
    }

    private static Cbor of(String thing, double value, long time) {
        return reading(Optional.of(thing), "pm10", value, time);
    }

    private FakeChain signed() {
        return chain.as(THING).with(Origin.SIGNED);
    }

    private FakeChain framed() {
        return chain.as(THING).with(Origin.FRAME);
    }

    private FakeChain proxied() {
        return chain.as(CITY).with(Origin.PROXIED);
    }

    private Cbor latest(String thing) {
        return chain.asked(READINGS, "latest", Cbor.of(thing), Cbor.NULL);
    }

    private Cbor history(Cbor from, Cbor to, int limit, boolean reverse, Cbor cursor) {
        return chain.asked(READINGS, "history", NAME, PM10, from, to, Cbor.of(limit), Cbor.of(reverse), cursor);
    }

    private List<Cbor> times(Cbor history) {
        return Shown.fields(Shown.field(history, "readings"), "time");
    }

    @Test
    void a_signed_reading_is_the_latest_with_its_origin_and_place() {
        Hash transaction = signed().transaction();
        long height = chain.height();
        chain.done(READINGS, "put", pm10(17.5, 1_000));
        Cbor latest = latest("DEHH008").asArray().getFirst();
        assertThat(Shown.field(latest, "value")).isEqualTo(Cbor.decimal(new BigDecimal("17.5")));
        assertThat(Shown.text(latest, "unit")).isEqualTo("ug/m3");
        assertThat(Shown.text(latest, "name")).isEqualTo("pm10");
        assertThat(Shown.text(latest, "origin")).isEqualTo("signed");
        assertThat(Shown.field(latest, "time")).isEqualTo(Cbor.of(1_000));
        assertThat(Shown.field(latest, "transaction")).isEqualTo(Cbor.of(transaction));
        assertThat(Shown.field(latest, "height")).isEqualTo(Cbor.of(height));
    }

    @Test
    void of_a_frame_the_newest_of_each_name_is_kept_and_all_are_in_history() {
        framed().done(
                        READINGS,
                        "frame",
                        pm10(1, 3_000),
                        pm10(2, 1_000),
                        reading(Optional.of("DEHH008"), "no2", 9, 500),
                        pm10(3, 3_000));
        Cbor latest = latest("DEHH008");
        assertThat(Shown.texts(latest, "name")).containsExactly("no2", "pm10");
        // of two at the same time the later in the frame is the newer
        assertThat(Shown.fields(latest, "index")).containsExactly(Cbor.of(2), Cbor.of(3));
        Cbor history = history(Cbor.of(0), Cbor.NULL, 100, false, Cbor.NULL);
        assertThat(times(history)).containsExactly(Cbor.of(1_000), Cbor.of(3_000), Cbor.of(3_000));
        assertThat(Shown.fields(Shown.field(history, "readings"), "index"))
                .containsExactly(Cbor.of(1), Cbor.of(0), Cbor.of(3));
        assertThat(Shown.texts(Shown.field(history, "readings"), "origin")).containsOnly("frame");
    }

    @Test
    void a_frame_announces_itself_once_with_count_and_newest_time() {
        framed().done(READINGS, "frame", pm10(1, 3_000), pm10(2, 1_000));
        assertThat(chain.events()).hasSize(1);
        Cbor data = chain.events().getFirst().data();
        assertThat(chain.events().getFirst().topic()).isEqualTo("readings");
        assertThat(Shown.text(data, "origin")).isEqualTo("frame");
        assertThat(Shown.text(data, "sender")).isEqualTo("thing:DEHH008");
        assertThat(Shown.field(data, "count")).isEqualTo(Cbor.of(2));
        assertThat(Shown.field(data, "newest")).isEqualTo(Cbor.of(3_000));
        assertThat(Shown.field(data, "things")).isEqualTo(Cbor.array(Cbor.array(NAME, Cbor.of(2), Cbor.of(3_000))));
    }

    @Test
    void an_older_reading_goes_to_history_and_leaves_the_latest() {
        signed().done(READINGS, "put", pm10(1, 2_000));
        chain.nextBlock().done(READINGS, "put", pm10(2, 1_000));
        assertThat(Shown.fields(latest("DEHH008"), "time")).containsExactly(Cbor.of(2_000));
        chain.nextBlock().done(READINGS, "put", pm10(3, 2_000));
        assertThat(Shown.fields(latest("DEHH008"), "value")).containsExactly(Cbor.of(3));
        assertThat(times(history(Cbor.of(0), Cbor.NULL, 100, false, Cbor.NULL))).hasSize(3);
    }

    @Test
    void the_three_origins_never_stand_in_for_one_another() {
        signed().done("things", "delegate", NAME, Cbor.of(true));
        chain.nextBlock();
        signed().done(READINGS, "put", pm10(1, 1_000));
        framed().done(READINGS, "frame", pm10(2, 2_000));
        proxied().done(READINGS, "batch", of("DEHH008", 3, 3_000));
        Cbor latest = chain.asked(READINGS, "latest", NAME, PM10);
        assertThat(Shown.texts(latest, "origin")).containsExactly("signed", "frame", "proxied");
        assertThat(Shown.fields(latest, "value")).containsExactly(Cbor.of(1), Cbor.of(2), Cbor.of(3));
        Cbor all = history(Cbor.of(0), Cbor.NULL, 100, false, Cbor.NULL);
        assertThat(Shown.texts(Shown.field(all, "readings"), "origin")).containsExactly("signed", "frame", "proxied");
        assertThat(Shown.fields(Shown.field(all, "readings"), "transaction")).doesNotHaveDuplicates();
    }

    @Test
    void each_way_in_is_for_its_signer_and_origin_alone() {
        assertThat(framed().refused(READINGS, "put", pm10(1, 1))).isEqualTo("wrong-origin");
        assertThat(signed().refused(READINGS, "frame", pm10(1, 1))).isEqualTo("wrong-origin");
        assertThat(chain.as(CITY).refused(READINGS, "batch", of("DEHH008", 1, 1)))
                .isEqualTo("wrong-origin");
        for (Address other : List.of(HAMBURG, CITY, Address.person("ada")))
            for (Origin origin : Origin.values()) {
                chain.as(other).with(origin);
                assertThat(chain.refused(READINGS, "put", pm10(1, 1))).isEqualTo("not-permitted");
                assertThat(chain.refused(READINGS, "frame", pm10(1, 1))).isEqualTo("not-permitted");
            }
        for (Address other : List.of(HAMBURG, THING))
            assertThat(chain.as(other).with(Origin.PROXIED).refused(READINGS, "batch", of("DEHH008", 1, 1)))
                    .isEqualTo("not-permitted");
    }

    @Test
    void a_contract_does_not_speak_for_the_thing_that_called_it() {
        BuiltInContract liar = new BuiltInContract() {
            @Override
            public String name() {
                return "liar";
            }

            @Override
            public Cbor run(String method, Cbor arguments, Context context) {
                return switch (context.call(READINGS, "put", arguments)) {
                    case Outcome.Reverted reverted -> Cbor.of(reverted.code());
                    case Outcome other -> Cbor.of(other.toString());
                };
            }
        };
        FakeChain chain = FakeChain.of(liar, new Readings()).as(THING);
        assertThat(chain.done("liar", "lie", pm10(1, 1))).isEqualTo(Cbor.of("not-permitted"));
    }

    @Test
    void only_active_things_are_heard() {
        assertThat(chain.as(Address.thing("nobody")).refused(READINGS, "put", pm10(1, 1)))
                .isEqualTo("unknown-thing");
        chain.as(HAMBURG).done("things", "suspend", NAME);
        chain.nextBlock();
        assertThat(signed().refused(READINGS, "put", pm10(1, 1))).isEqualTo("not-active");
        assertThat(framed().refused(READINGS, "frame", pm10(1, 1))).isEqualTo("not-active");
        assertThat(proxied().refused(READINGS, "batch", of("DEHH008", 1, 1))).isEqualTo("not-active");
        chain.as(HAMBURG)
                .done(
                        "things",
                        "enrol",
                        Cbor.of("new"),
                        ThingsWorld.KIND,
                        ThingsWorld.AT,
                        cose(FakeNetwork.key()),
                        Cbor.NULL,
                        Cbor.NULL);
        chain.nextBlock();
        assertThat(chain.as(Address.thing("new")).refused(READINGS, "put", pm10(1, 1)))
                .isEqualTo("not-active");
    }

    @Test
    void a_thing_signs_for_itself_alone() {
        assertThat(signed().refused(READINGS, "put", of("other", 1, 1))).isEqualTo("bad-reading");
        assertThat(framed().refused(READINGS, "frame", pm10(1, 1), of("other", 1, 1)))
                .isEqualTo("bad-reading");
        world.enrolledWithoutKey("mute", "hamburg");
        assertThat(chain.as(Address.thing("mute")).refused(READINGS, "put", pm10(1, 1)))
                .isEqualTo("no-key");
    }

    @Test
    void a_city_speaks_for_its_own_things_that_cannot_or_will_not_sign() {
        world.enrolledWithoutKey("mute", "hamburg").enrolledWithoutKey("away", "berlin");
        proxied();
        assertThat(chain.refused(READINGS, "batch", of("DEHH008", 1, 1))).isEqualTo("signs-itself");
        assertThat(chain.refused(READINGS, "batch", of("away", 1, 1))).isEqualTo("other-city");
        assertThat(chain.refused(READINGS, "batch", of("nobody", 1, 1))).isEqualTo("unknown-thing");
        assertThat(chain.refused(READINGS, "batch", pm10(1, 1))).isEqualTo("bad-reading");
        assertThat(chain.as(Address.city("berlin")).with(Origin.PROXIED).refused(READINGS, "batch", of("mute", 1, 1)))
                .isEqualTo("other-city");
        assertThat(proxied().done(READINGS, "batch", of("mute", 1, 1_000), of("mute", 2, 2_000)))
                .isEqualTo(Cbor.of(2));
        assertThat(Shown.texts(latest("mute"), "origin")).containsExactly("proxied");
    }

    @Test
    void a_batch_with_one_thing_that_is_not_heard_is_reverted_whole() {
        world.enrolledWithoutKey("mute", "hamburg");
        assertThat(proxied().refused(READINGS, "batch", of("mute", 1, 1), of("DEHH008", 1, 1)))
                .isEqualTo("signs-itself");
        assertThat(latest("mute").asArray()).isEmpty();
        Cbor history = chain.asked(
                READINGS, "history", Cbor.of("mute"), PM10, Cbor.of(0), Cbor.NULL, ALL, Cbor.of(false), Cbor.NULL);
        assertThat(times(history)).isEmpty();
    }

    @Test
    void a_bad_reading_reverts_its_frame_and_is_named() {
        Outcome outcome = framed().invoke(READINGS, "frame", Cbor.array(pm10(1, 1), Cbor.of(Hash.ZERO), pm10(2, 2)));
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Reverted.class, reverted -> {
            assertThat(reverted.code()).isEqualTo("bad-reading");
            assertThat(reverted.detail()).startsWith("reading 1: expected ");
        });
        assertThat(latest("DEHH008").asArray()).isEmpty();
        assertThat(chain.refused(READINGS, "frame", pm10(1, 1), Cbor.of("text")))
                .isEqualTo("bad-reading");
    }

    @Test
    void a_frame_holds_1_to_1000_readings() {
        framed();
        assertThat(chain.refused(READINGS, "frame")).isEqualTo("malformed");
        Cbor[] many = Collections.nCopies(Frame.READINGS_MAX + 1, pm10(1, 1)).toArray(Cbor[]::new);
        assertThat(chain.refused(READINGS, "frame", many)).isEqualTo("malformed");
        assertThat(chain.invoke(READINGS, "frame", Cbor.array(List.of(many).subList(1, many.length))))
                .isEqualTo(new Outcome.Succeeded(Cbor.of(Frame.READINGS_MAX)));
    }

    @Test
    void a_reading_from_the_future_is_refused() {
        long limit = chain.time() + Readings.AHEAD_MAX_MS;
        assertThat(signed().refused(READINGS, "put", pm10(1, limit + 1))).isEqualTo("bad-reading");
        chain.done(READINGS, "put", pm10(1, limit));
    }

    @Test
    void history_goes_from_time_to_time_both_ways_and_page_by_page() {
        Cbor[] frame = new Cbor[5];
        for (int i = 0; i < 5; i++) frame[i] = pm10(i, 1_000 * i);
        framed().done(READINGS, "frame", frame);
        assertThat(times(history(Cbor.of(1_000), Cbor.of(3_000), 100, false, Cbor.NULL)))
                .containsExactly(Cbor.of(1_000), Cbor.of(2_000));
        assertThat(times(history(Cbor.of(3_000), Cbor.of(1_000), 100, false, Cbor.NULL)))
                .isEmpty();
        for (boolean reverse : List.of(false, true)) {
            List<Cbor> seen = new ArrayList<>();
            Cbor cursor = Cbor.NULL;
            do {
                Cbor page = history(Cbor.of(0), Cbor.NULL, 2, reverse, cursor);
                seen.addAll(times(page));
                cursor = Shown.field(page, "next");
            } while (cursor != Cbor.NULL);
            List<Cbor> expected = new ArrayList<>();
            for (int i = 0; i < 5; i++) expected.add(Cbor.of(1_000 * i));
            assertThat(seen).isEqualTo(reverse ? expected.reversed() : expected);
        }
        assertThat(chain.unanswered(
                        READINGS,
                        "history",
                        NAME,
                        PM10,
                        Cbor.of(5),
                        Cbor.NULL,
                        ALL,
                        Cbor.of(false),
                        Cbor.of(Hash.ZERO.bytes().slice(0, 2))))
                .isEqualTo("malformed");
        assertThat(chain.refused(
                        READINGS, "history", NAME, PM10, Cbor.of(0), Cbor.NULL, ALL, Cbor.of(false), Cbor.NULL))
                .isEqualTo("queries-only");
    }

    @Test
    void things_are_seen_at_a_glance_page_by_page() {
        for (String name : List.of("a", "b", "b-1", "c")) {
            world.enrolledWithoutKey(name, "hamburg");
            proxied().done(READINGS, "batch", of(name, 1, 1), reading(Optional.of(name), "no2", 2, 2));
        }
        Cbor page = chain.asked(READINGS, "list", Cbor.NULL, Cbor.of(2));
        assertThat(Shown.texts(Shown.field(page, "things"), "thing")).containsExactly("a", "b");
        assertThat(Shown.fields(Shown.field(page, "things"), "latest"))
                .allSatisfy(latest -> assertThat(Shown.texts(latest, "name")).containsExactly("no2", "pm10"));
        Cbor rest = chain.asked(READINGS, "list", Shown.field(page, "next"), Cbor.of(2));
        assertThat(Shown.texts(Shown.field(rest, "things"), "thing")).containsExactly("b-1", "c");
        assertThat(Shown.field(rest, "next")).isEqualTo(Cbor.NULL);
    }

    @Test
    void a_page_never_cuts_a_thing_in_two() {
        for (String name : List.of("a", "b", "c")) {
            world.enrolledWithoutKey(name, "hamburg");
            proxied().done(READINGS, "batch", of(name, 1, 1), reading(Optional.of(name), "no2", 2, 2));
        }
        chain.within(new Limits(131_072, 1_024, 65_536, 64, 3, Limits.STANDARD.block()));
        List<String> seen = new ArrayList<>();
        Cbor next = Cbor.NULL;
        do {
            Cbor page = chain.asked(READINGS, "list", next, Cbor.of(3));
            for (Cbor thing : Shown.field(page, "things").asArray()) {
                seen.add(Shown.text(thing, "thing"));
                assertThat(Shown.field(thing, "latest").asArray()).hasSize(2);
            }
            next = Shown.field(page, "next");
        } while (next != Cbor.NULL);
        assertThat(seen).containsExactly("a", "b", "c");
    }

    @Test
    void values_are_shown_as_they_were_signed() {
        Cbor real = new Cbor.Real(0.1);
        Cbor record = Cbor.of(Cbor.map(Cbor.of(0), PM10, Cbor.of(2), real, Cbor.of(6), Cbor.of(1))
                .encode());
        signed().done(READINGS, "put", record);
        assertThat(Shown.fields(latest("DEHH008"), "value")).containsExactly(real);
        assertThat(Shown.fields(latest("DEHH008"), "unit")).containsExactly(Cbor.NULL);
    }

    @Test
    void a_frame_of_100_readings_writes_one_latest_and_costs_less_than_a_block_has_for_a_thousand() {
        Cbor[] frame = new Cbor[100];
        for (int i = 0; i < 100; i++) frame[i] = pm10(i, 1_000 * i);
        framed().done(READINGS, "frame", frame);
        assertThat(latest("DEHH008").asArray()).hasSize(1);
        assertThat(chain.gasUsed()).isLessThan(400_000);
    }

    @Test
    void whatever_is_sent_the_contract_refuses_in_order() {
        world.enrolledWithoutKey("mute", "hamburg");
        List<Cbor> known = List.of(pm10(1, 1), pm10(2, 2), of("mute", 1, 1), NAME, PM10, Cbor.of(3), Cbor.of(true));
        Map<String, Integer> methods =
                Map.of("put", 1, "frame", 2, "batch", 2, "latest", 2, "list", 2, "history", 7, "none", 0);
        ContractFuzz fuzz = new ContractFuzz(chain, READINGS, List.of(THING, CITY, BERLIN), known);
        assertThat(fuzz.run(17, 10_000, methods)).isGreaterThan(30);
    }
}
