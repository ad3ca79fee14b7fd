package io.polder.protocol.proof;

import io.polder.protocol.ChainSpec;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.proof.Finding.Fails;
import io.polder.protocol.signature.Signatures;

/// Checks a proof of a chain with an order cluster of its own: the cities of the authority chain have signed for what
/// roster that cluster began with, and that roster has signed for the rest.
record OpeningCheck(Hash network, Roster authority, Signatures signatures) {
    private static final String STEP = "the opening of the cluster";
    private static final String CONTRACT = "clusters";
    private static final String KIND = "o";

    Finding check(Proof opening, Proof proof) {
        Finding opened = new ProofCheck(network, authority, signatures).check(opening);
        if (opened instanceof Fails fails) return new Fails(STEP + ": " + fails.step(), fails.expected(), fails.got());
        String cluster = proof.record().cluster();
        try {
            return new ProofCheck(network, roster(opening, cluster), signatures).check(proof);
        } catch (Malformed e) {
            return new Fails(STEP, "the roster of cluster " + cluster, String.valueOf(e.getMessage()));
        }
    }

    private static Roster roster(Proof opening, String cluster) {
        if (!opening.header().domain().chain().equals(ChainSpec.AUTHORITY))
            throw new Malformed(
                    "a state of the authority chain",
                    "one of " + opening.header().domain().chain());
        if (!(opening.subject() instanceof Subject.OfState state)
                || !state.contract().equals(CONTRACT)
                || !state.key().equals(Bytes.utf8(KIND + cluster))
                || state.value().isEmpty())
            throw new Malformed("what the contract " + CONTRACT + " holds of " + cluster, "something else");
        Roster roster =
                Roster.of(Cbor.decode(state.value().get().value()).asArray(3).getFirst());
        if (!roster.cluster().equals(cluster)) throw new Malformed("a roster of " + cluster, roster.cluster());
        return roster;
    }
}
