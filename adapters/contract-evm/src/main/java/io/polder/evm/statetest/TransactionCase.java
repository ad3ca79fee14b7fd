package io.polder.evm.statetest;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.evm.IntrinsicGas;
import io.polder.evm.StaticRules;
import io.polder.evm.fork.Fork;
import io.polder.evm.secp256k1.Secp256k1;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.transaction.TransactionCodec;
import io.polder.evm.transaction.TransactionCodec.Decoded;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.util.Optional;

/// The bytes of one transaction: refused, or of the hash, sender and intrinsic gas expected.
record TransactionCase(JsonNode bytes, JsonNode expected, Fork fork, Secp256k1 curve) {
    private static final Word CHAIN_ID = Word.ONE;

    Verdict run() {
        boolean mustFail = expected.has("exception");
        return switch (TransactionCodec.decode(Json.bytes(bytes))) {
            case Decoded.Malformed(String reason) -> Verdict.of("refused for " + reason, mustFail, true);
            case Decoded.Valid(EthereumTransaction transaction) -> judge(transaction, mustFail);
        };
    }

    private Verdict judge(EthereumTransaction transaction, boolean mustFail) {
        Optional<Address> sender = transaction.signature().signer(curve, TransactionCodec.signingHash(transaction));
        boolean refused = sender.isEmpty()
                || new StaticRules(fork, CHAIN_ID).check(transaction).isPresent();
        Verdict verdict = Verdict.of("refused", mustFail, refused);
        if (mustFail || refused) return verdict;
        long gas = IntrinsicGas.of(fork, transaction).standard();
        return verdict.and(
                        Verdict.of("hash", expected.get("hash").asText(), Json.hex(TransactionCodec.hash(transaction))))
                .and(Verdict.of(
                        "sender", expected.get("sender").asText(), sender.get().toString()))
                .and(Verdict.of("gas", Json.number(expected.get("intrinsicGas")).longValue(), gas));
    }
}
