package io.polder.things;

import io.polder.contract.Arguments;
import io.polder.contract.Context;
import io.polder.contract.Keys;
import io.polder.protocol.Origin;
import io.polder.protocol.Reading;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.things.ReadingKeys.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The methods of `readings` that only read. Each reading they show says whose word it is.
record ReadingQueries(Context context) {
    private static final Cbor UNIT = Cbor.of(1);
    private static final List<Cbor> VALUES = List.of(Cbor.of(2), Cbor.of(3), Cbor.of(4), Cbor.of(8));
    private static final int NAME_AT = 1;

    /// [thing, name or null]
    Cbor latest(Arguments arguments) {
        String thing = arguments.name(0);
        Bytes below = arguments
                .optionalName(1)
                .map(name -> Keys.below(ReadingKeys.LATEST, thing, name))
                .orElse(Keys.below(ReadingKeys.LATEST, thing));
        return Cbor.array(context.range(below, Keys.end(below), itemsMax(), false).stream()
                .map(item -> show(thing, item))
                .toList());
    }

    /// [after or null, limit]: things with the newest of each name and origin.
    Cbor list(Arguments arguments) {
        Bytes all = Keys.of(ReadingKeys.LATEST);
        Bytes from = arguments
                .optionalName(0)
                .map(after -> Keys.end(Keys.below(ReadingKeys.LATEST, after)))
                .orElse(all);
        int limit = arguments.limit(1, context);
        int max = itemsMax();
        List<Context.Item> items = context.range(from, Keys.end(all), max, false);
        TreeMap<String, List<Cbor>> things = new TreeMap<>();
        boolean more = items.size() == max;
        for (Context.Item item : items) {
            String thing = Keys.name(item.key(), NAME_AT);
            if (!things.containsKey(thing) && things.size() == limit) {
                more = true;
                break;
            }
            things.computeIfAbsent(thing, t -> new ArrayList<>()).add(show(thing, item));
        }
        // The range may have been cut within the last thing, which then comes whole in the next page.
        boolean cut = items.size() == max && things.size() > 1 && things.containsKey(lastThing(items));
        if (cut) things.pollLastEntry();
        List<Cbor> shown = new ArrayList<>();
        for (Map.Entry<String, List<Cbor>> each : things.entrySet())
            shown.add(Cbor.map(
                    Cbor.of("thing"), Cbor.of(each.getKey()),
                    Cbor.of("latest"), Cbor.array(each.getValue())));
        Cbor next = more ? Cbor.of(things.lastKey()) : Cbor.NULL;
        return Cbor.map(Cbor.of("things"), Cbor.array(shown), Cbor.of("next"), next);
    }

    private static String lastThing(List<Context.Item> items) {
        return Keys.name(items.getLast().key(), NAME_AT);
    }

    /// [thing, name, from, to or null, limit, reverse, cursor or null]; from the first time to before the second.
    Cbor history(Arguments arguments) {
        String thing = arguments.name(0);
        Bytes below = Keys.below(ReadingKeys.HISTORY, thing, arguments.name(1));
        Bytes from = ReadingKeys.from(below, arguments.count(2));
        Bytes to = arguments
                .optional(3)
                .map(t -> ReadingKeys.from(below, t.asCount()))
                .orElse(Keys.end(below));
        int limit = arguments.limit(4, context);
        boolean reverse = arguments.flag(5);
        if (arguments.optional(6).isPresent()) {
            Bytes cursor = Bytes.concat(below, arguments.bytes(6));
            if (cursor.compareTo(from) < 0 || cursor.compareTo(to) > 0)
                throw new Malformed("a cursor of the same question", "another");
            if (reverse) to = cursor;
            else from = Keys.next(cursor);
        }
        if (from.compareTo(to) >= 0) return history(List.of(), Cbor.NULL);
        List<Context.Item> items = context.indexed(from, to, limit, reverse);
        TreeMap<Bytes, Hash> transactions = new TreeMap<>();
        List<Cbor> readings = new ArrayList<>();
        for (Context.Item item : items) readings.add(show(thing, item, transactions));
        Cbor next = items.size() < limit
                ? Cbor.NULL
                : Cbor.of(items.getLast()
                        .key()
                        .slice(below.size(), items.getLast().key().size()));
        return history(readings, next);
    }

    private static Cbor history(List<Cbor> readings, Cbor next) {
        return Cbor.map(Cbor.of("readings"), Cbor.array(readings), Cbor.of("next"), next);
    }

    private int itemsMax() {
        return (int) Math.min(context.limits().rangeItems(), Integer.MAX_VALUE);
    }

    private static Cbor show(String thing, Context.Item item) {
        Latest latest = Latest.of(item.value());
        int last = item.key().size() - 1;
        Origin origin = Origin.of(item.key().at(last));
        return show(
                thing, latest.reading(), latest.transaction(), new Place(latest.height(), 0, latest.index(), origin));
    }

    private Cbor show(String thing, Context.Item item, Map<Bytes, Hash> transactions) {
        Place place = Place.of(item.key());
        Bytes key = ReadingKeys.transaction(place.height(), place.transaction());
        Hash transaction = transactions.computeIfAbsent(key, this::transaction);
        return show(thing, item.value(), transaction, place);
    }

    private Hash transaction(Bytes key) {
        List<Context.Item> found = context.indexed(key, Keys.next(key), 1, false);
        if (found.isEmpty()) throw new IllegalStateException("a reading in the index without its transaction");
        return new Hash(found.getFirst().value());
    }

    /// The value is shown as the very item that was signed, so nothing is rounded.
    private static Cbor show(String thing, Bytes reading, Hash transaction, Place place) {
        Cbor.Dictionary record = Cbor.decode(reading).asMap();
        Cbor value = VALUES.stream()
                .flatMap(label -> record.find(label).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a reading without a value was kept"));
        return Cbor.map(
                Cbor.of("thing"), Cbor.of(thing),
                Cbor.of("name"), record.find(Cbor.of(0)).orElse(Cbor.NULL),
                Cbor.of("unit"), record.find(UNIT).orElse(Cbor.NULL),
                Cbor.of("value"), value,
                Cbor.of("time"), Cbor.of(Reading.decode(reading).time()),
                Cbor.of("origin"), Cbor.of(place.origin().text()),
                Cbor.of("transaction"), Cbor.of(transaction),
                Cbor.of("height"), Cbor.of(place.height()),
                Cbor.of("index"), Cbor.of(place.index()));
    }
}
