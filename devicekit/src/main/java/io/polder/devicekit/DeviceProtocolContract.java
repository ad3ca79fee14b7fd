package io.polder.devicekit;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.chain.RefusalCode;
import io.polder.devicekit.DeviceClient.Reply;
import io.polder.gateway.Bounds;
import io.polder.gateway.Encryption;
import io.polder.gateway.Form;
import io.polder.gateway.Registration;
import io.polder.gateway.Registration.State;
import io.polder.gateway.Route;
import io.polder.gateway.Uplink;
import io.polder.protocol.Address;
import io.polder.protocol.Domain;
import io.polder.protocol.Frame;
import io.polder.protocol.Reading;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Algorithm;
import io.polder.testkit.Await;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every device protocol must do, shown with a foreign client over real sockets.
public abstract class DeviceProtocolContract extends DeviceWorld {
    @Test
    void a_signed_frame_reaches_the_chain_as_the_device_signed_it() throws Exception {
        Transaction.DeviceFrame frame = frame(THING, thingKey);
        assertAcknowledged(await(device().send(frame(THING, frame))));
        assertThat(chain.taken()).containsExactly(frame);
        assertThat(chain.frames().getFirst().frame().proxied()).isFalse();
    }

    @Test
    void a_message_is_acknowledged_when_it_is_final_and_not_before() throws Exception {
        chain.hold(true);
        CompletableFuture<Reply> reply = device().send(frame(THING, frame(THING, thingKey)));
        Await.until(Duration.ofSeconds(10), "one transaction waits", () -> chain.waiting() == 1, chain::waiting);
        Await.during(Duration.ofMillis(300), "no answer", () -> !reply.isDone());
        chain.hold(false);
        assertAcknowledged(await(reply));
    }

    @Test
    void a_route_may_acknowledge_what_is_accepted() throws Exception {
        start(
                new Route(CHAIN, EnumSet.allOf(Form.class), Route.Acknowledge.ACCEPTED, true),
                Bounds.STANDARD,
                new Encryption.None());
        chain.hold(true);
        DeviceClient device = device();
        assertAcknowledged(await(device.send(frame(THING, frame(THING, thingKey)))));
        assertAcknowledged(await(device.send(senml(THING, SENML))));
        assertThat(chain.taken()).isEmpty();
    }

    @Test
    void unsigned_readings_become_a_batch_that_the_city_vouches_for() throws Exception {
        assertAcknowledged(await(device().send(senml(THING, SENML))));
        Frame batch = chain.frames().getFirst().frame();
        assertThat(batch.proxied()).isTrue();
        assertThat(batch.sender()).isEqualTo(Address.city("node1"));
        Reading reading = Reading.decode(batch.readings().getFirst());
        assertThat(reading)
                .isEqualTo(new Reading(
                        Optional.of(THING),
                        "pm10",
                        Optional.of("ug/m3"),
                        new Reading.Value.Quantity(new BigDecimal("21.3")),
                        1_700_000_000_000L));
    }

    @Test
    void senml_in_cbor_means_the_same() throws Exception {
        Bytes cbor = Bytes.hex("81a4" + "0064706d3130" + "016575672f6d33" + "02fb40354ccccccccccd" + "061a6553f100");
        assertAcknowledged(await(device().send(new Uplink(CHAIN, THING, Form.SENML_CBOR, cbor))));
        Reading reading =
                Reading.decode(chain.frames().getFirst().frame().readings().getFirst());
        assertThat(reading.value()).isEqualTo(new Reading.Value.Quantity(new BigDecimal("21.3")));
        assertThat(reading.time()).isEqualTo(1_700_000_000_000L);
    }

    @Test
    void readings_of_many_devices_share_a_batch() throws Exception {
        DeviceClient other = device(DeviceLogin.token(OTHER, gateway.token(OTHER)));
        DeviceClient one = device();
        assertAcknowledged(await(one.send(senml(THING, SENML))));
        assertAcknowledged(await(other.send(senml(OTHER, SENML))));
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            replies.add(one.send(senml(THING, SENML)));
            replies.add(other.send(senml(OTHER, SENML)));
        }
        for (CompletableFuture<Reply> reply : replies) assertAcknowledged(await(reply));
        int readings = chain.frames().stream()
                .mapToInt(f -> f.frame().readings().size())
                .sum();
        assertThat(readings).isEqualTo(42);
        assertThat(chain.frames().size()).isLessThan(20);
    }

    @Test
    void a_spoilt_reading_costs_the_others_of_its_batch_nothing() throws Exception {
        chain.revertOn(reading -> reading.name().equals("spoilt"));
        DeviceClient device = device();
        CompletableFuture<Reply> good = device.send(senml(THING, SENML));
        DeviceClient bad = device(DeviceLogin.token(OTHER, gateway.token(OTHER)));
        CompletableFuture<Reply> refused = bad.send(senml(OTHER, SENML.replace("pm10", "spoilt")));
        assertAcknowledged(await(good));
        assertRefused(await(refused), "spoilt");
    }

    @Test
    void a_wrong_token_lets_nobody_in() throws Exception {
        assertRefused(
                await(device(DeviceLogin.token(THING, gateway.token(OTHER))).send(senml(THING, SENML))),
                "unauthenticated");
        assertThat(chain.taken()).isEmpty();
    }

    @Test
    void a_thing_that_is_not_enrolled_is_not_let_in() throws Exception {
        DeviceClient stranger = device(DeviceLogin.token("NOBODY", gateway.token("NOBODY")));
        assertRefused(await(stranger.send(senml("NOBODY", SENML))), "unknown-sender");
    }

    @Test
    void a_suspended_or_retired_thing_is_not_let_in() throws Exception {
        for (State state : List.of(State.ENROLLED, State.SUSPENDED, State.RETIRED)) {
            chain.register(THING, state, thingKey.publicKey());
            assertRefused(await(device().send(senml(THING, SENML))), "suspended");
        }
    }

    @Test
    void a_suspension_takes_effect_on_an_open_connection_with_its_block() throws Exception {
        DeviceClient device = device();
        assertAcknowledged(await(device.send(senml(THING, SENML))));
        chain.register(THING, State.SUSPENDED, thingKey.publicKey());
        assertRefused(await(device.send(senml(THING, SENML))), "suspended");
    }

    @Test
    void a_city_vouches_for_its_own_things_alone_and_only_where_it_may() throws Exception {
        Optional<Hash> key = Optional.of(thingKey.publicKey().thumbprint());
        chain.register(new Registration(THING, State.ACTIVE, "node2", key, true), thingKey.publicKey());
        assertRefused(await(device().send(senml(THING, SENML))), "other-city");
        chain.register(new Registration(THING, State.ACTIVE, "node1", key, false), thingKey.publicKey());
        assertRefused(await(device().send(senml(THING, SENML))), "signs-itself");
        assertAcknowledged(await(device().send(frame(THING, frame(THING, thingKey)))));
    }

    @Test
    void a_thing_speaks_for_itself_alone() throws Exception {
        assertRefused(
                await(device(DeviceLogin.token(THING, gateway.token(THING))).send(senml(OTHER, SENML))),
                tellsOthersTopic());
        assertThat(chain.taken()).isEmpty();
    }

    /// HTTP names the thing once, so there a token of another thing is already no credential.
    protected String tellsOthersTopic() {
        return "not-permitted";
    }

    @Test
    void a_frame_of_another_thing_is_not_passed_on_even_if_its_signature_holds() throws Exception {
        assertRefused(await(device().send(frame(THING, frame(OTHER, otherKey)))), "not-permitted");
        assertThat(chain.taken()).isEmpty();
    }

    @Test
    void a_frame_in_the_name_of_the_city_is_not_passed_on() throws Exception {
        Frame frame = frame(THING, thingKey).frame();
        Transaction.DeviceFrame proxied = Transaction.sign(
                new Frame(frame.domain(), Address.city("node1"), frame.lane(), frame.window(), frame.readings()),
                cityKey);
        assertRefused(await(device().send(frame(THING, proxied))), "not-permitted");
    }

    @Test
    void a_frame_with_a_wrong_signature_is_refused() throws Exception {
        assertRefused(await(device().send(frame(THING, frame(THING, otherKey)))), "bad-signature");
    }

    @Test
    void an_organisation_enrols_a_device_through_it_before_it_has_a_credential() throws Exception {
        Transaction.Cose enrol = call(Address.org("hamburg"), orgKey, "enrol");
        DeviceClient device = device(DeviceLogin.none());
        assertAcknowledged(await(device.send(new Uplink(CHAIN, "NEW1", Form.TRANSACTION, enrol.raw()))));
        assertThat(chain.taken()).containsExactly(enrol);
    }

    @Test
    void without_a_credential_only_a_signature_counts() throws Exception {
        assertRefused(await(device(DeviceLogin.none()).send(senml(THING, SENML))), "unauthenticated");
        Transaction.DeviceFrame frame = frame(THING, thingKey);
        assertAcknowledged(await(device(DeviceLogin.none()).send(frame(THING, frame))));
        assertThat(chain.taken()).containsExactly(frame);
    }

    @Test
    void where_the_route_does_not_let_signatures_stand_alone_a_credential_is_needed() throws Exception {
        start(
                new Route(CHAIN, EnumSet.allOf(Form.class), Route.Acknowledge.FINAL, false),
                Bounds.STANDARD,
                new Encryption.None());
        assertRefused(await(device(DeviceLogin.none()).send(frame(THING, frame(THING, thingKey)))), "unauthenticated");
        Transaction.Cose enrol = call(Address.org("hamburg"), orgKey, "enrol");
        assertRefused(await(device().send(new Uplink(CHAIN, THING, Form.TRANSACTION, enrol.raw()))), "not-permitted");
        Transaction.Cose own = call(Address.thing(THING), thingKey, "rotate-key");
        assertAcknowledged(await(device().send(new Uplink(CHAIN, THING, Form.TRANSACTION, own.raw()))));
    }

    @Test
    void a_form_that_the_route_leaves_out_is_refused() throws Exception {
        start(
                new Route(CHAIN, EnumSet.of(Form.FRAME), Route.Acknowledge.FINAL, true),
                Bounds.STANDARD,
                new Encryption.None());
        assertRefused(await(device().send(senml(THING, SENML))), "not-permitted");
    }

    @Test
    void a_chain_without_a_route_is_refused() throws Exception {
        assertRefused(
                await(device().send(new Uplink("nowhere", THING, Form.SENML_JSON, Bytes.utf8(SENML)))),
                "unknown-chain");
    }

    @Test
    void what_is_tried_on_a_private_chain_is_noted_for_its_owner_and_answered_as_if_there_were_none() throws Exception {
        for (String absent : List.of(VAULT, "hamburg.nihil"))
            assertRefused(
                    await(device().send(new Uplink(absent, THING, Form.SENML_JSON, Bytes.utf8(SENML)))),
                    "unknown-chain");
        assertThat(attempts.of(VAULT)).singleElement().satisfies(kept -> {
            assertThat(kept.attempt().by()).isEqualTo("thing:" + THING);
            assertThat(kept.attempt().asked()).isEqualTo("uplink senml-json of thing:" + THING);
        });
        assertThat(attempts.of("hamburg.nihil")).isEmpty();
    }

    @Test
    void what_is_malformed_is_refused() throws Exception {
        assertRefused(await(device().send(senml(THING, "[{\"n\":"))), "malformed");
        assertRefused(await(device().send(new Uplink(CHAIN, THING, Form.FRAME, Bytes.hex("8201")))), "malformed");
        assertRefused(
                await(device().send(new Uplink(CHAIN, THING, Form.SENML_CBOR, Bytes.hex("9f9f9f")))), "malformed");
    }

    @Test
    void what_is_too_large_is_refused() throws Exception {
        String blanks = " ".repeat(70_000);
        assertRefused(await(device().send(senml(THING, blanks + SENML))), "too-large");
    }

    @Test
    void more_than_a_thing_may_send_is_over_quota_and_others_feel_nothing() throws Exception {
        start(Route.open(CHAIN), new Bounds(16, 1_000, 1 << 20, 1, 1 << 20, 100), new Encryption.None());
        DeviceClient device = device();
        assertAcknowledged(await(device.send(senml(THING, SENML))));
        assertAcknowledged(await(device.send(senml(THING, SENML))));
        assertRefused(await(device.send(senml(THING, SENML))), "over-quota");
        DeviceClient other = device(DeviceLogin.token(OTHER, gateway.token(OTHER)));
        assertAcknowledged(await(other.send(senml(OTHER, SENML))));
    }

    @Test
    void many_messages_in_flight_are_each_answered_once() throws Exception {
        DeviceClient device = device();
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 100; i++) replies.add(device.send(frame(THING, frame(THING, thingKey))));
        for (CompletableFuture<Reply> reply : replies) assertAcknowledged(await(reply));
        assertThat(chain.taken()).hasSize(100);
        Await.until(Duration.ofSeconds(5), "nothing in flight", () -> gateway.inFlight() == 0, gateway::inFlight);
    }

    @Test
    void a_device_without_a_clock_learns_the_time_the_network_and_a_window() throws Exception {
        long before = System.currentTimeMillis();
        String json = device().time(CHAIN, THING).get(20, TimeUnit.SECONDS);
        assertThat(json)
                .contains("\"network\":\"" + chain.domain().network() + "\"")
                .contains("\"chain\":\"" + CHAIN + "\"");
        long now = Long.parseLong(json.replaceAll(".*\"now\":(\\d+).*", "$1"));
        assertThat(now).isBetween(before, System.currentTimeMillis());
        assertThat(Long.parseLong(json.replaceAll(".*\"expires\":(\\d+).*", "$1")))
                .isGreaterThan(now);
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ED25519", "ES256"})
    void a_client_certificate_over_the_registered_key_lets_a_thing_in(Algorithm algorithm) throws Exception {
        TestCertificate own = TestCertificate.make(folder, THING, algorithm);
        encrypted();
        DeviceClient device = device(DeviceLogin.certificate(THING, own));
        assertRefused(await(device.send(senml(THING, SENML))), "unknown-key");
        chain.register(THING, State.ACTIVE, own.key());
        device = device(DeviceLogin.certificate(THING, own));
        assertAcknowledged(await(device.send(senml(THING, SENML))));
        chain.register(THING, State.ACTIVE, thingKey.publicKey());
        assertRefused(await(device.send(senml(THING, SENML))), "unknown-key");
    }

    @Test
    void a_token_counts_under_tls_too() throws Exception {
        encrypted();
        assertAcknowledged(await(device().send(senml(THING, SENML))));
    }

    @Test
    void a_chain_that_fails_to_serve_is_told_as_such() throws Exception {
        chain.refuse(Optional.of(RefusalCode.NOT_SERVING));
        assertRefused(await(device().send(frame(THING, frame(THING, thingKey)))), "not-serving");
        assertThat(chain.taken()).isEmpty();
    }

    @Test
    void a_frame_for_another_network_is_refused() throws Exception {
        Frame here = frame(THING, thingKey).frame();
        Frame elsewhere =
                new Frame(new Domain(Hash.ZERO, CHAIN), here.sender(), here.lane(), here.window(), here.readings());
        assertRefused(await(device().send(frame(THING, Transaction.sign(elsewhere, thingKey)))), "unknown-chain");
    }
}
