package io.polder.protocol;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.List;

/// What a transaction asks a contract framework to do.
public sealed interface Call {
    /// Puts code under the care of a framework.
    record Deploy(String framework, String contract, Bytes code, Cbor arguments) implements Call {
        public Deploy {
            Names.require("a framework", framework);
            Names.require("a contract", contract);
        }
    }

    /// Runs a method of a contract.
    record Invoke(String contract, String method, Cbor arguments) implements Call {
        public Invoke {
            Names.require("a contract", contract);
            Names.require("a method", method);
        }
    }

    /// Applies what endorsers signed before, if nothing it read has changed since.
    record Endorsed(String contract, Bytes readWriteSet, List<Bytes> endorsements) implements Call {
        public Endorsed {
            Names.require("a contract", contract);
            endorsements = List.copyOf(endorsements);
        }
    }

    String contract();

    default Cbor toCbor() {
        return switch (this) {
            case Deploy d ->
                Cbor.array(Cbor.of(0), Cbor.of(d.framework), Cbor.of(d.contract), Cbor.of(d.code), d.arguments);
            case Invoke i -> Cbor.array(Cbor.of(1), Cbor.of(i.contract), Cbor.of(i.method), i.arguments);
            case Endorsed e ->
                Cbor.array(
                        Cbor.of(2),
                        Cbor.of(e.contract),
                        Cbor.of(e.readWriteSet),
                        Cbor.array(e.endorsements.stream().map(Cbor::of).toList()));
        };
    }

    static Call of(Cbor item) {
        List<Cbor> items = item.asArray();
        if (items.isEmpty()) throw new Malformed("a call", "an empty array");
        return switch (items.getFirst().asCode()) {
            case 0 -> {
                item.asArray(5);
                yield new Deploy(
                        items.get(1).asText(),
                        items.get(2).asText(),
                        items.get(3).asBytes(),
                        items.get(4));
            }
            case 1 -> {
                item.asArray(4);
                yield new Invoke(items.get(1).asText(), items.get(2).asText(), items.get(3));
            }
            case 2 -> {
                item.asArray(4);
                yield new Endorsed(
                        items.get(1).asText(),
                        items.get(2).asBytes(),
                        items.get(3).asArray().stream().map(Cbor::asBytes).toList());
            }
            default -> throw new Malformed("a deploy (0), invoke (1) or endorsed (2) call", items.getFirst() + "");
        };
    }
}
