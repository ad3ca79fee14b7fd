package io.polder.bench;

import io.horizen.evm.Address;
import io.horizen.evm.Evm;
import io.horizen.evm.EvmContext;
import io.horizen.evm.ForkRules;
import io.horizen.evm.Hash;
import io.horizen.evm.Invocation;
import io.horizen.evm.MemoryDatabase;
import io.horizen.evm.StateDB;
import io.horizen.evm.results.InvocationResult;
import java.math.BigInteger;

/// The same work done by geth as a library.
final class GethWork implements AutoCloseable {
    private static final Address ALICE = new Address(EvmWork.ALICE.toBytes());
    private static final BigInteger GAS = BigInteger.valueOf(EvmWork.GAS);
    private static final BigInteger TRANSFER_GAS = BigInteger.valueOf(100_000);
    private static final int TRANSFERS = EvmWork.TRANSFERS / 10;

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
    private final Address loop;
    private final Address token;

    GethWork() {
        state.setBalance(ALICE, BigInteger.TWO.pow(100));
        loop = deploy(EvmWork.contract("Loop"));
        token = deploy(EvmWork.token());
    }

    double megagas(byte[] input) {
        long start = EvmWork.cpuNanos();
        long left = apply(loop, input, GAS).leftOverGas.longValue();
        return (EvmWork.GAS - left) * 1e3 / (EvmWork.cpuNanos() - start);
    }

    double transfers() {
        byte[] input = EvmWork.transfer(EvmWork.BOB, 1);
        long start = EvmWork.cpuNanos();
        for (int i = 0; i < TRANSFERS; i++) {
            state.accessSetup(ALICE, token, Address.ZERO, context.rules);
            apply(token, input, TRANSFER_GAS);
            state.finalizeChanges();
        }
        return TRANSFERS * 1e9 / (EvmWork.cpuNanos() - start);
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
