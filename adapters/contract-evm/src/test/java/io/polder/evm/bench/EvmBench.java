package io.polder.evm.bench;

import static io.polder.evm.Machine.ALICE;
import static io.polder.evm.Machine.BOB;

import io.polder.evm.Execution;
import io.polder.evm.Machine;
import io.polder.evm.Message;
import io.polder.evm.fork.Fork;
import io.polder.evm.rlp.Rlp;
import io.polder.evm.state.WorldState;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.Locale;

/// Measures the machine beside geth (libevm) in the same run, in thread CPU time; run `main`, the last line is JSON.
public final class EvmBench {
    static final long GAS = 1_000_000_000L;
    static final int ROUNDS = 12;
    static final int TRANSFERS = 20_000;

    private static final Address LOOP = Address.of(0x1001);
    private static final Address TOKEN = Address.of(0x1002);

    private EvmBench() {}

    public static void main(String... arguments) {
        double loop = ours(squares(150_000)), keccak = ours(chain(60_000)), transfers = ourTransfers();
        try (Geth geth = new Geth()) {
            double gethLoop = geth.million(Machine.contract("Loop"), squares(150_000));
            double gethKeccak = geth.million(Machine.contract("Loop"), chain(60_000));
            double gethTransfers = geth.transfers();
            System.out.printf(
                    Locale.ROOT,
                    "{\"evm_loop\":%s,\"evm_keccak\":%s,\"evm_erc20\":%s}%n",
                    figure(loop, gethLoop, "Mgas/cpu-s"),
                    figure(keccak, gethKeccak, "Mgas/cpu-s"),
                    figure(transfers, gethTransfers, "transfers/cpu-s"));
        }
    }

    private static String figure(double ours, double geth, String unit) {
        return String.format(
                Locale.ROOT,
                "{\"value\":%.0f,\"geth\":%.0f,\"ratio\":%.2f,\"unit\":\"%s\"}",
                ours,
                geth,
                ours / geth,
                unit);
    }

    static byte[] squares(long count) {
        return input("1d1d15d4", Word.of(count));
    }

    static byte[] chain(long count) {
        return input("5852cc0c", Word.of(count));
    }

    static byte[] transfer(Address to, long value) {
        return input("a9059cbb", to.toWord(), Word.of(value));
    }

    static byte[] input(String selector, Word... arguments) {
        byte[] all = HexFormat.of().parseHex(selector);
        for (Word argument : arguments) all = Rlp.concat(all, argument.toBytes());
        return all;
    }

    /// Million gas per second of CPU time, the best of the rounds: the first ones only warm up.
    private static double ours(byte[] input) {
        Machine machine = new Machine(Fork.SHANGHAI).fund(ALICE, 1);
        deploy(machine, LOOP, Machine.contract("Loop"));
        double best = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = cpuNanos();
            Execution execution = machine.run(Message.call(ALICE, LOOP, Word.ZERO, input, GAS));
            if (!(execution instanceof Execution.Succeeded)) throw new IllegalStateException("" + execution);
            best = Math.max(best, (GAS - execution.gasLeft()) * 1e3 / (cpuNanos() - start));
        }
        return best;
    }

    /// Transfers per second of CPU time, each as a transaction of its own on one world.
    private static double ourTransfers() {
        Machine machine = new Machine(Fork.SHANGHAI).fund(ALICE, 1);
        deploy(
                machine,
                TOKEN,
                Rlp.concat(Machine.contract("Token"), Word.of(1L << 60).toBytes()));
        double best = 0;
        for (int round = 0; round < ROUNDS; round++) {
            WorldState world = machine.world();
            var environment = machine.environment(ALICE);
            long start = cpuNanos();
            for (int i = 0; i < TRANSFERS; i++) {
                world.beginTransaction();
                world.warm(world.account(ALICE));
                byte[] input = transfer(i % 2 == 0 ? BOB : Address.of(1000 + i), 1);
                Execution execution = machine.evm()
                        .execute(world, environment, Message.call(ALICE, TOKEN, Word.ZERO, input, 100_000));
                if (!(execution instanceof Execution.Succeeded)) throw new IllegalStateException("" + execution);
                world.endTransaction();
            }
            best = Math.max(best, TRANSFERS * 1e9 / (cpuNanos() - start));
        }
        return best;
    }

    private static void deploy(Machine machine, Address at, byte[] initCode) {
        Execution execution = machine.run(Message.create(ALICE, at, Word.ZERO, initCode, GAS));
        if (!(execution instanceof Execution.Succeeded)) throw new IllegalStateException("" + execution);
    }

    static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
