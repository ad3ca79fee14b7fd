package io.polder.governance;

import io.polder.contract.Arguments;
import io.polder.contract.BuiltInContract;
import io.polder.contract.Context;
import io.polder.contract.Keys;
import io.polder.contract.Revert;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;

/// Shows what each sender, organisation and contract has used of the chain. The chain itself keeps the records, at the
/// end of each block, as this contract's state: docs/spec/contracts.md, 8.
public final class UsageRecords implements BuiltInContract {
    public static final String NAME = "meter";
    private static final char RECORD = 'u';

    public UsageRecords() {
        // keeps nothing but what the context holds
    }

    /// Where the record of an address is kept; a contract is `contract:NAME`.
    public static Bytes key(String who) {
        return Keys.of(RECORD, who);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Cbor run(String method, Cbor arguments, Context context) {
        return switch (method) {
            case "of" -> of(Arguments.of(arguments, 1).text(0), context);
            case "list" -> list(Arguments.of(arguments, 2), context);
            default -> throw new Revert("unknown-method", "meter has no method " + method);
        };
    }

    private static Cbor of(String who, Context context) {
        return context.get(key(who))
                .map(Usage::decode)
                .map(usage -> usage.shown(who))
                .orElseThrow(() -> new Revert("not-found", who + " has used nothing of this chain"));
    }

    /// [after: who or null, limit]
    private static Cbor list(Arguments arguments, Context context) {
        Bytes prefix = Keys.of(RECORD);
        Bytes from = arguments
                .optional(0)
                .map(after -> Keys.next(key(after.asText())))
                .orElse(prefix);
        return Cbor.array(context.range(from, Keys.end(prefix), arguments.limit(1, context), false).stream()
                .map(item -> Usage.decode(item.value()).shown(Keys.name(item.key(), 1)))
                .toList());
    }
}
