package io.polder.bench;

import io.polder.chain.Admission;
import io.polder.chain.Chain;
import io.polder.chain.Settlement;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Brings a load to the chains of a town, with as many in flight as become final in two seconds, and
/// counts what becomes final there.
///
/// The generator's own threads do nothing but take the next wire bytes out of the file; reading, checking and keeping
/// them is the city's work and runs on other threads.
final class Drive {
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long STEP_NANOS = Duration.ofMillis(20).toNanos();
    private static final long FULL_NANOS = Duration.ofMillis(1).toNanos();
    private static final int IN_FLIGHT_MIN = 100;
    /// As many are in flight as become final in so many seconds: more would only wait longer.
    private static final int SECONDS_IN_FLIGHT = 2;

    private static final long BUSY_NANOS = Duration.ofMillis(20).toNanos();

    private final Town town;
    private final Load load;
    private final Setting setting;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicLong finals = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile int room = IN_FLIGHT_MIN;
    private volatile boolean ended;

    Drive(Town town, Load load, Setting setting) {
        this.town = town;
        this.load = load;
        this.setting = setting;
    }

    /// What was counted in the measured time.
    ///
    /// @param finals transactions that became final and succeeded
    /// @param failed transactions that became final and did not succeed, or expired, since the start
    /// @param refused transactions that a door did not take, since the start
    /// @param checks signature checks of all cities
    /// @param blocks blocks of the public chain
    /// @param room how it ended
    record Count(long finals, long failed, long refused, long checks, long blocks, Cpu spent, Room room) {
        double perSecond() {
            return finals / spent.seconds();
        }
    }

    /// How many were let in flight at the end, and whether the load ran out before the time did.
    record Room(int inFlight, boolean exhausted) {}

    private record Sight(long finals, long checks, long blocks, Cpu cpu) {}

    Count run() {
        List<Thread> generators = new ArrayList<>();
        int cities = town.nodes.size();
        for (int city = 0; city < cities; city++) {
            int at = city;
            generators.add(Thread.ofPlatform().name("load-" + city).daemon().start(() -> generate(at, cities)));
        }
        pause(Duration.ofSeconds(setting.warmUp()));
        Sight before = sight(generators);
        pause(Duration.ofSeconds(setting.seconds()));
        Sight after = sight(generators);
        boolean exhausted = next.get() >= load.count();
        ended = true;
        for (Thread generator : generators) Threads.join(generator);
        return new Count(
                after.finals - before.finals,
                failed.get(),
                refused.get(),
                after.checks - before.checks,
                after.blocks - before.blocks,
                after.cpu.since(before.cpu),
                new Room(room, exhausted));
    }

    private Sight sight(List<Thread> generators) {
        return new Sight(finals.get(), town.checks(), town.blocks(), Cpu.now(generators));
    }

    private void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        long second = System.nanoTime();
        long before = finals.get();
        while (System.nanoTime() < end && next.get() < load.count()) {
            LockSupport.parkNanos(STEP_NANOS);
            if (System.nanoTime() - second < SECOND_NANOS) continue;
            adjust((finals.get() - before) * SECOND_NANOS / (System.nanoTime() - second));
            second = System.nanoTime();
            before = finals.get();
        }
    }

    /// Halfway to what the last second asks for, so that one large block does not swing it.
    private void adjust(long perSecond) {
        long wished = (room + SECONDS_IN_FLIGHT * perSecond) / 2;
        room = Math.clamp(wished, IN_FLIGHT_MIN, Math.max(IN_FLIGHT_MIN, setting.inFlight()));
    }

    /// Every fourth transaction goes to this city, so that a sender who counts stays with one.
    private void generate(int city, int cities) {
        Chain chain = town.chain(city);
        AtomicInteger open = new AtomicInteger();
        int turn = 0;
        while (true) {
            while (!ended && open.get() >= room / cities) LockSupport.parkNanos(FULL_NANOS);
            if (ended) return;
            int number = turn++ * cities + city;
            next.accumulateAndGet(number + 1, Math::max);
            if (number >= load.count()) return;
            open.incrementAndGet();
            Bytes wire = load.wire(number);
            Thread.startVirtualThread(() -> bring(chain, wire, open));
        }
    }

    private void bring(Chain chain, Bytes wire, AtomicInteger open) {
        switch (chain.submit(Transaction.decode(wire))) {
            case Admission.Refused r -> {
                refused.incrementAndGet();
                LockSupport.parkNanos(BUSY_NANOS);
                open.decrementAndGet();
            }
            case Admission.Pending pending ->
                pending.settlement().thenAccept(settlement -> {
                    boolean succeeded = settlement instanceof Settlement.Final done
                            && done.receipt().outcome().succeeded();
                    (succeeded ? finals : failed).incrementAndGet();
                    open.decrementAndGet();
                });
        }
    }
}
