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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What wallets have sent and no block holds yet: taken in, counted and shown, with what each waits for.
final class Pool implements Methods {
    /// Transactions of this door whose end can be waited for.
    static final int SENT_MAX = 10_000;

    private final ChainAccess chain;
    private final Map<Bytes, CompletableFuture<Settlement>> sent = new LinkedHashMap<>();

    Pool(ChainAccess chain) {
        this.chain = chain;
    }

    @Override
    public void addTo(Map<String, Method> all) {
        all.put("eth_sendRawTransaction", this::send);
        all.put("txpool_status", p -> status());
        all.put("txpool_content", p -> content(false));
        all.put("txpool_inspect", p -> content(true));
        all.put("eth_pendingTransactions", p -> Json.array());
    }

    private JsonNode send(Parameters p) {
        byte[] raw = p.bytes(0);
        Bytes hash = Bytes.wrap(Keccak.hash(raw));
        Transaction transaction = Transaction.decode(Envelope.ETHEREUM, Bytes.wrap(raw));
        return switch (chain.chain().submit(transaction)) {
            case Admission.Pending(Hash id, CompletableFuture<Settlement> settlement) -> {
                remember(hash, settlement);
                yield Methods.text(Hex.data(hash));
            }
            case Admission.Refused(RefusalCode code, String detail) -> {
                if (code == RefusalCode.OVERTAKEN
                        && chain.transaction(hash.shared()).isPresent())
                    throw new RpcError(RpcError.SERVER, "already known");
                throw new RpcError(RpcError.SERVER, message(code, detail));
            }
        };
    }

    private void remember(Bytes hash, CompletableFuture<Settlement> settlement) {
        synchronized (sent) {
            if (sent.size() >= SENT_MAX) sent.remove(sent.keySet().iterator().next());
            sent.put(hash, settlement);
        }
        settlement.thenRun(() -> {
            synchronized (sent) {
                sent.remove(hash, settlement);
            }
        });
    }

    /// Waits until a transaction that came by this door is final, or the time is over. A tool that asks for a receipt
    /// right after sending then has it at once, and need not see another block, which may be long in coming.
    void await(byte[] hash, Duration patience) {
        CompletableFuture<Settlement> settlement;
        synchronized (sent) {
            settlement = sent.get(Bytes.wrap(hash));
        }
        if (settlement == null) return;
        try {
            settlement.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException notYet) {
            // Then it is told that it is not there yet.
        }
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
