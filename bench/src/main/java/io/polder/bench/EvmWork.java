package io.polder.bench;

import io.polder.evm.BlockContext;
import io.polder.evm.BlockContext.BlockFees;
import io.polder.evm.Environment;
import io.polder.evm.Evm;
import io.polder.evm.Execution;
import io.polder.evm.Message;
import io.polder.evm.Tracer;
import io.polder.evm.fork.Fork;
import io.polder.evm.precompile.Precompiles;
import io.polder.evm.secp256k1.Secp256k1;
import io.polder.evm.state.CodeCache;
import io.polder.evm.state.MemoryState;
import io.polder.evm.state.WorldState;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// The EVM alone, without a network: a loop of squares, a chain of hashes, ERC-20 transfers. Everything in the time of
/// one thread's processor.
final class EvmWork {
    static final long GAS = 1_000_000_000L;
    static final int TRANSFERS = 20_000;
    static final Address ALICE = Address.hex("0xa11ce00000000000000000000000000000000001");
    static final Address BOB = Address.hex("0xb0b0000000000000000000000000000000000002");
    static final byte[] SQUARES = input("1d1d15d4", Word.of(150_000));
    static final byte[] HASHES = input("5852cc0c", Word.of(60_000));

    private static final Address LOOP = Address.of(0x1001);
    private static final Address TOKEN = Address.of(0x1002);
    private static final CodeCache CODES = new CodeCache();

    private final MemoryState state = new MemoryState();
    private final Evm evm =
            new Evm(Fork.SHANGHAI, Precompiles.of(Fork.SHANGHAI, Secp256k1.best()), Map.of(), Tracer.NONE);

    EvmWork() {
        state.put(ALICE, 0, Word.ONE, new byte[0]);
        apply(Message.create(ALICE, LOOP, Word.ZERO, contract("Loop"), GAS));
        apply(Message.create(ALICE, TOKEN, Word.ZERO, token(), GAS));
    }

    /// The creation code of a contract of the resources.
    static byte[] contract(String name) {
        try (InputStream in = EvmWork.class.getResourceAsStream(name + ".hex")) {
            return HexFormat.of().parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("the contract " + name, e);
        }
    }

    /// The creation code of an ERC-20 whose whole supply its creator has.
    static byte[] token() {
        return joined(contract("Token"), Word.of(1L << 60));
    }

    static byte[] transfer(Address to, long value) {
        return input("a9059cbb", to.toWord(), Word.of(value));
    }

    /// Gives the slots from one on a value, in the contract `Slots`.
    static byte[] fill(long from, long count) {
        return input("3c29fc43", Word.of(from), Word.of(count));
    }

    /// Changes a slot in each of so many parts of all there are.
    static byte[] touch(long seed, long count, long size) {
        return input("7d374201", Word.of(seed), Word.of(count), Word.of(size));
    }

    /// Makes so many tokens, by the contract `Mint`.
    static byte[] make(long count) {
        return input("516517ab", Word.of(count));
    }

    private static byte[] input(String selector, Word... arguments) {
        return joined(HexFormat.of().parseHex(selector), arguments);
    }

    private static byte[] joined(byte[] first, Word... words) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(first);
        for (Word word : words) all.writeBytes(word.toBytes());
        return all.toByteArray();
    }

    private WorldState world() {
        return new WorldState(state, CODES, evm::isAlwaysWarm);
    }

    private static Environment environment() {
        var block = new BlockContext(1000, 1_700_000_000, Long.MAX_VALUE, BOB, Word.of(7), BlockFees.NONE);
        return new Environment(block, Word::of, Word.ONE, ALICE, Word.ZERO, List.of());
    }

    private Execution apply(Message message) {
        WorldState world = world();
        world.beginTransaction();
        Execution execution = evm.execute(world, environment(), message);
        if (!(execution instanceof Execution.Succeeded)) throw new IllegalStateException("" + execution);
        world.endTransaction();
        state.apply(world.changes());
        return execution;
    }

    /// Million gas in a second.
    double megagas(byte[] input) {
        long start = cpuNanos();
        Execution execution = apply(Message.call(ALICE, LOOP, Word.ZERO, input, GAS));
        return (GAS - execution.gasLeft()) * 1e3 / (cpuNanos() - start);
    }

    /// Transfers in a second, each a transaction of its own on one world.
    double transfers() {
        WorldState world = world();
        Environment environment = environment();
        long start = cpuNanos();
        for (int i = 0; i < TRANSFERS; i++) {
            world.beginTransaction();
            world.warm(world.account(ALICE));
            byte[] input = transfer(i % 2 == 0 ? BOB : Address.of(1000 + i), 1);
            Execution execution =
                    evm.execute(world, environment, Message.call(ALICE, TOKEN, Word.ZERO, input, 100_000));
            if (!(execution instanceof Execution.Succeeded)) throw new IllegalStateException("" + execution);
            world.endTransaction();
        }
        return TRANSFERS * 1e9 / (cpuNanos() - start);
    }

    static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
