package io.polder.gateway;

import io.polder.protocol.encoding.Bytes;
import java.util.Optional;

/// One message of a device, as it came: for which chain, about which thing, in which form, and the acknowledgement that
/// the device itself asks for; without one its route decides.
public record Uplink(String chain, String thing, Form form, Bytes content, Optional<Route.Acknowledge> wished) {
    public Uplink(String chain, String thing, Form form, Bytes content) {
        this(chain, thing, form, content, Optional.empty());
    }

    Route.Acknowledge acknowledge(Route route) {
        return wished.orElse(route.acknowledge());
    }
}
