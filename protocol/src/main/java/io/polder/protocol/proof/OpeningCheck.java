package io.polder.protocol.proof;

import io.polder.protocol.ChainSpec;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.proof.Finding.Fails;
import io.polder.protocol.signature.Signatures;
import java.nio.ByteBuffer;

/// Checks a proof of a chain with an order cluster of its own: the cities of the authority chain have signed for what
/// roster that cluster has in the proof's epoch, and that roster has signed for the rest.
record OpeningCheck(Hash network, Roster authority, Signatures signatures) {
    private static final String STEP = "the opening of the cluster";
    private static final String CONTRACT = "clusters";
    private static final String FIRST = "o";
    private static final String LATER = "t";

    Finding check(Proof opening, Proof proof) {
        Finding opened = new ProofCheck(network, authority, signatures).check(opening);
        if (opened instanceof Fails fails) return new Fails(STEP + ": " + fails.step(), fails.expected(), fails.got());
        String cluster = proof.record().cluster();
        try {
            Roster roster = roster(opening, cluster, proof.record().epoch());
            return new ProofCheck(network, roster, signatures).check(proof);
        } catch (Malformed e) {
            return new Fails(STEP, "the roster of cluster " + cluster, String.valueOf(e.getMessage()));
        }
    }

    /// Of the first epoch the contract holds [roster, time, height], of a later one [roster, engine].
    private static Bytes key(String cluster, long epoch) {
        return epoch == 0
                ? Bytes.utf8(FIRST + cluster)
                : Bytes.concat(
                        Bytes.utf8(LATER + cluster),
                        Bytes.wrap(ByteBuffer.allocate(1 + Long.BYTES)
                                .put((byte) 0)
                                .putLong(epoch)
                                .array()));
    }

    private static Roster roster(Proof opening, String cluster, long epoch) {
        if (!opening.header().domain().chain().equals(ChainSpec.AUTHORITY))
            throw new Malformed(
                    "a state of the authority chain",
                    "one of " + opening.header().domain().chain());
        if (!(opening.subject() instanceof Subject.OfState state)
                || !state.contract().equals(CONTRACT)
                || !state.key().equals(key(cluster, epoch))
                || state.value().isEmpty())
            throw new Malformed(
                    "what the contract " + CONTRACT + " holds of " + cluster + " in epoch " + epoch, "something else");
        Roster roster = Roster.of(Cbor.decode(state.value().get().value())
                .asArray(epoch == 0 ? 3 : 2)
                .getFirst());
        if (!roster.cluster().equals(cluster) || roster.epoch() != epoch)
            throw new Malformed("a roster of " + cluster, roster.cluster());
        return roster;
    }
}
