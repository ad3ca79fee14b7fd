package io.polder.things;

import io.polder.contract.Arguments;
import io.polder.contract.BuiltInContract;
import io.polder.contract.Context;
import io.polder.contract.Revert;
import io.polder.protocol.Address;
import io.polder.protocol.Frame;
import io.polder.protocol.Origin;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.List;
import java.util.Locale;

/// Keeps what things measure. For each thing, reading name and origin the state holds the newest; all of them are in
/// the
/// index by time. The three origins never stand in for one another: docs/spec/contracts.md, 5.
public final class Readings implements BuiltInContract {
    public static final String NAME = "readings";
    /// How far a reading may be ahead of its block's time. One far ahead would stay the newest for long.
    public static final long AHEAD_MAX_MS = 10L * 60 * 1000;

    public Readings() {
        // keeps nothing but what the context holds
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Cbor run(String method, Cbor arguments, Context context) {
        return switch (method) {
            case "put" -> put(Arguments.of(arguments, 1), context);
            case "frame" -> frame(arguments.asArray(), context);
            case "batch" -> batch(arguments.asArray(), context);
            case "latest" -> new ReadingQueries(context).latest(Arguments.of(arguments, 2));
            case "list" -> new ReadingQueries(context).list(Arguments.of(arguments, 2));
            case "history" -> new ReadingQueries(context).history(Arguments.of(arguments, 7));
            default -> throw new Revert("unknown-method", "readings has no method " + method);
        };
    }

    /// [reading]
    private static Cbor put(Arguments arguments, Context context) {
        requireSigner(Address.Kind.THING, Origin.SIGNED, context);
        return own(List.of(arguments.item(0)), context);
    }

    /// [reading, ...]
    private static Cbor frame(List<Cbor> readings, Context context) {
        requireSigner(Address.Kind.THING, Origin.FRAME, context);
        return own(readings, context);
    }

    private static Cbor own(List<Cbor> readings, Context context) {
        requireCount(readings);
        String name = context.sender().name();
        Thing thing = thing(name, context);
        if (thing.credential().isEmpty()) throw new Revert("no-key", "a thing without a key cannot have signed this");
        Intake intake = new Intake(context);
        for (int i = 0; i < readings.size(); i++) intake.take(i, readings.get(i), name);
        return intake.keep();
    }

    /// [reading, ...], each naming its thing
    private static Cbor batch(List<Cbor> readings, Context context) {
        requireSigner(Address.Kind.CITY, Origin.PROXIED, context);
        requireCount(readings);
        Intake intake = new Intake(context);
        for (int i = 0; i < readings.size(); i++) intake.take(i, readings.get(i));
        for (String name : intake.things()) requireProxied(name, context);
        return intake.keep();
    }

    /// A contract that a thing has called speaks for itself, so what it says is not a reading of the thing.
    private static void requireSigner(Address.Kind kind, Origin origin, Context context) {
        if (context.sender().kind() != kind || !context.caller().equals(context.sender()))
            throw new Revert(
                    "not-permitted",
                    "expected a " + kind.name().toLowerCase(Locale.ROOT) + " itself, got " + context.caller());
        if (context.origin() != origin)
            throw new Revert(
                    "wrong-origin",
                    "expected the origin " + origin.text() + ", got "
                            + context.origin().text());
    }

    private static void requireCount(List<Cbor> readings) {
        if (readings.isEmpty() || readings.size() > Frame.READINGS_MAX)
            throw new Malformed("1 to " + Frame.READINGS_MAX + " readings", readings.size() + "");
    }

    private static void requireProxied(String name, Context context) {
        Thing thing = thing(name, context);
        if (!thing.home().city().equals(context.sender().name()))
            throw new Revert(
                    "other-city", name + " is enrolled at " + thing.home().city() + ", not at " + context.sender());
        if (!thing.proxied())
            throw new Revert("signs-itself", name + " signs for itself and has not delegated that to its city");
    }

    private static Thing thing(String name, Context context) {
        Thing thing = Things.find(context::authority, name)
                .orElseThrow(() -> new Revert("unknown-thing", "there is no thing " + name));
        if (thing.status() != ThingStatus.ACTIVE)
            throw new Revert(
                    "not-active", name + " is " + thing.status().text() + ", and only active things are heard");
        return thing;
    }
}
