package io.polder.hashgraph;

import com.hedera.hapi.node.base.SemanticVersion;
import com.hedera.hapi.node.state.primitives.ProtoBytes;
import com.hedera.hapi.node.state.roster.Roster;
import com.hedera.hapi.node.state.roster.RosterState;
import com.hedera.hapi.node.state.roster.RoundRosterPair;
import com.hedera.pbj.runtime.io.buffer.Bytes;
import com.swirlds.platform.state.snapshot.SignedStateFileReader;
import com.swirlds.state.BinaryState;
import com.swirlds.state.merkle.VirtualMapState;
import com.swirlds.state.spi.CommittableWritableStates;
import com.swirlds.state.spi.WritableStates;
import io.polder.protocol.encoding.Hash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.hiero.consensus.platformstate.PlatformStateService;
import org.hiero.consensus.platformstate.PlatformStateUtils;
import org.hiero.consensus.roster.RosterHistory;
import org.hiero.consensus.roster.RosterStateId;
import org.hiero.consensus.roster.RosterValidator;

/// What the members' engines agree on besides the order: the roster, and one singleton of ours, the hash of the newest
/// header. So the engine's state signatures cover our state, and a member that differs is found out.
final class EngineState {
    private static final int DIGEST_ID = 40_001;

    private EngineState() {}

    /// The history of an epoch's engine before its first round.
    static RosterHistory history(Roster roster) {
        Bytes hash = hash(roster);
        return new RosterHistory(List.of(new RoundRosterPair(0, hash)), Map.of(hash, roster));
    }

    /// As the engine hashes a roster. It does so with one digest of the process, which is not safe for two threads:
    /// cities of one process that begin an epoch or reconnect at the same instant could come to different states.
    static Bytes hash(Roster roster) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-384");
            Roster.PROTOBUF.toBytes(roster).writeTo(digest);
            return Bytes.wrap(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-384", e);
        }
    }

    /// Fills the empty state every member of an epoch begins with; it must be the same at all of them, byte for byte.
    static void begin(VirtualMapState state, Roster roster, SemanticVersion version, Hash anchor) {
        SignedStateFileReader.registerServiceStates(state);
        WritableStates platform = state.getWritableStates(PlatformStateService.NAME);
        PlatformStateUtils.bulkUpdateOf(state, values -> {
            values.setCreationSoftwareVersion(version);
            values.setRound(0);
            values.setLegacyRunningEventHash(null);
            values.setConsensusTimestamp(Instant.EPOCH);
        });
        WritableStates rosters = state.getWritableStates(RosterStateId.SERVICE_NAME);
        RosterValidator.validate(roster);
        Bytes hash = hash(roster);
        rosters.<RosterState>getSingleton(RosterStateId.ROSTER_STATE_STATE_ID)
                .put(new RosterState(Bytes.EMPTY, List.of(new RoundRosterPair(0, hash)), false));
        rosters.<ProtoBytes, Roster>get(RosterStateId.ROSTERS_STATE_ID).put(new ProtoBytes(hash), roster);
        ((CommittableWritableStates) rosters).commit();
        ((CommittableWritableStates) platform).commit();
        writeDigest(state, anchor);
    }

    static void writeDigest(BinaryState state, Hash digest) {
        state.updateSingleton(DIGEST_ID, Bytes.wrap(digest.bytes().toArray()));
    }

    static Hash digest(BinaryState state) {
        return new Hash(io.polder.protocol.encoding.Bytes.wrap(
                state.getSingleton(DIGEST_ID).toByteArray()));
    }
}
