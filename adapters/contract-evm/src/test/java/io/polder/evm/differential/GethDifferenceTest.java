package io.polder.evm.differential;

import static io.polder.evm.Machine.ALICE;
import static io.polder.evm.Machine.BENEFICIARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.horizen.evm.Address;
import io.horizen.evm.BlockHashCallback;
import io.horizen.evm.EvmContext;
import io.horizen.evm.ForkRules;
import io.horizen.evm.Hash;
import io.horizen.evm.Invocation;
import io.horizen.evm.MemoryDatabase;
import io.horizen.evm.StateDB;
import io.polder.evm.Execution;
import io.polder.evm.Machine;
import io.polder.evm.Message;
import io.polder.evm.fork.Fork;
import io.polder.evm.state.WorldState;
import io.polder.evm.word.Word;
import java.math.BigInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random programs on this machine and on geth, which as a library goes up to Shanghai.
@Tag("long")
class GethDifferenceTest {
    private static final int PROGRAMS = 3_000;
    private static final int PRECOMPILES = 9;
    private static final long GAS = 1_000_000;
    private static final int[] SLOTS = {0, 1, 2, 100, 101, 102, 103};
    private static final io.polder.evm.word.Address PROGRAM = io.polder.evm.word.Address.of(0xabcdef0123L);

    private final MemoryDatabase database = new MemoryDatabase();
    private final BlockHashCallback hashes = new BlockHashCallback() {
        @Override
        protected Hash getBlockHash(BigInteger number) {
            return new Hash(Word.of(number).toBytes());
        }
    };

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void random_programs_end_alike_on_geth() throws Exception {
        for (long seed = 0; seed < PROGRAMS; seed++) {
            RandomProgram random = new RandomProgram(seed, PRECOMPILES, false, false);
            byte[] code = random.bytes(), input = random.input();
            String geth = onGeth(code, input), ours = onOurs(code, input);
            assertThat(ours).as("seed %d: %s", seed, Word.of(seed)).isEqualTo(geth);
        }
    }

    private String onOurs(byte[] code, byte[] input) {
        Machine machine = new Machine(Fork.SHANGHAI).fund(ALICE, 1L << 60).deploy(PROGRAM, code);
        WorldState world = machine.world();
        world.beginTransaction();
        world.warm(world.account(ALICE));
        world.warm(world.account(PROGRAM));
        world.warm(world.account(BENEFICIARY));
        Execution execution = machine.evm()
                .execute(world, machine.environment(ALICE), Message.call(ALICE, PROGRAM, Word.ZERO, input, GAS));
        String slots = "";
        for (int slot : SLOTS) slots += world.storage(PROGRAM, Word.of(slot)) + " ";
        return execution.gasLeft() + " " + (execution instanceof Execution.Succeeded) + " " + world.refund() + " "
                + Word.of(io.polder.evm.word.Keccak.hash(execution.output())) + " "
                + world.logs().size() + " " + slots;
    }

    // Closing a geth state may be interrupted, which no test here does.
    @SuppressWarnings("try")
    private String onGeth(byte[] code, byte[] input) throws Exception {
        Address alice = new Address(ALICE.toBytes()), program = new Address(PROGRAM.toBytes());
        Address beneficiary = new Address(BENEFICIARY.toBytes());
        try (StateDB state = new StateDB(database, StateDB.EMPTY_ROOT_HASH)) {
            state.setBalance(alice, BigInteger.valueOf(1L << 60));
            state.setNonce(program, BigInteger.ONE);
            state.setCode(program, code);
            state.finalizeChanges();
            EvmContext context = new EvmContext(
                    BigInteger.ONE,
                    beneficiary,
                    BigInteger.valueOf(Long.MAX_VALUE),
                    BigInteger.ZERO,
                    BigInteger.valueOf(1000),
                    BigInteger.valueOf(1_700_000_000),
                    BigInteger.ZERO,
                    new Hash(Word.of(7).toBytes()),
                    new ForkRules(true));
            context.setBlockHashCallback(hashes);
            state.accessSetup(alice, program, beneficiary, context.rules);
            state.setTxContext(Hash.ZERO, 0);
            var result = io.horizen.evm.Evm.Apply(
                    state,
                    new Invocation(alice, program, BigInteger.ZERO, input, BigInteger.valueOf(GAS), false),
                    context);
            String slots = "";
            for (int slot : SLOTS) {
                Hash value = state.getStorage(program, new Hash(Word.of(slot).toBytes()));
                slots += Word.of(value.toBytes()) + " ";
            }
            byte[] output = result.returnData == null ? new byte[0] : result.returnData;
            return result.leftOverGas + " " + result.executionError.isEmpty() + " " + state.getRefund() + " "
                    + Word.of(io.polder.evm.word.Keccak.hash(output)) + " " + state.getLogs(Hash.ZERO).length + " "
                    + slots;
        }
    }
}
