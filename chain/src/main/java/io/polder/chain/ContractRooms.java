package io.polder.chain;

import io.polder.contract.BuiltInContract;
import io.polder.contract.BuiltInEngine;
import io.polder.contract.ContractEngine;
import io.polder.contract.KeyValue;
import io.polder.governance.Authority;
import io.polder.governance.UsageRecords;
import io.polder.governance.council.Clusters;
import io.polder.governance.council.Council;
import io.polder.governance.council.Rosters;
import io.polder.governance.council.Settlements;
import io.polder.protocol.Category;
import io.polder.protocol.ChainSpec;
import io.polder.things.Decisions;
import io.polder.things.Readings;
import io.polder.things.Things;
import java.util.ArrayList;
import java.util.List;

/// Which contracts and frameworks run on a chain.
final class ContractRooms {
    private ContractRooms() {}

    static List<ContractEngine> engines(ChainSpec spec, ClusterParts parts) {
        List<BuiltInContract> builtIn = spec.category() == Category.AUTHORITY
                ? List.of(
                        new Authority(parts.signatures()),
                        new Council(),
                        new Clusters(),
                        new Rosters(parts.signatures()),
                        new UsageRecords(),
                        new Settlements(),
                        new Things(parts.signatures()))
                : List.of(new Readings(), new Decisions(), new KeyValue(), new UsageRecords());
        List<ContractEngine> engines = new ArrayList<>();
        engines.add(new BuiltInEngine(builtIn));
        if (spec.category() != Category.AUTHORITY)
            engines.addAll(parts.frameworks().engines());
        return engines;
    }
}
