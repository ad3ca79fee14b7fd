package io.polder.evm;

import io.polder.evm.BlockContext.BlockFees;
import io.polder.evm.fork.Fork;
import io.polder.evm.precompile.Precompiles;
import io.polder.evm.secp256k1.Secp256k1;
import io.polder.evm.state.CodeCache;
import io.polder.evm.state.MemoryState;
import io.polder.evm.state.WorldState;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// A machine with a small world around it, as tests and benches want one.
public final class Machine {
    public static final Address ALICE = Address.hex("0xa11ce00000000000000000000000000000000001");
    public static final Address BOB = Address.hex("0xb0b0000000000000000000000000000000000002");
    public static final Address CONTRACT = Address.hex("0xc0de000000000000000000000000000000000003");
    public static final Address BENEFICIARY = Address.hex("0xbe00000000000000000000000000000000000004");
    public static final Word CHAIN_ID = Word.ONE;
    public static final Secp256k1 CURVE = Secp256k1.best();

    private static final CodeCache CODES = new CodeCache();

    public final MemoryState state = new MemoryState();
    private final Fork fork;
    private final Evm evm;
    private BlockContext block =
            new BlockContext(1000, 1_700_000_000, Long.MAX_VALUE, BENEFICIARY, Word.of(7), BlockFees.NONE);

    public Machine(Fork fork) {
        this(fork, Map.of(), Tracer.NONE);
    }

    Machine(Fork fork, Map<Address, SystemContract> systemContracts, Tracer tracer) {
        this.fork = fork;
        this.evm = new Evm(fork, Precompiles.of(fork, CURVE), systemContracts, tracer);
    }

    public Machine fund(Address address, long balance) {
        state.put(address, 0, Word.of(balance), new byte[0]);
        return this;
    }

    public Machine deploy(Address address, String code) {
        return deploy(address, HexFormat.of().parseHex(code.replace(" ", "")));
    }

    public Machine deploy(Address address, byte[] code) {
        state.put(address, 1, Word.ZERO, code);
        return this;
    }

    Machine in(BlockContext other) {
        block = other;
        return this;
    }

    BlockContext block() {
        return block;
    }

    public Evm evm() {
        return evm;
    }

    public WorldState world() {
        return new WorldState(state, CODES, evm::isAlwaysWarm);
    }

    public Environment environment(Address origin) {
        return new Environment(block, Word::of, CHAIN_ID, origin, Word.ZERO, List.of());
    }

    /// Calls `CONTRACT` and keeps what it did.
    Execution call(byte[] input, long gas) {
        return run(Message.call(ALICE, CONTRACT, Word.ZERO, input, gas));
    }

    public Execution run(Message message) {
        WorldState world = world();
        world.beginTransaction();
        Execution execution = evm.execute(world, environment(message.caller()), message);
        world.endTransaction();
        state.apply(world.changes());
        return execution;
    }

    TransactionResult process(EthereumTransaction transaction, Address sender) {
        WorldState world = world();
        var result =
                new TransactionProcessor(evm, CHAIN_ID, CURVE).process(world, block, Word::of, transaction, sender);
        state.apply(world.changes());
        return result;
    }

    Fork fork() {
        return fork;
    }

    /// A contract's creation code from the resources.
    public static byte[] contract(String name) {
        try (InputStream in = Machine.class.getResourceAsStream("/contracts/" + name + ".hex")) {
            return HexFormat.of().parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
