package io.polder.evm.rpc;

import io.polder.api.http.Json;
import io.polder.api.http.Problem;
import io.polder.protocol.Address;
import io.polder.protocol.encoding.Bytes;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// The WebSockets of this node: each request on a virtual thread of its own, a bounded number at once.
final class Sockets {
    static final int CONNECTIONS_MAX = 256;
    /// Requests of one connection that are being answered.
    static final int REQUESTS_MAX = 32;
    /// Bytes that a slow client may leave unread before it is dropped.
    static final int UNREAD_BYTES_MAX = 16 << 20;

    private static final short TRY_AGAIN_LATER = 1013;
    private static final short POLICY = 1008;
    private static final int UNAVAILABLE = 503;

    private final Semaphore connections = new Semaphore(CONNECTIONS_MAX);

    /// @param asker who has opened it, a problem once that is nobody any more
    void open(HttpServerRequest request, EthereumRpc rpc, Supplier<Address> asker) {
        if (!connections.tryAcquire()) {
            request.response().setStatusCode(UNAVAILABLE).end();
            return;
        }
        request.toWebSocket()
                .onSuccess(socket -> serve(socket, rpc, asker))
                .onFailure(refused -> connections.release());
    }

    private void serve(ServerWebSocket socket, EthereumRpc rpc, Supplier<Address> asker) {
        socket.setWriteQueueMaxSize(UNREAD_BYTES_MAX);
        Semaphore requests = new Semaphore(REQUESTS_MAX);
        Subscriptions subscriptions =
                new Subscriptions(rpc.chain(), text -> mayHear(socket, rpc, asker) && send(socket, text));
        var methods = rpc.with(subscriptions.methods());
        socket.closeHandler(closed -> {
            subscriptions.close();
            connections.release();
        });
        socket.textMessageHandler(text -> {
            if (!requests.tryAcquire()) {
                send(socket, Json.text(EthereumRpc.busy()));
                return;
            }
            Thread.ofVirtual().name("evm-socket").start(() -> {
                try {
                    ChainAccess.inTheNameOf(asker.get(), () -> rpc.answer(Bytes.utf8(text), methods))
                            .ifPresent(answer -> send(socket, Json.text(answer)));
                    subscriptions.begin();
                } catch (Problem noLonger) {
                    socket.close(POLICY, noLonger.getMessage());
                } finally {
                    requests.release();
                }
            });
        });
    }

    /// What a subscriber hears is judged for each message: a token runs out, a policy changes.
    private static boolean mayHear(ServerWebSocket socket, EthereumRpc rpc, Supplier<Address> asker) {
        try {
            ChainAccess.inTheNameOf(asker.get(), () -> {
                rpc.chain().mayReadBlocks();
                return true;
            });
            return true;
        } catch (Problem | RpcError noLonger) {
            socket.close(POLICY, noLonger.getMessage());
            return false;
        }
    }

    /// A client that does not read is dropped: it may come again and ask for what it missed.
    private static boolean send(ServerWebSocket socket, String text) {
        if (socket.isClosed()) return false;
        if (socket.writeQueueFull()) {
            socket.close(TRY_AGAIN_LATER, "too slow");
            return false;
        }
        socket.writeTextMessage(text);
        return true;
    }
}
