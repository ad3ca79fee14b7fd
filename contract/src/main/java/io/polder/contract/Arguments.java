package io.polder.contract;

import io.polder.protocol.Address;
import io.polder.protocol.Names;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.util.List;
import java.util.Optional;

/// The arguments of a built-in method: an array of a fixed size, in which null stands for what is left out. What is not
/// as it must be is malformed.
public final class Arguments {
    private final List<Cbor> items;

    private Arguments(List<Cbor> items) {
        this.items = items;
    }

    public static Arguments of(Cbor arguments, int size) {
        return new Arguments(arguments.asArray(size));
    }

    public Cbor item(int index) {
        return items.get(index);
    }

    public Optional<Cbor> optional(int index) {
        return items.get(index) instanceof Cbor.Null ? Optional.empty() : Optional.of(items.get(index));
    }

    public String text(int index) {
        return items.get(index).asText();
    }

    public String name(int index) {
        return name(items.get(index));
    }

    public Optional<String> optionalName(int index) {
        return optional(index).map(Arguments::name);
    }

    public Address address(int index) {
        return Address.of(items.get(index));
    }

    public Bytes bytes(int index) {
        return items.get(index).asBytes();
    }

    public Hash hash(int index) {
        return items.get(index).asHash();
    }

    public long count(int index) {
        return items.get(index).asCount();
    }

    public boolean flag(int index) {
        return items.get(index).asBool();
    }

    /// How many items a query may return: from 1 to what the network allows.
    public int limit(int index, Context context) {
        long max = Math.min(context.limits().rangeItems(), Integer.MAX_VALUE);
        long limit = items.get(index).asInt();
        if (limit < 1 || limit > max) throw new Malformed("a limit from 1 to " + max, Long.toString(limit));
        return (int) limit;
    }

    private static String name(Cbor item) {
        String name = item.asText();
        if (!Names.valid(name))
            throw new Malformed(
                    "a name of 1 to 64 letters, digits, dots, hyphens or underscores",
                    name.length() + " other characters");
        return name;
    }
}
