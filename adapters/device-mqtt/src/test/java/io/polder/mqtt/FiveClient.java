package io.polder.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import io.polder.devicekit.DeviceClient;
import io.polder.devicekit.DeviceLogin;
import io.polder.devicekit.TestCertificate;
import io.polder.gateway.Uplink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/// The HiveMQ client speaking MQTT 5.
final class FiveClient implements DeviceClient {
    private final Mqtt5AsyncClient client;
    private final DeviceLogin login;
    private Optional<CompletableFuture<Mqtt5ConnAck>> connected = Optional.empty();

    FiveClient(int port, DeviceLogin login, Optional<TestCertificate> server) {
        this.login = login;
        Mqtt5ClientBuilder builder = MqttClient.builder()
                .useMqttVersion5()
                .identifier(UUID.randomUUID().toString())
                .serverHost("127.0.0.1")
                .serverPort(port);
        server.ifPresent(certificate -> builder.sslConfig(tls(certificate, login)));
        this.client = builder.buildAsync();
    }

    static MqttClientSslConfig tls(TestCertificate server, DeviceLogin login) {
        try {
            var config = MqttClientSslConfig.builder().trustManagerFactory(server.trust());
            if (login.certificate().isPresent())
                config.keyManagerFactory(login.certificate().get().identity());
            return config.handshakeTimeout(20, TimeUnit.SECONDS).build();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    synchronized CompletableFuture<Mqtt5ConnAck> connect() {
        if (connected.isEmpty()) {
            var connect = client.connectWith();
            if (login.token().isPresent())
                connect = connect.simpleAuth()
                        .username(login.thing().orElseThrow())
                        .password(login.token().get().getBytes(StandardCharsets.UTF_8))
                        .applySimpleAuth();
            connected = Optional.of(connect.send());
        }
        return connected.get();
    }

    Mqtt5AsyncClient client() {
        return client;
    }

    @Override
    public CompletableFuture<Reply> send(Uplink uplink) {
        return connect()
                .thenCompose(connack -> client.publishWith()
                        .topic(Topic.of(
                                uplink.chain(), uplink.thing(), uplink.form().text()))
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(uplink.content().toArray())
                        .send())
                .handle((result, failure) -> failure == null ? new Reply.Acknowledged() : refused(failure));
    }

    private static Reply refused(Throwable failure) {
        return switch (failure instanceof CompletionException ? failure.getCause() : failure) {
            case Mqtt5ConnAckException e -> refused(e.getMqttMessage().getUserProperties());
            case Mqtt5PubAckException e -> refused(e.getMqttMessage().getUserProperties());
            case Throwable other -> new Reply.Refused(Optional.of(other.toString()));
        };
    }

    private static Reply refused(Mqtt5UserProperties properties) {
        return new Reply.Refused(properties.asList().stream()
                .filter(property -> property.getName().toString().equals("code"))
                .map(property -> property.getValue().toString())
                .findFirst());
    }

    @Override
    public CompletableFuture<String> time(String chain, String thing) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        connect()
                .thenCompose(connack -> client.subscribeWith()
                        .topicFilter(Topic.of(chain, thing, "down/#"))
                        .callback(publish ->
                                answer.complete(new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8)))
                        .send())
                .thenCompose(suback -> client.publishWith()
                        .topic(Topic.of(chain, thing, Topic.TIME))
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .send())
                .exceptionally(failure -> {
                    answer.completeExceptionally(failure);
                    return null;
                });
        return answer;
    }

    @Override
    public void close() {
        client.disconnect();
    }
}
