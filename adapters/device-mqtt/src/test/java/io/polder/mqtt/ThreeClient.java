package io.polder.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.MqttSessionExpiredException;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAck;
import io.polder.devicekit.DeviceClient;
import io.polder.devicekit.DeviceLogin;
import io.polder.devicekit.TestCertificate;
import io.polder.gateway.Uplink;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// The HiveMQ client speaking MQTT 3.1.1, which learns of a refusal only that the connection ends.
final class ThreeClient implements DeviceClient {
    private final Mqtt3AsyncClient client;
    private final DeviceLogin login;
    private Optional<CompletableFuture<Mqtt3ConnAck>> connected = Optional.empty();

    ThreeClient(int port, DeviceLogin login, Optional<TestCertificate> server) {
        this.login = login;
        Mqtt3ClientBuilder builder = MqttClient.builder()
                .useMqttVersion3()
                .identifier(UUID.randomUUID().toString())
                .serverHost("127.0.0.1")
                .serverPort(port);
        server.ifPresent(certificate -> builder.sslConfig(FiveClient.tls(certificate, login)));
        this.client = builder.buildAsync();
    }

    synchronized CompletableFuture<Mqtt3ConnAck> connect() {
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

    Mqtt3AsyncClient client() {
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
            case Mqtt3ConnAckException e -> new Reply.Refused(Optional.empty());
            case ConnectionClosedException e -> new Reply.Refused(Optional.empty());
            case MqttSessionExpiredException e -> new Reply.Refused(Optional.empty());
            case Throwable other -> throw new IllegalStateException(other);
        };
    }

    @Override
    public CompletableFuture<String> time(String chain, String thing) {
        CompletableFuture<String> answer = listen(chain, thing);
        return connect()
                .thenCompose(connack -> client.publishWith()
                        .topic(Topic.of(chain, thing, Topic.TIME))
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .send())
                .thenCompose(published -> answer);
    }

    /// The next message that goes down to the thing.
    CompletableFuture<String> listen(String chain, String thing) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        connect()
                .thenCompose(connack -> client.subscribeWith()
                        .topicFilter(Topic.of(chain, thing, "down/#"))
                        .callback(publish ->
                                answer.complete(new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8)))
                        .send())
                .join();
        return answer;
    }

    @Override
    public void close() {
        client.disconnect();
    }
}
