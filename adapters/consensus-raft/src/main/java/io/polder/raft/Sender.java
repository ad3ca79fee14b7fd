package io.polder.raft;

import io.polder.consensus.Submission;
import io.polder.protocol.encoding.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Carries parcels of ours along one way, one thread each: to the leader for a place in the log, or to one member as
/// messages without a place. What cannot be delivered is dropped: whoever needs it sends it again.
final class Sender implements Closeable {
    private static final Logger LOG = System.getLogger(Sender.class.getName());

    /// Where parcels go; returns when one has arrived or another may follow.
    interface Way {
        void send(Parcel parcel) throws IOException, InterruptedException;
    }

    private final long self;
    private final Waiting waiting;
    private final Way way;
    private final Thread thread;
    private volatile boolean closed;

    Sender(String name, long self, int waitingMax, Way way) {
        this.self = self;
        this.waiting = new Waiting(waitingMax);
        this.way = way;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    Submission offer(Bytes item) {
        return waiting.offer(item);
    }

    private void run() {
        while (!closed) {
            try {
                way.send(new Parcel(self, waiting.take()));
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.DEBUG, "a parcel is lost: whoever needs it sends it again", e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /// Asks the thread to end and does not wait for it: it may be the one that closes.
    @Override
    public void close() {
        closed = true;
        waiting.clear();
        thread.interrupt();
    }
}
