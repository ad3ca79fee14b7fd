package io.polder.protocol;

import io.polder.protocol.encoding.Cbor;
import java.util.List;
import java.util.Optional;

/// A chain as it is founded: its name, category, the cluster that orders it, and the envelopes it takes.
public record ChainSpec(String name, Category category, String cluster, List<Envelope> envelopes) {
    public static final String AUTHORITY = "authority";

    public ChainSpec {
        Names.require("a chain", name);
        Names.require("a cluster", cluster);
        envelopes = List.copyOf(envelopes);
    }

    /// The organisation whose private chain bears this name: what stands before the last dot. A name without a dot is
    /// that of a chain that may be known.
    public static Optional<String> owner(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? Optional.empty() : Optional.of(name.substring(0, dot));
    }

    public Cbor toCbor() {
        return Cbor.array(
                Cbor.of(name),
                Cbor.of(category.text()),
                Cbor.of(cluster),
                Cbor.array(envelopes.stream().map(e -> Cbor.of(e.tag())).toList()));
    }

    public static ChainSpec of(Cbor item) {
        List<Cbor> f = item.asArray(4);
        return new ChainSpec(
                f.get(0).asText(),
                Category.of(f.get(1).asText()),
                f.get(2).asText(),
                f.get(3).asArray().stream()
                        .map(e -> Envelope.of((byte) Math.min(e.asCount(), 127)))
                        .toList());
    }
}
