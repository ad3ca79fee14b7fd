package io.polder.evm.ledger;

import io.polder.contract.StateReader;
import io.polder.evm.word.Address;
import io.polder.protocol.Domain;

/// What a chain asks of its EVM accounts beyond Ethereum's own rules and the policy that its members vote on, which
/// says
/// who deploys and who transacts. It is judged at a transaction's place in the block, from the chain's state alone.
public interface EvmPolicy {
    /// What an account may do.
    sealed interface Permission {
        Permission GRANTED = new Granted();

        record Granted() implements Permission {}

        record Denied(String reason) implements Permission {}
    }

    EvmPolicy OPEN = (domain, account, gas, state) -> Permission.GRANTED;

    /// Whether the account may spend so much gas: the place for credits, which nobody can pass on.
    Permission spend(Domain domain, Address account, long gas, StateReader state);
}
