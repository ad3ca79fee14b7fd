package io.polder.contract;

import io.polder.protocol.Call;
import io.polder.protocol.Outcome;

/// A framework that runs contracts: the outcome follows from the call and the context alone, at every city alike.
///
/// `Revert` and `OutOfGas` may leave `run`; any other exception says that the engine is wrong and stops the node.
public interface ContractEngine {
    /// The framework's name, as `Deploy` and the registry of contracts spell it.
    String framework();

    /// True when this engine runs the contract of this name without a deployment.
    boolean provides(String contract);

    /// Whether what a call wrote stays. An engine may keep it though the call failed, if it takes back itself what the
    /// failure undoes and the rest, such as the count of its sender's transactions, has to stay.
    default boolean keeps(Outcome outcome) {
        return outcome.succeeded();
    }

    /// Runs a call. The context is that of the called contract; a deployment's code is kept by the engine in it.
    Outcome run(Call call, Context context);
}
