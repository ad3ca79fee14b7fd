package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Json;
import io.polder.chain.Admission;
import io.polder.chain.Queued;
import io.polder.chain.RefusalCode;
import io.polder.chain.Settlement;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.word.Address;
import io.polder.evm.word.Keccak;
import io.polder.protocol.Envelope;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// What wallets have sent and no block holds yet: taken in, counted and shown, with what each waits for.
record Pool(ChainAccess chain, Underway underway) implements Methods {
    /// A city on its own is done within this time, and no block may come after it for long: tools that wait for the
    /// block after the one they know must not be told the hash of what is in that one already.
    private static final Duration SEND_PATIENCE = Duration.ofMillis(50);

    private static final Duration WAIT = Duration.ofSeconds(2);
    private static final Duration WAIT_MAX = Duration.ofSeconds(20);
    private static final int NOT_IN_TIME = 4;

    @Override
    public void addTo(Map<String, Method> all) {
        all.put("eth_sendRawTransaction", this::send);
        all.put("eth_sendRawTransactionSync", this::sendAndWait);
        all.put("txpool_status", p -> status());
        all.put("txpool_content", p -> content(false));
        all.put("txpool_inspect", p -> content(true));
        all.put("eth_pendingTransactions", p -> Json.array());
    }

    private JsonNode send(Parameters p) {
        byte[] raw = p.bytes(0);
        String hash = Hex.data(Keccak.hash(raw));
        Underway.within(submit(raw), SEND_PATIENCE);
        return Methods.text(hash);
    }

    /// EIP-7966: answers with the receipt, or that it is not there in time.
    private JsonNode sendAndWait(Parameters p) {
        byte[] raw = p.bytes(0);
        byte[] hash = Keccak.hash(raw);
        Duration patience = p.find(1)
                .map(node -> Duration.ofMillis(Math.clamp(p.count(1), 1, WAIT_MAX.toMillis())))
                .orElse(WAIT);
        Underway.within(submit(raw), patience);
        return chain.transaction(hash)
                .<JsonNode>map(Documents::receipt)
                .orElseThrow(() -> new RpcError(
                        NOT_IN_TIME,
                        "The transaction was added to the mempool but wasn't processed in " + patience.toMillis()
                                + " ms",
                        Hex.data(hash)));
    }

    private CompletableFuture<Settlement> submit(byte[] raw) {
        Transaction transaction = Transaction.decode(Envelope.ETHEREUM, Bytes.wrap(raw));
        return switch (chain.chain().submit(transaction)) {
            case Admission.Pending(Hash id, CompletableFuture<Settlement> settlement) -> {
                underway.put(Keccak.hash(raw), settlement);
                yield settlement;
            }
            case Admission.Refused(RefusalCode code, String detail) -> {
                if (code == RefusalCode.OVERTAKEN
                        && chain.transaction(Keccak.hash(raw)).isPresent())
                    throw new RpcError(RpcError.SERVER, "already known");
                throw new RpcError(RpcError.SERVER, message(code, detail));
            }
        };
    }

    /// Returns when the transaction of this hash is settled, or need not be waited for.
    void await(byte[] hash) {
        underway.await(hash);
    }

    /// In geth's words where it has some, since tools look for them.
    private static String message(RefusalCode code, String detail) {
        return switch (code) {
            case OVERTAKEN -> detail;
            case REPLAYED -> "replacement transaction underpriced: " + detail;
            case BUSY -> "txpool is full: " + detail;
            case ENVELOPE_NOT_ENABLED -> detail;
            default -> detail.startsWith("expected") ? "invalid transaction: " + detail : detail;
        };
    }

    /// The nonce after those that wait here without a gap.
    long next(Address account, long nonce) {
        long next = nonce;
        for (Queued each : chain.chain().queued())
            if (each.sender().name().equals(account.toString()) && each.sequence() == next) next++;
        return next;
    }

    /// The one that waits here under this hash.
    Optional<Queued> find(byte[] hash) {
        Bytes wanted = Bytes.wrap(hash);
        return chain.chain().queued().stream()
                .filter(each -> Bytes.wrap(Keccak.hash(each.raw().shared())).equals(wanted))
                .findFirst();
    }

    static ObjectNode show(Queued queued) {
        EthereumTransaction transaction = BlockView.decode(queued.raw());
        return Documents.transaction(
                transaction,
                Bytes.wrap(Keccak.hash(queued.raw().shared())),
                Address.hex(queued.sender().name()),
                Optional.empty());
    }

    private JsonNode status() {
        List<Queued> all = chain.chain().queued();
        long offered = all.stream().filter(Queued::offered).count();
        return Json.object().put("pending", Hex.number(offered)).put("queued", Hex.number(all.size() - offered));
    }

    private JsonNode content(boolean brief) {
        ObjectNode json = Json.object();
        ObjectNode pending = json.putObject("pending");
        ObjectNode queued = json.putObject("queued");
        for (Queued each : chain.chain().queued()) {
            ObjectNode own = (each.offered() ? pending : queued)
                    .withObjectProperty(each.sender().name());
            String nonce = Long.toString(each.sequence());
            if (!brief) own.set(nonce, show(each));
            else
                own.put(
                        nonce,
                        each.offered()
                                ? "offered for the next block"
                                : "waits for nonce " + each.expected() + " of this account");
        }
        return json;
    }
}
