package io.polder.governance.council;

import io.polder.protocol.Names;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// A map with text keys as people write it: every name is known, what is missing is said by name.
final class Fields {
    private final Cbor.Dictionary map;

    private Fields(Cbor.Dictionary map) {
        this.map = map;
    }

    static Fields of(Cbor item, String... known) {
        Cbor.Dictionary map = item.asMap();
        for (var entry : map.entries())
            if (!List.of(known).contains(entry.getKey().asText()))
                throw new Malformed(
                        "only " + String.join(", ", known),
                        "\"" + entry.getKey().asText() + "\"");
        return new Fields(map);
    }

    Optional<Cbor> find(String name) {
        return map.find(Cbor.of(name)).filter(item -> !(item instanceof Cbor.Null));
    }

    Cbor get(String name) {
        return find(name).orElseThrow(() -> new Malformed("a field \"" + name + "\"", "none"));
    }

    String text(String name) {
        return get(name).asText();
    }

    String name(String field) {
        return name(get(field));
    }

    List<String> names(String field) {
        return find(field)
                .map(list -> list.asArray().stream().map(Fields::name).toList())
                .orElse(List.of());
    }

    long count(String name, long byDefault) {
        return find(name).map(Cbor::asCount).orElse(byDefault);
    }

    /// A map of names to something, in the order of names.
    static <T> SortedMap<String, T> table(Cbor item, int max, Function<Cbor, T> value) {
        var entries = item.asMap().entries();
        if (entries.size() > max) throw new Malformed("at most " + max + " entries", entries.size() + "");
        SortedMap<String, T> table = new TreeMap<>();
        for (var entry : entries) table.put(name(entry.getKey()), value.apply(entry.getValue()));
        return table;
    }

    static <T> Cbor table(SortedMap<String, T> table, Function<T, Cbor> value) {
        Cbor[] items = new Cbor[2 * table.size()];
        int at = 0;
        for (var entry : table.entrySet()) {
            items[at++] = Cbor.of(entry.getKey());
            items[at++] = value.apply(entry.getValue());
        }
        return Cbor.map(items);
    }

    static Cbor texts(Iterable<String> texts) {
        List<Cbor> items = new ArrayList<>();
        texts.forEach(text -> items.add(Cbor.of(text)));
        return Cbor.array(items);
    }

    static String name(Cbor item) {
        String name = item.asText();
        if (!Names.valid(name))
            throw new Malformed("a name of 1 to 64 letters, digits, dots, hyphens or underscores", "other characters");
        return name;
    }
}
