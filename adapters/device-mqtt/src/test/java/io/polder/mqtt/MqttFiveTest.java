package io.polder.mqtt;

import io.polder.devicekit.DeviceClient;
import io.polder.devicekit.DeviceLogin;
import io.polder.devicekit.DeviceProtocolContract;
import io.polder.devicekit.TestCertificate;
import io.polder.gateway.DeviceProtocol;
import io.polder.gateway.Encryption;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// MQTT 5 keeps the contract of device protocols.
class MqttFiveTest extends DeviceProtocolContract {
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
}
