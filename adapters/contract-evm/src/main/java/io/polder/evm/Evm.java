package io.polder.evm;

import io.polder.evm.Interpreter.Signal;
import io.polder.evm.fork.Fork;
import io.polder.evm.precompile.Precompiles;
import io.polder.evm.state.AccountState;
import io.polder.evm.state.Code;
import io.polder.evm.state.WorldState;
import io.polder.evm.word.Address;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The machine: runs messages against a world. It keeps its frames for the next message and is for one thread.
public final class Evm {
    /// Deeper frames are given back when a message ends: each holds a stack of 32 KiB.
    private static final int FRAMES_KEPT = 32;

    private final Fork fork;
    private final Precompiles precompiles;
    private final SortedMap<Address, SystemContract> systemContracts;
    private final Tracer tracer;
    private final Interpreter interpreter;
    private final Calls calls;
    private final Frame[] frames = new Frame[Gas.DEPTH_MAX + 1];
    private WorldState world;
    private Environment environment;

    public Evm(Fork fork, Precompiles precompiles) {
        this(fork, precompiles, Map.of(), Tracer.NONE);
    }

    public Evm(Fork fork, Precompiles precompiles, Map<Address, SystemContract> systemContracts, Tracer tracer) {
        this.fork = fork;
        this.precompiles = precompiles;
        this.systemContracts = new TreeMap<>(systemContracts);
        this.tracer = tracer;
        this.calls = new Calls(this);
        long[] table = OpTable.of(fork);
        this.interpreter = new Interpreter(
                tracer == Tracer.NONE ? table : OpTable.trapping(table), new Operations(this, table, calls));
    }

    public Fork fork() {
        return fork;
    }

    /// True for accounts that are warm from the start: precompiled contracts.
    public boolean isAlwaysWarm(Address address) {
        return precompiles.contains(address);
    }

    /// Runs a message to its end. Fees and nonces are not its business: see `TransactionProcessor`.
    public Execution execute(WorldState inWorld, Environment inEnvironment, Message message) {
        world = inWorld;
        environment = inEnvironment;
        Frame first = frame(0);
        first.reset(message.kind(), message.gas());
        boolean runs = message.kind().creates() ? openCreation(first, message) : openCall(first, message);
        if (runs) drive(first);
        Execution execution = first.execution();
        release();
        return execution;
    }

    WorldState world() {
        return world;
    }

    Environment environment() {
        return environment;
    }

    Tracer tracer() {
        return tracer;
    }

    Precompiles precompiles() {
        return precompiles;
    }

    Optional<SystemContract> systemContract(Address address) {
        return systemContracts.isEmpty() ? Optional.empty() : Optional.ofNullable(systemContracts.get(address));
    }

    Frame frame(int depth) {
        Frame frame = frames[depth];
        if (frame == null) frames[depth] = frame = new Frame(depth);
        return frame;
    }

    private boolean openCall(Frame first, Message message) {
        AccountState target = world.account(message.target());
        Code code = target.code();
        if (fork.has(Fork.PRAGUE)) {
            code = code.delegate()
                    .map(address -> {
                        AccountState delegate = world.account(address);
                        world.warm(delegate);
                        return calls.delegateCode(delegate);
                    })
                    .orElse(code);
        }
        first.code = code;
        first.self = target;
        first.codeAddress = message.target();
        first.caller = message.caller();
        first.value = message.value();
        first.isStatic = message.kind() == Message.Kind.STATICCALL;
        first.input(message.input(), 0, message.input().length);
        return calls.start(first);
    }

    private boolean openCreation(Frame first, Message message) {
        first.open(world.account(message.target()), message.caller(), message.value(), message.input());
        return calls.startCreation(first);
    }

    private void drive(Frame first) {
        Frame frame = first;
        while (true) {
            if (run(frame) == Signal.ENTER) {
                frame = frames[frame.depth + 1];
                continue;
            }
            calls.complete(frame);
            if (frame == first) return;
            Frame parent = frames[frame.depth - 1];
            calls.resume(parent, frame);
            frame = parent;
        }
    }

    private Signal run(Frame frame) {
        try {
            return interpreter.run(frame);
        } catch (Halt halt) {
            frame.halt(halt.reason());
            return Signal.END;
        }
    }

    private void release() {
        for (int depth = FRAMES_KEPT; depth < frames.length && frames[depth] != null; depth++) frames[depth] = null;
        world = null;
        environment = null;
    }
}
