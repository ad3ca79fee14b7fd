package io.polder.devicehttp;

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

/// HTTP keeps the contract of device protocols.
class HttpDoorTest extends DeviceProtocolContract {
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
        return new HttpDoor(vertx, HttpSettings.loopback(0).with(encryption));
    }

    @Override
    protected DeviceClient client(int port, DeviceLogin login, Optional<TestCertificate> server) {
        return new JdkClient(port, login, server);
    }

    @Override
    protected String tellsOthersTopic() {
        return "unauthenticated";
    }
}
