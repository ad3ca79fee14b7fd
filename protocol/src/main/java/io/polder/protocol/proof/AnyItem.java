package io.polder.protocol.proof;

import static io.polder.protocol.encoding.Json.member;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Json;
import io.polder.protocol.encoding.Malformed;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Any CBOR item as JSON: what JSON has no word for becomes an object with one telling member.
final class AnyItem {
    private AnyItem() {}

    static Json toJson(Cbor item) {
        return switch (item) {
            case Cbor.Int(long value) -> Json.of(value);
            case Cbor.Text(String value) -> Json.of(value);
            case Cbor.Bool(boolean value) -> Json.of(value);
            case Cbor.Null() -> Json.NULL;
            case Cbor.Array(List<Cbor> items) ->
                Json.array(items.stream().map(AnyItem::toJson).toList());
            case Cbor.Binary(Bytes value) -> Json.object(member("hex", Json.of(value.toHex())));
            case Cbor.Dictionary map ->
                Json.object(member(
                        "map",
                        Json.array(map.entries().stream().map(AnyItem::pair).toList())));
            case Cbor.Tagged(long tag, Cbor tagged) ->
                Json.object(member("tag", Json.of(tag)), member("item", toJson(tagged)));
            case Cbor.Real real ->
                Json.object(member("float", Json.of(HexFormat.of().toHexDigits(real.bits()))));
        };
    }

    private static Json pair(Map.Entry<Cbor, Cbor> entry) {
        return Json.array(List.of(toJson(entry.getKey()), toJson(entry.getValue())));
    }

    static Cbor toCbor(Json json) {
        return switch (json) {
            case Json.Number(long value) -> Cbor.of(value);
            case Json.Text(String value) -> Cbor.of(value);
            case Json.Bool(boolean value) -> Cbor.of(value);
            case Json.Null() -> Cbor.NULL;
            case Json.Array(List<Json> items) ->
                Cbor.array(items.stream().map(AnyItem::toCbor).toList());
            case Json.Object object -> told(object);
        };
    }

    private static Cbor told(Json.Object object) {
        List<Json.Member> members = object.members();
        String first = members.isEmpty() ? "" : members.getFirst().name();
        if (members.size() == 2
                && first.equals("tag")
                && members.getLast().name().equals("item")) {
            long tag = members.getFirst().value().asNumber();
            if (tag < 0) throw new Malformed("a tag of 0 or more", Long.toString(tag));
            return new Cbor.Tagged(tag, toCbor(members.getLast().value()));
        }
        if (members.size() != 1) throw new Malformed("hex, map, float, or tag and item", object.write());
        Json value = members.getFirst().value();
        return switch (first) {
            case "hex" -> Cbor.of(Shape.bytes(value));
            case "map" ->
                new Cbor.Dictionary(value.asArray().stream().map(AnyItem::entry).toList());
            case "float" -> real(Shape.bytes(value));
            default -> throw new Malformed("hex, map, float, or tag and item", "\"" + first + "\"");
        };
    }

    private static Map.Entry<Cbor, Cbor> entry(Json pair) {
        List<Json> items = pair.asArray();
        if (items.size() != 2) throw new Malformed("a key and a value", items.size() + " items");
        return Map.entry(toCbor(items.get(0)), toCbor(items.get(1)));
    }

    private static Cbor real(Bytes bits) {
        if (bits.size() != Long.BYTES) throw new Malformed("the 8 bytes of a double", bits.size() + " bytes");
        return Cbor.Real.ofBits(ByteBuffer.wrap(bits.shared()).getLong());
    }
}
