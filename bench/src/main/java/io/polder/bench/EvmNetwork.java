package io.polder.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.evm.ledger.ChainNumber;
import io.polder.evm.secp256k1.Secp256k1;
import io.polder.evm.transaction.EthereumTransaction.DynamicFee;
import io.polder.evm.transaction.EthereumTransaction.FeeCaps;
import io.polder.evm.transaction.EthereumTransaction.Payload;
import io.polder.evm.transaction.Signature;
import io.polder.evm.transaction.TransactionCodec;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import io.polder.protocol.Domain;
import io.polder.protocol.Envelope;
import io.polder.protocol.Founding;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// ERC-20 transfers of 1,000 wallets through four cities: each city recovers the wallet from the signature and runs the
/// contract.
final class EvmNetwork implements Measurement {
    private static final int WALLETS = 1_000;
    private static final int SIGNED_PER_SECOND = 4_000;
    private static final int CEILING_MS = 2_000;
    private static final long DEPLOY_GAS = 5_000_000;
    private static final long TRANSFER_GAS = 100_000;
    private static final long GRANT = 1_000_000;
    private static final FeeCaps FREE = new FeeCaps(Word.ZERO, Word.ZERO);
    private static final Secp256k1 CURVE = Secp256k1.best();

    /// A transaction that a wallet signed, with the hash that it signed.
    private record Sent(DynamicFee transaction, byte[] hash) {
        Transaction envelope() {
            return Transaction.decode(Envelope.ETHEREUM, Bytes.wrap(TransactionCodec.encode(transaction)));
        }
    }

    @Override
    public List<Figure> measure(Setting setting) {
        Path folder = setting.folder().resolve("evm");
        setting.say("evm_network_erc20: founding four cities");
        try (Town town = Town.found(folder)) {
            Domain domain = new Domain(town.network.genesis().id(), Founding.PUBLIC_CHAIN);
            List<byte[]> keys =
                    IntStream.range(0, WALLETS).mapToObj(i -> key(i)).toList();
            Address token = deployed(town, domain, keys);
            int count = setting.total() * SIGNED_PER_SECOND;
            setting.say("evm_network_erc20: signing " + count + " transfers beforehand");
            try (Load load = Load.sign(
                    folder.resolve("load"),
                    count,
                    i -> transfer(domain, keys, token, i).envelope())) {
                List<Sent> sample = IntStream.range(0, WALLETS)
                        .mapToObj(i -> transfer(domain, keys, token, i))
                        .toList();
                Ceiling before = Ceiling.of(CEILING_MS, i -> check(sample.get(i % WALLETS)));
                setting.say("evm_network_erc20: measuring for " + setting.total() + " s");
                Drive.Count run = new Drive(town, load, setting).run();
                Ceiling ceiling = before.and(Ceiling.of(CEILING_MS, i -> check(sample.get(i % WALLETS))));
                return List.of(figure(setting, run, ceiling));
            }
        }
    }

    private static byte[] key(int wallet) {
        return Word.of(0x7_0000_0001L + wallet).toBytes();
    }

    private static void check(Sent sent) {
        if (sent.transaction.signature().signer(CURVE, sent.hash).isEmpty())
            throw new IllegalStateException("a signature that recovers to nobody");
    }

    /// The first wallet deploys the token and gives every other one some.
    private static Address deployed(Town town, Domain domain, List<byte[]> keys) {
        byte[] first = keys.getFirst();
        Payload creation = new Payload(0, DEPLOY_GAS, Optional.empty(), Word.ZERO, EvmWork.token());
        var created = town.submit(0, sign(domain, first, creation).envelope());
        Outcome.Succeeded succeeded = (Outcome.Succeeded) created.receipt().outcome();
        Address token = Address.hex("0x" + succeeded.result().asBytes().toHex());
        List<Crowd.Enrolment> grants = IntStream.range(1, WALLETS)
                .mapToObj(i -> new Crowd.Enrolment(
                        0,
                        sign(domain, first, call(i, token, EvmWork.transfer(CURVE.address(keys.get(i)), GRANT)))
                                .envelope()))
                .toList();
        town.place(Founding.PUBLIC_CHAIN, grants);
        return token;
    }

    private static Payload call(long nonce, Address token, byte[] input) {
        return new Payload(nonce, TRANSFER_GAS, Optional.of(token), Word.ZERO, input);
    }

    /// Each wallet pays the next one; the first has sent 1,000 transactions before.
    private static Sent transfer(Domain domain, List<byte[]> keys, Address token, int number) {
        int wallet = number % WALLETS;
        long nonce = number / WALLETS + (wallet == 0 ? WALLETS : 0);
        Address to = CURVE.address(keys.get((wallet + 1) % WALLETS));
        return sign(domain, keys.get(wallet), call(nonce, token, EvmWork.transfer(to, 1)));
    }

    private static Sent sign(Domain domain, byte[] key, Payload payload) {
        Word chain = ChainNumber.word(domain);
        DynamicFee unsigned = new DynamicFee(chain, FREE, payload, List.of(), new Signature(0, Word.ONE, Word.ONE));
        byte[] hash = TransactionCodec.signingHash(unsigned);
        byte[] rs = CURVE.sign(hash, key);
        Address account = CURVE.address(key);
        for (int parity = 0; parity < 2; parity++) {
            Signature signature = Signature.of(parity, rs);
            if (signature.signer(CURVE, hash).filter(account::equals).isPresent())
                return new Sent(new DynamicFee(chain, FREE, payload, List.of(), signature), hash);
        }
        throw new IllegalStateException("a signature that recovers to nobody");
    }

    private static Figure figure(Setting setting, Drive.Count run, Ceiling ceiling) {
        ObjectNode conditions = Conditions.of(
                setting,
                "ERC-20 transfers of 1,000 wallets, final at the city that took them",
                "signature recoveries a second on all cores, before and after the run, divided by four cities",
                "ratio 0.6");
        conditions.put("wallets", WALLETS).put("recoveries_a_second_all_cores", Figure.rounded(ceiling.perSecond()));
        return new Figure(
                "evm_network_erc20",
                run.perSecond(),
                "tx/s",
                ceiling.shared(),
                Driven.conditions(conditions, run, ceiling));
    }
}
