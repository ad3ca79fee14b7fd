package io.polder.testkit;

import io.polder.contract.Archive;
import io.polder.contract.BuiltInContract;
import io.polder.contract.BuiltInEngine;
import io.polder.contract.Context;
import io.polder.contract.ContractEngine;
import io.polder.contract.Execution;
import io.polder.contract.Executor;
import io.polder.ledger.Overlay;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Domain;
import io.polder.protocol.Event;
import io.polder.protocol.Limits;
import io.polder.protocol.Origin;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.Versioned;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A chain in memory without consensus, signatures or blocks to store: it runs calls through the real executor, one
/// after another, so that contracts and engines are tested in the world they will live in. It is its own authority
/// chain:
/// what contracts read of the authority is the state at the end of the block before.
public final class FakeChain {
    public static final long BLOCK_MS = 1_000;
    private static final long GAS = 50_000_000;

    private final Executor executor;
    private final FakeState state = new FakeState();
    private Overlay overlay = new Overlay(state, 1);
    private Domain domain = new Domain(Hash.of(Bytes.utf8("fake network")), ChainSpec.AUTHORITY);
    private Limits limits = Limits.STANDARD;
    private Address sender = Address.org("nobody");
    private Origin origin = Origin.SIGNED;
    private long gas = GAS;
    private long height = 1;
    private long time = 1_700_000_000_000L;
    private int transactions;
    private Execution last = new Execution(new Outcome.Deferred(), 0, List.of(), List.of());

    public FakeChain(List<ContractEngine> engines) {
        this.executor = new Executor(engines);
    }

    public static FakeChain of(BuiltInContract... contracts) {
        return new FakeChain(List.of(new BuiltInEngine(List.of(contracts))));
    }

    /// Gives a contract what it holds before the first block.
    public FakeChain with(String contract, Map<Bytes, Bytes> entries) {
        entries.forEach((key, value) -> overlay.put(new StateKey(Bytes.utf8(contract), key), value));
        return nextBlock();
    }

    public FakeChain on(String chain) {
        domain = new Domain(domain.network(), chain);
        return this;
    }

    public FakeChain within(Limits limits) {
        this.limits = limits;
        return this;
    }

    /// Who signs from here on.
    public FakeChain as(Address sender) {
        this.sender = sender;
        this.origin = Origin.SIGNED;
        return this;
    }

    /// Whose word transactions are from here on, until the next `as`.
    public FakeChain with(Origin origin) {
        this.origin = origin;
        return this;
    }

    public FakeChain withGas(long gas) {
        this.gas = gas;
        return this;
    }

    /// Ends the block and begins the next, a second later.
    public FakeChain nextBlock() {
        state.commit(overlay, height, time);
        height++;
        overlay = new Overlay(state, height);
        time += BLOCK_MS;
        transactions = 0;
        return this;
    }

    /// Runs a transaction in the block.
    public Outcome invoke(String contract, String method, Cbor arguments) {
        return run(new Call.Invoke(contract, method, arguments));
    }

    public Outcome run(Call call) {
        overlay.transaction(transactions);
        last = execute(call, overlay, Archive.CLOSED);
        state.add(last.index());
        transactions++;
        return last.outcome();
    }

    /// Runs a transaction that must succeed.
    public Cbor done(String contract, String method, Cbor... arguments) {
        return result(invoke(contract, method, Cbor.array(arguments)));
    }

    /// Runs a transaction that must be refused and returns the code.
    public String refused(String contract, String method, Cbor... arguments) {
        return code(invoke(contract, method, Cbor.array(arguments)));
    }

    /// Asks what must have an answer.
    public Cbor asked(String contract, String method, Cbor... arguments) {
        return result(query(contract, method, Cbor.array(arguments)));
    }

    /// Asks what must be refused and returns the code.
    public String unanswered(String contract, String method, Cbor... arguments) {
        return code(query(contract, method, Cbor.array(arguments)));
    }

    private static Cbor result(Outcome outcome) {
        if (outcome instanceof Outcome.Succeeded(Cbor result)) return result;
        throw new AssertionError("expected success, got " + outcome);
    }

    private static String code(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Reverted reverted -> reverted.code();
            case Outcome.Exhausted _ -> "exhausted";
            default -> throw new AssertionError("expected a refusal, got " + outcome);
        };
    }

    /// Asks without leaving a trace; history and indexes are open.
    public Outcome query(String contract, String method, Cbor arguments) {
        overlay.begin();
        try {
            return execute(new Call.Invoke(contract, method, arguments), overlay, state)
                    .outcome();
        } finally {
            overlay.drop();
        }
    }

    private Execution execute(Call call, Overlay overlay, Archive archive) {
        return executor.run(
                new Executor.Request(transaction(), sender, origin, call, gas),
                new Context.Moment(height, height, time, transactions),
                new Executor.Setting(domain, limits, this::settled, this::header),
                new Executor.Desk(overlay, archive));
    }

    /// A made-up hash for each of the heights below.
    public Optional<Hash> header(long of) {
        return of < 0 || of >= height ? Optional.empty() : Optional.of(Hash.of(Bytes.utf8("header " + of)));
    }

    /// The id of the transaction that runs next.
    public Hash transaction() {
        return Hash.of(Bytes.utf8("transaction " + height + " " + transactions));
    }

    /// What the last transaction announced.
    public List<Event> events() {
        return last.events();
    }

    public long gasUsed() {
        return last.gas();
    }

    public Domain domain() {
        return domain;
    }

    public long height() {
        return height;
    }

    public long time() {
        return time;
    }

    /// What a contract kept at the end of the block before.
    public Optional<Bytes> settled(String contract, Bytes key) {
        return state.get(Bytes.utf8(contract), key).map(Versioned::value);
    }
}
