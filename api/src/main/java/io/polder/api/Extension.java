package io.polder.api;

import io.polder.api.http.Operation;
import io.vertx.ext.web.Router;
import java.util.List;

/// What an adapter adds to the HTTP door: operations that document themselves, or routes of its own making (a
/// WebSocket, a portal's files) for which it answers itself.
public interface Extension {
    default List<Operation> operations() {
        return List.of();
    }

    /// Called once, after all operations are bound; blocking work must not be done on the thread of a route.
    default void mount(Router router) {}
}
