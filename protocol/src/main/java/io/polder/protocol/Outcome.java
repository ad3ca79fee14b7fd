package io.polder.protocol;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.List;

/// How a transaction ended in its block. Only `Succeeded` changed the state.
public sealed interface Outcome {
    /// The contract did what was asked and returned this.
    record Succeeded(Cbor result) implements Outcome {}

    /// The contract refused; a code for programs, a sentence for people, and what the framework returned.
    record Reverted(String code, String detail, Bytes data) implements Outcome {}

    /// The gas ran out at this limit.
    record Exhausted(long limit) implements Outcome {}

    /// Something that endorsers had read has changed since: the key.
    record Stale(String key) implements Outcome {}

    /// The transaction was not admitted at its place in the block.
    record Refused(String code, String detail) implements Outcome {}

    /// The block's budget was spent; the transaction may come again.
    record Deferred() implements Outcome {}

    default boolean succeeded() {
        return this instanceof Succeeded;
    }

    default Cbor toCbor() {
        return switch (this) {
            case Succeeded s -> Cbor.array(Cbor.of(0), s.result);
            case Reverted r -> Cbor.array(Cbor.of(1), Cbor.of(r.code), Cbor.of(r.detail), Cbor.of(r.data));
            case Exhausted e -> Cbor.array(Cbor.of(2), Cbor.of(e.limit));
            case Stale s -> Cbor.array(Cbor.of(3), Cbor.of(s.key));
            case Refused r -> Cbor.array(Cbor.of(4), Cbor.of(r.code), Cbor.of(r.detail));
            case Deferred() -> Cbor.array(Cbor.of(5));
        };
    }

    static Outcome of(Cbor item) {
        List<Cbor> items = item.asArray();
        if (items.isEmpty()) throw new Malformed("an outcome", "an empty array");
        int kind = items.getFirst().asCode();
        if (kind < 0 || kind > 5) throw new Malformed("an outcome from 0 to 5", Integer.toString(kind));
        item.asArray(new int[] {2, 4, 2, 2, 3, 1}[kind]);
        return switch (kind) {
            case 0 -> new Succeeded(items.get(1));
            case 1 ->
                new Reverted(
                        items.get(1).asText(),
                        items.get(2).asText(),
                        items.get(3).asBytes());
            case 2 -> new Exhausted(items.get(1).asCount());
            case 3 -> new Stale(items.get(1).asText());
            case 4 -> new Refused(items.get(1).asText(), items.get(2).asText());
            default -> new Deferred();
        };
    }
}
