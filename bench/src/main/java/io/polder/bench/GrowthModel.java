package io.polder.bench;

import io.polder.node.Providers;
import io.polder.protocol.Certificate;
import io.polder.protocol.Founding;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a cluster of some size costs, from the formats themselves: a roster of so many made-up members and a
/// certificate
/// that just enough of them sign, in the bytes that cities exchange. What grows with the engine is scaled from runs.
///
/// @param roster bytes of the roster
/// @param certificate bytes of a certificate of just enough signatures
/// @param handover bytes that a verifier takes for each epoch: roster, round record, certificate
/// @param checkMs processor milliseconds to check a certificate
record GrowthModel(int cities, int roster, int certificate, int handover, double checkMs) {
    private static final int CHECKS = 30;
    private static final long TIME = 1_800_000_000_000L;
    private static final long ROUND = 1_000_000;

    /// @param engineKey bytes of an engine key, as measured
    static GrowthModel of(int cities, int engineKey) {
        List<SigningKey> keys = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < cities; i++) {
            keys.add(Crowd.key());
            String name = Growth.name(i);
            Member.Endpoint door = new Member.Endpoint("127.0.0.1", 30_000 + i);
            members.add(new Member(
                    i,
                    name,
                    new Member.Home(name, name),
                    keys.getLast().publicKey(),
                    new Member.Doors(door, door),
                    Bytes.wrap(new byte[engineKey])));
        }
        Roster roster = new Roster(Founding.DEFAULT_CLUSTER, 0, members);
        RoundRecord record =
                new RoundRecord(Hash.ZERO, Founding.DEFAULT_CLUSTER, 0, ROUND, TIME, Hash.ZERO, roster.hash());
        SortedMap<Long, Bytes> signatures = new TreeMap<>();
        for (int i = 0; i < roster.quorum(); i++)
            signatures.put((long) i, Certificate.sign(record, members.get(i), keys.get(i)));
        Certificate certificate = new Certificate(signatures);
        int rosterBytes = roster.toCbor().encode().size();
        int certificateBytes = certificate.toCbor().encode().size();
        return new GrowthModel(
                cities,
                rosterBytes,
                certificateBytes,
                rosterBytes + record.encode().size() + certificateBytes,
                checkMs(record, roster, certificate));
    }

    private static double checkMs(RoundRecord record, Roster roster, Certificate certificate) {
        Signatures checks = Providers.signatures();
        var threads = ManagementFactory.getThreadMXBean();
        long spent = 0;
        for (int i = 0; i < 2 * CHECKS; i++) {
            long begun = threads.getCurrentThreadCpuTime();
            if (certificate.fault(record, roster, checks).isPresent())
                throw new IllegalStateException("a certificate of our own does not hold");
            if (i >= CHECKS) spent += threads.getCurrentThreadCpuTime() - begun;
        }
        return spent / 1e6 / CHECKS;
    }

    /// Bytes that the certificates of a round put on the wire of a whole cluster: each city's signature reaches every
    /// other one once, without the event around it.
    long signaturesOnTheWire(int message) {
        return (long) cities * (cities - 1) * message;
    }
}
