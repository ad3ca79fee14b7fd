package io.polder.evm.state;

import io.polder.evm.word.Keccak;
import io.polder.evm.word.Word;

/// What the ledger keeps of an account besides its storage.
public record Account(long nonce, Word balance, Word codeHash) {
    public static final Word NO_CODE = Word.of(Keccak.hash());
    public static final Account EMPTY = new Account(0, Word.ZERO, NO_CODE);
}
