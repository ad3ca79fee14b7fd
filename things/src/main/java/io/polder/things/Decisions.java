package io.polder.things;

import io.polder.contract.Arguments;
import io.polder.contract.BuiltInContract;
import io.polder.contract.Context;
import io.polder.contract.Keys;
import io.polder.contract.Revert;
import io.polder.protocol.Address;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import java.util.List;
import java.util.Optional;

/// Keeps what contracts have decided that things are to do, whatever their framework: for each thing and command the
/// newest decision, and the newest of each who decided: docs/spec/contracts.md, 12.
public final class Decisions implements BuiltInContract {
    public static final String NAME = "decisions";
    /// The event by which a decision is known.
    public static final String COMMAND = "command";

    private static final char NEWEST = 'd';
    private static final char OF = 'b';

    public Decisions() {
        // keeps nothing but what the context holds
    }

    /// The newest decision, and how many there were.
    private record Decision(Address by, Bytes payload, long count, Moment moment) {
        static Decision of(Bytes bytes) {
            List<Cbor> f = Cbor.decode(bytes).asArray(7);
            Moment moment = new Moment(
                    f.get(3).asCount(),
                    f.get(4).asHash(),
                    f.get(5).asCount(),
                    f.get(6).asCount());
            return new Decision(
                    Address.of(f.get(0)), f.get(1).asBytes(), f.get(2).asCount(), moment);
        }

        Bytes encode() {
            return Cbor.array(
                            by.toCbor(),
                            Cbor.of(payload),
                            Cbor.of(count),
                            Cbor.of(moment.time),
                            Cbor.of(moment.transaction),
                            Cbor.of(moment.height),
                            Cbor.of(moment.index))
                    .encode();
        }
    }

    /// When and where a decision was taken.
    private record Moment(long time, Hash transaction, long height, long index) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Cbor run(String method, Cbor arguments, Context context) {
        return switch (method) {
            case "decide" -> decide(Arguments.of(arguments, 3), context);
            case "latest" -> latest(Arguments.of(arguments, 2), context);
            case "of" -> of(Arguments.of(arguments, 3), context);
            default -> throw new Revert("unknown-method", "decisions has no method " + method);
        };
    }

    /// [thing, name, payload]
    private static Cbor decide(Arguments arguments, Context context) {
        String thing = arguments.name(0);
        String name = arguments.name(1);
        Bytes payload = arguments.bytes(2);
        Address by = context.caller();
        long count = keep(Keys.below(NEWEST, thing, name), by, payload, context);
        keep(Keys.below(OF, thing, name, by.toString()), by, payload, context);
        Cbor data = Cbor.map(
                Cbor.of("from"), by.toCbor(),
                Cbor.of("thing"), Cbor.of(thing),
                Cbor.of("name"), Cbor.of(name),
                Cbor.of("payload"), Cbor.of(payload),
                Cbor.of("count"), Cbor.of(count));
        context.emit(COMMAND, data);
        return Cbor.of(count);
    }

    private static long keep(Bytes key, Address by, Bytes payload, Context context) {
        long count = context.get(key).map(Decision::of).map(Decision::count).orElse(0L) + 1;
        Context.Moment now = context.moment();
        Moment moment = new Moment(now.time(), context.transaction(), now.height(), now.index());
        context.put(key, new Decision(by, payload, count, moment).encode());
        return count;
    }

    /// [thing, name or null]: the newest of whomever, by name.
    private static Cbor latest(Arguments arguments, Context context) {
        String thing = arguments.name(0);
        Optional<String> name = arguments.optionalName(1);
        if (name.isPresent()) return shown(thing, name.get(), Keys.below(NEWEST, thing, name.get()), context);
        Bytes below = Keys.below(NEWEST, thing);
        int max = (int) Math.min(context.limits().rangeItems(), Integer.MAX_VALUE);
        return Cbor.array(context.range(below, Keys.end(below), max, false).stream()
                .map(item -> show(thing, Keys.name(item.key(), below.size()), item.value()))
                .toList());
    }

    /// [thing, name, by]: the newest of one who decides.
    private static Cbor of(Arguments arguments, Context context) {
        String thing = arguments.name(0);
        String name = arguments.name(1);
        Address by = arguments.address(2);
        return shown(thing, name, Keys.below(OF, thing, name, by.toString()), context);
    }

    private static Cbor shown(String thing, String name, Bytes key, Context context) {
        return Cbor.array(
                context.get(key).map(kept -> show(thing, name, kept)).stream().toList());
    }

    private static Cbor show(String thing, String name, Bytes kept) {
        Decision decision = Decision.of(kept);
        return Cbor.map(
                Cbor.of("thing"), Cbor.of(thing),
                Cbor.of("name"), Cbor.of(name),
                Cbor.of("by"), decision.by.toCbor(),
                Cbor.of("payload"), Cbor.of(decision.payload),
                Cbor.of("count"), Cbor.of(decision.count),
                Cbor.of("time"), Cbor.of(decision.moment.time),
                Cbor.of("transaction"), Cbor.of(decision.moment.transaction),
                Cbor.of("height"), Cbor.of(decision.moment.height),
                Cbor.of("index"), Cbor.of(decision.moment.index));
    }
}
