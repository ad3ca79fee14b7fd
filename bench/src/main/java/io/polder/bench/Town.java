package io.polder.bench;

import io.polder.chain.Admission;
import io.polder.chain.Chain;
import io.polder.chain.Settlement;
import io.polder.cli.Failure;
import io.polder.node.CityNode;
import io.polder.operator.LocalNetwork;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Founding;
import io.polder.protocol.Transaction;
import io.polder.rocksdb.SharedMemory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A new network of cities, four unless others are named, in this process, as `polder up` starts it: the shipped node,
/// engine and store.
final class Town implements AutoCloseable {
    static final List<String> CITIES = List.of("hamburg", "berlin", "frankfurt", "leipzig");
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration ENROL = Duration.ofSeconds(120);
    private static final int ENROL_IN_FLIGHT_MAX = 256;
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    final LocalNetwork network;
    final List<CityNode> nodes = new ArrayList<>();
    private final SharedMemory memory = new SharedMemory();

    private Town(LocalNetwork network) {
        this.network = network;
    }

    /// Founds the network in the folder and returns when every city takes part in the order.
    static Town found(Path folder) {
        return found(folder, CITIES);
    }

    static Town found(Path folder, List<String> names) {
        Town town = new Town(LocalNetwork.in(folder, names));
        try {
            for (LocalNetwork.City city : town.network.cities())
                town.nodes.add(CityNode.start(city.home(), town.memory));
            until(
                    "the cities agree on an order",
                    START.multipliedBy(names.size()).dividedBy(CITIES.size()),
                    () -> town.nodes.stream()
                            .allMatch(n -> n.cluster().status().status().equals(io.polder.consensus.Status.ACTIVE)));
            return town;
        } catch (RuntimeException e) {
            town.close();
            throw e;
        }
    }

    static void until(String what, Duration limit, BooleanSupplier holds) {
        long end = System.nanoTime() + limit.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end)
                throw new Failure(1, "after " + limit.toSeconds() + " s still not so: " + what, "");
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /// The public chain at a city.
    Chain chain(int city) {
        return nodes.get(city).chains().find(Founding.PUBLIC_CHAIN).orElseThrow();
    }

    Chain authority(int city) {
        return nodes.get(city).chains().find(ChainSpec.AUTHORITY).orElseThrow();
    }

    /// Puts the transactions of the authority chain in place, each at its city, many at a time.
    void enrol(List<Crowd.Enrolment> enrolments) {
        place(ChainSpec.AUTHORITY, enrolments);
    }

    /// Puts the transactions of a chain in place, each at its city, many at a time; returns when every city has them.
    void place(String chain, List<Crowd.Enrolment> all) {
        Deque<Admission.Pending> open = new ArrayDeque<>();
        for (Crowd.Enrolment each : all) {
            if (open.size() == ENROL_IN_FLIGHT_MAX) settle(open.remove());
            open.add(take(
                    nodes.get(each.city()).chains().find(chain).orElseThrow().submit(each.transaction())));
        }
        while (!open.isEmpty()) settle(open.remove());
        long height = nodes.getFirst()
                .chains()
                .find(chain)
                .orElseThrow()
                .head()
                .orElseThrow()
                .height();
        until(
                "every city has what was put in place",
                ENROL,
                () -> nodes.stream()
                        .allMatch(n -> n.chains()
                                        .find(chain)
                                        .orElseThrow()
                                        .head()
                                        .orElseThrow()
                                        .height()
                                >= height));
    }

    /// Submits one transaction and waits until it is final.
    Settlement.Final submit(int city, Transaction transaction) {
        return settle(take(chain(city).submit(transaction)));
    }

    private static Admission.Pending take(Admission admission) {
        return switch (admission) {
            case Admission.Pending pending -> pending;
            case Admission.Refused refused -> throw new Failure(1, "not taken: " + refused, "");
        };
    }

    private static Settlement.Final settle(Admission.Pending pending) {
        try {
            Settlement settlement = pending.settlement().get(ENROL.toSeconds(), TimeUnit.SECONDS);
            if (settlement instanceof Settlement.Final done
                    && done.receipt().outcome().succeeded()) return done;
            throw new Failure(1, "expected a success, got " + settlement, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(1, "interrupted", "");
        } catch (ExecutionException | TimeoutException e) {
            throw new Failure(1, "not final: " + e, "");
        }
    }

    /// Signatures that all cities have checked so far.
    long checks() {
        return nodes.stream()
                .mapToLong(n -> n.cluster().status().counts().signatureChecks())
                .sum();
    }

    /// Blocks of the public chain so far: each is one write with one fsync at every city.
    long blocks() {
        return chain(0).head().orElseThrow().height();
    }

    @Override
    public void close() {
        nodes.forEach(CityNode::close);
        memory.close();
    }
}
