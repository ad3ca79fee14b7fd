package io.polder.evm.ledger;

import io.polder.contract.ContractEngine;
import io.polder.evm.network.Accounts;
import io.polder.protocol.Address;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.testkit.ContractEngineContract;
import java.util.List;
import java.util.Optional;

/// The EVM keeps what every framework promises its chain: here a call creates a contract, and the count of its creator
/// tells of it.
class EvmEngineContractTest extends ContractEngineContract {
    private static final long GAS = 5_000_000;
    private static final Cbor CODE = Cbor.of(Bytes.wrap(Solidity.code("Probe")));

    @Override
    protected ContractEngine engine() {
        return new EvmEngine(EvmRules.standard(7));
    }

    @Override
    protected Sample sample() {
        return new Sample(
                EvmEngine.NAME,
                Optional.empty(),
                "create",
                "account",
                EvmWorld.bytes(Accounts.of(Address.person("ada"))),
                List.of(CODE, Cbor.of(GAS)));
    }

    @Override
    protected Cbor writing(int value) {
        return Cbor.array(CODE, Cbor.of(GAS + value));
    }
}
