package io.polder.evm;

import io.polder.evm.word.Address;
import io.polder.evm.word.Word;

/// A call or a creation, from outside or between contracts; for a creation `target` is the new address, `input` its
/// code.
public record Message(Kind kind, Address caller, Address target, Word value, byte[] input, long gas) {

    /// The operations that open a frame, and the one that ends an account.
    public enum Kind {
        CALL,
        CALLCODE,
        DELEGATECALL,
        STATICCALL,
        CREATE,
        CREATE2,
        SELFDESTRUCT;

        public boolean creates() {
            return this == CREATE || this == CREATE2;
        }
    }

    public static Message call(Address caller, Address target, Word value, byte[] input, long gas) {
        return new Message(Kind.CALL, caller, target, value, input, gas);
    }

    public static Message staticCall(Address caller, Address target, byte[] input, long gas) {
        return new Message(Kind.STATICCALL, caller, target, Word.ZERO, input, gas);
    }

    public static Message create(Address caller, Address created, Word value, byte[] initCode, long gas) {
        return new Message(Kind.CREATE, caller, created, value, initCode, gas);
    }
}
