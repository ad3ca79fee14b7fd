package io.polder.api.http;

/// Writes Server-Sent Events until the client is gone, the source has ended, or the thread is interrupted.
public interface EventSource {
    void run(EventStream stream) throws InterruptedException;
}
