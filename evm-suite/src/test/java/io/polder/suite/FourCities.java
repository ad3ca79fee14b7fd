package io.polder.suite;

import io.polder.chain.Chain;
import io.polder.consensus.Status;
import io.polder.node.CityNode;
import io.polder.operator.LocalNetwork;
import io.polder.protocol.Founding;
import io.polder.protocol.Header;
import io.polder.protocol.encoding.Hash;
import io.polder.rocksdb.SharedMemory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Four cities that order by hashgraph, all in this process, with their doors open.
final class FourCities implements AutoCloseable {
    private static final List<String> NAMES = List.of("hamburg", "berlin", "frankfurt", "leipzig");
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

    private final Deque<Runnable> running = new ArrayDeque<>();
    private final List<CityNode> nodes = new ArrayList<>();

    FourCities(Path folder) {
        LocalNetwork network = LocalNetwork.in(folder, NAMES);
        SharedMemory memory = new SharedMemory();
        running.push(memory::close);
        for (LocalNetwork.City city : network.cities()) {
            CityNode node = CityNode.start(city.home(), memory);
            nodes.add(node);
            running.push(node::close);
        }
        until(
                "the cities agree on an order",
                () -> nodes.stream().allMatch(n -> n.cluster().status().status() == Status.ACTIVE));
    }

    static int count() {
        return NAMES.size();
    }

    /// Where JSON-RPC of the public chain is at a city, without the protocol.
    String address(int city) {
        return "127.0.0.1:" + nodes.get(city).ports().api() + "/v1/chains/" + Founding.PUBLIC_CHAIN + "/evm";
    }

    private static Chain chain(CityNode node) {
        return node.chains().find(Founding.PUBLIC_CHAIN).orElseThrow();
    }

    /// The hashes that the cities have of the newest block of this city: one, when all agree.
    Set<Hash> hashesOfTheNewestBlockOf(int city) {
        long height = head(nodes.get(city));
        Set<Hash> hashes = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
        for (CityNode node : nodes) {
            until("a city has block " + height, () -> head(node) >= height);
            hashes.add(chain(node).headers(height, 1).getFirst().hash());
        }
        return hashes;
    }

    private static long head(CityNode node) {
        return chain(node).head().map(Header::height).orElse(0L);
    }

    static void until(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) throw new AssertionError("still not so: " + what);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Override
    public void close() {
        while (!running.isEmpty()) running.pop().run();
    }
}
