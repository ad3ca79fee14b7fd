package io.polder.evm.statetest;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.evm.transaction.AccessEntry;
import io.polder.evm.transaction.Authorization;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.transaction.EthereumTransaction.BlobCarrying;
import io.polder.evm.transaction.EthereumTransaction.Blobs;
import io.polder.evm.transaction.EthereumTransaction.DynamicFee;
import io.polder.evm.transaction.EthereumTransaction.FeeCaps;
import io.polder.evm.transaction.EthereumTransaction.Legacy;
import io.polder.evm.transaction.EthereumTransaction.Listed;
import io.polder.evm.transaction.EthereumTransaction.Payload;
import io.polder.evm.transaction.EthereumTransaction.SetCode;
import io.polder.evm.transaction.Signature;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A transaction as a state test spells it out, for files that do not give its bytes.
final class Fields {
    private static final Signature ANY = new Signature(0, Word.ONE, Word.ONE);

    private final JsonNode transaction;
    private final JsonNode indexes;

    Fields(JsonNode transaction, JsonNode indexes) {
        this.transaction = transaction;
        this.indexes = indexes;
    }

    /// The transaction, or empty if a number does not fit its field.
    Optional<EthereumTransaction> transaction() {
        BigInteger gasLimit = Json.number(chosen("gasLimit", "gas"));
        BigInteger value = Json.number(chosen("value", "value"));
        BigInteger nonce = Json.number(transaction.get("nonce"));
        if (gasLimit.bitLength() > 64 || nonce.bitLength() > 64 || value.bitLength() > 256) return Optional.empty();
        byte[] data = Json.bytes(chosen("data", "data"));
        Payload payload = new Payload(nonce.longValue(), gasLimit.longValue(), receiver(), Word.of(value), data);
        return Optional.of(typed(payload));
    }

    private EthereumTransaction typed(Payload payload) {
        List<AccessEntry> accessList = accessList();
        if (transaction.has("gasPrice")) {
            Word price = Json.word(transaction.get("gasPrice"));
            return transaction.has("accessLists")
                    ? new Listed(Word.ONE, price, payload, accessList, ANY)
                    : new Legacy(Optional.empty(), price, payload, ANY);
        }
        FeeCaps fees = new FeeCaps(
                Json.word(transaction.get("maxPriorityFeePerGas")), Json.word(transaction.get("maxFeePerGas")));
        if (transaction.has("blobVersionedHashes")) {
            List<Word> hashes = new ArrayList<>();
            transaction.get("blobVersionedHashes").forEach(hash -> hashes.add(Json.word(hash)));
            Blobs blobs = new Blobs(Json.word(transaction.get("maxFeePerBlobGas")), hashes);
            return new BlobCarrying(Word.ONE, fees, payload, accessList, blobs, ANY);
        }
        if (transaction.has("authorizationList")) {
            return new SetCode(Word.ONE, fees, payload, accessList, authorizations(), ANY);
        }
        return new DynamicFee(Word.ONE, fees, payload, accessList, ANY);
    }

    private JsonNode chosen(String field, String index) {
        return transaction.get(field).get(indexes.get(index).asInt());
    }

    private Optional<Address> receiver() {
        String to = transaction.path("to").asText("");
        return to.isEmpty() ? Optional.empty() : Optional.of(Address.hex(to));
    }

    private List<AccessEntry> accessList() {
        List<AccessEntry> entries = new ArrayList<>();
        for (JsonNode entry :
                transaction.path("accessLists").path(indexes.get("data").asInt())) {
            List<Word> keys = new ArrayList<>();
            entry.get("storageKeys").forEach(key -> keys.add(Json.word(key)));
            entries.add(new AccessEntry(Json.address(entry.get("address")), keys));
        }
        return entries;
    }

    private List<Authorization> authorizations() {
        List<Authorization> authorizations = new ArrayList<>();
        for (JsonNode entry : transaction.get("authorizationList")) {
            JsonNode parity = entry.has("yParity") ? entry.get("yParity") : entry.get("v");
            Signature signature =
                    new Signature(Json.number(parity).intValue(), Json.word(entry.get("r")), Json.word(entry.get("s")));
            authorizations.add(new Authorization(
                    Json.word(entry.get("chainId")),
                    Json.address(entry.get("address")),
                    Json.number(entry.get("nonce")).longValue(),
                    signature));
        }
        return authorizations;
    }
}
