package io.polder.evm.statetest;

import io.polder.evm.fork.Fork;
import java.util.Map;
import java.util.Optional;

/// The forks by the names that test files give them.
final class Forks {
    private static final Map<String, Fork> BY_NAME =
            Map.of("Shanghai", Fork.SHANGHAI, "Cancun", Fork.CANCUN, "Prague", Fork.PRAGUE, "Osaka", Fork.OSAKA);

    private Forks() {}

    static Optional<Fork> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
