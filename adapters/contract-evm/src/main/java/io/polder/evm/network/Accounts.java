package io.polder.evm.network;

import io.polder.evm.word.Address;
import io.polder.evm.word.Keccak;
import io.polder.evm.word.Word;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The two names of one party: its identity on the ledger and its account in the EVM.
public final class Accounts {
    private static final String DOMAIN = "polder:";

    private Accounts() {}

    /// The identity of an account, written as `evm:0x…`.
    public static io.polder.protocol.Address identity(Address account) {
        return new io.polder.protocol.Address(io.polder.protocol.Address.Kind.EVM, account.toString());
    }

    /// The account of an identity. One of the EVM's own is its account; any other, such as `org:hamburg`, has the last
    /// twenty bytes of the Keccak hash of `polder:org:hamburg`, for which there is no key.
    public static Address of(io.polder.protocol.Address identity) {
        if (identity.kind() == io.polder.protocol.Address.Kind.EVM) return Address.hex(identity.name());
        byte[] hash = Keccak.hash((DOMAIN + identity).getBytes(StandardCharsets.UTF_8));
        return Address.of(Arrays.copyOfRange(hash, Word.BYTES - Address.BYTES, Word.BYTES));
    }
}
