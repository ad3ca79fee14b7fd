package io.polder.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The two-way mapping of CBOR items to JSON that the doors use; nothing is lost either way: docs/spec/json.md.
///
/// Integers, texts, arrays, true, false and null are themselves. A decimal fraction in its lowest terms (tag 4) is a
/// JSON number. A map whose keys are texts, none beginning with `$`, is an object. Everything else is an object with
/// one marked key: `$bytes` (base64url), `$float` (a text), `$tag` with `item`, `$map` (pairs).
public final class JsonCbor {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String BYTES = "$bytes";
    private static final String FLOAT = "$float";
    private static final String TAG = "$tag";
    private static final String ITEM = "item";
    private static final String MAP = "$map";
    private static final long DECIMAL = 4;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private JsonCbor() {}

    public static String base64url(Bytes bytes) {
        return ENCODER.encodeToString(bytes.shared());
    }

    /// Reads base64url without padding, in its one canonical form.
    public static Bytes ofBase64url(String text) {
        try {
            Bytes bytes = Bytes.wrap(Base64.getUrlDecoder().decode(text));
            if (base64url(bytes).equals(text)) return bytes;
        } catch (IllegalArgumentException e) {
            // Said below, as for the other forms that are refused.
        }
        throw new Malformed("base64url without padding", shortened(text));
    }

    public static JsonNode toJson(Cbor item) {
        return switch (item) {
            case Cbor.Int(long value) -> JSON.numberNode(value);
            case Cbor.Text(String value) -> JSON.textNode(value);
            case Cbor.Bool(boolean value) -> JSON.booleanNode(value);
            case Cbor.Null() -> JSON.nullNode();
            case Cbor.Binary(Bytes value) -> JSON.objectNode().put(BYTES, base64url(value));
            case Cbor.Real(double value) -> JSON.objectNode().put(FLOAT, Double.toString(value));
            case Cbor.Array(List<Cbor> items) -> {
                ArrayNode array = JSON.arrayNode(items.size());
                for (Cbor each : items) array.add(toJson(each));
                yield array;
            }
            case Cbor.Tagged tagged
            when plain(tagged) -> JSON.numberNode(tagged.asDecimal().stripTrailingZeros());
            case Cbor.Tagged(long tag, Cbor inner) -> {
                ObjectNode node = JSON.objectNode().put(TAG, tag);
                node.set(ITEM, toJson(inner));
                yield node;
            }
            case Cbor.Dictionary map -> map(map);
        };
    }

    /// True for a decimal fraction that comes back from a JSON number as the very same item.
    private static boolean plain(Cbor.Tagged tagged) {
        if (tagged.tag() != DECIMAL) return false;
        try {
            return Cbor.decimal(tagged.asDecimal()).equals(tagged);
        } catch (Malformed e) {
            return false;
        }
    }

    private static ObjectNode map(Cbor.Dictionary map) {
        ObjectNode node = JSON.objectNode();
        boolean texts = map.entries().stream()
                .allMatch(e -> e.getKey() instanceof Cbor.Text(String key) && !key.startsWith("$"));
        if (texts) {
            for (Map.Entry<Cbor, Cbor> entry : map.entries())
                node.set(entry.getKey().asText(), toJson(entry.getValue()));
            return node;
        }
        ArrayNode pairs = node.putArray(MAP);
        for (Map.Entry<Cbor, Cbor> entry : map.entries())
            pairs.addArray().add(toJson(entry.getKey())).add(toJson(entry.getValue()));
        return node;
    }

    public static Cbor toCbor(JsonNode node) {
        return toCbor(node, 0);
    }

    private static Cbor toCbor(JsonNode node, int depth) {
        if (depth > Cbor.DEPTH_MAX) throw new Malformed("at most " + Cbor.DEPTH_MAX + " levels", "more");
        return switch (node.getNodeType()) {
            case NULL -> Cbor.NULL;
            case BOOLEAN -> Cbor.of(node.booleanValue());
            case STRING -> Cbor.of(wellFormed(node.textValue()));
            case NUMBER -> number(node);
            case ARRAY -> {
                List<Cbor> items = new ArrayList<>(node.size());
                for (JsonNode each : node) items.add(toCbor(each, depth + 1));
                yield Cbor.array(items);
            }
            case OBJECT -> object(node, depth);
            default -> throw new Malformed("a JSON value", node.getNodeType().name());
        };
    }

    /// Java can hold half of a surrogate pair, UTF-8 cannot.
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) continue;
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!pair) throw new Malformed("Unicode text", "half of a surrogate pair");
            i++;
        }
        return text;
    }

    private static Cbor number(JsonNode node) {
        BigDecimal value = node.decimalValue();
        if (value.signum() == 0) return Cbor.of(0);
        long magnitude = (long) value.precision() - value.scale();
        if (magnitude > 19 || (long) value.scale() - value.precision() > Cbor.SCALE_MAX)
            throw new Malformed("a number that fits in 64 bits and 64 decimal places", shortened(node.asText()));
        Cbor decimal = Cbor.decimal(value);
        if (decimal instanceof Cbor.Tagged tagged && !plain(tagged))
            throw new Malformed("a number of at most 64 decimal places", shortened(node.asText()));
        return decimal;
    }

    private static Cbor object(JsonNode node, int depth) {
        Set<String> marks = new HashSet<>();
        node.fieldNames().forEachRemaining(name -> {
            if (name.startsWith("$")) marks.add(name);
        });
        if (!marks.isEmpty()) return marked(node, marks, depth);
        List<Map.Entry<Cbor, Cbor>> entries = new ArrayList<>(node.size());
        for (Map.Entry<String, JsonNode> each : node.properties())
            entries.add(Map.entry(Cbor.of(wellFormed(each.getKey())), toCbor(each.getValue(), depth + 1)));
        return new Cbor.Dictionary(entries);
    }

    private static Cbor marked(JsonNode node, Set<String> marks, int depth) {
        if (marks.size() == 1 && node.size() == 1) {
            if (node.has(BYTES)) return Cbor.of(ofBase64url(text(node, BYTES)));
            if (node.has(FLOAT)) return real(text(node, FLOAT));
            if (node.has(MAP)) return pairs(node.get(MAP), depth);
        }
        if (node.has(TAG) && node.has(ITEM) && node.size() == 2) {
            JsonNode tag = node.get(TAG);
            if (!tag.isIntegralNumber() || !tag.canConvertToLong() || tag.longValue() < 0)
                throw new Malformed("a tag of 0 or more", shortened(tag.toString()));
            return new Cbor.Tagged(tag.longValue(), toCbor(node.get(ITEM), depth + 1));
        }
        throw new Malformed(
                "an object with $bytes, $float or $map alone, or with $tag and item", shortened(node.toString()));
    }

    private static Cbor pairs(JsonNode pairs, int depth) {
        if (!pairs.isArray()) throw new Malformed("an array of pairs", shortened(pairs.toString()));
        List<Map.Entry<Cbor, Cbor>> entries = new ArrayList<>(pairs.size());
        for (JsonNode pair : pairs) {
            if (!pair.isArray() || pair.size() != 2)
                throw new Malformed("a pair of key and value", shortened(pair.toString()));
            entries.add(Map.entry(toCbor(pair.get(0), depth + 1), toCbor(pair.get(1), depth + 1)));
        }
        return new Cbor.Dictionary(entries);
    }

    private static Cbor real(String text) {
        try {
            return new Cbor.Real(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            throw new Malformed("a floating-point number as text", shortened(text));
        }
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (!value.isTextual()) throw new Malformed(name + " with a text", shortened(value.toString()));
        return value.textValue();
    }

    private static String shortened(String text) {
        return "\"" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "\"";
    }
}
