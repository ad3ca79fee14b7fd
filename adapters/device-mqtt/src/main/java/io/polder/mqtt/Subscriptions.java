package io.polder.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttTopicSubscription;
import io.vertx.mqtt.messages.MqttSubscribeMessage;
import io.vertx.mqtt.messages.MqttUnsubscribeMessage;
import io.vertx.mqtt.messages.codes.MqttSubAckReasonCode;
import io.vertx.mqtt.messages.codes.MqttUnsubAckReasonCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What one client listens to. Downlinks go with QoS 0: whoever misses one asks the ledger.
final class Subscriptions {
    static final int FILTERS_MAX = 16;

    private final MqttEndpoint endpoint;
    private final Optional<String> thing;
    private final boolean five;
    private final Set<String> filters = new HashSet<>();

    Subscriptions(MqttEndpoint endpoint, Optional<String> thing) {
        this.endpoint = endpoint;
        this.thing = thing;
        this.five = MqttDoor.five(endpoint);
    }

    void add(MqttSubscribeMessage subscribe) {
        List<MqttSubAckReasonCode> codes = new ArrayList<>();
        for (MqttTopicSubscription each : subscribe.topicSubscriptions()) codes.add(add(each.topicName()));
        if (five) endpoint.subscribeAcknowledge(subscribe.messageId(), codes, MqttProperties.NO_PROPERTIES);
        else
            endpoint.subscribeAcknowledge(
                    subscribe.messageId(),
                    codes.stream()
                            .map(code -> code == GRANTED ? MqttQoS.AT_MOST_ONCE : MqttQoS.FAILURE)
                            .toList());
    }

    private static final MqttSubAckReasonCode GRANTED = MqttSubAckReasonCode.qosGranted(MqttQoS.AT_MOST_ONCE);

    private MqttSubAckReasonCode add(String filter) {
        if (filter.startsWith("$share/")) return MqttSubAckReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED;
        if (!Topic.mayHear(filter, thing)) return MqttSubAckReasonCode.NOT_AUTHORIZED;
        if (filters.size() >= FILTERS_MAX && !filters.contains(filter)) return MqttSubAckReasonCode.QUOTA_EXCEEDED;
        filters.add(filter);
        return GRANTED;
    }

    void remove(MqttUnsubscribeMessage unsubscribe) {
        List<MqttUnsubAckReasonCode> codes = new ArrayList<>();
        for (String filter : unsubscribe.topics())
            codes.add(
                    filters.remove(filter)
                            ? MqttUnsubAckReasonCode.SUCCESS
                            : MqttUnsubAckReasonCode.NO_SUBSCRIPTION_EXISTED);
        if (five) endpoint.unsubscribeAcknowledge(unsubscribe.messageId(), codes, MqttProperties.NO_PROPERTIES);
        else endpoint.unsubscribeAcknowledge(unsubscribe.messageId());
    }

    /// Sends to the client what it listens to.
    void tell(Topic topic, String leaf, Buffer content, MqttProperties properties) {
        if (!endpoint.isConnected() || filters.stream().noneMatch(filter -> topic.down(filter, leaf))) return;
        String name = Topic.of(topic.chain(), topic.thing(), leaf);
        endpoint.publish(name, content, MqttQoS.AT_MOST_ONCE, false, false, 0, properties);
    }
}
