package io.polder.things;

import io.polder.contract.Arguments;
import io.polder.contract.BuiltInContract;
import io.polder.contract.Context;
import io.polder.contract.Keys;
import io.polder.contract.Revert;
import io.polder.contract.StateReader;
import io.polder.governance.Authority;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Signatures;
import java.util.List;
import java.util.Optional;

/// Keeps the things of the network: whose they are, at which city, under which key, and whether they may send. It is a
/// contract of the authority chain, and what it keeps holds at every city from the next round on:
/// docs/spec/contracts.md,
/// 4.
public final class Things implements BuiltInContract {
    public static final String NAME = "things";
    static final char OLD_KEY = 'k';

    private final Signatures signatures;

    public Things(Signatures signatures) {
        this.signatures = signatures;
    }

    @Override
    public String name() {
        return NAME;
    }

    /// What the authority chain keeps of a thing.
    public static Optional<Thing> find(StateReader reader, String thing) {
        return reader.read(NAME, Thing.key(thing)).map(Thing::of);
    }

    /// Whether a key may sign for a thing.
    public static ThingKey key(StateReader reader, String name, Hash thumbprint) {
        Optional<Thing> found = find(reader, name);
        if (found.isEmpty()) return new ThingKey.Unknown();
        Thing thing = found.get();
        if (thing.credential().filter(c -> c.thumbprint().equals(thumbprint)).isEmpty())
            return reader.read(NAME, oldKey(name, thumbprint))
                    .<ThingKey>map(
                            ended -> new ThingKey.Revoked(Cbor.decode(ended).asCount()))
                    .orElse(new ThingKey.Unknown());
        Thing.Credential credential = thing.credential().get();
        Thing.Home home = thing.home();
        return switch (thing.status()) {
            case RETIRED -> new ThingKey.Retired();
            case SUSPENDED -> new ThingKey.Suspended();
            case ENROLLED, ACTIVE -> {
                if (!Authority.active(reader, home.organisation())) yield new ThingKey.Suspended();
                yield thing.status() == ThingStatus.ACTIVE
                        ? new ThingKey.Active(credential.publicKey(), home.organisation(), home.city())
                        : new ThingKey.Enrolled(credential.publicKey(), home.organisation(), home.city());
            }
        };
    }

    static Bytes oldKey(String thing, Hash thumbprint) {
        return Bytes.concat(Keys.below(OLD_KEY, thing), thumbprint.bytes());
    }

    @Override
    public Cbor run(String method, Cbor arguments, Context context) {
        return switch (method) {
            case "enrol" -> new Enrolment(signatures, changing(context)).enrol(Arguments.of(arguments, 6));
            case "rotate-key" -> new Enrolment(signatures, changing(context)).rotate(Arguments.of(arguments, 3));
            case "activate" -> new ThingLife(changing(context)).activate(Arguments.of(arguments, 2));
            case "delegate" -> new ThingLife(changing(context)).delegate(Arguments.of(arguments, 2));
            case "suspend" -> new ThingLife(changing(context)).suspend(Arguments.of(arguments, 1));
            case "resume" -> new ThingLife(changing(context)).resume(Arguments.of(arguments, 1));
            case "retire" -> new ThingLife(changing(context)).retire(Arguments.of(arguments, 1));
            case "get" -> get(Arguments.of(arguments, 1), context);
            case "list" -> list(Arguments.of(arguments, 2), context);
            case "history" -> history(Arguments.of(arguments, 2), context);
            default -> throw new Revert("unknown-method", "things has no method " + method);
        };
    }

    /// The state is that of the authority chain, whatever other chain the contract is called on.
    private static Context changing(Context context) {
        if (!context.domain().chain().equals(ChainSpec.AUTHORITY))
            throw new Revert(
                    "wrong-chain",
                    "expected the chain " + ChainSpec.AUTHORITY + ", got "
                            + context.domain().chain());
        return context;
    }

    /// [thing]
    private static Cbor get(Arguments arguments, Context context) {
        String name = arguments.name(0);
        return context.get(Thing.key(name))
                .map(Thing::of)
                .orElseThrow(() -> new Revert("unknown-thing", "there is no thing " + name))
                .show(name);
    }

    /// [after or null, limit]
    private static Cbor list(Arguments arguments, Context context) {
        Bytes all = Keys.of(Thing.ENTRY);
        Bytes from = arguments
                .optionalName(0)
                .map(after -> Keys.next(Thing.key(after)))
                .orElse(all);
        int limit = arguments.limit(1, context);
        List<Context.Item> items = context.range(from, Keys.end(all), limit, false);
        List<Cbor> things = items.stream()
                .map(item -> Thing.of(item.value()).show(Keys.name(item.key(), 1)))
                .toList();
        Cbor next = items.size() < limit
                ? Cbor.NULL
                : Cbor.of(Keys.name(items.getLast().key(), 1));
        return Cbor.map(Cbor.of("things"), Cbor.array(things), Cbor.of("next"), next);
    }

    /// [thing, limit]
    private static Cbor history(Arguments arguments, Context context) {
        String name = arguments.name(0);
        int limit = arguments.limit(1, context);
        return Cbor.array(context.history(Thing.key(name), Long.MAX_VALUE, limit).stream()
                .map(past -> Cbor.map(
                        Cbor.of("height"), Cbor.of(past.height()),
                        Cbor.of("time"), Cbor.of(past.time()),
                        Cbor.of("thing"),
                                past.value().map(v -> Thing.of(v).show(name)).orElse(Cbor.NULL)))
                .toList());
    }
}
