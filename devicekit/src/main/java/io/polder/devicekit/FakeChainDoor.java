package io.polder.devicekit;

import io.polder.chain.Admission;
import io.polder.chain.RefusalCode;
import io.polder.chain.Settlement;
import io.polder.gateway.ChainDoor;
import io.polder.gateway.Registration;
import io.polder.gateway.ThingRegistry;
import io.polder.protocol.Address;
import io.polder.protocol.Domain;
import io.polder.protocol.Limits;
import io.polder.protocol.Outcome;
import io.polder.protocol.Reading;
import io.polder.protocol.Receipt;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.CoseSign1;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// A chain of one city in memory, as a gateway sees it: it checks signatures by its registry, makes a block every few
/// milliseconds, and fails on order.
public final class FakeChainDoor implements ChainDoor, ThingRegistry, AutoCloseable {
    private static final Duration BLOCK = Duration.ofMillis(10);

    private record Pending(Transaction transaction, CompletableFuture<Settlement> settlement) {}

    private final Domain domain;
    private final Signatures signatures = Signatures.jdk();
    private final boolean checking;
    private final Map<Address, PublicKey> signers = new HashMap<>();
    private final Map<String, Registration> things = new HashMap<>();
    private final List<Runnable> watches = new CopyOnWriteArrayList<>();
    private final List<Transaction> taken = new ArrayList<>();
    private final Set<Hash> known = new HashSet<>();
    private final Thread maker;
    private List<Pending> pending = new ArrayList<>();
    private Predicate<Reading> spoilt = reading -> false;
    private Optional<RefusalCode> refusal = Optional.empty();
    private boolean held;
    private volatile boolean closed;
    private long height;
    private long queries;

    public FakeChainDoor(String name) {
        this(name, true);
    }

    private FakeChainDoor(String name, boolean checking) {
        this.domain = new Domain(Hash.of(Bytes.utf8("fake network")), name);
        this.checking = checking;
        this.maker = Thread.ofPlatform().name("fake-chain-" + name).daemon().start(this::run);
    }

    /// One that believes every signature and remembers no transaction, so that what is measured is the door.
    public static FakeChainDoor believing(String name) {
        return new FakeChainDoor(name, false);
    }

    /// Puts a thing into the registry with the next block, with a key and the right to be vouched for.
    public void register(String thing, Registration.State state, PublicKey key) {
        register(new Registration(thing, state, "node1", Optional.of(key.thumbprint()), true), key);
    }

    public synchronized void register(Registration registration, PublicKey key) {
        things.put(registration.thing(), registration);
        signers.put(Address.thing(registration.thing()), key);
        watches.forEach(Runnable::run);
    }

    /// Makes known with which key an address other than a thing signs.
    public synchronized void signer(Address address, PublicKey key) {
        signers.put(address, key);
    }

    /// Makes no block until released.
    public synchronized void hold(boolean hold) {
        held = hold;
    }

    /// Refuses whatever is submitted until called with nothing.
    public synchronized void refuse(Optional<RefusalCode> code) {
        refusal = code;
    }

    /// Reverts every frame that holds such a reading.
    public synchronized void revertOn(Predicate<Reading> reading) {
        spoilt = reading;
    }

    /// What was taken into blocks and not reverted, in order.
    public synchronized List<Transaction> taken() {
        return List.copyOf(taken);
    }

    public synchronized List<Transaction.DeviceFrame> frames() {
        return taken.stream()
                .filter(Transaction.DeviceFrame.class::isInstance)
                .map(Transaction.DeviceFrame.class::cast)
                .toList();
    }

    /// How many transactions wait for a block.
    public synchronized int waiting() {
        return pending.size();
    }

    /// How often the registry was asked.
    public synchronized long queries() {
        return queries;
    }

    @Override
    public String name() {
        return domain.chain();
    }

    @Override
    public Domain domain() {
        return domain;
    }

    @Override
    public Limits limits() {
        return Limits.STANDARD;
    }

    @Override
    public Admission submit(Transaction transaction) {
        synchronized (this) {
            if (refusal.isPresent()) return new Admission.Refused(refusal.get(), "as ordered");
        }
        Optional<Admission.Refused> refused = checking ? check(transaction) : Optional.empty();
        if (refused.isPresent()) return refused.get();
        Pending entry = new Pending(transaction, new CompletableFuture<>());
        synchronized (this) {
            pending.add(entry);
        }
        return new Admission.Pending(transaction.id(), entry.settlement);
    }

    private Optional<Admission.Refused> check(Transaction transaction) {
        Address sender;
        CoseSign1 signed;
        Domain claimed;
        switch (transaction) {
            case Transaction.Cose cose -> {
                sender = cose.intent().sender();
                signed = cose.signed();
                claimed = cose.intent().domain();
            }
            case Transaction.DeviceFrame frame -> {
                sender = frame.frame().sender();
                signed = frame.signed();
                claimed = frame.frame().domain();
            }
            default -> {
                return Optional.of(new Admission.Refused(RefusalCode.ENVELOPE_NOT_ENABLED, "ours alone"));
            }
        }
        if (!claimed.equals(domain)) return Optional.of(new Admission.Refused(RefusalCode.UNKNOWN_CHAIN, "elsewhere"));
        Optional<PublicKey> key = signer(sender);
        if (key.isEmpty()) return Optional.of(new Admission.Refused(RefusalCode.UNKNOWN_SENDER, sender.toString()));
        return signatures.check(key.get(), signed.toBeSigned(), signed.signature()) instanceof Verdict.Valid
                ? Optional.empty()
                : Optional.of(new Admission.Refused(RefusalCode.BAD_SIGNATURE, "it does not hold"));
    }

    private synchronized Optional<PublicKey> signer(Address address) {
        return Optional.ofNullable(signers.get(address));
    }

    @Override
    public synchronized Optional<Registration> thing(String name) {
        queries++;
        return Optional.ofNullable(things.get(name));
    }

    @Override
    public Watch watch(Runnable changed) {
        watches.add(changed);
        return () -> watches.remove(changed);
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(BLOCK.toNanos());
            block().forEach(Runnable::run);
        }
    }

    private synchronized List<Runnable> block() {
        if (held || pending.isEmpty()) return List.of();
        height++;
        List<Runnable> settlements = new ArrayList<>();
        for (int i = 0; i < pending.size(); i++) {
            Pending each = pending.get(i);
            Hash id = each.transaction.id();
            Outcome outcome = outcome(each.transaction);
            if (checking && outcome.succeeded() && known.add(id)) taken.add(each.transaction);
            Settlement end = new Settlement.Final(id, height, i, new Receipt(id, outcome, 0, List.of()));
            settlements.add(() -> each.settlement.complete(end));
        }
        pending = new ArrayList<>();
        return settlements;
    }

    private Outcome outcome(Transaction transaction) {
        boolean bad = checking
                && transaction instanceof Transaction.DeviceFrame frame
                && frame.frame().readings().stream().map(Reading::decode).anyMatch(spoilt);
        return bad
                ? new Outcome.Reverted("spoilt", "a reading as ordered", Bytes.EMPTY)
                : new Outcome.Succeeded(Cbor.NULL);
    }

    @Override
    public void close() {
        closed = true;
    }
}
