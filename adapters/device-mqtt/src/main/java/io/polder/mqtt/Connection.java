package io.polder.mqtt;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.polder.gateway.Delivery;
import io.polder.gateway.Form;
import io.polder.gateway.Inbox;
import io.polder.gateway.Session;
import io.polder.gateway.Uplink;
import io.polder.protocol.encoding.Bytes;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttWill;
import io.vertx.mqtt.messages.MqttDisconnectMessage;
import io.vertx.mqtt.messages.MqttPublishMessage;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import io.vertx.mqtt.messages.codes.MqttPubAckReasonCode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// One client of the MQTT door. Every method runs on the connection's event loop, but for what says otherwise.
final class Connection {
    private static final int REASON_MAX = 256;
    private static final int RECEIVE_MAX = 65_535;

    private final MqttEndpoint endpoint;
    private final Session session;
    private final Inbox inbox;
    private final Context loop;
    private final boolean five;
    private final boolean wantsReasons;
    private final long silenceMaxNanos;
    private final Subscriptions subscriptions;
    /// The packet identifiers of QoS 1 messages without an answer: at most `receiveMaximum`.
    private final Set<Integer> unanswered = new HashSet<>();
    private Runnable gone = () -> {};
    private int unpromised;
    private boolean departed;
    private volatile long heard = System.nanoTime();

    Connection(MqttEndpoint endpoint, Session session, Inbox inbox, Context loop, MqttSettings settings) {
        this.endpoint = endpoint;
        this.session = session;
        this.inbox = inbox;
        this.loop = loop;
        this.five = MqttDoor.five(endpoint);
        this.wantsReasons =
                five && number(endpoint.connectProperties(), MqttProperties.REQUEST_PROBLEM_INFORMATION, 1) == 1;
        this.silenceMaxNanos = settings.keepAliveMax().toNanos() / 2 * 3;
        this.subscriptions = new Subscriptions(endpoint, session.thing());
    }

    private static int number(MqttProperties properties, int id, int otherwise) {
        MqttProperty<?> property = properties.getProperty(id);
        return property != null && property.value() instanceof Integer value ? value : otherwise;
    }

    Optional<String> thing() {
        return session.thing();
    }

    int receiveMaximum() {
        return Math.min(RECEIVE_MAX, session.inFlightMax());
    }

    /// What is wrong with the client's will, which is an uplink that is sent when the client is lost.
    Optional<String> willFault() {
        MqttWill will = endpoint.will();
        if (!will.isWillFlag()) return Optional.empty();
        Optional<Topic> topic = Topic.parse(will.getWillTopic());
        if (topic.flatMap(Topic::form).isEmpty()) return Optional.of("expected a will on an uplink topic, got another");
        if (will.getWillQos() > 1 || will.isWillRetain())
            return Optional.of("expected a will of QoS 0 or 1 that is not retained, got another");
        boolean own =
                session.thing().filter(t -> !t.equals(topic.get().thing())).isEmpty();
        return own ? Optional.empty() : Optional.of("expected a will on a topic of its own thing, got another's");
    }

    void open(Runnable gone) {
        this.gone = gone;
        endpoint.publishAutoAck(false);
        endpoint.subscriptionAutoAck(false);
        endpoint.publishHandler(this::publish);
        endpoint.subscribeHandler(subscribe -> {
            hear();
            subscriptions.add(subscribe);
        });
        endpoint.unsubscribeHandler(unsubscribe -> {
            hear();
            subscriptions.remove(unsubscribe);
        });
        endpoint.pingHandler(ping -> hear());
        endpoint.disconnectMessageHandler(this::leave);
        endpoint.exceptionHandler(this::fail);
        endpoint.closeHandler(closed -> close());
    }

    private void hear() {
        heard = System.nanoTime();
    }

    private void publish(MqttPublishMessage message) {
        hear();
        Optional<MqttDisconnectReasonCode> breach = breach(message);
        if (breach.isPresent()) {
            end(breach.get());
            return;
        }
        boolean promised = message.qosLevel() == MqttQoS.AT_LEAST_ONCE;
        // Still on its way: the first one's answer answers both.
        if (promised && !unanswered.add(message.messageId())) return;
        if (!promised && unpromised >= receiveMaximum()) return;
        if (!promised) unpromised++;
        Optional<Topic> topic = Topic.parse(message.topicName());
        if (topic.isEmpty()) answer(message, topic, badTopic());
        else if (topic.get().form().isEmpty()) tellTime(message, topic.get());
        else send(message, topic.get(), topic.get().form().get());
    }

    private static Delivery badTopic() {
        return new Delivery.Refused(
                "bad-topic",
                "expected polder/v1/{chain}/{thing}/ and frame, tx, senml-json, senml-cbor or time, got another topic");
    }

    /// What ends the connection: features that CONNACK has ruled out (MQTT 5, 3.2.2.3), and more messages without
    /// an answer than were promised room for. MQTT 3.1.1 has no words for either, nor another way to slow a client.
    private Optional<MqttDisconnectReasonCode> breach(MqttPublishMessage message) {
        if (message.qosLevel() == MqttQoS.EXACTLY_ONCE) return Optional.of(MqttDisconnectReasonCode.QOS_NOT_SUPPORTED);
        if (five && message.isRetain()) return Optional.of(MqttDisconnectReasonCode.RETAIN_NOT_SUPPORTED);
        if (message.properties().getProperty(MqttProperties.TOPIC_ALIAS) != null)
            return Optional.of(MqttDisconnectReasonCode.TOPIC_ALIAS_INVALID);
        boolean full = message.qosLevel() == MqttQoS.AT_LEAST_ONCE
                && unanswered.size() >= receiveMaximum()
                && !unanswered.contains(message.messageId());
        return full ? Optional.of(MqttDisconnectReasonCode.RECEIVE_MAXIMUM_EXCEEDED) : Optional.empty();
    }

    private void send(MqttPublishMessage message, Topic topic, Form form) {
        Uplink uplink = new Uplink(
                topic.chain(), topic.thing(), form, Bytes.wrap(message.payload().getBytes()));
        session.send(uplink, delivery -> loop.runOnContext(now -> answer(message, Optional.of(topic), delivery)));
    }

    private void tellTime(MqttPublishMessage message, Topic topic) {
        boolean own = session.thing().filter(t -> !t.equals(topic.thing())).isEmpty();
        var advice = inbox.time(Optional.of(topic.chain()));
        if (!own || advice.isEmpty()) {
            answer(
                    message,
                    Optional.of(topic),
                    new Delivery.Refused("not-permitted", "expected the own thing's topic"));
            return;
        }
        MqttProperties properties = new MqttProperties();
        MqttProperty<?> correlation = message.properties().getProperty(MqttProperties.CORRELATION_DATA);
        if (correlation != null) properties.add(correlation);
        subscriptions.tell(topic, Topic.DOWN_TIME, Buffer.buffer(advice.get().json()), properties);
        acknowledge(message, MqttPubAckReasonCode.SUCCESS, MqttProperties.NO_PROPERTIES);
    }

    private void answer(MqttPublishMessage message, Optional<Topic> topic, Delivery delivery) {
        if (!endpoint.isConnected()) return;
        switch (delivery) {
            case Delivery.Final(var id, long height) ->
                acknowledge(message, MqttPubAckReasonCode.SUCCESS, receipt("final", id.toHex(), Long.toString(height)));
            case Delivery.Accepted(var id) ->
                acknowledge(message, MqttPubAckReasonCode.SUCCESS, receipt("accepted", id.toHex(), ""));
            case Delivery.Refused(String code, String detail) -> refuse(message, topic, code, detail);
            case Delivery.Busy(String detail) -> refuse(message, topic, "busy", detail);
        }
    }

    /// Which promise was kept, and for which transaction. Netty leaves user properties out where they stand alone.
    private MqttProperties receipt(String moment, String id, String height) {
        MqttProperties properties = new MqttProperties();
        if (!wantsReasons) return properties;
        properties.add(new StringProperty(MqttProperties.REASON_STRING, moment));
        properties.add(new UserProperty("id", id));
        if (!height.isEmpty()) properties.add(new UserProperty("height", height));
        return properties;
    }

    /// MQTT 3.1.1 lets a server acknowledge a message it refuses or close the connection (3.3.5-2). An acknowledgement
    /// means final here, so it closes; before that it says why on `down/errors` to those who listen there.
    private void refuse(MqttPublishMessage message, Optional<Topic> topic, String code, String detail) {
        boolean promised = message.qosLevel() == MqttQoS.AT_LEAST_ONCE;
        if (topic.isPresent() && !(five && promised)) {
            Buffer error = Errors.json(message.messageId(), code, detail);
            subscriptions.tell(topic.get(), Topic.DOWN_ERRORS, error, MqttProperties.NO_PROPERTIES);
        }
        if (promised && !five) {
            end(MqttDisconnectReasonCode.UNSPECIFIED_ERROR);
            return;
        }
        MqttProperties properties = new MqttProperties();
        if (wantsReasons) {
            properties.add(new StringProperty(
                    MqttProperties.REASON_STRING, detail.substring(0, Math.min(REASON_MAX, detail.length()))));
            properties.add(new UserProperty("code", code));
        }
        acknowledge(message, Codes.publish(code), properties);
    }

    private void acknowledge(MqttPublishMessage message, MqttPubAckReasonCode code, MqttProperties properties) {
        if (message.qosLevel() == MqttQoS.AT_MOST_ONCE) {
            unpromised--;
            return;
        }
        unanswered.remove(message.messageId());
        if (!endpoint.isConnected()) return;
        if (five) endpoint.publishAcknowledge(message.messageId(), code, properties);
        else endpoint.publishAcknowledge(message.messageId());
    }

    private void leave(MqttDisconnectMessage message) {
        departed = message.code() != MqttDisconnectReasonCode.WITH_WILL_MESSAGE;
    }

    /// Vert.x closes the connection once this returns, so the reason goes out now or never.
    private void fail(Throwable failure) {
        end(
                failure instanceof TooLongFrameException
                        ? MqttDisconnectReasonCode.PACKET_TOO_LARGE
                        : MqttDisconnectReasonCode.MALFORMED_PACKET);
    }

    /// From any thread.
    void disconnect(MqttDisconnectReasonCode code) {
        loop.runOnContext(now -> end(code));
    }

    private void end(MqttDisconnectReasonCode code) {
        if (endpoint.isConnected()) endpoint.disconnect(code, MqttProperties.NO_PROPERTIES);
    }

    /// From any thread.
    void closeIfSilent() {
        if (System.nanoTime() - heard > silenceMaxNanos) disconnect(MqttDisconnectReasonCode.KEEP_ALIVE_TIMEOUT);
    }

    private void close() {
        gone.run();
        MqttWill will = endpoint.will();
        if (departed || !will.isWillFlag()) return;
        Topic topic = Topic.parse(will.getWillTopic()).orElseThrow();
        Bytes content =
                Bytes.wrap(Optional.ofNullable(will.getWillMessageBytes()).orElse(new byte[0]));
        session.send(
                new Uplink(topic.chain(), topic.thing(), topic.form().orElseThrow(), content),
                delivery -> {}); // nobody is left to hear of it; the gateway counts it
    }
}
