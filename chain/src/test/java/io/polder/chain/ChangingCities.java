package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.ledger.MemoryStore;
import io.polder.ledger.SnapshotPart;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Category;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.CityCard;
import io.polder.protocol.Domain;
import io.polder.protocol.Envelope;
import io.polder.protocol.Genesis;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Limits;
import io.polder.protocol.Member;
import io.polder.protocol.Organisation;
import io.polder.protocol.Outcome;
import io.polder.protocol.Roster;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.proof.Handover;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.testkit.FaultyStore;
import io.polder.testkit.SharedOrder;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// A network in one process whose cities come and go: each epoch has an order of its own, moved by hand.
final class ChangingCities implements AutoCloseable {
    static final long START = 1_800_000_000_000L;
    static final List<String> FOUNDERS = List.of("berlin", "frankfurt", "hamburg", "leipzig");

    final Map<Long, SharedOrder> orders = new TreeMap<>();
    final Map<String, City> cities = new LinkedHashMap<>();
    final Genesis genesis;
    private final List<OrderCluster> running = new ArrayList<>();
    private final SecureRandom random;
    /// How far the clock of a new epoch's engine is from that of the one before, in milliseconds.
    long early;
    private long sequence;
    /// Parts of snapshots that were asked for.
    int parts;
    /// What becomes of a part on its way.
    BiFunction<SnapshotPart, Bytes, Bytes> way = (part, answer) -> answer;
    /// Why somebody was blamed; nobody is, unless a test lets it.
    final List<String> blamed = new ArrayList<>();
    boolean liars;

    /// A city with its keys and its disk, which outlive its process.
    static final class City {
        final String name;
        final SigningKey key;
        final SigningKey organisation;
        MemoryStore ledger = new MemoryStore();
        MemoryStore outbox = new MemoryStore();
        OrderCluster cluster;
        /// The ledger's store in the life of its process.
        FaultyStore life;
        /// What happens to that store as soon as it is opened.
        Consumer<FaultyStore> plan = store -> {};

        private City(String name, SigningKey key, SigningKey organisation) {
            this.name = name;
            this.key = key;
            this.organisation = organisation;
        }

        Address address() {
            return Address.city(name);
        }
    }

    ChangingCities() {
        try {
            random = SecureRandom.getInstance("SHA1PRNG");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        random.setSeed(1);
        FOUNDERS.forEach(this::city);
        List<Member> members = new ArrayList<>();
        for (City city : cities.values())
            members.add(new Member(
                    members.size(),
                    city.name,
                    new Member.Home(city.name, city.name),
                    city.key.publicKey(),
                    doors(),
                    Bytes.utf8(city.name + " 0")));
        genesis = new Genesis(
                "test",
                START,
                Limits.STANDARD,
                cities.values().stream()
                        .map(c -> new Organisation(c.name, c.organisation.publicKey()))
                        .toList(),
                new Roster("main", 0, members),
                List.of(
                        new ChainSpec("authority", Category.AUTHORITY, "main", List.of(Envelope.COSE)),
                        new ChainSpec("city", Category.PUBLIC, "main", List.of(Envelope.COSE))));
        FOUNDERS.forEach(this::start);
    }

    City city(String name) {
        return cities.computeIfAbsent(name, n -> new City(n, key(), key()));
    }

    SigningKey key() {
        return SigningKey.generate(Algorithm.ED25519, random);
    }

    static Member.Doors doors() {
        return new Member.Doors(new Member.Endpoint("127.0.0.1", 1), new Member.Endpoint("127.0.0.1", 2));
    }

    /// Starts a city's process over what its disk holds.
    void start(String name) {
        City city = city(name);
        Member self = new Member(0, name, new Member.Home(name, name), city.key.publicKey(), doors(), Bytes.EMPTY);
        city.life = life(city.ledger);
        city.plan.accept(city.life);
        OrderCluster cluster = OrderCluster.open(new ClusterParts(
                new ClusterParts.Network(genesis, genesis.id(), genesis.roster()),
                new ClusterParts.City(self, city.key, Signatures.jdk(), this::now),
                new ClusterParts.Stores(city.life, life(city.outbox)),
                ClusterParts.Frameworks.NONE,
                new Others(city)));
        city.cluster = cluster;
        running.add(cluster);
        cluster.join((roster, anchor) ->
                order(roster).member(roster.member(name).orElseThrow().number()));
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

    /// A city dies, if its process has come so far that there is one; so many unsynced writes of its ledger are kept.
    void crash(String name, int kept) {
        City city = city(name);
        city.life.cutPower(kept);
        city.plan = store -> {};
        Optional<OrderCluster> dead = Optional.ofNullable(city.cluster);
        city.cluster = null;
        dead.ifPresent(running::remove);
        dead.ifPresent(OrderCluster::close);
    }

    /// A process whose store is down does nothing more.
    private void tend(City city) {
        try {
            if (city.cluster != null && !city.life.down()) city.cluster.tend();
        } catch (RuntimeException e) {
            if (!city.life.down()) throw e;
        }
    }

    /// A city's process ends.
    void stop(String name) {
        City city = city(name);
        running.remove(city.cluster);
        city.cluster.close();
        city.cluster = null;
    }

    private SharedOrder order(Roster roster) {
        return orders.computeIfAbsent(
                roster.epoch(), e -> new SharedOrder(now().plusMillis(early)).quorum(roster.quorum()));
    }

    /// Takes what a member says of one round from its voice.
    static UnaryOperator<Bytes> mute(long round) {
        return message -> Cbor.decode(message).asArray().get(2).asCount() == round ? Bytes.EMPTY : message;
    }

    Instant now() {
        return orders.isEmpty()
                ? Instant.ofEpochMilli(START)
                : ((TreeMap<Long, SharedOrder>) orders).lastEntry().getValue().now();
    }

    /// Blocks of any other city that runs.
    private final class Others implements Neighbours {
        private final City self;

        private Others(City self) {
            this.self = self;
        }

        @Override
        public List<RoundBundle> rounds(long after, int limit) {
            return others().map(c -> c.rounds(after, limit))
                    .filter(b -> !b.isEmpty())
                    .findFirst()
                    .orElse(List.of());
        }

        @Override
        public List<Handover> handovers(long afterEpoch) {
            return others().map(c -> c.handoversAfter(afterEpoch))
                    .filter(h -> !h.isEmpty())
                    .findFirst()
                    .orElse(List.of());
        }

        @Override
        public Optional<Bytes> snapshot(SnapshotPart part) {
            parts++;
            return others().flatMap(c -> c.snapshot(part).stream()).findFirst().map(answer -> way.apply(part, answer));
        }

        private Stream<OrderCluster> others() {
            return cities.values().stream()
                    .filter(c -> c != self && c.cluster != null && !c.life.down())
                    .map(c -> c.cluster);
        }

        @Override
        public boolean offer(Bytes wire) {
            return others().anyMatch(c -> c.take(wire));
        }

        @Override
        public void blame(String why) {
            if (!liars) throw new AssertionError(self.name + " blames: " + why);
            blamed.add(why);
        }
    }

    /// Everything there is to do is done.
    void calm() {
        for (int i = 0; i < 2 * Certifier.REMIND_EVERY; i++) {
            orders.values().forEach(o -> o.pass(Keeper.AGAIN_MS));
            List.copyOf(cities.values()).forEach(this::tend);
            List.copyOf(orders.values()).forEach(SharedOrder::step);
        }
    }

    Transaction call(String chain, Address sender, SigningKey key, String contract, String method, Cbor... arguments) {
        Intent intent = new Intent(
                new Domain(genesis.id(), chain),
                sender,
                new Lane(0, ++sequence),
                new Window(now().toEpochMilli() - 60_000, now().toEpochMilli() + 36_000_000),
                new Call.Invoke(contract, method, Cbor.array(arguments)));
        return Transaction.sign(intent, key);
    }

    Settlement.Final settled(String at, Transaction transaction) {
        Admission.Pending pending = submit(at, transaction);
        for (int i = 0; i < 4 && !pending.settlement().isDone(); i++) calm();
        return (Settlement.Final) pending.settlement().getNow(new Settlement.Expired(pending.id()));
    }

    Admission.Pending submit(String at, Transaction transaction) {
        String chain = Opened.intent(transaction).orElseThrow().domain().chain();
        return (Admission.Pending) city(at).cluster.chain(chain).orElseThrow().submit(transaction);
    }

    Cbor done(String at, Transaction transaction) {
        Outcome outcome = settled(at, transaction).receipt().outcome();
        assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
        return ((Outcome.Succeeded) outcome).result();
    }

    /// Says at which engine key a city will take part in the next epoch.
    void ready(String name, long epoch) {
        City city = city(name);
        done(
                name,
                call(
                        "authority",
                        city.address(),
                        city.key,
                        "rosters",
                        "announce",
                        Cbor.of("main"),
                        Cbor.of(epoch),
                        Cbor.of(Bytes.utf8(name + " " + epoch))));
    }

    /// Has the founders register the organisation of a city that is to join.
    void register(String name) {
        Cbor motion = Cbor.map(
                Cbor.of("kind"),
                Cbor.of("register-organisation"),
                Cbor.of("organisation"),
                Cbor.of(name),
                Cbor.of("key"),
                city(name).organisation.publicKey().toCose());
        assertThat(decide(motion, FOUNDERS.subList(0, 3))).isInstanceOf(Outcome.Succeeded.class);
    }

    /// Has so many founders agree, and returns what became of the last vote.
    Outcome decide(Cbor motion, List<String> voters) {
        String first = voters.getFirst();
        Cbor id = done(
                first, call("authority", Address.org(first), city(first).organisation, "council", "propose", motion));
        Outcome last = new Outcome.Succeeded(id);
        for (String voter : voters.subList(1, voters.size())) {
            Transaction vote = call(
                    "authority", Address.org(voter), city(voter).organisation, "council", "vote", id, Cbor.of("yes"));
            last = settled(voter, vote).receipt().outcome();
        }
        return last;
    }

    /// The epoch that runs, by the first city that does.
    private long epoch() {
        return running.getFirst().newestRoster().epoch();
    }

    Cbor leaves(String node) {
        return Cbor.map(
                Cbor.of("kind"), Cbor.of("city-leaves"),
                Cbor.of("cluster"), Cbor.of("main"),
                Cbor.of("epoch"), Cbor.of(epoch()),
                Cbor.of("node"), Cbor.of(node));
    }

    Cbor joins(String name, String engineKey) {
        City city = city(name);
        CityCard card = new CityCard(
                name,
                name,
                new Organisation(name, city.organisation.publicKey()),
                city.key.publicKey(),
                doors(),
                Bytes.utf8(engineKey),
                START);
        return Cbor.map(
                Cbor.of("kind"), Cbor.of("city-joins"),
                Cbor.of("cluster"), Cbor.of("main"),
                Cbor.of("epoch"), Cbor.of(epoch()),
                Cbor.of("card"), Cbor.of(card.sign(city.organisation, city.key)));
    }

    @Override
    public void close() {
        List.copyOf(running).forEach(OrderCluster::close);
    }
}
