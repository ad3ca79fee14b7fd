package io.polder.hosting;

import io.polder.chain.Admission;
import io.polder.chain.OrderCluster;
import io.polder.governance.council.Rosters;
import io.polder.protocol.Call;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Cbor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Says on the authority chain with which engine key this city takes part in the next epoch, as soon as one has begun:
/// no vote on a roster passes before all who stay have said so.
public final class Readiness implements AutoCloseable {
    /// Engines that a process sees come and go before it is to be started again: each leaves a little behind. Cities
    /// add their number, so that they do it in turn.
    static final int EPOCHS_MAX = 50;

    private static final Duration LOOK = Duration.ofMillis(500);
    /// What was said for an epoch may still be on its way so long.
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private static final Logger LOG = System.getLogger(Readiness.class.getName());

    private final OrderCluster cluster;
    private final MainEngines engines;
    private final Hosting.Voice voice;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CompletableFuture<Void> worn = new CompletableFuture<>();
    private final long first;
    private long kept;
    private long said = -1;
    private long saidNanos;

    private Readiness(OrderCluster cluster, MainEngines engines, Hosting.Voice voice) {
        this.cluster = cluster;
        this.engines = engines;
        this.voice = voice;
        this.first = cluster.roster().epoch();
    }

    /// Done once this process is to be started again.
    public CompletableFuture<Void> worn() {
        return worn;
    }

    public static Readiness start(OrderCluster cluster, MainEngines engines, Hosting.Voice voice) {
        Readiness readiness = new Readiness(cluster, engines, voice);
        Thread.ofPlatform().daemon().name("readiness").start(readiness::look);
        return readiness;
    }

    private void look() {
        try {
            do {
                keep();
                wear();
                say();
            } while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "this city makes no more keys for epochs to come", e);
        }
    }

    /// What a city that joins is given, so that it finds the members of now.
    private void keep() {
        long epoch = cluster.roster().epoch();
        if (epoch == kept) return;
        engines.home().keep(cluster.handoversAfter(0));
        kept = epoch;
    }

    private void wear() {
        Roster roster = cluster.roster();
        if (worn.isDone() || !worn(first, roster, engines.home().config().name())) return;
        LOG.log(Level.WARNING, "this process has seen {0} epochs: it is to be started again", roster.epoch() - first);
        worn.complete(null);
    }

    /// Whether a process that began in one epoch has seen enough of them in this one.
    static boolean worn(long first, Roster now, String city) {
        long turn = now.member(city).map(Member::number).orElse(0L);
        return now.epoch() - first >= EPOCHS_MAX + turn;
    }

    private void say() {
        Roster roster = cluster.newestRoster();
        String name = engines.home().config().name();
        long next = roster.epoch() + 1;
        boolean waits = next == said && System.nanoTime() - saidNanos < AGAIN.toNanos();
        if (waits
                || roster.members().size() == 1
                || roster.member(name).isEmpty()
                || Rosters.announced(cluster.authority().now(), roster.cluster(), next, name)
                        .isPresent()) return;
        Admission admission = voice.say(new Call.Invoke(
                Rosters.NAME,
                "announce",
                Cbor.array(Cbor.of(roster.cluster()), Cbor.of(next), Cbor.of(engines.publicPart(next)))));
        if (!(admission instanceof Admission.Pending)) return;
        said = next;
        saidNanos = System.nanoTime();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
