package io.polder.evm;

import io.polder.evm.state.WorldState;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;

/// What happens before the first transaction of a block (EIP-2935, EIP-4788), if the contracts for it are there.
public final class BlockStart {
    public static final Address SYSTEM = Address.hex("0xfffffffffffffffffffffffffffffffffffffffe");
    public static final Address HISTORY = Address.hex("0x0000f90827f1c53a10cb7a02335b175320002935");
    public static final Address BEACON_ROOTS = Address.hex("0x000f3df6d732807ef1319fb7b8bb8522d0beac02");

    private static final long GAS = 30_000_000;

    private BlockStart() {}

    /// Calls a system contract with one word, such as the parent's hash for `HISTORY`; its gas is nobody's.
    public static Execution call(Evm evm, WorldState world, Environment environment, Address contract, Word argument) {
        world.beginTransaction();
        Message message = Message.call(SYSTEM, contract, Word.ZERO, argument.toBytes(), GAS);
        Execution execution = evm.execute(world, environment, message);
        world.endTransaction();
        return execution;
    }
}
