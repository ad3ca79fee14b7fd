package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Json;
import io.polder.chain.Follower;
import io.polder.chain.Follower.Notice;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// What one connection wants to hear: it follows the chain from its first subscription on, on a thread of its own.
final class Subscriptions implements AutoCloseable {
    static final int SUBSCRIPTIONS_MAX = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /// What a subscription tells of each block.
    private sealed interface Wanted {
        record Heads() implements Wanted {}

        record LogsOf(LogFilter filter) implements Wanted {}

        record Transactions(boolean full) implements Wanted {}
    }

    private final ChainAccess chain;
    private final Predicate<String> send;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Wanted> wanted = new ConcurrentHashMap<>();
    private Optional<Thread> thread = Optional.empty();
    private long from;
    private volatile boolean closed;

    /// @param send false when nobody listens any more
    Subscriptions(ChainAccess chain, Predicate<String> send) {
        this.chain = chain;
        this.send = send;
    }

    Map<String, Methods.Method> methods() {
        return Map.of("eth_subscribe", this::subscribe, "eth_unsubscribe", p -> Methods.flag(remove(p.text(0))));
    }

    private boolean remove(String id) {
        return wanted.remove(id) != null;
    }

    private synchronized JsonNode subscribe(Parameters p) {
        chain.mayReadBlocks();
        if (wanted.size() >= SUBSCRIPTIONS_MAX)
            throw new RpcError(RpcError.LIMIT, "at most " + SUBSCRIPTIONS_MAX + " subscriptions of a connection");
        Wanted wish = switch (p.text(0)) {
            case "newHeads" -> new Wanted.Heads();
            case "logs" -> new Wanted.LogsOf(LogFilter.of(p.find(1).orElse(Json.object())));
            case "newPendingTransactions" -> new Wanted.Transactions(p.flag(1));
            default ->
                throw new RpcError(RpcError.METHOD_NOT_FOUND, "no \"" + p.text(0) + "\" subscription in eth namespace");
        };
        byte[] id = new byte[16];
        random.nextBytes(id);
        // A quantity has no leading zeros.
        id[0] |= (byte) 0x80;
        if (wanted.isEmpty() && thread.isEmpty()) from = chain.head() + 1;
        wanted.put(Hex.data(id), wish);
        return Methods.text(Hex.data(id));
    }

    /// Starts to follow, once somebody wants it and knows the name of the subscription.
    synchronized void begin() {
        if (wanted.isEmpty() || thread.isPresent() || closed) return;
        thread = Optional.of(Thread.ofVirtual().name("evm-subscriptions").start(this::follow));
    }

    private void follow() {
        try (Follower follower = chain.chain().follow(from)) {
            boolean going = true;
            while (going && !closed) {
                Optional<Notice> notice = follower.next(PATIENCE);
                if (notice.isPresent() && notice.get() instanceof Notice.Final(var block))
                    going = tell(chain.block(block.header().height()).orElseThrow());
            }
        }
    }

    private boolean tell(BlockView block) {
        for (Map.Entry<String, Wanted> each : wanted.entrySet()) {
            List<JsonNode> news = switch (each.getValue()) {
                case Wanted.Heads() -> List.of(Documents.header(block));
                case Wanted.LogsOf(LogFilter filter) -> logs(filter, block);
                case Wanted.Transactions(boolean full) -> transactions(block, full);
            };
            for (JsonNode item : news) if (!send.test(notification(each.getKey(), item))) return false;
        }
        return true;
    }

    private static List<JsonNode> logs(LogFilter filter, BlockView block) {
        List<JsonNode> found = new ArrayList<>();
        for (BlockView.LogView view : block.logs()) if (filter.takes(view.log())) found.add(Documents.log(view));
        return found;
    }

    private static List<JsonNode> transactions(BlockView block, boolean full) {
        return block.transactions().stream()
                .<JsonNode>map(each -> full ? Documents.transaction(each) : Methods.text(Hex.data(each.hash())))
                .toList();
    }

    private static String notification(String id, JsonNode result) {
        ObjectNode json = Json.object().put("jsonrpc", "2.0").put("method", "eth_subscription");
        json.putObject("params").put("subscription", id).set("result", result);
        return Json.text(json);
    }

    @Override
    public void close() {
        closed = true;
        wanted.clear();
    }
}
