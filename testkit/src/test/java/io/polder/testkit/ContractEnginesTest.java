package io.polder.testkit;

import io.polder.contract.BuiltInEngine;
import io.polder.contract.ContractEngine;
import io.polder.contract.KeyValue;
import io.polder.protocol.encoding.Cbor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/// Two frameworks behind one port: the built-in one, and one of ten lines.
class ContractEnginesTest {
    private static final List<Cbor> VALUES = List.of(Cbor.of("one"), Cbor.of("two"));

    @Nested
    class BuiltIn extends ContractEngineContract {
        @Override
        protected ContractEngine engine() {
            return new BuiltInEngine(List.of(new KeyValue()));
        }

        @Override
        protected Sample sample() {
            return new Sample("kv", Optional.empty(), "save", "get", Cbor.of("key"), VALUES);
        }
    }

    @Nested
    class TenLines extends ContractEngineContract {
        @Override
        protected ContractEngine engine() {
            return new TenLineEngine();
        }

        @Override
        protected Sample sample() {
            return new Sample(TenLineEngine.CONTRACT, Optional.empty(), "set", "get", Cbor.of("key"), VALUES);
        }
    }
}
