package io.polder.api.node;

import io.polder.protocol.Genesis;
import java.util.List;
import java.util.Optional;

/// What the HTTP door asks of its node.
public interface NodeView {
    Genesis genesis();

    NodeStatus status();

    List<ChainView> chains();

    default Optional<ChainView> chain(String name) {
        return chains().stream().filter(c -> c.name().equals(name)).findFirst();
    }
}
