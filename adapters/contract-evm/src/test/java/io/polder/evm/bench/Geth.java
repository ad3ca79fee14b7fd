package io.polder.evm.bench;

import io.horizen.evm.Address;
import io.horizen.evm.Evm;
import io.horizen.evm.EvmContext;
import io.horizen.evm.ForkRules;
import io.horizen.evm.Hash;
import io.horizen.evm.Invocation;
import io.horizen.evm.MemoryDatabase;
import io.horizen.evm.StateDB;
import io.horizen.evm.results.InvocationResult;
import io.polder.evm.rlp.Rlp;
import io.polder.evm.word.Word;
import java.math.BigInteger;

/// The same work done by geth as a library.
final class Geth implements AutoCloseable {
    private static final Address ALICE = new Address(io.polder.evm.Machine.ALICE.toBytes());
    private static final BigInteger GAS = BigInteger.valueOf(EvmBench.GAS);

    private final MemoryDatabase database = new MemoryDatabase();
    private final StateDB state = new StateDB(database, StateDB.EMPTY_ROOT_HASH);
    private final EvmContext context = new EvmContext(
            BigInteger.ONE,
            Address.ZERO,
            GAS,
            BigInteger.ZERO,
            BigInteger.valueOf(1000),
            BigInteger.valueOf(1_700_000_000),
            BigInteger.ZERO,
            Hash.ZERO,
            new ForkRules(true));

    Geth() {
        state.setBalance(ALICE, BigInteger.TWO.pow(100));
    }

    double million(byte[] initCode, byte[] input) {
        Address contract = deploy(initCode);
        double best = 0;
        for (int round = 0; round < EvmBench.ROUNDS; round++) {
            long start = EvmBench.cpuNanos();
            InvocationResult result = apply(contract, input, GAS);
            long used = EvmBench.GAS - result.leftOverGas.longValue();
            best = Math.max(best, used * 1e3 / (EvmBench.cpuNanos() - start));
        }
        return best;
    }

    double transfers() {
        byte[] initCode = Rlp.concat(
                io.polder.evm.Machine.contract("Token"), Word.of(1L << 60).toBytes());
        Address token = deploy(initCode);
        byte[] input = EvmBench.transfer(io.polder.evm.Machine.BOB, 1);
        BigInteger gas = BigInteger.valueOf(100_000);
        double best = 0;
        for (int round = 0; round < EvmBench.ROUNDS / 2; round++) {
            long start = EvmBench.cpuNanos();
            for (int i = 0; i < EvmBench.TRANSFERS / 10; i++) {
                state.accessSetup(ALICE, token, Address.ZERO, context.rules);
                apply(token, input, gas);
                state.finalizeChanges();
            }
            best = Math.max(best, EvmBench.TRANSFERS / 10 * 1e9 / (EvmBench.cpuNanos() - start));
        }
        return best;
    }

    private Address deploy(byte[] initCode) {
        state.setNonce(ALICE, state.getNonce(ALICE).add(BigInteger.ONE));
        return apply(null, initCode, GAS).contractAddress;
    }

    private InvocationResult apply(Address callee, byte[] input, BigInteger gas) {
        InvocationResult result =
                Evm.Apply(state, new Invocation(ALICE, callee, BigInteger.ZERO, input, gas, false), context);
        if (!result.executionError.isEmpty()) throw new IllegalStateException(result.executionError);
        return result;
    }

    @Override
    public void close() {
        database.close();
    }
}
