package io.polder.api.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.protocol.Block;
import java.util.List;
import java.util.Optional;

/// What a stream makes of a block: one event per item, in a fixed order. An item that the client's filter leaves out is
/// empty, so that its place stays the same whatever the filter.
interface Items {
    /// The name of the events.
    String event();

    List<Optional<ObjectNode>> of(Block block);
}
