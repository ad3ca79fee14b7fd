package io.polder.evm;

import io.polder.evm.word.Address;
import io.polder.evm.word.Word;

/// One opcode about to run, as a tracer sees it.
public interface Step {
    int pc();

    int opcode();

    long gas();

    int depth();

    Address contract();

    int stackSize();

    /// A word of the stack, 0 for the top.
    Word stack(int fromTop);

    /// A copy of the memory.
    byte[] memory();

    /// What the last call of this frame returned; not to be changed.
    byte[] returnData();
}
