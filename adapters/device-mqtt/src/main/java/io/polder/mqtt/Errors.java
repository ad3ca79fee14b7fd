package io.polder.mqtt;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/// What a device hears of a refused message where MQTT itself has no words for it.
final class Errors {
    private Errors() {}

    /// The packet identifier is 0 for QoS 0.
    static Buffer json(int packet, String code, String detail) {
        return new JsonObject()
                .put("packet", Math.max(0, packet))
                .put("code", code)
                .put("detail", detail)
                .toBuffer();
    }
}
