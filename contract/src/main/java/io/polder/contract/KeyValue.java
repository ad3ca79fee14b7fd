package io.polder.contract;

import io.polder.protocol.Address;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.List;
import java.util.Optional;

/// Keeps texts and bytes under keys. A key belongs to the address that saved it, until that address removes it:
/// docs/spec/contracts.md, 6.
public final class KeyValue implements BuiltInContract {
    public static final String NAME = "kv";
    private static final char ENTRY = 'e';
    private static final Bytes FIRST = Keys.of(ENTRY);
    private static final Bytes END = Keys.end(FIRST);

    public KeyValue() {
        // keeps nothing but what the context holds
    }

    private record Kept(Address owner, Cbor value) {
        static Kept of(Bytes bytes) {
            List<Cbor> items = Cbor.decode(bytes).asArray(2);
            return new Kept(Address.of(items.get(0)), items.get(1));
        }

        Bytes encode() {
            return Cbor.array(owner.toCbor(), value).encode();
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Cbor run(String method, Cbor arguments, Context context) {
        return switch (method) {
            case "save" -> save(Arguments.of(arguments, 2), context);
            case "update" -> update(Arguments.of(arguments, 2), context);
            case "remove" -> remove(Arguments.of(arguments, 1), context);
            case "get" -> get(Arguments.of(arguments, 1), context);
            case "history" -> history(Arguments.of(arguments, 2), context);
            case "range" -> range(Arguments.of(arguments, 4), context);
            default -> throw new Revert("unknown-method", "kv has no method " + method);
        };
    }

    private static Cbor save(Arguments arguments, Context context) {
        Bytes key = key(arguments.item(0), context);
        Cbor value = value(arguments.item(1));
        if (context.get(key).isPresent()) throw new Revert("exists", "the key is in use: update it instead");
        write(key, value, context);
        announce("saved", arguments.item(0), context);
        return Cbor.NULL;
    }

    private static Cbor update(Arguments arguments, Context context) {
        Bytes key = key(arguments.item(0), context);
        Cbor value = value(arguments.item(1));
        own(key, context);
        write(key, value, context);
        announce("updated", arguments.item(0), context);
        return Cbor.NULL;
    }

    private static Cbor remove(Arguments arguments, Context context) {
        Bytes key = key(arguments.item(0), context);
        own(key, context);
        context.remove(key);
        announce("removed", arguments.item(0), context);
        return Cbor.NULL;
    }

    private static Cbor get(Arguments arguments, Context context) {
        Kept kept = kept(key(arguments.item(0), context), context);
        return Cbor.map(Cbor.of("value"), kept.value, Cbor.of("owner"), kept.owner.toCbor());
    }

    private static Cbor history(Arguments arguments, Context context) {
        Bytes key = key(arguments.item(0), context);
        List<Context.Past> past = context.history(key, Long.MAX_VALUE, arguments.limit(1, context));
        return Cbor.array(past.stream().map(KeyValue::past).toList());
    }

    private static Cbor past(Context.Past past) {
        Optional<Kept> kept = past.value().map(Kept::of);
        return Cbor.map(
                Cbor.of("height"), Cbor.of(past.height()),
                Cbor.of("time"), Cbor.of(past.time()),
                Cbor.of("value"), kept.map(Kept::value).orElse(Cbor.NULL),
                Cbor.of("owner"), kept.map(k -> k.owner.toCbor()).orElse(Cbor.NULL));
    }

    private static Cbor range(Arguments arguments, Context context) {
        Bytes from = arguments.optional(0).map(k -> key(k, context)).orElse(FIRST);
        Bytes to = arguments.optional(1).map(k -> key(k, context)).orElse(END);
        int limit = arguments.limit(2, context);
        boolean reverse = arguments.flag(3);
        if (from.compareTo(to) >= 0) return Cbor.array();
        return Cbor.array(context.range(from, to, limit, reverse).stream()
                .map(KeyValue::entry)
                .toList());
    }

    private static Cbor entry(Context.Item item) {
        Kept kept = Kept.of(item.value());
        return Cbor.map(
                Cbor.of("key"), Cbor.of(Keys.name(item.key(), 1)),
                Cbor.of("value"), kept.value,
                Cbor.of("owner"), kept.owner.toCbor());
    }

    private static Bytes key(Cbor item, Context context) {
        String text = item.asText();
        if (text.isEmpty() || text.indexOf('\0') >= 0)
            throw new Malformed("a key of characters other than zero", "\"\"");
        Bytes key = Keys.of(ENTRY, text);
        if (key.size() > context.limits().keyBytes())
            throw new Revert(
                    "key-too-large",
                    "expected a key of at most " + (context.limits().keyBytes() - 1) + " bytes, got "
                            + (key.size() - 1));
        return key;
    }

    private static Cbor value(Cbor item) {
        if (item instanceof Cbor.Text || item instanceof Cbor.Binary) return item;
        throw new Malformed("a value that is a text or bytes", item.getClass().getSimpleName());
    }

    private static Kept kept(Bytes key, Context context) {
        return context.get(key)
                .map(Kept::of)
                .orElseThrow(() -> new Revert("not-found", "nothing is kept under this key"));
    }

    private static void own(Bytes key, Context context) {
        Address owner = kept(key, context).owner;
        if (!owner.equals(context.caller()))
            throw new Revert("not-owner", "expected " + owner + ", who saved the key, got " + context.caller());
    }

    private static void write(Bytes key, Cbor value, Context context) {
        Bytes kept = new Kept(context.caller(), value).encode();
        if (kept.size() > context.limits().valueBytes())
            throw new Revert(
                    "value-too-large",
                    "expected a value of at most " + context.limits().valueBytes() + " bytes with its owner, got "
                            + kept.size());
        context.put(key, kept);
    }

    private static void announce(String topic, Cbor key, Context context) {
        context.emit(
                topic,
                Cbor.map(Cbor.of("key"), key, Cbor.of("owner"), context.caller().toCbor()));
    }
}
