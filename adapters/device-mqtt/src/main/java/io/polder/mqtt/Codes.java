package io.polder.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.vertx.mqtt.messages.codes.MqttPubAckReasonCode;

/// How refusals are told in MQTT: docs/spec/devices.md, 2.
final class Codes {
    private Codes() {}

    /// The PUBACK reason (MQTT 5, 3.4.2.1) for a refusal's code. Codes of contracts are specific to the implementation.
    static MqttPubAckReasonCode publish(String code) {
        return switch (code) {
            case "unauthenticated", "unknown-sender", "unknown-key", "suspended", "bad-signature", "not-permitted" ->
                MqttPubAckReasonCode.NOT_AUTHORIZED;
            case "malformed" -> MqttPubAckReasonCode.PAYLOAD_FORMAT_INVALID;
            case "unknown-chain", "bad-topic" -> MqttPubAckReasonCode.TOPIC_NAME_INVALID;
            case "too-large", "over-quota", "busy" -> MqttPubAckReasonCode.QUOTA_EXCEEDED;
            default -> MqttPubAckReasonCode.IMPLEMENTATION_SPECIFIC_ERROR;
        };
    }

    /// The CONNACK code in the words of the client's version.
    static MqttConnectReturnCode connect(String code, boolean five) {
        return switch (code) {
            case "unauthenticated" ->
                five
                        ? MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD
                        : MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD;
            case "busy", "not-serving" ->
                five
                        ? MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE_5
                        : MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE;
            default ->
                five
                        ? MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5
                        : MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED;
        };
    }
}
