package io.polder.api.chain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.document.Refusals;
import io.polder.api.document.TransactionDocument;
import io.polder.api.http.Fault;
import io.polder.api.http.Json;
import io.polder.api.http.Parameter;
import io.polder.api.http.Problem;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.ChainView;
import io.polder.chain.Admission;
import io.polder.chain.Follower;
import io.polder.chain.Settlement;
import io.polder.protocol.encoding.Hash;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Until which moment a caller waits for its transaction: accepted, final or certified, and how long at most.
public record Moment(String word, Duration patience) {
    public static final int PATIENCE_MAX_MS = 60_000;
    private static final int PATIENCE_MS = 10_000;
    private static final Duration STEP = Duration.ofMillis(250);

    public static Parameter[] parameters() {
        return new Parameter[] {
            Parameter.query("wait", Schema.oneOf("until when to wait", "accepted", "final", "certified")),
            Parameter.query(
                    "timeout",
                    Schema.integer("how long to wait, in milliseconds").range(0, PATIENCE_MAX_MS, PATIENCE_MS))
        };
    }

    public static Moment of(Request request) {
        return new Moment(
                request.choice("wait", "accepted", "final", "certified"),
                Duration.ofMillis(request.queryInteger("timeout", PATIENCE_MS, 0, PATIENCE_MAX_MS)));
    }

    /// The answer to a submission: 200 with the receipt when the moment has come, 202 when not yet.
    public Reply reply(ChainView chain, Admission admission) {
        return switch (admission) {
            case Admission.Refused refused -> throw Refusals.of(refused);
            case Admission.Pending(Hash id, CompletableFuture<Settlement> settlement) -> {
                try {
                    yield await(chain, id, settlement);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    yield pending(chain, id);
                }
            }
        };
    }

    private Reply await(ChainView chain, Hash id, CompletableFuture<Settlement> settlement)
            throws InterruptedException {
        if (word.equals("accepted")) return pending(chain, id);
        long end = System.nanoTime() + patience.toNanos();
        Optional<Settlement> ended = settled(settlement);
        if (ended.isEmpty()) return pending(chain, id);
        return switch (ended.get()) {
            case Settlement.Expired e ->
                throw new Problem(Fault.EXPIRED, "the window ended before a block took the transaction")
                        .with("id", id.toHex());
            case Settlement.Final done -> {
                boolean certified = word.equals("certified")
                        ? certified(chain, done.height(), end)
                        : chain.certifiedHeight() >= done.height();
                boolean arrived = certified || word.equals("final");
                yield new Reply.Document(arrived ? 200 : 202, settled(done, certified), location(chain, id));
            }
        };
    }

    /// The settlement is completed by the thread that commits blocks; this thread only waits for it.
    private Optional<Settlement> settled(CompletableFuture<Settlement> settlement) throws InterruptedException {
        try {
            return Optional.of(settlement.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a settlement that failed", e);
        }
    }

    private static boolean certified(ChainView chain, long height, long end) {
        try (Follower follower = chain.follow(height + 1)) {
            while (chain.certifiedHeight() < height) {
                long left = end - System.nanoTime();
                if (left <= 0 || Thread.currentThread().isInterrupted()) return false;
                Duration step = Duration.ofNanos(left);
                follower.next(step.compareTo(STEP) < 0 ? step : STEP);
            }
            return true;
        }
    }

    private static Reply pending(ChainView chain, Hash id) {
        ObjectNode body = Json.object()
                .put("id", id.toHex())
                .put("status", "pending")
                .put("final", false)
                .put("certified", false);
        return new Reply.Document(202, body, location(chain, id));
    }

    private static Map<String, String> location(ChainView chain, Hash id) {
        return Map.of("Location", "/v1/chains/" + chain.name() + "/transactions/" + id.toHex());
    }

    static ObjectNode settled(Settlement.Final done, boolean certified) {
        ObjectNode node = Json.object()
                .put("id", done.id().toHex())
                .put("status", certified ? "certified" : "final")
                .put("final", true)
                .put("certified", certified)
                .put("height", done.height())
                .put("index", done.index());
        node.set("receipt", TransactionDocument.receipt(done.receipt()));
        return node;
    }

    public static Schema schema() {
        return Schema.object("where a transaction stands")
                .has("id", Schema.hash("its id"))
                .has("status", Schema.oneOf("how far it is", "pending", "final", "certified"))
                .has("final", Schema.bool("its block is executed, stored and fsynced at this node"))
                .has("certified", Schema.bool("more than two thirds of the roster have signed for its block"))
                .may("height", Schema.integer("its block"))
                .may("index", Schema.integer("its place in the block"))
                .may("receipt", TransactionDocument.receiptSchema());
    }
}
