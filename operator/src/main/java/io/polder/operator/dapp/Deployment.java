package io.polder.operator.dapp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.cli.ExitCodes;
import io.polder.cli.Failure;
import io.polder.evm.network.Abi;
import io.polder.evm.transaction.EthereumTransaction.DynamicFee;
import io.polder.evm.transaction.EthereumTransaction.FeeCaps;
import io.polder.evm.transaction.EthereumTransaction.Payload;
import io.polder.evm.transaction.Signature;
import io.polder.evm.transaction.TransactionCodec;
import io.polder.evm.word.Word;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// One contract on its way to a chain.
record Deployment(EthereumNode ethereum, WalletFile wallet, Artifact artifact, Duration patience) {
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();
    private static final String FORBIDDEN = "does not let";
    private static final Signature UNSIGNED = new Signature(0, Word.ONE, Word.ONE);

    /// What became of it.
    record Deployed(
            String contract, String address, String transaction, BigInteger block, BigInteger gas, BigInteger chainId) {
        ObjectNode toJson() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("contract", contract)
                    .put("address", address)
                    .put("transaction", transaction)
                    .put("block", block)
                    .put("gasUsed", gas)
                    .put("chainId", chainId);
        }
    }

    /// Signs for the chain id, sends, and waits for the receipt.
    Deployed run(Word chainId, byte[] code, Optional<Long> gas) {
        String from = wallet.account().toString();
        ObjectNode call = JsonNodeFactory.instance
                .objectNode()
                .put("from", from)
                .put("data", "0x" + HexFormat.of().formatHex(code));
        long limit =
                gas.orElseGet(() -> ethereum.quantity("eth_estimateGas", call).limb0());
        long nonce =
                ethereum.quantity("eth_getTransactionCount", from, "pending").limb0();
        FeeCaps fees = new FeeCaps(Word.ZERO, ethereum.quantity("eth_gasPrice"));
        Payload payload = new Payload(nonce, limit, Optional.empty(), Word.ZERO, code);
        DynamicFee signed = wallet.sign(new DynamicFee(chainId, fees, payload, List.of(), UNSIGNED));
        String hash =
                "0x" + HexFormat.of().formatHex(TransactionCodec.hash(signed).toBytes());
        ethereum.ask("eth_sendRawTransaction", "0x" + HexFormat.of().formatHex(TransactionCodec.encode(signed)));
        JsonNode receipt = receipt(hash);
        if (!receipt.path("status").asText().equals("0x1")) throw reverted(call, receipt, hash);
        return new Deployed(
                artifact.name(),
                Checksum.of(receipt.path("contractAddress").asText()),
                hash,
                number(receipt, "blockNumber"),
                number(receipt, "gasUsed"),
                chainId.toBigInteger());
    }

    private static BigInteger number(JsonNode receipt, String field) {
        return new BigInteger(receipt.path(field).asText("0x0").substring(2), 16);
    }

    private JsonNode receipt(String hash) {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            JsonNode receipt = ethereum.ask("eth_getTransactionReceipt", hash);
            if (receipt.isObject()) return receipt;
            if (System.nanoTime() - end > 0)
                throw new Failure(
                        ExitCodes.NOT_IN_TIME,
                        "no receipt within " + patience.toSeconds() + " s: transaction " + hash,
                        "It is kept and may still come: ask " + ethereum.url() + " for eth_getTransactionReceipt.");
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /// A receipt gives no reason, so the same is asked again at the block it failed in.
    private Failure reverted(ObjectNode call, JsonNode receipt, String hash) {
        try {
            ethereum.ask("eth_call", call, receipt.path("blockNumber").asText("latest"));
        } catch (EthereumNode.Refused refused) {
            if (refused.isRevert()) return failure(refused);
        }
        return new Failure(
                ExitCodes.REFUSED,
                "the deployment failed in block " + number(receipt, "blockNumber") + " after "
                        + number(receipt, "gasUsed") + " gas: transaction " + hash,
                "Leave --gas out, and the node estimates what it needs.");
    }

    /// What the node refused, in words for people.
    Failure failure(EthereumNode.Refused refused) {
        if (refused.isRevert())
            return new Failure(
                    ExitCodes.REFUSED,
                    "the constructor of " + artifact.name() + " reverts: " + reason(refused.data()),
                    "Nothing was deployed; look at the arguments.");
        boolean forbidden = refused.getMessage().contains(FORBIDDEN);
        return new Failure(
                ExitCodes.REFUSED,
                "the node refuses: " + refused.getMessage(),
                forbidden
                        ? "The chain's members grant it: `polder propose policy`, with the holder evm:"
                                + wallet.account() + " and a function of the kind deploy."
                        : "Nothing was deployed.");
    }

    private String reason(String data) {
        byte[] output = data.matches("0x([0-9a-f]{2})*") ? HexFormat.of().parseHex(data.substring(2)) : new byte[0];
        for (JsonNode each : artifact.abi()) {
            if (!each.path("type").asText().equals("error")) continue;
            String signature = each.path("name").asText() + Arguments.types(each.path("inputs"));
            if (data.startsWith("0x" + HexFormat.of().formatHex(Abi.selector(signature)))) return signature;
        }
        return Abi.reason(output);
    }
}
