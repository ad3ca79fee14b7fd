package io.polder.api.node;

import io.polder.chain.attempt.Attempts;
import io.polder.protocol.Address;
import io.polder.protocol.Genesis;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.util.List;
import java.util.Optional;

/// What the HTTP door asks of its node.
public interface NodeView {
    Genesis genesis();

    NodeStatus status();

    List<ChainView> chains();

    /// Whether a signature holds under a key that the authority chain knows for an address.
    default boolean signed(Address who, Hash key, Bytes message, Bytes signature) {
        return false;
    }

    /// Whether a key is one under which an address may sign now.
    default boolean stands(Address who, Hash key) {
        return false;
    }

    /// The organisation that answers for an address, if any does.
    default Optional<String> organisation(Address who) {
        return Optional.empty();
    }

    /// What others tried on private chains, at whichever door of this node.
    Attempts attempts();

    /// Whether there is a private chain of this name in the network, kept here or not.
    default boolean hidden(String chain) {
        return false;
    }

    default Optional<ChainView> chain(String name) {
        return chains().stream().filter(c -> c.name().equals(name)).findFirst();
    }
}
