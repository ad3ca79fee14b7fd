package io.polder.api.http;

/// One client's stream of Server-Sent Events. A write returns when the bytes are on their way, so a client that reads
/// slowly holds back its own source and nobody else; one that does not read at all is cut off and resumes by its last
/// event's id.
public interface EventStream {
    /// False when the client is gone: the source then ends.
    boolean send(Chunk chunk) throws InterruptedException;

    boolean open();
}
