package io.polder.api.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// JSON as the doors read and write it: strict, exact in numbers, bounded in depth.
public final class Json {
    /// Levels of nesting; the marked forms of `JsonCbor` take up to three for one level of CBOR.
    public static final int DEPTH_MAX = 128;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    public static JsonNode parse(Bytes text) {
        try {
            JsonNode node = MAPPER.readTree(text.shared());
            if (node.isMissingNode()) throw new Malformed("JSON", "an empty body");
            return node;
        } catch (JsonProcessingException e) {
            throw new Malformed("JSON", e.getOriginalMessage());
        } catch (NumberFormatException e) {
            throw new Malformed("JSON with numbers of a sensible exponent", "another");
        } catch (IOException e) {
            throw new Malformed("JSON", "bytes that are not");
        }
    }

    public static byte[] bytes(JsonNode node) {
        return text(node).getBytes(StandardCharsets.UTF_8);
    }

    public static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }
}
