package io.polder.governance.council;

import io.polder.contract.Arguments;
import io.polder.contract.BuiltInContract;
import io.polder.contract.Context;
import io.polder.contract.Keys;
import io.polder.contract.Revert;
import io.polder.contract.StateReader;
import io.polder.governance.Amounts;
import io.polder.protocol.Address;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/// What each city has counted of each chain that it keeps, by contract and period, signed by the city: the records from
/// which cities settle with each other. Of a private chain it is the sum of all contracts: docs/spec/contracts.md, 10.
public final class Settlements implements BuiltInContract {
    public static final String NAME = "settlement";
    /// In place of a contract: all contracts of a private chain together.
    public static final String ALL = "*";

    /// How far a period's end may be ahead of the authority chain's time: clusters keep their own.
    static final long AHEAD_MAX_MS = 60_000;

    private static final char RECORD = 'r';
    private static final char NEWEST = 'n';
    private static final int NUMBER_BYTES = Long.BYTES;

    public Settlements() {
        // keeps nothing but what the context holds
    }

    /// What a city has counted of a chain up to a time and a height, since the chain began.
    public record Counted(long end, long height, SortedMap<String, Amounts> ever) {
        Bytes encode() {
            return Cbor.array(Cbor.of(end), Cbor.of(height), Amounts.table(ever))
                    .encode();
        }

        static Counted decode(Bytes bytes) {
            List<Cbor> f = Cbor.decode(bytes).asArray(3);
            return new Counted(f.get(0).asCount(), f.get(1).asCount(), Amounts.table(f.get(2)));
        }
    }

    /// The newest record of a city for a chain.
    public static Optional<Counted> newest(StateReader reader, String chain, String city) {
        return reader.read(NAME, Keys.of(NEWEST, chain, city)).map(Counted::decode);
    }

    /// The call by which a city records what it has counted.
    public static Cbor arguments(String chain, Counted counted) {
        return Cbor.array(Cbor.of(chain), Cbor.of(counted.end), Cbor.of(counted.height), Amounts.table(counted.ever));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Cbor run(String method, Cbor arguments, Context context) {
        if (!context.domain().chain().equals(ChainSpec.AUTHORITY))
            throw new Revert(
                    "wrong-chain",
                    "expected the chain " + ChainSpec.AUTHORITY + ", got "
                            + context.domain().chain());
        return switch (method) {
            case "record" -> record(Arguments.of(arguments, 4), context);
            case "list" -> list(Arguments.of(arguments, 2), context);
            default -> throw new Revert("unknown-method", NAME + " has no method " + method);
        };
    }

    /// [chain, end of the period, height, {contract: amounts since the chain began}]: by a city that keeps the chain.
    private static Cbor record(Arguments arguments, Context context) {
        String chain = arguments.name(0);
        Counted now = new Counted(arguments.count(1), arguments.count(2), Amounts.table(arguments.item(3)));
        Address caller = context.caller();
        Charter charter = keeps(chain, caller, context);
        if (charter.hidden() && !now.ever.keySet().equals(Set.of(ALL)))
            throw new Revert("too-much", "of a private chain only the sum is recorded, under " + ALL);
        if (now.end > context.moment().time() + AHEAD_MAX_MS)
            throw new Revert("too-early", "the period ends at " + now.end + ": record it then");
        Bytes key = Keys.of(NEWEST, chain, caller.name());
        Optional<Counted> before = context.get(key).map(Counted::decode);
        if (before.filter(b -> b.end >= now.end || b.height > now.height).isPresent())
            throw new Revert(
                    "stale",
                    caller + " has recorded " + chain + " up to " + before.get().end + " and height "
                            + before.get().height);
        SortedMap<String, Amounts> used = Amounts.since(now.ever, before.map(Counted::ever));
        context.put(key, now.encode());
        context.put(
                recordKey(chain, now.end, caller.name()),
                Cbor.array(
                                Cbor.of(before.map(Counted::end).orElse(charter.since())),
                                Cbor.of(now.height),
                                Amounts.table(used))
                        .encode());
        return Cbor.NULL;
    }

    private static Charter keeps(String chain, Address caller, Context context) {
        Optional<Charter> charter = Council.charter(context::authority, chain);
        boolean keeps = caller.kind() == Address.Kind.CITY
                && charter.isPresent()
                && charter.get()
                        .placement()
                        .map(p -> p.cities().contains(caller.name()))
                        .orElse(true);
        if (keeps) return charter.get();
        if (charter.isEmpty() || ChainSpec.owner(chain).isPresent())
            throw new Revert("unknown-chain", "there is no chain " + chain);
        throw new Revert("not-named", "expected a city that keeps " + chain + ", got " + caller);
    }

    private static Bytes recordKey(String chain, long end, String city) {
        return Bytes.concat(Keys.below(RECORD, chain), Proposal.number(end), Bytes.utf8(city));
    }

    /// [chain, limit]: the newest first; which cities have recorded just the same stands with each.
    private static Cbor list(Arguments arguments, Context context) {
        String chain = arguments.name(0);
        if (Council.charters(context).concealed(chain, context.sender()))
            throw new Revert("unknown-chain", "there is no chain " + chain);
        if (Council.charter(context::authority, chain).isEmpty())
            throw new Revert("unknown-chain", "there is no chain " + chain);
        Bytes prefix = Keys.below(RECORD, chain);
        List<Context.Item> items = context.range(prefix, Keys.end(prefix), arguments.limit(1, context), true);
        List<Cbor> shown = new ArrayList<>();
        for (Context.Item item : items) {
            List<Cbor> record = Cbor.decode(item.value()).asArray(3);
            Bytes end = end(item, prefix);
            long same = items.stream()
                    .filter(other ->
                            end(other, prefix).equals(end) && other.value().equals(item.value()))
                    .count();
            shown.add(Cbor.map(
                    Cbor.of("chain"), Cbor.of(chain),
                    Cbor.of("city"), Cbor.of(Keys.name(item.key(), prefix.size() + NUMBER_BYTES)),
                    Cbor.of("from"), record.get(0),
                    Cbor.of("to"), Cbor.of(ByteBuffer.wrap(end.toArray()).getLong()),
                    Cbor.of("height"), record.get(1),
                    Cbor.of("agree"), Cbor.of(same),
                    Cbor.of("used"), Amounts.shown(Amounts.table(record.get(2)))));
        }
        return Cbor.array(shown);
    }

    private static Bytes end(Context.Item item, Bytes prefix) {
        return item.key().slice(prefix.size(), prefix.size() + NUMBER_BYTES);
    }
}
