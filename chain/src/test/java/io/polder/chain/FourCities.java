package io.polder.chain;

import io.polder.consensus.ConsensusEngine;
import io.polder.ledger.MemoryStore;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Category;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Domain;
import io.polder.protocol.Envelope;
import io.polder.protocol.Frame;
import io.polder.protocol.Genesis;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Limits;
import io.polder.protocol.Member;
import io.polder.protocol.Organisation;
import io.polder.protocol.Roster;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.testkit.FaultyStore;
import io.polder.testkit.SharedOrder;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Four cities in one process with one order, moved by hand. Their processes can be stopped dead, with or without
/// power, and started again; the same seed gives the same keys.
final class FourCities implements AutoCloseable {
    static final List<String> NAMES = List.of("berlin", "frankfurt", "hamburg", "leipzig");
    static final long START = 1_800_000_000_000L;

    final SharedOrder order = new SharedOrder(Instant.ofEpochMilli(START));
    final List<SigningKey> cityKeys = new ArrayList<>();
    final List<SigningKey> orgKeys = new ArrayList<>();
    final List<OrderCluster> cities = new ArrayList<>();
    final Map<Integer, ConsensusEngine> engines = new TreeMap<>();
    final List<NearCities> near = new ArrayList<>();
    final Genesis genesis;
    final Hash network;
    private final List<Disk> disks = new ArrayList<>();
    private final SecureRandom random;
    private long sequence;

    /// The two stores of a city as its disk holds them.
    private record Disk(MemoryStore ledger, MemoryStore outbox) {
        static Disk empty() {
            return new Disk(new MemoryStore(), new MemoryStore());
        }
    }

    /// The same stores as one life of the city's process sees them.
    private final List<FaultyStore> ledgers = new ArrayList<>();

    private final List<FaultyStore> outboxes = new ArrayList<>();

    FourCities() {
        this(1);
    }

    FourCities(long seed) {
        this(seed, Limits.STANDARD);
    }

    FourCities(long seed, Limits limits) {
        random = seeded(seed);
        List<Member> members = new ArrayList<>();
        List<Organisation> organisations = new ArrayList<>();
        for (String name : NAMES) {
            cityKeys.add(key());
            orgKeys.add(key());
            organisations.add(new Organisation(name, orgKeys.getLast().publicKey()));
            Member.Endpoint nowhere = new Member.Endpoint("127.0.0.1", 1 + members.size());
            members.add(new Member(
                    members.size(),
                    name,
                    new Member.Home(name, name),
                    cityKeys.getLast().publicKey(),
                    new Member.Doors(nowhere, nowhere),
                    Bytes.EMPTY));
        }
        List<Envelope> ours = List.of(Envelope.COSE, Envelope.FRAME);
        genesis = new Genesis(
                "test",
                START,
                limits,
                organisations,
                new Roster("main", 0, members),
                List.of(
                        new ChainSpec("authority", Category.AUTHORITY, "main", List.of(Envelope.COSE)),
                        new ChainSpec("city", Category.PUBLIC, "main", ours)));
        network = genesis.id();
        for (int i = 0; i < NAMES.size(); i++) {
            disks.add(Disk.empty());
            ledgers.add(life(disks.get(i).ledger));
            outboxes.add(life(disks.get(i).outbox));
            near.add(new NearCities(i, cities));
            cities.add(open(i));
        }
        for (int i = 0; i < NAMES.size(); i++) join(i);
    }

    private static SecureRandom seeded(long seed) {
        try {
            SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
            random.setSeed(seed);
            return random;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    SigningKey key() {
        return SigningKey.generate(Algorithm.ED25519, random);
    }

    private OrderCluster open(int city) {
        Roster roster = genesis.roster();
        return OrderCluster.open(new ClusterParts(
                new ClusterParts.Network(genesis, network, roster),
                new ClusterParts.City(
                        roster.members().get(city), cityKeys.get(city), Signatures.jdk(), () -> order.now()),
                new ClusterParts.Stores(ledgers.get(city), outboxes.get(city)),
                ClusterParts.Frameworks.NONE,
                near.get(city)));
    }

    private void join(int city) {
        engines.put(city, order.member(city));
        cities.get(city).join((roster, anchor) -> engines.get(city));
    }

    static IntStream all() {
        return IntStream.range(0, NAMES.size());
    }

    static IntStream others(int city) {
        return all().filter(c -> c != city);
    }

    FaultyStore ledger(int city) {
        return ledgers.get(city);
    }

    FaultyStore outbox(int city) {
        return outboxes.get(city);
    }

    /// The city's process dies; what it had handed to its operating system is written all the same.
    void kill(int city) {
        order.stop(city);
        cities.get(city).close();
        ledgers.get(city).cutPower(FaultyStore.UNSYNCED_MAX);
        outboxes.get(city).cutPower(FaultyStore.UNSYNCED_MAX);
    }

    /// The city loses power: what was not synced is gone, but for so many writes of the ledger that made it.
    void cutPower(int city, int kept) {
        order.stop(city);
        ledgers.get(city).cutPower(kept);
        outboxes.get(city).cutPower(0);
        cities.get(city).close();
    }

    /// Starts the city's process again over what its disk holds.
    void restart(int city) {
        restart(city, () -> {});
    }

    /// The same, with something to happen between the opening of its ledger and its first step.
    void restart(int city, Runnable then) {
        mount(city);
        cities.set(city, open(city));
        then.run();
        join(city);
    }

    private void mount(int city) {
        ledgers.set(city, life(disks.get(city).ledger));
        outboxes.set(city, life(disks.get(city).outbox));
    }

    /// What a process closes at its end is the disk's all the same.
    private static FaultyStore life(MemoryStore disk) {
        return new FaultyStore(disk) {
            @Override
            public synchronized void close() {
                cutPower(UNSYNCED_MAX);
            }
        };
    }

    /// Opens the ledger with a fault at one of its first writes.
    void openBreaking(int city, int writes, FaultyStore.Fault fault) {
        mount(city);
        ledgers.get(city).breakAfter(writes, fault);
        open(city);
    }

    /// The city's disk is replaced by an empty one.
    void loseDisk(int city) {
        disks.set(city, Disk.empty());
    }

    /// Every city that is awake looks after what waits; then time passes and everything there is to do is done.
    void calm() {
        for (int i = 0; i < 2 * Certifier.REMIND_EVERY; i++) {
            order.pass(Keeper.AGAIN_MS);
            all().filter(order::awake).forEach(c -> cities.get(c).tend());
            order.step();
        }
    }

    Chain chain(int city, String name) {
        return cities.get(city).chain(name).orElseThrow();
    }

    Window window() {
        return new Window(START - 60_000, START + 3_600_000);
    }

    Transaction call(String chain, Address sender, SigningKey key, String contract, String method, Cbor arguments) {
        return call(window(), chain, new Signer(sender, key), new Call.Invoke(contract, method, arguments));
    }

    /// Who signs, and with which key.
    record Signer(Address sender, SigningKey key) {}

    Transaction call(Window window, String chain, Signer signer, Call call) {
        Intent intent = new Intent(new Domain(network, chain), signer.sender, new Lane(0, ++sequence), window, call);
        return Transaction.sign(intent, signer.key);
    }

    Transaction frame(Address sender, SigningKey key, List<Bytes> readings) {
        return Transaction.sign(
                new Frame(new Domain(network, "city"), sender, new Lane(0, ++sequence), window(), readings), key);
    }

    @Override
    public void close() {
        cities.forEach(OrderCluster::close);
    }
}
