package io.polder.evm;

import io.polder.evm.state.WorldState;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;

/// A contract at a system address, written in Java: the way from contracts to the network around them.
@FunctionalInterface
public interface SystemContract {
    /// Runs the call; state outside `world` must be taken back through `WorldState.onRevert`.
    Answer call(Call call);

    /// Who calls, with what, and whether state may change.
    record Call(Address caller, Word value, byte[] input, long gas, boolean isStatic, WorldState world) {}

    /// How a system contract ends; more gas used than given is out of gas.
    sealed interface Answer {
        record Returned(byte[] output, long gasUsed) implements Answer {}

        record Reverted(byte[] output, long gasUsed) implements Answer {}

        record Failed() implements Answer {}
    }
}
