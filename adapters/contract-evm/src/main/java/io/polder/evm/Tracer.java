package io.polder.evm;

/// Watches an execution; what it is handed holds only during the call.
public interface Tracer {
    /// Watches nothing, and then nothing is paid for watching.
    Tracer NONE = new Tracer() {};

    /// An opcode is about to run: its stack is checked, its gas not yet taken.
    default void step(Step step) {}

    default void enter(Message message) {}

    default void exit(Execution execution) {}
}
