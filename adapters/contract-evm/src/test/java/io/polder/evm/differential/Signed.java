package io.polder.evm.differential;

import io.polder.evm.Machine;
import io.polder.evm.secp256k1.Secp256k1;
import io.polder.evm.transaction.Authorization;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.transaction.EthereumTransaction.DynamicFee;
import io.polder.evm.transaction.EthereumTransaction.FeeCaps;
import io.polder.evm.transaction.EthereumTransaction.Payload;
import io.polder.evm.transaction.EthereumTransaction.SetCode;
import io.polder.evm.transaction.Signature;
import io.polder.evm.transaction.TransactionCodec;
import io.polder.evm.word.Address;
import io.polder.evm.word.Keccak;
import io.polder.evm.word.Word;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/// A key for tests, and what it signs.
public record Signed(byte[] key, Word chainId) {
    private static final Secp256k1 CURVE = Machine.CURVE;
    private static final FeeCaps FEES = new FeeCaps(Word.ONE, Word.of(10_000_000_000L));

    public static Signed by(String name, Word chainId) {
        return new Signed(Keccak.hash(name.getBytes(StandardCharsets.UTF_8)), chainId);
    }

    public Address address() {
        return CURVE.address(key);
    }

    public EthereumTransaction dynamicFee(Payload payload) {
        return sign(signature -> new DynamicFee(chainId, FEES, payload, List.of(), signature));
    }

    public EthereumTransaction setCode(Payload payload, Authorization... authorizations) {
        return sign(signature -> new SetCode(chainId, FEES, payload, List.of(), List.of(authorizations), signature));
    }

    public Authorization authorize(Address delegate, long nonce) {
        Function<Signature, Authorization> form = signature -> new Authorization(chainId, delegate, nonce, signature);
        byte[] hash = form.apply(new Signature(0, Word.ONE, Word.ONE)).signingHash();
        return form.apply(signature(hash));
    }

    private <T extends EthereumTransaction> T sign(Function<Signature, T> form) {
        return form.apply(signature(TransactionCodec.signingHash(form.apply(new Signature(0, Word.ONE, Word.ONE)))));
    }

    private Signature signature(byte[] hash) {
        byte[] rs = CURVE.sign(hash, key);
        Signature even = Signature.of(0, rs);
        boolean isEven = even.signer(CURVE, hash).filter(address()::equals).isPresent();
        return isEven ? even : Signature.of(1, rs);
    }
}
