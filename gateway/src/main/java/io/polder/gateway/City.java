package io.polder.gateway;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.signature.SigningKey;

/// In whose name a gateway vouches for its things: the city node, its key, and the secret that its tokens are made
/// with.
public record City(String name, SigningKey key, Bytes secret) {
    @Override
    public String toString() {
        return "City[" + name + "]";
    }
}
