package io.polder.evm.ledger;

import io.polder.evm.network.Accounts;
import io.polder.evm.secp256k1.Secp256k1;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.transaction.EthereumTransaction.DynamicFee;
import io.polder.evm.transaction.EthereumTransaction.FeeCaps;
import io.polder.evm.transaction.EthereumTransaction.Payload;
import io.polder.evm.transaction.Signature;
import io.polder.evm.transaction.TransactionCodec;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import io.polder.protocol.Domain;
import io.polder.protocol.Envelope;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import java.util.List;
import java.util.Optional;

/// A wallet with one key, which counts its own transactions.
public final class Wallet {
    public static final Secp256k1 CURVE = Secp256k1.best();
    public static final FeeCaps FREE = new FeeCaps(Word.ZERO, Word.ZERO);

    private final byte[] key;
    private final Domain domain;
    private long nonce;

    public Wallet(int number, Domain domain) {
        this.key = Word.of(0x1234_5678L + number).toBytes();
        this.domain = domain;
    }

    public Address account() {
        return CURVE.address(key);
    }

    public io.polder.protocol.Address identity() {
        return Accounts.identity(account());
    }

    /// The next transaction as the wallet signs it.
    public Transaction send(Optional<Address> to, byte[] data) {
        return sign(new Payload(nonce++, 10_000_000, to, Word.ZERO, data));
    }

    public Transaction sign(Payload payload) {
        return sign(payload, FREE);
    }

    public Transaction sign(Payload payload, FeeCaps fees) {
        DynamicFee unsigned = new DynamicFee(
                ChainNumber.word(domain), fees, payload, List.of(), new Signature(0, Word.ONE, Word.ONE));
        return envelope(sign(unsigned));
    }

    public EthereumTransaction sign(DynamicFee unsigned) {
        byte[] hash = TransactionCodec.signingHash(unsigned);
        byte[] rs = CURVE.sign(hash, key);
        for (int parity = 0; parity < 2; parity++) {
            Signature signature = Signature.of(parity, rs);
            if (signature.signer(CURVE, hash).filter(account()::equals).isPresent())
                return new DynamicFee(
                        unsigned.chain(), unsigned.fees(), unsigned.payload(), unsigned.accessList(), signature);
        }
        throw new AssertionError("a signature that recovers to nobody");
    }

    /// r, s and 27 or 28, as wallets sign messages.
    public byte[] signHash(byte[] hash) {
        byte[] rs = CURVE.sign(hash, key);
        byte[] all = java.util.Arrays.copyOf(rs, rs.length + 1);
        int parity = Signature.of(0, rs)
                        .signer(CURVE, hash)
                        .filter(account()::equals)
                        .isPresent()
                ? 0
                : 1;
        all[rs.length] = (byte) (27 + parity);
        return all;
    }

    public static Transaction envelope(EthereumTransaction transaction) {
        return Transaction.decode(Envelope.ETHEREUM, Bytes.wrap(TransactionCodec.encode(transaction)));
    }
}
