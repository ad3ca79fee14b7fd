package io.polder.evm.statetest;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.evm.BlockContext;
import io.polder.evm.BlockContext.BlockFees;
import io.polder.evm.Evm;
import io.polder.evm.TransactionProcessor;
import io.polder.evm.TransactionResult;
import io.polder.evm.fork.BlobFee;
import io.polder.evm.secp256k1.Secp256k1;
import io.polder.evm.state.CodeCache;
import io.polder.evm.state.LogEntry;
import io.polder.evm.state.MemoryState;
import io.polder.evm.state.WorldState;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.transaction.TransactionCodec;
import io.polder.evm.trie.StateRoot;
import io.polder.evm.word.Address;
import io.polder.evm.word.Keccak;
import io.polder.evm.word.Word;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// One transaction on one state: the root of what it leaves and the hash of its logs must be as expected.
final class StateCase {
    private static final Word CHAIN_ID = Word.ONE;

    private final JsonNode test;
    private final JsonNode expected;
    private final Evm evm;
    private final Secp256k1 curve;

    StateCase(JsonNode test, JsonNode expected, Evm evm, Secp256k1 curve) {
        this.test = test;
        this.expected = expected;
        this.evm = evm;
        this.curve = curve;
    }

    Verdict run() {
        MemoryState state = preState();
        Optional<EthereumTransaction> transaction = transaction();
        List<LogEntry> logs = List.of();
        boolean refused = true;
        if (transaction.isPresent()) {
            Address sender = sender(transaction.get());
            WorldState world = new WorldState(state, new CodeCache(), evm::isAlwaysWarm);
            TransactionResult result = new TransactionProcessor(evm, CHAIN_ID, curve)
                    .process(world, block(), StateCase::hashOfBlock, transaction.get(), sender);
            state.apply(world.changes());
            if (result instanceof TransactionResult.Executed executed) {
                logs = executed.logs();
                refused = false;
            }
        }
        return Verdict.of("refused", expected.has("expectException"), refused)
                .and(Verdict.of("logs", expected.get("logs").asText(), Json.hex(StateRoot.ofLogs(logs))))
                .and(Verdict.of("root", expected.get("hash").asText(), Json.hex(StateRoot.of(state))));
    }

    /// From its bytes if the file has them, so that decoding and signature are tested too; empty if they are malformed.
    private Optional<EthereumTransaction> transaction() {
        if (!expected.has("txbytes")) return new Fields(test.get("transaction"), expected.get("indexes")).transaction();
        return switch (TransactionCodec.decode(Json.bytes(expected.get("txbytes")))) {
            case TransactionCodec.Decoded.Valid(EthereumTransaction decoded) -> Optional.of(decoded);
            case TransactionCodec.Decoded.Malformed _ -> Optional.empty();
        };
    }

    private Address sender(EthereumTransaction transaction) {
        if (!expected.has("txbytes"))
            return Json.address(test.get("transaction").get("sender"));
        return transaction
                .signature()
                .signer(curve, TransactionCodec.signingHash(transaction))
                .orElse(Address.ZERO);
    }

    private MemoryState preState() {
        MemoryState state = new MemoryState();
        test.get("pre").properties().forEach(entry -> {
            Address address = Address.hex(entry.getKey());
            JsonNode account = entry.getValue();
            long nonce = Json.number(account.get("nonce")).longValue();
            state.put(address, nonce, Json.word(account.get("balance")), Json.bytes(account.get("code")));
            account.get("storage")
                    .properties()
                    .forEach(slot ->
                            state.put(address, Word.of(Json.number(slot.getKey())), Json.word(slot.getValue())));
        });
        return state;
    }

    private BlockContext block() {
        JsonNode env = test.get("env");
        Word blobFee = Json.word(env, "currentExcessBlobGas")
                .map(excess -> BlobFee.of(evm.fork(), excess))
                .orElse(Word.ONE);
        Word base = Json.word(env, "currentBaseFee").orElse(Word.ZERO);
        return new BlockContext(
                Json.number(env.get("currentNumber")).longValue(),
                Json.number(env.get("currentTimestamp")).longValue(),
                Json.number(env.get("currentGasLimit")).longValue(),
                Json.address(env.get("currentCoinbase")),
                Json.word(env, "currentRandom").orElse(Word.ZERO),
                new BlockFees(base, blobFee));
    }

    private static Word hashOfBlock(long number) {
        return Word.of(Keccak.hash(Long.toString(number).getBytes(StandardCharsets.US_ASCII)));
    }
}
