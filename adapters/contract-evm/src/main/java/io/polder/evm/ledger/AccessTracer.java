package io.polder.evm.ledger;

import io.polder.evm.Step;
import io.polder.evm.Tracer;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Notes which accounts and slots a call touches, for an access list (EIP-2930).
final class AccessTracer implements Tracer {
    static final int SLOTS_MAX = 10_000;
    private static final int BALANCE = 0x31;
    private static final int EXTCODESIZE = 0x3b;
    private static final int EXTCODECOPY = 0x3c;
    private static final int EXTCODEHASH = 0x3f;
    private static final int SLOAD = 0x54;
    private static final int SSTORE = 0x55;
    private static final int CALL = 0xf1;
    private static final int CALLCODE = 0xf2;
    private static final int DELEGATECALL = 0xf4;
    private static final int STATICCALL = 0xfa;
    private static final long PRECOMPILED_MAX = 0x100;

    private final Map<Address, TreeSet<Word>> touched = new TreeMap<>();
    private final List<Address> free;
    private int slots;

    /// @param free accounts that are warm anyway: the sender and the receiver
    AccessTracer(List<Address> free) {
        this.free = free;
    }

    @Override
    public void step(Step step) {
        switch (step.opcode()) {
            case SLOAD, SSTORE -> {
                if (++slots <= SLOTS_MAX)
                    touched.computeIfAbsent(step.contract(), a -> new TreeSet<>())
                            .add(step.stack(0));
            }
            case BALANCE, EXTCODESIZE, EXTCODECOPY, EXTCODEHASH -> touch(step.stack(0));
            case CALL, CALLCODE, DELEGATECALL, STATICCALL -> touch(step.stack(1));
            default -> {
                // Touches nothing beyond its own frame.
            }
        }
    }

    private void touch(Word word) {
        Address address = Address.lastOf(word);
        boolean precompiled =
                address.high() == 0 && address.middle() == 0 && address.low() >= 0 && address.low() <= PRECOMPILED_MAX;
        if (!precompiled && touched.size() < SLOTS_MAX) touched.computeIfAbsent(address, a -> new TreeSet<>());
    }

    /// [[account, [slots]], ...]
    Cbor toCbor() {
        List<Cbor> all = new ArrayList<>();
        touched.forEach((address, keys) -> {
            if (keys.isEmpty() && free.contains(address)) return;
            all.add(Cbor.array(
                    Cbor.of(Bytes.wrap(address.toBytes())),
                    Cbor.array(keys.stream()
                            .map(key -> Cbor.of(Bytes.wrap(key.toBytes())))
                            .toList())));
        });
        return Cbor.array(all);
    }
}
