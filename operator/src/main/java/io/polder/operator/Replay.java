package io.polder.operator;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.polder.cli.Failure;
import io.polder.protocol.Founding;
import io.polder.protocol.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One station's MQTT session: publishes its frames with QoS 1 and learns when each is final.
final class Replay implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(20);

    private final StationThing thing;
    private final Mqtt5AsyncClient client;

    private Replay(StationThing thing, Mqtt5AsyncClient client) {
        this.thing = thing;
        this.client = client;
    }

    static Replay connect(StationThing thing) {
        Mqtt5AsyncClient client = MqttClient.builder()
                .useMqttVersion5()
                .identifier(thing.name())
                .serverHost(thing.city.config().doors().bind())
                .serverPort(thing.city.config().doors().mqtt())
                .automaticReconnectWithDefaultConfig()
                .simpleAuth()
                .username(thing.name())
                .password(thing.token().getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildAsync();
        try {
            client.connect().get(CONNECT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(1, "interrupted", "");
        } catch (ExecutionException | TimeoutException e) {
            throw new Failure(1, thing.city.name() + " lets " + thing.name() + " not in: " + e, "see its node.log");
        }
        return new Replay(thing, client);
    }

    /// Completes with the frame's transaction when the city says that it is final; fails when it is refused.
    CompletableFuture<Transaction.DeviceFrame> publish(List<Stations.Measured> readings) {
        Transaction.DeviceFrame frame = thing.frame(readings);
        return client.publishWith()
                .topic("polder/v1/" + Founding.PUBLIC_CHAIN + "/" + thing.name() + "/frame")
                .payload(frame.raw().shared())
                .qos(MqttQos.AT_LEAST_ONCE)
                .send()
                .thenApply(result -> {
                    if (result.getError().isPresent())
                        throw new IllegalStateException(result.getError().get());
                    if (result instanceof Mqtt5PublishResult.Mqtt5Qos1Result acknowledged) named(acknowledged, frame);
                    return frame;
                });
    }

    /// The city says which transaction it acknowledges; it must be the one that was sent.
    private static void named(Mqtt5PublishResult.Mqtt5Qos1Result acknowledged, Transaction.DeviceFrame frame) {
        List<String> ids = acknowledged.getPubAck().getUserProperties().asList().stream()
                .filter(p -> p.getName().toString().equals("id"))
                .map(p -> p.getValue().toString())
                .toList();
        if (!ids.equals(List.of(frame.id().toHex())))
            throw new IllegalStateException("expected an acknowledgement of " + frame.id() + ", got one of " + ids);
    }

    boolean connected() {
        return client.getState().isConnected();
    }

    @Override
    public void close() {
        client.disconnect();
    }
}
