package io.polder.evm.ledger;

import io.polder.contract.StateReader;
import io.polder.evm.word.Address;
import io.polder.protocol.Category;
import io.polder.protocol.Domain;
import io.polder.protocol.Genesis;

/// What a chain asks of its EVM accounts beyond Ethereum's own rules. It is judged at a transaction's place in the
/// block, so it answers from the chain's state alone.
public interface EvmPolicy {
    /// What an account may do.
    sealed interface Permission {
        Permission GRANTED = new Granted();

        record Granted() implements Permission {}

        record Denied(String reason) implements Permission {}
    }

    EvmPolicy OPEN = (domain, account, state) -> Permission.GRANTED;

    /// Whether the account may put code on the chain by a transaction of its own.
    Permission deploy(Domain domain, Address account, StateReader state);

    /// Whether the account may spend so much gas: the place for credits, which nobody can pass on.
    default Permission spend(Domain domain, Address account, long gas, StateReader state) {
        return Permission.GRANTED;
    }

    /// On public chains anyone deploys; on others the accounts that an organisation has admitted (`evm.admit`).
    static EvmPolicy byCategory(Genesis genesis) {
        return (domain, account, state) -> {
            boolean open = genesis.chain(domain.chain())
                    .filter(chain -> chain.category() == Category.PUBLIC)
                    .isPresent();
            if (open || state.read(EvmEngine.NAME, EvmKeys.deployer(account)).isPresent()) return Permission.GRANTED;
            return new Permission.Denied("account " + account + " may not deploy on " + domain.chain()
                    + ": an organisation admits it by evm.admit");
        };
    }
}
