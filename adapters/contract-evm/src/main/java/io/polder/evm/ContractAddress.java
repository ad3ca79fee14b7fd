package io.polder.evm;

import io.polder.evm.rlp.Rlp;
import io.polder.evm.word.Address;
import io.polder.evm.word.Keccak;
import io.polder.evm.word.Word;

/// Where a new contract will live.
public final class ContractAddress {
    private ContractAddress() {}

    /// By creator and its nonce: CREATE, and a transaction without receiver.
    public static Address of(Address creator, long nonce) {
        return lastOf(Rlp.list(Rlp.string(creator.toBytes()), Rlp.number(nonce)));
    }

    /// By creator, salt and init code: CREATE2.
    public static Address of(Address creator, Word salt, byte[] initCode) {
        return lastOf(Rlp.concat(new byte[] {(byte) 0xff}, creator.toBytes(), salt.toBytes(), Keccak.hash(initCode)));
    }

    private static Address lastOf(byte[] preimage) {
        return Address.lastOf(Keccak.hash(preimage, 0, preimage.length));
    }
}
