package io.polder.evm.transaction;

import io.polder.evm.rlp.MalformedRlpException;
import io.polder.evm.rlp.Rlp;
import io.polder.evm.rlp.RlpReader;
import io.polder.evm.transaction.EthereumTransaction.BlobCarrying;
import io.polder.evm.transaction.EthereumTransaction.Blobs;
import io.polder.evm.transaction.EthereumTransaction.DynamicFee;
import io.polder.evm.transaction.EthereumTransaction.FeeCaps;
import io.polder.evm.transaction.EthereumTransaction.Legacy;
import io.polder.evm.transaction.EthereumTransaction.Listed;
import io.polder.evm.transaction.EthereumTransaction.Payload;
import io.polder.evm.transaction.EthereumTransaction.SetCode;
import io.polder.evm.word.Address;
import io.polder.evm.word.Keccak;
import io.polder.evm.word.Word;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The bytes of transactions (EIP-2718): reads only what it would write itself.
public final class TransactionCodec {
    private static final int FIRST_LIST = 0xc0;
    private static final Word V_WITHOUT_CHAIN = Word.of(27);
    /// EIP-155: v is twice the chain id plus this.
    private static final Word V_WITH_CHAIN = Word.of(35);

    /// What bytes turned out to be.
    public sealed interface Decoded {
        record Valid(EthereumTransaction transaction) implements Decoded {}

        record Malformed(String reason) implements Decoded {}
    }

    private TransactionCodec() {}

    public static Decoded decode(byte[] bytes) {
        if (bytes.length == 0) return new Decoded.Malformed("expected a transaction, got nothing");
        int first = bytes[0] & 0xff;
        try {
            if (first >= FIRST_LIST) return new Decoded.Valid(legacy(RlpReader.list(bytes)));
            RlpReader fields = RlpReader.list(Arrays.copyOfRange(bytes, 1, bytes.length));
            return switch (first) {
                case 1 -> new Decoded.Valid(listed(fields));
                case 2 -> new Decoded.Valid(dynamicFee(fields));
                case 3 -> new Decoded.Valid(blobCarrying(fields));
                case 4 -> new Decoded.Valid(setCode(fields));
                default -> new Decoded.Malformed("expected a type from 0 to 4, got " + first);
            };
        } catch (MalformedRlpException malformed) {
            return new Decoded.Malformed(malformed.getMessage());
        }
    }

    public static byte[] encode(EthereumTransaction transaction) {
        List<byte[]> fields = new ArrayList<>(unsigned(transaction));
        Signature signature = transaction.signature();
        fields.add(Rlp.number(v(transaction)));
        fields.add(Rlp.number(signature.r()));
        fields.add(Rlp.number(signature.s()));
        return typed(transaction, Rlp.list(fields));
    }

    public static Word hash(EthereumTransaction transaction) {
        return Word.of(Keccak.hash(encode(transaction)));
    }

    /// What the sender has signed.
    public static byte[] signingHash(EthereumTransaction transaction) {
        List<byte[]> fields = new ArrayList<>(unsigned(transaction));
        if (transaction instanceof Legacy legacy && legacy.chainId().isPresent()) {
            fields.add(Rlp.number(legacy.chainId().get()));
            fields.add(Rlp.number(0));
            fields.add(Rlp.number(0));
        }
        return Keccak.hash(typed(transaction, Rlp.list(fields)));
    }

    private static Legacy legacy(RlpReader fields) throws MalformedRlpException {
        long nonce = fields.number();
        Word gasPrice = fields.word();
        Payload payload = payload(fields, nonce);
        Word v = fields.word();
        if (v.equals(V_WITHOUT_CHAIN) || v.equals(Word.of(28))) {
            int parity = (int) v.limb0() - 27;
            return new Legacy(Optional.empty(), gasPrice, payload, signature(fields, parity));
        }
        if (v.compareTo(V_WITH_CHAIN) < 0) throw new MalformedRlpException("expected v 27, 28 or from 35, got " + v);
        BigInteger twice = v.minus(V_WITH_CHAIN).toBigInteger();
        Word chainId = Word.of(twice.shiftRight(1));
        return new Legacy(Optional.of(chainId), gasPrice, payload, signature(fields, twice.testBit(0) ? 1 : 0));
    }

    private static Listed listed(RlpReader fields) throws MalformedRlpException {
        Word chain = fields.word();
        long nonce = fields.number();
        Word gasPrice = fields.word();
        Payload payload = payload(fields, nonce);
        return new Listed(chain, gasPrice, payload, accessList(fields), signature(fields));
    }

    private static DynamicFee dynamicFee(RlpReader fields) throws MalformedRlpException {
        Word chain = fields.word();
        long nonce = fields.number();
        FeeCaps fees = new FeeCaps(fields.word(), fields.word());
        Payload payload = payload(fields, nonce);
        return new DynamicFee(chain, fees, payload, accessList(fields), signature(fields));
    }

    private static BlobCarrying blobCarrying(RlpReader fields) throws MalformedRlpException {
        Word chain = fields.word();
        long nonce = fields.number();
        FeeCaps fees = new FeeCaps(fields.word(), fields.word());
        Payload payload = payload(fields, nonce);
        List<AccessEntry> accessList = accessList(fields);
        Word maxBlobFee = fields.word();
        List<Word> hashes = new ArrayList<>();
        RlpReader list = fields.list();
        while (list.hasNext()) hashes.add(list.fullWord());
        return new BlobCarrying(
                chain, fees, payload, accessList, new Blobs(maxBlobFee, List.copyOf(hashes)), signature(fields));
    }

    private static SetCode setCode(RlpReader fields) throws MalformedRlpException {
        Word chain = fields.word();
        long nonce = fields.number();
        FeeCaps fees = new FeeCaps(fields.word(), fields.word());
        Payload payload = payload(fields, nonce);
        return new SetCode(chain, fees, payload, accessList(fields), authorizations(fields), signature(fields));
    }

    /// Gas limit, receiver, value and data stand together in every type.
    private static Payload payload(RlpReader fields, long nonce) throws MalformedRlpException {
        long gasLimit = fields.number();
        byte[] to = fields.string();
        if (to.length != 0 && to.length != Address.BYTES) {
            throw new MalformedRlpException("expected a receiver of 20 bytes or none, got " + to.length);
        }
        Optional<Address> receiver = to.length == 0 ? Optional.empty() : Optional.of(Address.of(to));
        return new Payload(nonce, gasLimit, receiver, fields.word(), fields.string());
    }

    private static List<AccessEntry> accessList(RlpReader fields) throws MalformedRlpException {
        List<AccessEntry> entries = new ArrayList<>();
        RlpReader list = fields.list();
        while (list.hasNext()) {
            RlpReader entry = list.list();
            Address address = entry.address();
            List<Word> keys = new ArrayList<>();
            RlpReader keyList = entry.list();
            while (keyList.hasNext()) keys.add(keyList.fullWord());
            entry.finish();
            entries.add(new AccessEntry(address, List.copyOf(keys)));
        }
        return List.copyOf(entries);
    }

    private static List<Authorization> authorizations(RlpReader fields) throws MalformedRlpException {
        List<Authorization> authorizations = new ArrayList<>();
        RlpReader list = fields.list();
        while (list.hasNext()) {
            RlpReader entry = list.list();
            Word chainId = entry.word();
            Address delegate = entry.address();
            long nonce = entry.number();
            Word parity = entry.word();
            if (parity.compareTo(Word.of(0xff)) > 0) throw new MalformedRlpException("expected a byte, got " + parity);
            Signature signature = new Signature((int) parity.limb0(), entry.word(), entry.word());
            entry.finish();
            authorizations.add(new Authorization(chainId, delegate, nonce, signature));
        }
        return List.copyOf(authorizations);
    }

    private static Signature signature(RlpReader fields) throws MalformedRlpException {
        Word parity = fields.word();
        if (parity.compareTo(Word.ONE) > 0) throw new MalformedRlpException("expected parity 0 or 1, got " + parity);
        return signature(fields, (int) parity.limb0());
    }

    private static Signature signature(RlpReader fields, int parity) throws MalformedRlpException {
        Signature signature = new Signature(parity, fields.word(), fields.word());
        fields.finish();
        return signature;
    }

    private static Word v(EthereumTransaction transaction) {
        Word parity = Word.of(transaction.signature().parity());
        if (!(transaction instanceof Legacy legacy)) return parity;
        Word base = legacy.chainId()
                .map(chain -> chain.plus(chain).plus(V_WITH_CHAIN))
                .orElse(V_WITHOUT_CHAIN);
        return base.plus(parity);
    }

    private static byte[] typed(EthereumTransaction transaction, byte[] list) {
        return transaction.type() == 0 ? list : Rlp.concat(new byte[] {(byte) transaction.type()}, list);
    }

    private static List<byte[]> unsigned(EthereumTransaction transaction) {
        Payload payload = transaction.payload();
        List<byte[]> fields = new ArrayList<>();
        if (transaction.type() != 0) transaction.chainId().ifPresent(chain -> fields.add(Rlp.number(chain)));
        fields.add(Rlp.number(payload.nonce()));
        if (transaction.type() >= 2) fields.add(Rlp.number(transaction.maxPriorityFee()));
        fields.add(Rlp.number(transaction.maxFee()));
        fields.add(Rlp.number(payload.gasLimit()));
        fields.add(Rlp.string(payload.to().map(Address::toBytes).orElse(new byte[0])));
        fields.add(Rlp.number(payload.value()));
        fields.add(Rlp.string(payload.data()));
        if (transaction.type() != 0) fields.add(encode(transaction.accessList()));
        if (transaction instanceof BlobCarrying carrying) {
            fields.add(Rlp.number(carrying.blobs().maxFee()));
            fields.add(Rlp.list(carrying.blobHashes().stream()
                    .map(hash -> Rlp.string(hash.toBytes()))
                    .toList()));
        }
        if (transaction instanceof SetCode setCode) {
            fields.add(Rlp.list(setCode.authorizations().stream()
                    .map(TransactionCodec::encode)
                    .toList()));
        }
        return fields;
    }

    private static byte[] encode(List<AccessEntry> accessList) {
        return Rlp.list(accessList.stream()
                .map(entry -> Rlp.list(
                        Rlp.string(entry.address().toBytes()),
                        Rlp.list(entry.keys().stream()
                                .map(key -> Rlp.string(key.toBytes()))
                                .toList())))
                .toList());
    }

    private static byte[] encode(Authorization authorization) {
        Signature signature = authorization.signature();
        return Rlp.list(
                Rlp.number(authorization.chainId()),
                Rlp.string(authorization.delegate().toBytes()),
                Rlp.number(authorization.nonce()),
                Rlp.number(signature.parity()),
                Rlp.number(signature.r()),
                Rlp.number(signature.s()));
    }
}
