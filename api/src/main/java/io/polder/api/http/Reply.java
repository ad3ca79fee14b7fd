package io.polder.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.protocol.encoding.Bytes;
import java.util.Map;

/// What an operation answers.
public sealed interface Reply {
    String HEIGHT_HEADER = "Polder-Height";

    /// A JSON document.
    record Document(int status, JsonNode body, Map<String, String> headers) implements Reply {}

    /// Bytes of a media type.
    record Content(int status, String type, Bytes body, Map<String, String> headers) implements Reply {}

    /// Events for as long as the client listens; the source is called on a virtual thread of its own.
    record Events(EventSource source) implements Reply {}

    static Reply json(JsonNode body) {
        return new Document(200, body, Map.of());
    }

    static Reply json(int status, JsonNode body) {
        return new Document(status, body, Map.of());
    }

    /// A document from the state after the block of this height.
    static Reply at(long height, JsonNode body) {
        return new Document(200, body, Map.of(HEIGHT_HEADER, Long.toString(height)));
    }

    static Reply cbor(Bytes body) {
        return new Content(200, Description.CBOR, body, Map.of());
    }

    static Reply cborAt(long height, Bytes body) {
        return new Content(200, Description.CBOR, body, Map.of(HEIGHT_HEADER, Long.toString(height)));
    }
}
