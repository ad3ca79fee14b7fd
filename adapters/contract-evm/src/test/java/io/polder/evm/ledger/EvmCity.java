package io.polder.evm.ledger;

import io.polder.chain.Admission;
import io.polder.chain.Chain;
import io.polder.chain.Chains;
import io.polder.chain.ClusterParts;
import io.polder.chain.Neighbours;
import io.polder.chain.OrderCluster;
import io.polder.chain.Settlement;
import io.polder.consensus.Cluster;
import io.polder.consensus.Peer;
import io.polder.ledger.MemoryStore;
import io.polder.ledger.Store;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Category;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Envelope;
import io.polder.protocol.Genesis;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Limits;
import io.polder.protocol.Member;
import io.polder.protocol.Member.Endpoint;
import io.polder.protocol.Organisation;
import io.polder.protocol.Roster;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.solo.Solo;
import io.polder.testkit.Await;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/// A city on its own with real chains, the order of one, and the EVM: `city` is public, `club` a consortium's.
public final class EvmCity implements AutoCloseable {
    public static final String CITY = "city";
    public static final String CLUB = "club";

    private final SigningKey cityKey = key();
    private final SigningKey organisationKey = key();
    private Chains chains;
    private final Store ledger = lasting();
    private final Store outbox = lasting();
    public final Genesis genesis;
    private final ReentrantLock pause = new ReentrantLock();
    private OrderCluster cluster;
    private Solo order;
    private long sequence;

    public EvmCity() {
        Member hamburg = new Member(
                0,
                "hamburg",
                new Member.Home("Hamburg", "hamburg"),
                cityKey.publicKey(),
                new Member.Doors(new Endpoint("127.0.0.1", 1), new Endpoint("127.0.0.1", 2)),
                Bytes.EMPTY);
        List<Envelope> all = List.of(Envelope.COSE, Envelope.FRAME, Envelope.ETHEREUM);
        genesis = new Genesis(
                "test",
                System.currentTimeMillis() - 1_000,
                Limits.STANDARD,
                List.of(new Organisation("hamburg", organisationKey.publicKey())),
                new Roster("main", 0, List.of(hamburg)),
                List.of(
                        new ChainSpec(ChainSpec.AUTHORITY, Category.AUTHORITY, "main", List.of(Envelope.COSE)),
                        new ChainSpec(CITY, Category.PUBLIC, "main", all),
                        new ChainSpec(CLUB, Category.CONSORTIUM, "main", all)));
        open();
    }

    private static SigningKey key() {
        return SigningKey.generate(Algorithm.ED25519, new SecureRandom());
    }

    /// A store that outlives the city that closes it.
    private static Store lasting() {
        MemoryStore store = new MemoryStore();
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, arguments) ->
                        method.getName().equals("close") ? null : method.invoke(store, arguments));
    }

    private void open() {
        cluster = OrderCluster.open(new ClusterParts(
                new ClusterParts.Network(genesis, genesis.id(), genesis.roster()),
                new ClusterParts.City(
                        genesis.roster().members().getFirst(), cityKey, Signatures.jdk(), Clock.systemUTC()),
                new ClusterParts.Stores(ledger, outbox),
                EvmFramework.of(7),
                Neighbours.NONE));
        Peer peer = new Peer(0, "hamburg", "127.0.0.1", 1, Bytes.EMPTY);
        order = new Solo(new Cluster(genesis.id(), "main", 0, genesis.id(), List.of(peer)), this::time);
        chains = new Chains(genesis, List.of(cluster));
        cluster.start(order);
    }

    /// The order asks for the time of each round.
    private Instant time() {
        pause.lock();
        try {
            return Instant.now();
        } finally {
            pause.unlock();
        }
    }

    /// Has transactions ordered in one round as they are given here, past the door; the first one before them.
    public void ordered(Transaction first, List<Transaction> others) {
        pause.lock();
        try {
            order.submit(first.wire());
            Await.until(Duration.ofSeconds(20), "the order is held up", pause::hasQueuedThreads, List::of);
            others.forEach(each -> order.submit(each.wire()));
        } finally {
            pause.unlock();
        }
    }

    /// Stops the city and starts it over what it has kept.
    public void restart() {
        cluster.close();
        open();
    }

    public Chain chain(String name) {
        return cluster.chain(name).orElseThrow();
    }

    public Chains chains() {
        return chains;
    }

    public Wallet wallet(int number) {
        return new Wallet(number, genesis.domain(CITY));
    }

    /// Signs a call by the city's organisation.
    public Transaction organisation(String chain, Call call) {
        long now = System.currentTimeMillis();
        return Transaction.sign(
                new Intent(
                        genesis.domain(chain),
                        Address.org("hamburg"),
                        new Lane(0, ++sequence),
                        new Window(now - 60_000, now + 600_000),
                        call),
                organisationKey);
    }

    /// Submits what must be taken, and waits until it is final.
    public Settlement.Final done(String chain, Transaction transaction) {
        Admission admission = chain(chain).submit(transaction);
        if (admission instanceof Admission.Pending pending && await(pending) instanceof Settlement.Final done)
            return done;
        throw new AssertionError("expected a transaction to be final, got " + admission);
    }

    public static Settlement await(Admission.Pending pending) {
        try {
            return pending.settlement().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("no settlement", e);
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
