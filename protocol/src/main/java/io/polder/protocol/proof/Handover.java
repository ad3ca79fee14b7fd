package io.polder.protocol.proof;

import io.polder.protocol.Certificate;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.Signatures;
import java.util.List;
import java.util.Optional;

/// A roster, and the last round of the epoch before it, in which the roster before names it and certifies that.
public record Handover(Roster roster, RoundRecord record, Certificate certificate) {
    /// Why the roster does not follow the one before, or nothing when it does.
    public Optional<String> fault(Hash network, Roster before, Signatures signatures) {
        if (!record.network().equals(network)) return Optional.of("a round of network " + record.network());
        if (!roster.cluster().equals(before.cluster())) return Optional.of("a roster of cluster " + roster.cluster());
        if (roster.epoch() != before.epoch() + 1) return Optional.of("a roster of epoch " + roster.epoch());
        if (!record.nextRoster().equals(roster.hash())) return Optional.of("a round that names another roster");
        return certificate.fault(record, before, signatures);
    }

    public Cbor toCbor() {
        return Cbor.array(Cbor.of(roster.toCbor().encode()), Cbor.of(record.encode()), certificate.toCbor());
    }

    static Handover of(Cbor item) {
        List<Cbor> f = item.asArray(3);
        return new Handover(
                Roster.of(Cbor.decode(f.get(0).asBytes())),
                RoundRecord.decode(f.get(1).asBytes()),
                Certificate.of(f.get(2)));
    }

    public static List<Handover> listOf(Cbor item) {
        List<Cbor> items = item.asArray();
        if (items.size() > ProofFile.HANDOVERS_MAX)
            throw new Malformed("at most " + ProofFile.HANDOVERS_MAX + " roster hand-overs", items.size() + "");
        return items.stream().map(Handover::of).toList();
    }
}
