package io.polder.gateway;

import io.polder.chain.Chain;
import java.util.Optional;

/// Where a gateway learns of things: the authority chain as this node knows it.
public interface ThingRegistry {
    /// The registry on this node's authority chain.
    static ThingRegistry of(Chain authority) {
        return new LocalRegistry(authority);
    }

    /// Ends when it is closed.
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /// The thing as of the newest final block.
    Optional<Registration> thing(String name);

    /// Calls back after every block that changed the registry, from any thread, until closed.
    Watch watch(Runnable changed);
}
