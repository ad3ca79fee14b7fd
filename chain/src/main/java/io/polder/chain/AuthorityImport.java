package io.polder.chain;

import io.polder.contract.StateReader;
import io.polder.governance.council.Rosters;
import io.polder.protocol.Certificate;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Domain;
import io.polder.protocol.Header;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.tree.InclusionPath;
import java.util.List;
import java.util.Optional;

/// A header of the authority chain with the certificate that covers it, as a cluster without that chain takes it into
/// its own order: from then on all its members judge by the state after that block. On the wire it begins with a byte
/// that is no envelope's.
record AuthorityImport(Header header, InclusionPath inRound, RoundRecord record, Certificate certificate) {
    static final byte TAG = 0x70;
    static final int BYTES_MAX = 65_536;

    static boolean is(Bytes wire) {
        return !wire.isEmpty() && wire.at(0) == TAG;
    }

    Bytes wire() {
        return Bytes.concat(
                Bytes.of(TAG),
                Cbor.array(Cbor.of(header.encode()), inRound.toCbor(), Cbor.of(record.encode()), certificate.toCbor())
                        .encode());
    }

    /// Empty for bytes that are no import.
    static Optional<AuthorityImport> read(Bytes wire) {
        if (!is(wire) || wire.size() > BYTES_MAX) return Optional.empty();
        try {
            List<Cbor> items = Cbor.decode(wire.slice(1, wire.size())).asArray(4);
            return Optional.of(new AuthorityImport(
                    Header.decode(items.get(0).asBytes()),
                    InclusionPath.ofCbor(items.get(1)),
                    RoundRecord.decode(items.get(2).asBytes()),
                    Certificate.of(items.get(3))));
        } catch (Malformed e) {
            return Optional.empty();
        }
    }

    long height() {
        return header.height();
    }

    /// Whether the cities of the authority chain have certified this header. It depends on the bytes and on the rosters
    /// of the state that was seen so far, so all members of a cluster say the same.
    boolean holds(Hash network, String cluster, StateReader seen, Signatures signatures) {
        Optional<Roster> roster = Rosters.term(seen, cluster, record.epoch()).map(Rosters.Term::roster);
        return roster.isPresent()
                && header.domain().equals(new Domain(network, ChainSpec.AUTHORITY))
                && record.network().equals(network)
                && record.cluster().equals(cluster)
                && inRound.proves(RoundRecord.chainLeaf(ChainSpec.AUTHORITY, header.hash()), record.chainsRoot())
                && certificate.fault(record, roster.get(), signatures).isEmpty();
    }
}
