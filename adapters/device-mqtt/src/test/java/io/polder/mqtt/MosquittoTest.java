package io.polder.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.polder.devicekit.DeviceClient;
import io.polder.devicekit.DeviceLogin;
import io.polder.devicekit.DeviceWorld;
import io.polder.devicekit.TestCertificate;
import io.polder.gateway.Bounds;
import io.polder.gateway.DeviceProtocol;
import io.polder.gateway.Encryption;
import io.polder.gateway.Registration.State;
import io.polder.gateway.Route;
import io.polder.protocol.Reading;
import io.polder.protocol.signature.Algorithm;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The door to the command-line clients of Eclipse Mosquitto, and to the example that uses them.
class MosquittoTest extends DeviceWorld {
    private static final String TOPIC = Topic.of(CHAIN, THING, "senml-json");
    private static Vertx vertx;

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
        return new MqttDoor(vertx, MqttSettings.loopback(0).with(encryption));
    }

    @Override
    protected DeviceClient client(int port, DeviceLogin login, Optional<TestCertificate> server) {
        return new FiveClient(port, login, server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv311", "mqttv5"})
    void mosquitto_publishes_and_learns_of_refusals(String version) throws Exception {
        Mosquitto.assumePresent();
        List<String> login = List.of("-V", version, "-p", door.port() + "", "-q", "1", "-u", THING);
        List<String> good = new ArrayList<>(login);
        good.addAll(List.of("-P", gateway.token(THING), "-t", TOPIC, "-m", SENML));
        assertThat(Mosquitto.publish(good)).isZero();
        assertThat(chain.frames()).hasSize(1);
        List<String> bad = new ArrayList<>(login);
        bad.addAll(List.of("-P", "wrong", "-t", TOPIC, "-m", SENML));
        assertThat(Mosquitto.publish(bad)).isNotZero();
        assertThat(chain.frames()).hasSize(1);
    }

    @Test
    void mosquitto_shows_a_client_certificate_to_a_door_with_pem_files() throws Exception {
        Mosquitto.assumePresent();
        TestCertificate server = TestCertificate.make(folder, "localhost", Algorithm.ES256);
        TestCertificate own = TestCertificate.make(folder, THING, Algorithm.ED25519);
        for (TestCertificate each : List.of(server, own)) {
            Files.writeString(each.store().resolveSibling(each.store().getFileName() + ".crt"), each.pem());
            Files.writeString(each.store().resolveSibling(each.store().getFileName() + ".key"), each.keyPem());
        }
        start(
                Route.open(CHAIN),
                Bounds.STANDARD,
                new Encryption.Pem(
                        folder.resolve("localhost-ES256.p12.crt"), folder.resolve("localhost-ES256.p12.key")));
        chain.register(THING, State.ACTIVE, own.key());
        String ownFile = folder.resolve(THING + "-ED25519.p12").toString();
        List<String> arguments = List.of(
                "-V",
                "mqttv5",
                "-h",
                "127.0.0.1",
                "-p",
                door.port() + "",
                "-q",
                "1",
                "-t",
                TOPIC,
                "-m",
                SENML,
                "--cafile",
                folder.resolve("localhost-ES256.p12.crt").toString(),
                "--cert",
                ownFile + ".crt",
                "--key",
                ownFile + ".key");
        assertThat(Mosquitto.publish(arguments)).isZero();
        assertThat(chain.frames()).hasSize(1);
    }

    @Test
    void the_example_device_asks_for_the_time_signs_a_frame_and_publishes_it() throws Exception {
        Mosquitto.assumePresent();
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not installed");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
        Path key = folder.resolve("device.key");
        Files.write(key, thingKey.save().shared());
        Path example = Path.of(System.getProperty("polder.root"), "examples", "device", "device.py");
        List<String> command = List.of(
                "/usr/bin/python3",
                example + "",
                "send",
                "pm10=21.3",
                "--thing",
                THING,
                "--key",
                key + "",
                "--port",
                door.port() + "");
        assertThat(Mosquitto.run(command)).isZero();
        assertThat(chain.frames()).hasSize(1);
        assertThat(chain.frames().getFirst().frame().proxied()).isFalse();
        Reading reading =
                Reading.decode(chain.frames().getFirst().frame().readings().getFirst());
        assertThat(reading.name()).isEqualTo("pm10");
    }
}
