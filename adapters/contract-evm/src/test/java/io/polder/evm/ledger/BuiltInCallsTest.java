package io.polder.evm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.contract.BuiltInContract;
import io.polder.contract.BuiltInEngine;
import io.polder.contract.Context;
import io.polder.contract.Revert;
import io.polder.evm.word.Word;
import io.polder.protocol.Address;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.testkit.FakeChain;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A built-in contract decides, and an EVM contract carries it out in the same transaction.
class BuiltInCallsTest {
    private static final Cbor GAS = Cbor.of(5_000_000);

    /// Has a contract count, and fails afterwards if it is told to.
    private record Decider() implements BuiltInContract {
        @Override
        public String name() {
            return "decider";
        }

        @Override
        public Cbor run(String method, Cbor arguments, Context context) {
            Cbor data = Cbor.of(Bytes.wrap(Solidity.call("increment()")));
            Outcome outcome = context.call(
                    EvmEngine.NAME, "call", Cbor.array(arguments.asArray(1).getFirst(), data, Cbor.of(200_000)));
            if (method.equals("fail")) throw new Revert("not-now", "the decision was taken back");
            if (outcome instanceof Outcome.Succeeded(Cbor result)) return result;
            throw new Revert("not-done", "the contract answered " + outcome);
        }
    }

    private final FakeChain chain = new FakeChain(
                    List.of(new BuiltInEngine(List.of(new Decider())), new EvmEngine(EvmRules.standard(7))))
            .on("city")
            .as(Address.org("hamburg"));
    private final Cbor probe = chain.done(EvmEngine.NAME, "create", Cbor.of(Bytes.wrap(Solidity.code("Probe"))), GAS);

    private static Cbor word(int number) {
        return Cbor.of(Bytes.wrap(Word.of(number).toBytes()));
    }

    @Test
    void a_built_in_contract_calls_one_of_the_evm() {
        assertThat(chain.done("decider", "decide", probe)).isEqualTo(word(1));
        chain.nextBlock();
        assertThat(chain.done("decider", "decide", probe)).isEqualTo(word(2));
    }

    @Test
    void what_the_evm_did_goes_back_with_the_contract_that_called_it() {
        assertThat(chain.refused("decider", "fail", probe)).isEqualTo("not-now");
        assertThat(chain.done("decider", "decide", probe)).isEqualTo(word(1));
    }
}
