package io.polder.hashgraph;

import com.hedera.hapi.node.base.SemanticVersion;
import com.hedera.hapi.node.state.roster.Roster;
import com.hedera.pbj.runtime.io.buffer.Bytes;
import com.swirlds.platform.state.snapshot.SignedStateFileReader;
import com.swirlds.state.BinaryState;
import com.swirlds.state.merkle.VirtualMapState;
import com.swirlds.state.spi.CommittableWritableStates;
import com.swirlds.state.spi.WritableStates;
import io.polder.protocol.encoding.Hash;
import java.time.Instant;
import org.hiero.consensus.platformstate.PlatformStateService;
import org.hiero.consensus.platformstate.PlatformStateUtils;
import org.hiero.consensus.roster.RosterHistory;
import org.hiero.consensus.roster.RosterStateId;
import org.hiero.consensus.roster.WritableRosterStore;

/// What the members' engines agree on besides the order: the roster, and one singleton of ours, the hash of the newest
/// header. So the engine's state signatures cover our state, and a member that differs is found out.
final class EngineState {
    private static final int DIGEST_ID = 40_001;

    /// The engine hashes every roster with one digest of the process, which is not safe for two threads: cities of one
    /// process that begin an epoch at the same instant would come to different hashes.
    private static final Object HASHING = new Object();

    private EngineState() {}

    /// The history of an epoch's engine before its first round.
    static RosterHistory history(Roster roster) {
        synchronized (HASHING) {
            return RosterHistory.fromGenesis(roster);
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
        synchronized (HASHING) {
            new WritableRosterStore(rosters).putActiveRoster(roster, 0);
        }
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
