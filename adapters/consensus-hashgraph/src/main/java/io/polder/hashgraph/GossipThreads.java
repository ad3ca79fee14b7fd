package io.polder.hashgraph;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import org.hiero.consensus.concurrent.framework.config.ThreadConfiguration;
import org.hiero.consensus.concurrent.manager.ThreadManager;

/// The threads of one engine's gossip. They are virtual: there are four for each neighbour, and only a virtual thread
/// leaves a socket at once when it is interrupted.
final class GossipThreads implements ThreadManager {
    private static final String IDLE_WORKER = "peer_sync_server";

    private final Set<Thread> alive = ConcurrentHashMap.newKeySet();

    @Override
    public Thread createThread(ThreadGroup ignored, Runnable work) {
        return Thread.ofVirtual().unstarted(() -> {
            alive.add(Thread.currentThread());
            try {
                work.run();
            } finally {
                alive.remove(Thread.currentThread());
            }
        });
    }

    @Override
    public ThreadFactory createThreadFactory(String component, String name) {
        return new ThreadConfiguration(this)
                .setComponent(component)
                .setThreadName(name)
                .buildFactory();
    }

    void interrupt() {
        alive.forEach(Thread::interrupt);
    }

    /// Workers that wait for a next connection end by themselves within a minute and hold nothing until then.
    boolean ended() {
        return alive.stream().allMatch(thread -> thread.getName().contains(IDLE_WORKER));
    }

    @Override
    public void start() {}

    @Override
    public void stop() {
        interrupt();
    }

    @Override
    public com.swirlds.base.state.LifecyclePhase getLifecyclePhase() {
        return com.swirlds.base.state.LifecyclePhase.STARTED;
    }
}
