package io.polder.evm.statetest;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.evm.Evm;
import io.polder.evm.fork.Fork;
import io.polder.evm.precompile.Precompiles;
import io.polder.evm.secp256k1.Secp256k1;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// A machine per fork, for one thread.
final class Machines {
    private final Secp256k1 curve = Secp256k1.best();
    private final Map<Fork, Evm> byFork = new EnumMap<>(Fork.class);
    private final Evm blsDraft = new Evm(Fork.CANCUN, BlsDraft.precompiles(curve));

    Machines() {
        for (Fork fork : Fork.values()) byFork.put(fork, new Evm(fork, Precompiles.of(fork, curve)));
    }

    Secp256k1 curve() {
        return curve;
    }

    /// The machine for a fork as a test means it, empty if the fork is older than this engine.
    Optional<Evm> machine(JsonNode test, String forkName) {
        if (forkName.equals("Prague") && isBlsDraft(test)) return Optional.of(blsDraft);
        return Forks.named(forkName).map(byFork::get);
    }

    /// The tests of EIP-2537 in ethereum/tests say Prague and were filled with a draft of it.
    private static boolean isBlsDraft(JsonNode test) {
        return test.path("_info").path("source").asText("").contains("stEIP2537");
    }
}
