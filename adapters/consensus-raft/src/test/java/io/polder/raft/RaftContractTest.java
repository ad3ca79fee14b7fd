package io.polder.raft;

import io.polder.testkit.ConsensusEngineContract;
import io.polder.testkit.EngineFixture;
import java.nio.file.Path;

class RaftContractTest extends ConsensusEngineContract {
    private static final int MEMBERS = 3;
    private static final int QUEUE_MAX = 200;
    private static final long SNAPSHOT_EVERY = 16;

    @Override
    protected EngineFixture fixture(Path directory) {
        RaftSettings settings = RaftSettings.standard();
        return RaftFixture.of(
                directory,
                MEMBERS,
                settings.queueMax(QUEUE_MAX)
                        .keeping(new RaftSettings.Keeping(
                                SNAPSHOT_EVERY,
                                settings.keeping().entriesKept(),
                                settings.keeping().segmentBytes())));
    }
}
