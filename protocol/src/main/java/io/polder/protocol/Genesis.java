package io.polder.protocol;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.util.List;
import java.util.Optional;

/// What a network starts from. Its hash is the network's id and the fingerprint that a verifier is given.
public record Genesis(
        String name,
        long time,
        Limits limits,
        List<Organisation> organisations,
        Roster roster,
        List<ChainSpec> chains) {
    public static final int BYTES_MAX = 1 << 20;
    private static final String KIND = "genesis";

    public Genesis {
        Names.require("a network", name);
        organisations = List.copyOf(organisations);
        chains = List.copyOf(chains);
        if (roster.epoch() != 0) throw new Malformed("the roster of epoch 0", "epoch " + roster.epoch());
        if (chains.stream().map(ChainSpec::name).distinct().count() != chains.size())
            throw new Malformed("chains with names that differ", "the same name twice");
        if (chains.stream().noneMatch(c -> c.category() == Category.AUTHORITY))
            throw new Malformed("an authority chain", "none");
    }

    public Bytes encode() {
        return Cbor.array(
                        Cbor.of(Domain.NAME),
                        Cbor.of(Domain.FORMAT),
                        Cbor.of(KIND),
                        Cbor.of(name),
                        Cbor.of(time),
                        limits.toCbor(),
                        Cbor.array(
                                organisations.stream().map(Organisation::toCbor).toList()),
                        roster.toCbor(),
                        Cbor.array(chains.stream().map(ChainSpec::toCbor).toList()))
                .encode();
    }

    public static Genesis decode(Bytes bytes) {
        if (bytes.size() > BYTES_MAX) throw new Malformed("a genesis of at most 1 MiB", bytes.size() + " bytes");
        List<Cbor> f = Cbor.decode(bytes).asArray(9);
        if (!f.get(0).equals(Cbor.of(Domain.NAME)) || !f.get(2).equals(Cbor.of(KIND)))
            throw new Malformed("a genesis of polder", "something else");
        if (f.get(1).asInt() != Domain.FORMAT)
            throw new Malformed("format version " + Domain.FORMAT, f.get(1).toString());
        return new Genesis(
                f.get(3).asText(),
                f.get(4).asCount(),
                Limits.of(f.get(5)),
                f.get(6).asArray().stream().map(Organisation::of).toList(),
                Roster.of(f.get(7)),
                f.get(8).asArray().stream().map(ChainSpec::of).toList());
    }

    /// The network's id.
    public Hash id() {
        return Hash.of(encode());
    }

    public Domain domain(String chain) {
        return new Domain(id(), chain);
    }

    public Optional<ChainSpec> chain(String chain) {
        return chains.stream().filter(c -> c.name().equals(chain)).findFirst();
    }
}
