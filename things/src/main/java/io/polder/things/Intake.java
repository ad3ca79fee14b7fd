package io.polder.things;

import io.polder.contract.Context;
import io.polder.contract.Keys;
import io.polder.contract.Revert;
import io.polder.protocol.Origin;
import io.polder.protocol.Reading;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import io.polder.things.ReadingKeys.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The readings of one transaction on their way in. All or none: one signature covers them all, so to keep a part would
/// leave to the contract what the signer meant to say; the sender is told which one is bad and sends the rest again.
final class Intake {
    /// What it costs to decode a reading and put it in order, beside a unit for each byte.
    static final long READING_GAS = 100;

    private final Context context;
    private final Origin origin;
    private final long ahead;
    private final TreeMap<String, Tally> things = new TreeMap<>();
    private Tally last = new Tally("");

    Intake(Context context) {
        this.context = context;
        this.origin = context.origin();
        this.ahead = context.moment().time() + Readings.AHEAD_MAX_MS;
    }

    /// What one thing sends under one name; the newest of it, where the later one wins among equal times.
    private static final class Series {
        private final String name;
        private final Bytes below;
        private int newest = -1;
        private long time = -1;
        private Bytes reading = Bytes.EMPTY;

        Series(String thing, String name) {
            this.name = name;
            this.below = Keys.below(ReadingKeys.HISTORY, thing, name);
        }
    }

    /// What one thing sends.
    private static final class Tally {
        private final String thing;
        private final TreeMap<String, Series> series = new TreeMap<>();
        private Series last;
        private long count;
        private long newest;

        Tally(String thing) {
            this.thing = thing;
            this.last = new Series(thing, "");
        }

        Series series(String name) {
            if (!name.equals(last.name)) last = series.computeIfAbsent(name, n -> new Series(thing, n));
            return last;
        }
    }

    Set<String> things() {
        return things.keySet();
    }

    /// Takes a reading of the thing that signed it.
    void take(int index, Cbor item, String thing) {
        Bytes bytes = bytes(index, item);
        Reading reading = decode(index, bytes);
        if (reading.thing().isPresent() && !reading.thing().get().equals(thing))
            throw bad(index, "expected a reading of " + thing + ", got one of another thing");
        add(index, bytes, reading, thing);
    }

    /// Takes a reading that names its thing.
    void take(int index, Cbor item) {
        Bytes bytes = bytes(index, item);
        Reading reading = decode(index, bytes);
        String thing = reading.thing().orElseThrow(() -> bad(index, "expected a reading that names its thing"));
        add(index, bytes, reading, thing);
    }

    private void add(int index, Bytes bytes, Reading reading, String thing) {
        if (reading.time() > ahead)
            throw bad(
                    index,
                    "expected a time of at most " + Readings.AHEAD_MAX_MS + " ms after the block's, got "
                            + reading.time() + " ms");
        if (!thing.equals(last.thing)) last = things.computeIfAbsent(thing, Tally::new);
        Series series = last.series(reading.name());
        last.count++;
        last.newest = Math.max(last.newest, reading.time());
        if (reading.time() >= series.time) {
            series.newest = index;
            series.time = reading.time();
            series.reading = bytes;
        }
        Context.Moment moment = context.moment();
        Place place = new Place(moment.height(), moment.index(), index, origin);
        context.index(ReadingKeys.history(series.below, reading.time(), place), bytes);
    }

    /// Keeps the newest and tells the followers; returns how many readings there were.
    Cbor keep() {
        Context.Moment moment = context.moment();
        context.index(
                ReadingKeys.transaction(moment.height(), moment.index()),
                context.transaction().bytes());
        List<Cbor> tallies = new ArrayList<>();
        long count = 0;
        long newest = 0;
        for (Map.Entry<String, Tally> each : things.entrySet()) {
            Tally tally = each.getValue();
            tally.series.values().forEach(series -> keep(tally.thing, series));
            tallies.add(Cbor.array(Cbor.of(tally.thing), Cbor.of(tally.count), Cbor.of(tally.newest)));
            count += tally.count;
            newest = Math.max(newest, tally.newest);
        }
        context.emit(
                "readings",
                Cbor.map(
                        Cbor.of("origin"), Cbor.of(origin.text()),
                        Cbor.of("sender"), context.sender().toCbor(),
                        Cbor.of("count"), Cbor.of(count),
                        Cbor.of("newest"), Cbor.of(newest),
                        Cbor.of("things"), Cbor.array(tallies)));
        return Cbor.of(count);
    }

    private void keep(String thing, Series series) {
        Bytes key = ReadingKeys.latest(thing, series.name, origin);
        boolean older = context.get(key)
                .map(Latest::of)
                .filter(before -> before.time() > series.time)
                .isPresent();
        if (older) return;
        Latest latest = new Latest(
                series.time,
                series.reading,
                context.transaction(),
                context.moment().height(),
                series.newest);
        context.put(key, latest.encode());
    }

    private static Bytes bytes(int index, Cbor item) {
        if (item instanceof Cbor.Binary(Bytes bytes)) return bytes;
        throw bad(index, "expected a byte string that holds a reading");
    }

    private Reading decode(int index, Bytes bytes) {
        context.charge(READING_GAS + bytes.size());
        try {
            return Reading.decode(bytes);
        } catch (Malformed e) {
            throw bad(index, e.getMessage());
        }
    }

    private static Revert bad(int index, String why) {
        return new Revert("bad-reading", "reading " + index + ": " + why);
    }
}
