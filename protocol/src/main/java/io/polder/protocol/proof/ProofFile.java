package io.polder.protocol.proof;

import io.polder.protocol.Domain;
import io.polder.protocol.Genesis;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Json;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.Signatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A proof as it is handed on. With the genesis inside, whoever knows the fingerprint needs nothing else; a compact one
/// leaves it out. The hand-overs lead from the roster of the genesis to that of the proof's epoch; for a chain with an
/// order cluster of its own, the opening proves by that roster what roster the cluster has: docs/spec/proof.md, 6.
public record ProofFile(Proof proof, Optional<Genesis> genesis, List<Handover> handovers, Optional<Proof> opening) {
    public static final int BYTES_MAX = 4 << 20;
    public static final int TEXT_MAX = 4 * BYTES_MAX;
    public static final int HANDOVERS_MAX = 1_024;
    private static final String KIND = "proof-file";

    public ProofFile {
        handovers = List.copyOf(handovers);
    }

    public ProofFile(Proof proof, Optional<Genesis> genesis, List<Handover> handovers) {
        this(proof, genesis, handovers, Optional.empty());
    }

    /// A proof of the first epoch that a fingerprint alone can check.
    public static ProofFile of(Proof proof, Genesis genesis) {
        return new ProofFile(proof, Optional.of(genesis), List.of());
    }

    /// A proof of any epoch that a fingerprint alone can check: the hand-overs lead from the genesis to its roster.
    public static ProofFile of(Proof proof, Genesis genesis, List<Handover> handovers) {
        return new ProofFile(proof, Optional.of(genesis), handovers);
    }

    /// A proof of the first epoch for those who have the genesis already.
    public static ProofFile compact(Proof proof) {
        return new ProofFile(proof, Optional.empty(), List.of());
    }

    /// The same with the proof of its cluster's roster, if one is given.
    public ProofFile opened(Optional<Proof> cluster) {
        return new ProofFile(proof, genesis, handovers, cluster);
    }

    public Bytes encode() {
        List<Cbor> items = new ArrayList<>(List.of(
                Cbor.of(Domain.NAME),
                Cbor.of(Domain.FORMAT),
                Cbor.of(KIND),
                Cbor.decode(proof.encode()),
                genesis.map(g -> Cbor.of(g.encode())).orElse(Cbor.NULL),
                Cbor.array(handovers.stream().map(Handover::toCbor).toList())));
        opening.ifPresent(o -> items.add(Cbor.decode(o.encode())));
        return Cbor.array(items).encode();
    }

    public static ProofFile decode(Bytes bytes) {
        if (bytes.size() > BYTES_MAX) throw new Malformed("a proof file of at most 4 MiB", bytes.size() + " bytes");
        List<Cbor> f = Cbor.decode(bytes).asArray();
        if (f.size() < 6 || f.size() > 7) throw new Malformed("a proof file of 6 or 7 items", f.size() + "");
        if (!f.get(0).equals(Cbor.of(Domain.NAME)) || !f.get(2).equals(Cbor.of(KIND)))
            throw new Malformed("a proof file of polder", "something else");
        if (f.get(1).asInt() != Domain.FORMAT)
            throw new Malformed("format version " + Domain.FORMAT, f.get(1).toString());
        ProofFile file = new ProofFile(
                Proof.decode(f.get(3).encode()),
                f.get(4).equals(Cbor.NULL)
                        ? Optional.empty()
                        : Optional.of(Genesis.decode(f.get(4).asBytes())),
                Handover.listOf(f.get(5)),
                f.size() == 7 ? Optional.of(Proof.decode(f.get(6).encode())) : Optional.empty());
        if (!file.encode().equals(bytes)) throw new Malformed("the one encoding of a proof file", "another");
        return file;
    }

    /// The same in JSON, every field by its name: docs/spec/proof.md, 7.
    public Json toJson() {
        return shape(opening.isPresent()).toJson().apply(Cbor.decode(encode()));
    }

    private static Shape shape(boolean opened) {
        return opened ? ProofShape.OPENED_FILE : ProofShape.FILE;
    }

    /// Reads the JSON form; whatever `toJson` would not have written is refused, but for white space.
    public static ProofFile ofJson(String text) {
        Json json = Json.parse(text);
        ProofFile file = decode(shape(json.asObject().find("opening").isPresent())
                .toCbor()
                .apply(json)
                .encode());
        if (!file.toJson().equals(json)) throw new Malformed("the one form of this proof in JSON", "another");
        return file;
    }

    /// Reads whichever form the bytes have: a proof file, its JSON, or a proof alone, which is a compact one.
    public static ProofFile read(Bytes bytes) {
        if (bytes.isEmpty()) throw new Malformed("a proof file", "no bytes");
        if (" \t\r\n{".indexOf(bytes.at(0)) >= 0) {
            if (bytes.size() > TEXT_MAX) throw new Malformed("at most 16 MiB of JSON", bytes.size() + " bytes");
            return ofJson(Cbor.utf8(bytes.shared()));
        }
        if (bytes.size() > BYTES_MAX) throw new Malformed("a proof file of at most 4 MiB", bytes.size() + " bytes");
        return bytes.startsWith(Proof.TITLE) ? compact(Proof.decode(bytes)) : decode(bytes);
    }

    /// Checks the proof against a network that is known by its fingerprint; then the genesis must be inside.
    public Finding check(Hash fingerprint, Signatures signatures) {
        if (genesis.isEmpty()) return new Finding.Fails("the genesis of the file", "one, beside the proof", "none");
        Hash id = genesis.get().id();
        if (!id.equals(fingerprint))
            return new Finding.Fails("the genesis of the file", "the fingerprint " + fingerprint, id.toString());
        return check(fingerprint, genesis.get().roster(), signatures);
    }

    /// Checks the proof against a network whose genesis is known.
    public Finding check(Genesis known, Signatures signatures) {
        Hash id = known.id();
        return genesis.isPresent() ? check(id, signatures) : check(id, known.roster(), signatures);
    }

    private Finding check(Hash network, Roster first, Signatures signatures) {
        Roster roster = first;
        for (Handover next : handovers) {
            Optional<String> fault = next.fault(network, roster, signatures);
            if (fault.isPresent())
                return new Finding.Fails(
                        "the hand-over to epoch " + (roster.epoch() + 1),
                        "the next roster, certified by the one before",
                        fault.get());
            roster = next.roster();
        }
        return opening.isEmpty()
                ? new ProofCheck(network, roster, signatures).check(proof)
                : new OpeningCheck(network, roster, signatures).check(opening.get(), proof);
    }
}
