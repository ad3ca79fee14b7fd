package io.polder.hashgraph;

import io.polder.testkit.ConsensusEngineContract;
import io.polder.testkit.EngineFixture;
import java.nio.file.Path;

class HashgraphContractTest extends ConsensusEngineContract {
    private static final int MEMBERS = 4;
    private static final int QUEUE_MAX = 200;

    @Override
    protected EngineFixture fixture(Path directory) {
        HashgraphSettings settings = HashgraphFixture.settings();
        return new HashgraphFixture(
                directory,
                MEMBERS,
                settings.queues(new HashgraphSettings.Queues(
                        QUEUE_MAX, settings.queues().handled())));
    }
}
