package io.polder.api.http;

import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A stream over one HTTP response. At most one write is under way; the next waits for it.
final class ClientStream implements EventStream {
    private final HttpServerResponse response;
    private final Duration patience;
    private volatile boolean open = true;

    ClientStream(HttpServerResponse response, Duration patience) {
        this.response = response;
        this.patience = patience;
    }

    void run(EventSource source) {
        Thread reader = Thread.currentThread();
        response.setChunked(true)
                .putHeader("Content-Type", Description.EVENTS)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
        response.closeHandler(nothing -> {
            open = false;
            reader.interrupt();
        });
        try {
            source.run(this);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            boolean still = open;
            open = false;
            if (still) response.end();
        }
    }

    @Override
    public boolean open() {
        return open && !Thread.currentThread().isInterrupted();
    }

    @Override
    public boolean send(Chunk chunk) throws InterruptedException {
        if (!open) return false;
        try {
            response.write(chunk.toString())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return open;
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            // Gone, or too slow: the client comes back with its last event's id.
            open = false;
            response.reset();
            return false;
        }
    }
}
