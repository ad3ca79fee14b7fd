package io.polder.protocol.proof;

import io.polder.protocol.Domain;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Json;
import io.polder.protocol.encoding.Malformed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// One rule by which CBOR items of a kind are shown as JSON, and back: docs/spec/proof.md, 7.
record Shape(Function<Cbor, Json> toJson, Function<Json, Cbor> toCbor) {
    /// A named item of an array.
    record Field(String name, Shape shape) {}

    /// One of several shapes.
    record Choice(String name, Field... fields) {}

    static final Shape INT = new Shape(item -> Json.of(item.asInt()), json -> Cbor.of(json.asNumber()));
    static final Shape TEXT = new Shape(item -> Json.of(item.asText()), json -> Cbor.of(json.asText()));
    static final Shape HEX = new Shape(item -> Json.of(item.asBytes().toHex()), json -> Cbor.of(bytes(json)));
    /// Any item whatsoever.
    static final Shape ANY = new Shape(AnyItem::toJson, AnyItem::toCbor);

    static Bytes bytes(Json json) {
        try {
            return Bytes.hex(json.asText());
        } catch (IllegalArgumentException e) {
            throw new Malformed("hexadecimal digits", json.write());
        }
    }

    static Field field(String name, Shape shape) {
        return new Field(name, shape);
    }

    /// An array of so many items as an object.
    static Shape fields(Field... fields) {
        return new Shape(
                item -> members(item.asArray(fields.length), 0, new ArrayList<>(), fields),
                json -> Cbor.array(items(json.asObject().members(), 0, new ArrayList<>(), fields)));
    }

    /// An array that begins with polder, the format version and a kind.
    static Shape titled(String kind, Field... fields) {
        List<Cbor> title = List.of(Cbor.of(Domain.NAME), Cbor.of(Domain.FORMAT), Cbor.of(kind));
        List<Json.Member> shown =
                List.of(Json.member(Domain.NAME, Json.of(kind)), Json.member("format", Json.of(Domain.FORMAT)));
        return new Shape(
                item -> {
                    List<Cbor> items = item.asArray(title.size() + fields.length);
                    if (!items.subList(0, title.size()).equals(title))
                        throw new Malformed("a " + kind + " of polder, format " + Domain.FORMAT, "something else");
                    return members(items, title.size(), new ArrayList<>(shown), fields);
                },
                json -> {
                    List<Json.Member> members = json.asObject().members();
                    if (members.size() < shown.size()
                            || !members.subList(0, shown.size()).equals(shown))
                        throw new Malformed("a " + kind + " of polder, format " + Domain.FORMAT, "something else");
                    return Cbor.array(items(members, shown.size(), new ArrayList<>(title), fields));
                });
    }

    /// An array whose first item is the number of one of these shapes, counted from 0, whose name is shown as `kind`.
    static Shape choice(Choice... choices) {
        return new Shape(
                item -> {
                    List<Cbor> items = item.asArray();
                    int number = items.isEmpty() ? -1 : items.getFirst().asCode();
                    if (number < 0 || number >= choices.length)
                        throw new Malformed("a number below " + choices.length, Integer.toString(number));
                    Choice choice = choices[number];
                    List<Json.Member> members = new ArrayList<>();
                    members.add(Json.member("kind", Json.of(choice.name)));
                    return members(item.asArray(1 + choice.fields.length), 1, members, choice.fields);
                },
                json -> {
                    Json kind = json.asObject().find("kind").orElse(Json.NULL);
                    for (int i = 0; i < choices.length; i++)
                        if (kind.equals(Json.of(choices[i].name)))
                            return Cbor.array(items(
                                    json.asObject().members(),
                                    1,
                                    new ArrayList<>(List.of(Cbor.of(i))),
                                    choices[i].fields));
                    throw new Malformed("a known kind", kind.write());
                });
    }

    static Choice of(String name, Field... fields) {
        return new Choice(name, fields);
    }

    private static Json members(List<Cbor> items, int from, List<Json.Member> members, Field... fields) {
        for (int i = 0; i < fields.length; i++)
            members.add(Json.member(fields[i].name, fields[i].shape.toJson.apply(items.get(from + i))));
        return new Json.Object(members);
    }

    private static List<Cbor> items(List<Json.Member> members, int from, List<Cbor> items, Field... fields) {
        for (int i = 0; i < fields.length; i++) {
            if (from + i == members.size()) throw new Malformed("the member \"" + fields[i].name + "\"", "none");
            Json.Member member = members.get(from + i);
            if (!member.name().equals(fields[i].name))
                throw new Malformed("the member \"" + fields[i].name + "\"", "\"" + member.name() + "\"");
            items.add(fields[i].shape.toCbor.apply(member.value()));
        }
        if (members.size() > from + fields.length)
            throw new Malformed(
                    "no further member",
                    "\"" + members.get(from + fields.length).name() + "\"");
        return items;
    }

    static Shape list(Shape each) {
        return new Shape(
                item -> Json.array(item.asArray().stream().map(each.toJson).toList()),
                json -> Cbor.array(json.asArray().stream().map(each.toCbor).toList()));
    }

    static Shape orNull(Shape shape) {
        return new Shape(
                item -> item.equals(Cbor.NULL) ? Json.NULL : shape.toJson.apply(item),
                json -> json.equals(Json.NULL) ? Cbor.NULL : shape.toCbor.apply(json));
    }

    /// A byte string that holds one encoded item.
    static Shape encoded(Shape shape) {
        return new Shape(
                item -> shape.toJson.apply(Cbor.decode(item.asBytes())),
                json -> Cbor.of(shape.toCbor.apply(json).encode()));
    }
}
