package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.chain.Answer;
import io.polder.chain.Chain;
import io.polder.contract.Rights;
import io.polder.evm.ledger.ChainNumber;
import io.polder.evm.ledger.EvmEngine;
import io.polder.evm.word.Word;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Header;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// A chain as the methods see it: heights by their tags, blocks in Ethereum's form, questions to the contract `evm`.
final class ChainAccess {
    /// How many headers back a block is found by its hash.
    static final int HASHES_MAX = 65_536;

    private static final int HEADERS_AT_ONCE = 1_000;
    private static final int VIEWS_MAX = 64;
    private static final String LEDGER = "ledger";
    private static final Address NOBODY = Address.key(Hash.ZERO);
    /// In whose name the request at hand asks the chain.
    private static final ScopedValue<Address> ASKER = ScopedValue.newInstance();

    private final Chain chain;
    private final Map<Long, BlockView> views = bounded(VIEWS_MAX);
    private final Map<Hash, Long> heights = bounded(HASHES_MAX);
    private long learnedFrom;
    private long learnedTo = -1;

    ChainAccess(Chain chain) {
        this.chain = chain;
    }

    /// Runs a request whose questions are judged by what the chain's policy lets this one read.
    static <T> T inTheNameOf(Address asker, Supplier<T> request) {
        return ScopedValue.where(ASKER, asker).call(request::get);
    }

    /// Blocks, transactions, receipts, logs and traces take the right to query `ledger`, as everywhere.
    void mayReadBlocks() {
        Address asker = ASKER.orElse(NOBODY);
        if (!chain.permits(asker, Rights.Act.QUERY, LEDGER, "blocks"))
            throw new RpcError(
                    RpcError.SERVER,
                    "may-not-read: the policy of " + chain.name() + " does not let " + Answer.asker(asker)
                            + " query ledger.blocks");
    }

    private static <K, V> Map<K, V> bounded(int max) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > max;
            }
        };
    }

    Chain chain() {
        return chain;
    }

    long chainId() {
        return ChainNumber.of(chain.domain());
    }

    long head() {
        return chain.head().map(Header::height).orElse(0L);
    }

    /// What a block parameter names; a height that is not reached yet is given back as it is.
    long height(Optional<JsonNode> tag) {
        if (tag.isEmpty()) return head();
        JsonNode node = tag.get();
        if (node.isObject()) {
            if (node.hasNonNull("blockHash"))
                return height(Hex.hash("blockHash", node.get("blockHash").asText()))
                        .orElseThrow(() -> new RpcError(RpcError.SERVER, "header for hash not found"));
            return height(Optional.of(node.path("blockNumber")));
        }
        String text = Parameters.text("block", node);
        return switch (text) {
            case "latest", "pending", "safe", "finalized" -> head();
            case "earliest" -> 0;
            default ->
                text.length() == 2 + 2 * Hash.SIZE
                        ? height(Hex.hash("block", text))
                                .orElseThrow(() -> new RpcError(RpcError.SERVER, "header for hash not found"))
                        : Hex.count("block", text);
        };
    }

    /// The height of a block by its hash, of the newest 65,536.
    synchronized Optional<Long> height(Word hash) {
        Hash wanted = new Hash(Bytes.wrap(hash.toBytes()));
        long head = head();
        if (learnedTo < 0) {
            learnedFrom = head + 1;
            learnedTo = head;
        }
        for (long at = learnedTo + 1; at <= head; at += HEADERS_AT_ONCE) learn(at);
        learnedTo = head;
        long end = Math.max(0, head - HASHES_MAX + 1);
        while (!heights.containsKey(wanted) && learnedFrom > end) {
            learnedFrom = Math.max(end, learnedFrom - HEADERS_AT_ONCE);
            learn(learnedFrom);
        }
        return Optional.ofNullable(heights.get(wanted));
    }

    private void learn(long from) {
        for (Header header : chain.headers(from, HEADERS_AT_ONCE)) heights.put(header.hash(), header.height());
    }

    Optional<BlockView> block(long height) {
        synchronized (views) {
            BlockView kept = views.get(height);
            if (kept != null) return Optional.of(kept);
        }
        Optional<BlockView> made = chain.block(height).map(block -> BlockView.of(block, chain.limits()));
        synchronized (views) {
            made.ifPresent(view -> views.put(height, view));
        }
        return made;
    }

    /// Where a transaction stands, by its Ethereum hash.
    Optional<TransactionView> transaction(byte[] hash) {
        Cbor place = ask("locate", head(), Cbor.array(Cbor.of(Bytes.wrap(hash))));
        if (place.equals(Cbor.NULL)) return Optional.empty();
        List<Cbor> items = place.asArray(3);
        return block(items.get(0).asCount())
                .flatMap(view -> view.transactions().stream()
                        .filter(each -> each.hash().equals(Bytes.wrap(hash)))
                        .findFirst());
    }

    /// Asks the contract `evm` after the block of a height.
    Cbor ask(String method, long height, Cbor arguments) {
        Answer answer = chain.query(
                new Call.Invoke(EvmEngine.NAME, method, arguments),
                ASKER.orElse(NOBODY),
                OptionalLong.empty(),
                OptionalLong.of(height));
        return switch (answer) {
            case Answer.Found(long at, Cbor result) -> result;
            case Answer.Failed(String code, String detail, Bytes data) ->
                throw new RpcError(RpcError.SERVER, code.equals("malformed") ? detail : code + ": " + detail);
            case Answer.Behind(long asked, long own) -> throw new RpcError(RpcError.SERVER, "header not found");
            case Answer.Pruned(long asked, long oldest) ->
                throw new RpcError(
                        RpcError.PRUNED, "pruned history unavailable: the state is kept from block " + oldest + " on");
        };
    }
}
