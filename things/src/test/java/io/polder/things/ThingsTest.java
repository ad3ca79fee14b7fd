package io.polder.things;

import static io.polder.things.ThingsWorld.AT;
import static io.polder.things.ThingsWorld.BERLIN;
import static io.polder.things.ThingsWorld.CITY;
import static io.polder.things.ThingsWorld.HAMBURG;
import static io.polder.things.ThingsWorld.KIND;
import static io.polder.things.ThingsWorld.NAME;
import static io.polder.things.ThingsWorld.OPERATOR;
import static io.polder.things.ThingsWorld.READER;
import static io.polder.things.ThingsWorld.THING;
import static io.polder.things.ThingsWorld.cose;
import static io.polder.things.ThingsWorld.thumbprint;
import static org.assertj.core.api.Assertions.assertThat;

import io.polder.governance.Authority;
import io.polder.protocol.Address;
import io.polder.protocol.Domain;
import io.polder.protocol.Event;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.SigningKey;
import io.polder.testkit.ContractFuzz;
import io.polder.testkit.FakeChain;
import io.polder.testkit.FakeNetwork;
import io.polder.testkit.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThingsTest {
    private static final String THINGS = Things.NAME;

    private final ThingsWorld world = new ThingsWorld();
    private final FakeChain chain = world.chain;
    private final SigningKey key = world.key;
    private final SigningKey fresh = FakeNetwork.key();

    private static Cbor place(long latitude, long longitude, boolean fine) {
        return Cbor.array(Cbor.of(latitude), Cbor.of(longitude), Cbor.of(fine));
    }

    private String refusedEnrolment(Cbor name, Cbor city, Cbor key, Cbor possession, Cbor location) {
        return chain.refused(THINGS, "enrol", name, KIND, city, key, possession, location);
    }

    @Test
    void a_thing_enrolled_with_proof_of_possession_is_active_from_the_next_block_on() {
        chain.as(OPERATOR).done(THINGS, "enrol", NAME, KIND, AT, cose(key), world.possession(key), Cbor.NULL);
        assertThat(chain.events()).singleElement().extracting(Event::topic).isEqualTo("enrolled");
        Hash thumbprint = key.publicKey().thumbprint();
        assertThat(Things.key(chain::settled, "DEHH008", thumbprint)).isEqualTo(new ThingKey.Unknown());
        assertThat(world.standing(key)).isEqualTo(new ThingKey.Active(key.publicKey(), "hamburg", "hamburg"));
        assertThat(world.standing(fresh)).isEqualTo(new ThingKey.Unknown());
        Cbor thing = chain.asked(THINGS, "get", NAME);
        assertThat(Shown.text(thing, "organisation")).isEqualTo("hamburg");
        assertThat(Shown.text(thing, "kind")).isEqualTo("air-quality-station");
        assertThat(Shown.field(thing, "key")).isEqualTo(cose(key));
        assertThat(Shown.field(thing, "proxied")).isEqualTo(Cbor.of(false));
    }

    @Test
    void a_thing_enrolled_by_its_key_alone_waits_until_it_activates_itself() {
        chain.as(HAMBURG).done(THINGS, "enrol", NAME, KIND, AT, cose(key), Cbor.NULL, Cbor.NULL);
        assertThat(world.standing(key)).isEqualTo(new ThingKey.Enrolled(key.publicKey(), "hamburg", "hamburg"));
        for (Address other : List.of(HAMBURG, OPERATOR, CITY, Address.thing("another")))
            assertThat(chain.as(other).refused(THINGS, "activate", NAME, thumbprint(key)))
                    .isEqualTo("not-permitted");
        chain.as(THING);
        assertThat(chain.refused(THINGS, "activate", NAME, thumbprint(fresh))).isEqualTo("unknown-key");
        assertThat(chain.refused(THINGS, "delegate", NAME, Cbor.of(true))).isEqualTo("not-active");
        chain.done(THINGS, "activate", NAME, thumbprint(key));
        assertThat(world.standing(key)).isInstanceOf(ThingKey.Active.class);
        assertThat(chain.refused(THINGS, "activate", NAME, thumbprint(key))).isEqualTo("no-change");
    }

    @Test
    void only_an_organisation_or_its_operator_enrols() {
        for (Address other : List.of(READER, CITY, THING, Address.person("eve"), Address.org("kiel"))) {
            chain.as(other);
            assertThat(refusedEnrolment(NAME, AT, cose(key), Cbor.NULL, Cbor.NULL))
                    .isEqualTo("not-permitted");
        }
        chain.as(new Address(Address.Kind.CONTRACT, "council"))
                .done(Authority.NAME, "suspend-organisation", Cbor.of("hamburg"));
        chain.nextBlock().as(OPERATOR);
        assertThat(refusedEnrolment(NAME, AT, cose(key), Cbor.NULL, Cbor.NULL)).isEqualTo("not-permitted");
    }

    @Test
    void a_proof_of_possession_is_good_for_one_key_thing_and_network() {
        chain.as(HAMBURG);
        assertThat(refusedEnrolment(NAME, AT, cose(key), world.possession(fresh), Cbor.NULL))
                .isEqualTo("bad-possession");
        assertThat(refusedEnrolment(Cbor.of("other"), AT, cose(key), world.possession(key), Cbor.NULL))
                .isEqualTo("bad-possession");
        Domain elsewhere = new Domain(Hash.ZERO, "authority");
        Cbor foreign = Cbor.of(Possession.sign(elsewhere, "DEHH008", key));
        assertThat(refusedEnrolment(NAME, AT, cose(key), foreign, Cbor.NULL)).isEqualTo("bad-possession");
    }

    @Test
    void a_thing_is_enrolled_once_at_a_city_that_exists_by_a_code_and_no_text() {
        world.enrolled();
        assertThat(refusedEnrolment(NAME, AT, cose(fresh), Cbor.NULL, Cbor.NULL))
                .isEqualTo("exists");
        assertThat(refusedEnrolment(Cbor.of("b"), Cbor.of("kiel"), cose(fresh), Cbor.NULL, Cbor.NULL))
                .isEqualTo("unknown-city");
        assertThat(refusedEnrolment(Cbor.of("Ada's house"), AT, cose(fresh), Cbor.NULL, Cbor.NULL))
                .isEqualTo("malformed");
        for (String kind : List.of("belongs to Ada", "k".repeat(33)))
            assertThat(chain.refused(
                            THINGS, "enrol", Cbor.of("b"), Cbor.of(kind), AT, cose(fresh), Cbor.NULL, Cbor.NULL))
                    .isEqualTo("malformed");
    }

    @Test
    void a_place_is_coarse_unless_the_organisation_says_that_it_may_be_fine() {
        chain.as(HAMBURG);
        assertThat(refusedEnrolment(NAME, AT, cose(key), Cbor.NULL, place(5_355_123, 1_001_000, false)))
                .isEqualTo("too-fine");
        assertThat(refusedEnrolment(NAME, AT, cose(key), Cbor.NULL, place(9_000_001, 0, true)))
                .isEqualTo("malformed");
        assertThat(refusedEnrolment(NAME, AT, cose(key), Cbor.NULL, place(0, -18_000_001, true)))
                .isEqualTo("malformed");
        chain.done(THINGS, "enrol", NAME, KIND, AT, cose(key), Cbor.NULL, place(5_355_000, -1_001_000, false));
        chain.done(THINGS, "enrol", Cbor.of("b"), KIND, AT, cose(key), Cbor.NULL, place(5_355_123, 1_001_987, true));
        Cbor location = Shown.field(chain.asked(THINGS, "get", Cbor.of("b")), "location");
        assertThat(Shown.field(location, "latitude")).isEqualTo(Cbor.of(5_355_123));
        assertThat(Shown.field(location, "fine")).isEqualTo(Cbor.of(true));
    }

    @Test
    void a_thing_rotates_its_key_and_the_old_one_is_revoked() {
        world.enrolled();
        chain.as(THING).done(THINGS, "rotate-key", NAME, cose(fresh), world.possession(fresh));
        long ended = chain.time();
        assertThat(world.standing(fresh)).isInstanceOf(ThingKey.Active.class);
        assertThat(world.standing(key)).isEqualTo(new ThingKey.Revoked(ended));
        assertThat(chain.refused(THINGS, "rotate-key", NAME, cose(fresh), Cbor.NULL))
                .isEqualTo("key-used");
        assertThat(chain.refused(THINGS, "rotate-key", NAME, cose(key), Cbor.NULL))
                .isEqualTo("key-used");
    }

    @Test
    void the_owner_recovers_a_thing_that_lost_its_key_but_nobody_else() {
        world.enrolled();
        for (Address other : List.of(BERLIN, READER, CITY, Address.thing("another")))
            assertThat(chain.as(other).refused(THINGS, "rotate-key", NAME, cose(fresh), Cbor.NULL))
                    .isEqualTo("not-permitted");
        chain.as(OPERATOR);
        assertThat(chain.refused(THINGS, "rotate-key", NAME, cose(fresh), world.possession(key)))
                .isEqualTo("bad-possession");
        chain.done(THINGS, "rotate-key", NAME, cose(fresh), Cbor.NULL);
        assertThat(world.standing(fresh)).isInstanceOf(ThingKey.Enrolled.class);
        chain.as(THING).done(THINGS, "activate", NAME, thumbprint(fresh));
        assertThat(world.standing(fresh)).isInstanceOf(ThingKey.Active.class);
    }

    @Test
    void an_activation_under_the_old_key_does_not_prove_the_new_one() {
        chain.as(HAMBURG).done(THINGS, "enrol", NAME, KIND, AT, cose(key), Cbor.NULL, Cbor.NULL);
        chain.nextBlock().done(THINGS, "rotate-key", NAME, cose(fresh), Cbor.NULL);
        assertThat(chain.as(THING).refused(THINGS, "activate", NAME, thumbprint(key)))
                .isEqualTo("unknown-key");
        assertThat(world.standing(fresh)).isInstanceOf(ThingKey.Enrolled.class);
    }

    @Test
    void the_owner_suspends_and_resumes() {
        world.enrolled();
        chain.as(OPERATOR).done(THINGS, "suspend", NAME);
        assertThat(chain.refused(THINGS, "suspend", NAME)).isEqualTo("no-change");
        assertThat(world.standing(key)).isEqualTo(new ThingKey.Suspended());
        chain.as(THING);
        assertThat(chain.refused(THINGS, "rotate-key", NAME, cose(fresh), Cbor.NULL))
                .isEqualTo("suspended");
        assertThat(chain.refused(THINGS, "activate", NAME, thumbprint(key))).isEqualTo("suspended");
        assertThat(chain.refused(THINGS, "resume", NAME)).isEqualTo("not-permitted");
        chain.as(HAMBURG).done(THINGS, "resume", NAME);
        assertThat(chain.refused(THINGS, "resume", NAME)).isEqualTo("no-change");
        assertThat(world.standing(key)).isInstanceOf(ThingKey.Active.class);
    }

    @Test
    void a_key_given_while_suspended_still_has_to_prove_itself() {
        world.enrolled();
        chain.as(HAMBURG).done(THINGS, "suspend", NAME);
        chain.done(THINGS, "rotate-key", NAME, cose(fresh), Cbor.NULL);
        assertThat(world.standing(fresh)).isEqualTo(new ThingKey.Suspended());
        chain.done(THINGS, "resume", NAME);
        assertThat(world.standing(fresh)).isInstanceOf(ThingKey.Enrolled.class);
    }

    @Test
    void nobody_but_the_owner_suspends_resumes_or_retires() {
        world.enrolled();
        for (Address other : List.of(BERLIN, READER, CITY, THING, Address.person("eve"))) {
            chain.as(other);
            for (String method : List.of("suspend", "resume", "retire"))
                assertThat(chain.refused(THINGS, method, NAME)).isEqualTo("not-permitted");
        }
        assertThat(world.status()).isEqualTo("active");
    }

    @Test
    void to_retire_is_for_ever() {
        world.enrolled();
        chain.as(OPERATOR).done(THINGS, "retire", NAME);
        assertThat(world.standing(key)).isEqualTo(new ThingKey.Retired());
        for (String method : List.of("suspend", "resume", "retire"))
            assertThat(chain.refused(THINGS, method, NAME)).isEqualTo("retired");
        assertThat(chain.refused(THINGS, "rotate-key", NAME, cose(fresh), Cbor.NULL))
                .isEqualTo("retired");
        assertThat(refusedEnrolment(NAME, AT, cose(fresh), Cbor.NULL, Cbor.NULL))
                .isEqualTo("exists");
        assertThat(chain.as(THING).refused(THINGS, "activate", NAME, thumbprint(key)))
                .isEqualTo("retired");
    }

    @Test
    void only_the_thing_itself_delegates_and_a_recovery_ends_it() {
        world.enrolled();
        for (Address other : List.of(HAMBURG, OPERATOR, CITY))
            assertThat(chain.as(other).refused(THINGS, "delegate", NAME, Cbor.of(true)))
                    .isEqualTo("not-permitted");
        chain.as(THING).done(THINGS, "delegate", NAME, Cbor.of(true));
        assertThat(proxied()).isEqualTo(Cbor.of(true));
        chain.done(THINGS, "rotate-key", NAME, cose(fresh), world.possession(fresh));
        assertThat(proxied()).isEqualTo(Cbor.of(true));
        SigningKey third = FakeNetwork.key();
        chain.as(HAMBURG).done(THINGS, "rotate-key", NAME, cose(third), world.possession(third));
        assertThat(proxied()).isEqualTo(Cbor.of(false));
    }

    private Cbor proxied() {
        return Shown.field(chain.asked(THINGS, "get", NAME), "proxied");
    }

    @Test
    void a_thing_without_a_key_is_spoken_for_until_it_is_given_one() {
        world.enrolledWithoutKey("DEHH008", "hamburg");
        assertThat(world.status()).isEqualTo("active");
        assertThat(proxied()).isEqualTo(Cbor.of(true));
        assertThat(chain.as(THING).refused(THINGS, "delegate", NAME, Cbor.of(false)))
                .isEqualTo("no-key");
        chain.as(HAMBURG).done(THINGS, "rotate-key", NAME, cose(key), Cbor.NULL);
        assertThat(world.status()).isEqualTo("enrolled");
        assertThat(proxied()).isEqualTo(Cbor.of(false));
    }

    @Test
    void things_of_a_suspended_organisation_are_suspended() {
        world.enrolled();
        chain.as(new Address(Address.Kind.CONTRACT, "council"))
                .done(Authority.NAME, "suspend-organisation", Cbor.of("hamburg"));
        assertThat(world.standing(key)).isEqualTo(new ThingKey.Suspended());
    }

    @Test
    void things_are_listed_page_by_page_and_remember_their_life() {
        for (String name : List.of("c", "a", "b")) world.enrolledWithoutKey(name, "hamburg");
        Cbor page = chain.asked(THINGS, "list", Cbor.NULL, Cbor.of(2));
        assertThat(Shown.texts(Shown.field(page, "things"), "thing")).containsExactly("a", "b");
        Cbor rest = chain.asked(THINGS, "list", Shown.field(page, "next"), Cbor.of(2));
        assertThat(Shown.texts(Shown.field(rest, "things"), "thing")).containsExactly("c");
        assertThat(Shown.field(rest, "next")).isEqualTo(Cbor.NULL);
        chain.as(HAMBURG).done(THINGS, "suspend", Cbor.of("a"));
        chain.nextBlock();
        Cbor history = chain.asked(THINGS, "history", Cbor.of("a"), Cbor.of(10));
        assertThat(history.asArray().stream().map(past -> Shown.text(Shown.field(past, "thing"), "status")))
                .containsExactly("suspended", "active");
        assertThat(chain.refused(THINGS, "history", Cbor.of("a"), Cbor.of(10))).isEqualTo("queries-only");
        assertThat(chain.unanswered(THINGS, "get", Cbor.of("nobody"))).isEqualTo("unknown-thing");
    }

    @Test
    void changes_are_made_on_the_authority_chain_alone() {
        world.enrolled();
        chain.on("city").as(HAMBURG);
        assertThat(refusedEnrolment(Cbor.of("b"), AT, Cbor.NULL, Cbor.NULL, Cbor.NULL))
                .isEqualTo("wrong-chain");
        assertThat(chain.refused(THINGS, "retire", NAME)).isEqualTo("wrong-chain");
        assertThat(chain.refused(THINGS, "none")).isEqualTo("unknown-method");
    }

    @Test
    void whatever_is_sent_the_contract_refuses_in_order() {
        world.enrolled().enrolledWithoutKey("a", "hamburg");
        List<Cbor> known = new ArrayList<>(List.of(NAME, KIND, AT, cose(key), cose(fresh), thumbprint(key)));
        known.addAll(List.of(world.possession(fresh), Cbor.NULL, Cbor.NULL, Cbor.of(3), place(1_000, 1_000, false)));
        Map<String, Integer> methods = Map.of(
                "enrol",
                6,
                "rotate-key",
                3,
                "activate",
                2,
                "delegate",
                2,
                "suspend",
                1,
                "resume",
                1,
                "get",
                1,
                "list",
                2,
                "history",
                2,
                "none",
                0);
        ContractFuzz fuzz = new ContractFuzz(chain, THINGS, List.of(HAMBURG, THING, BERLIN, OPERATOR), known);
        assertThat(fuzz.run(13, 5_000, methods)).isGreaterThan(30);
    }
}
