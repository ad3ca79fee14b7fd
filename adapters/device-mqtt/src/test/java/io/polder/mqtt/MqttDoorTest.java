package io.polder.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAck;
import io.polder.devicekit.DeviceClient;
import io.polder.devicekit.DeviceClient.Reply;
import io.polder.devicekit.DeviceLogin;
import io.polder.devicekit.DeviceWorld;
import io.polder.devicekit.TestCertificate;
import io.polder.gateway.Bounds;
import io.polder.gateway.DeviceProtocol;
import io.polder.gateway.Encryption;
import io.polder.gateway.GatewayException;
import io.polder.gateway.Route;
import io.polder.mqtt.RawClient.Hello;
import io.polder.mqtt.RawClient.Packet;
import io.polder.mqtt.RawClient.Will;
import io.polder.testkit.Await;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What MQTT itself demands of the door, and what hostile clients try.
class MqttDoorTest extends DeviceWorld {
    private static final int CONNACK = 2;
    private static final int PUBACK = 4;
    private static final int DISCONNECT = 14;
    private static final int QOS_1 = 2;
    private static final int QOS_2 = 4;
    private static final byte[] READING = SENML.getBytes(StandardCharsets.UTF_8);
    private static final String TOPIC = Topic.of(CHAIN, THING, "senml-json");
    private static Vertx vertx;
    private MqttSettings settings = MqttSettings.loopback(0);

    @BeforeAll
    static void openVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void closeVertx() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Override
    protected DeviceProtocol door(Encryption encryption) {
        return new MqttDoor(vertx, settings.with(encryption));
    }

    @Override
    protected DeviceClient client(int port, DeviceLogin login, Optional<TestCertificate> server) {
        return new FiveClient(port, login, server);
    }

    private void restart(Bounds bounds) {
        start(Route.open(CHAIN), bounds, new Encryption.None());
    }

    private Hello hello(int level, String client) {
        return new Hello(level, client, Optional.of(THING), gateway.token(THING), Optional.empty());
    }

    private RawClient raw(Hello hello) throws IOException {
        RawClient client = new RawClient(door.port());
        client.connect(hello);
        Packet connack = client.read().orElseThrow();
        assertThat(connack.kind()).isEqualTo(CONNACK);
        assertThat(connack.body()[1]).isZero();
        return client;
    }

    private int connections() {
        return ((MqttDoor) door).connections();
    }

    @Test
    void mqtt_5_clients_are_told_what_the_door_bears() throws Exception {
        FiveClient device = (FiveClient) device();
        Mqtt5ConnAck connack = device.connect().get(20, TimeUnit.SECONDS);
        assertThat(connack.isSessionPresent()).isFalse();
        assertThat(connack.getRestrictions().getReceiveMaximum()).isEqualTo(Bounds.STANDARD.thingInFlight());
        assertThat(connack.getRestrictions().getMaximumQos()).isEqualTo(MqttQos.AT_LEAST_ONCE);
        assertThat(connack.getRestrictions().isRetainAvailable()).isFalse();
        assertThat(connack.getRestrictions().getMaximumPacketSize()).isEqualTo(MqttSettings.PACKET_BYTES);
        assertThat(connack.getSessionExpiryInterval()).hasValue(0);
    }

    @Test
    void an_mqtt_5_acknowledgement_names_the_transaction_and_its_height() throws Exception {
        FiveClient device = (FiveClient) device();
        device.connect().get(20, TimeUnit.SECONDS);
        var result = device.client()
                .publishWith()
                .topic(TOPIC)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(READING)
                .send()
                .get(20, TimeUnit.SECONDS);
        Mqtt5PubAck puback =
                ((com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos1Result) result).getPubAck();
        List<String> said = puback.getUserProperties().asList().stream()
                .map(p -> p.getName() + "=" + p.getValue())
                .toList();
        assertThat(said).containsExactly("id=" + chain.taken().getFirst().id(), "height=1");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void quality_2_ends_the_connection(int level) throws Exception {
        try (RawClient client = raw(hello(level, "q2"))) {
            client.publish(level, QOS_2, 7, TOPIC, READING);
            Optional<Packet> last = client.untilClosed();
            if (level == 5) assertThat(last.orElseThrow().body()).startsWith(0x9b);
            else assertThat(last).isEmpty();
        }
        assertThat(chain.taken()).isEmpty();
    }

    @Test
    void a_retained_message_ends_an_mqtt_5_connection() throws Exception {
        try (RawClient client = raw(hello(5, "retain"))) {
            client.publish(5, QOS_1 | 1, 7, TOPIC, READING);
            Packet last = client.untilClosed().orElseThrow();
            assertThat(last.kind()).isEqualTo(DISCONNECT);
            assertThat(last.body()).startsWith(0x9a);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void more_in_flight_than_was_promised_ends_the_connection(int level) throws Exception {
        restart(new Bounds(4, 100, 1 << 20, 1_000, 1 << 20, 100));
        chain.hold(true);
        try (RawClient client = raw(hello(level, "flood"))) {
            for (int id = 1; id <= 5; id++) client.publish(level, QOS_1, id, TOPIC, READING);
            Optional<Packet> last = client.untilClosed();
            if (level == 5) assertThat(last.orElseThrow().body()).startsWith(0x93);
            else assertThat(last).isEmpty();
        }
    }

    @Test
    void a_repeated_packet_is_answered_once() throws Exception {
        chain.hold(true);
        try (RawClient client = raw(hello(4, "again"))) {
            client.publish(4, QOS_1, 9, TOPIC, READING);
            client.publish(4, QOS_1 | 8, 9, TOPIC, READING);
            Await.until(Duration.ofSeconds(10), "one batch waits", () -> chain.waiting() == 1, chain::waiting);
            chain.hold(false);
            Packet puback = client.read().orElseThrow();
            assertThat(puback.kind()).isEqualTo(PUBACK);
            assertThat(puback.body()).containsExactly(0, 9);
            client.packet(0xc0, new byte[0]);
            assertThat(client.read().orElseThrow().kind()).isEqualTo(13);
        }
        assertThat(chain.frames().getFirst().frame().readings()).hasSize(1);
    }

    @Test
    void a_flood_of_quality_0_takes_no_more_room_than_a_thing_has() throws Exception {
        restart(new Bounds(8, 100, 1 << 20, 1_000, 1 << 20, 100));
        chain.hold(true);
        try (RawClient client = raw(hello(4, "flood0"))) {
            for (int i = 0; i < 200; i++) client.publish(4, 0, 0, TOPIC, READING);
            client.packet(0xc0, new byte[0]);
            assertThat(client.read().orElseThrow().kind()).isEqualTo(13);
            assertThat(gateway.inFlight()).isEqualTo(8);
            chain.hold(false);
            Await.until(Duration.ofSeconds(10), "none in flight", () -> gateway.inFlight() == 0, gateway::inFlight);
        }
    }

    @Test
    void a_packet_that_is_too_large_ends_the_connection() throws Exception {
        try (RawClient client = raw(hello(5, "large"))) {
            client.publish(5, QOS_1, 1, TOPIC, new byte[MqttSettings.PACKET_BYTES + 1]);
            assertThat(client.untilClosed().orElseThrow().body()).startsWith(0x95);
        }
    }

    @Test
    void bytes_that_are_no_mqtt_end_their_connection_and_no_other() throws Exception {
        Random random = new Random(20_261_122);
        DeviceClient honest = device();
        for (int i = 0; i < 60; i++) {
            byte[] noise = new byte[1 + random.nextInt(200)];
            random.nextBytes(noise);
            try (RawClient client = new RawClient(door.port())) {
                if (i % 2 == 0) client.connect(hello(i % 4 == 0 ? 4 : 5, "noise" + i));
                client.write(noise);
            }
        }
        assertThat(await(honest.send(senml(THING, SENML)))).isEqualTo(new Reply.Acknowledged());
        Await.until(Duration.ofSeconds(20), "one connection", () -> connections() == 1, this::connections);
    }

    @Test
    void a_packet_before_connect_and_a_second_connect_end_the_connection() throws Exception {
        try (RawClient client = new RawClient(door.port())) {
            client.publish(4, QOS_1, 1, TOPIC, READING);
            assertThat(client.untilClosed()).isEmpty();
        }
        try (RawClient client = raw(hello(4, "twice"))) {
            client.connect(hello(4, "twice"));
            assertThat(client.untilClosed()).isEmpty();
        }
    }

    @Test
    void the_will_of_a_lost_device_is_an_uplink() throws Exception {
        Hello hello =
                new Hello(4, "lost", Optional.of(THING), gateway.token(THING), Optional.of(new Will(TOPIC, READING)));
        raw(hello).close();
        Await.until(Duration.ofSeconds(10), "the will", () -> chain.frames().size() == 1, chain::taken);
    }

    @Test
    void who_takes_leave_has_no_will() throws Exception {
        Hello hello = new Hello(
                4, "leaving", Optional.of(THING), gateway.token(THING), Optional.of(new Will(TOPIC, READING)));
        try (RawClient client = raw(hello)) {
            client.packet(0xe0, new byte[0]);
            client.untilClosed();
        }
        Await.until(Duration.ofSeconds(10), "no connection", () -> connections() == 0, this::connections);
        Await.during(
                Duration.ofMillis(200),
                "no will",
                () -> chain.waiting() == 0 && chain.taken().isEmpty());
    }

    @Test
    void a_will_in_the_name_of_another_thing_is_refused_at_once() throws Exception {
        Will foreign = new Will(Topic.of(CHAIN, OTHER, "senml-json"), READING);
        try (RawClient client = new RawClient(door.port())) {
            client.connect(new Hello(5, "will", Optional.of(THING), gateway.token(THING), Optional.of(foreign)));
            assertThat(client.untilClosed().orElseThrow().body()[1]).isEqualTo((byte) 0x87);
        }
    }

    @Test
    void a_second_connection_of_a_client_ends_the_first_but_not_that_of_another_thing() throws Exception {
        try (RawClient first = raw(hello(5, "same"));
                RawClient foreign =
                        raw(new Hello(5, "same", Optional.of(OTHER), gateway.token(OTHER), Optional.empty()));
                RawClient second = raw(hello(5, "same"))) {
            assertThat(first.untilClosed().orElseThrow().body()).startsWith(0x8e);
            for (RawClient open : List.of(foreign, second)) {
                open.packet(0xc0, new byte[0]);
                assertThat(open.read().orElseThrow().kind()).isEqualTo(13);
            }
            assertThat(connections()).isEqualTo(2);
        }
    }

    @Test
    void a_thing_hears_what_goes_down_to_itself_and_nothing_else() throws Exception {
        FiveClient device = (FiveClient) device();
        device.connect().get(20, TimeUnit.SECONDS);
        for (String filter : List.of("#", "polder/v1/city/+/down/#", Topic.of(CHAIN, OTHER, "down/#"), TOPIC)) {
            assertThatThrownBy(() -> device.client()
                            .subscribeWith()
                            .topicFilter(filter)
                            .send()
                            .get(20, TimeUnit.SECONDS))
                    .as(filter)
                    .hasCauseInstanceOf(Mqtt5SubAckException.class);
        }
        device.client()
                .subscribeWith()
                .topicFilter(Topic.of("+", THING, "down/#"))
                .send()
                .get(20, TimeUnit.SECONDS);
    }

    @Test
    void an_mqtt_3_client_learns_on_its_errors_topic_why_the_connection_ends() throws Exception {
        try (ThreeClient device =
                new ThreeClient(door.port(), DeviceLogin.token(THING, gateway.token(THING)), Optional.empty())) {
            CompletableFuture<String> error = device.listen(CHAIN, THING);
            assertThat(await(device.send(senml(THING, "[]")))).isEqualTo(new Reply.Refused(Optional.empty()));
            assertThat(error.get(20, TimeUnit.SECONDS)).contains("\"code\":\"malformed\"");
        }
    }

    @Test
    void more_clients_than_the_door_has_room_for_are_turned_away() throws Exception {
        settings = new MqttSettings(
                "127.0.0.1", 0, new Encryption.None(), 2, MqttSettings.PACKET_BYTES, Duration.ofMinutes(1));
        restart(Bounds.STANDARD);
        try (RawClient one = raw(hello(4, "1"));
                RawClient two = raw(hello(4, "2"));
                RawClient three = new RawClient(door.port())) {
            three.connect(hello(4, "3"));
            for (RawClient open : List.of(one, two)) open.packet(0xc0, new byte[0]);
            assertThat(three.untilClosed().orElseThrow().body()[1]).isEqualTo((byte) 3);
        }
    }

    @Test
    void a_silent_client_loses_its_place_whatever_keep_alive_it_asked_for() throws Exception {
        settings = new MqttSettings(
                "127.0.0.1", 0, new Encryption.None(), 2, MqttSettings.PACKET_BYTES, Duration.ofSeconds(1));
        restart(Bounds.STANDARD);
        try (RawClient client = raw(hello(5, "silent"))) {
            assertThat(client.untilClosed().orElseThrow().body()).startsWith(0x8d);
        }
    }

    @Test
    void without_encryption_the_door_listens_on_loopback_alone() {
        MqttSettings open = new MqttSettings(
                "0.0.0.0", 0, new Encryption.None(), 1, MqttSettings.PACKET_BYTES, Duration.ofMinutes(1));
        assertThatThrownBy(() -> new MqttDoor(vertx, open).start(gateway)).isInstanceOf(GatewayException.class);
    }
}
