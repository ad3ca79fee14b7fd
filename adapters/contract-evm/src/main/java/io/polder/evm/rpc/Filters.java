package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.polder.api.http.Json;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Filters that clients poll. They are forgotten after five minutes without a question, the oldest first when there are
/// too many.
final class Filters implements Methods {
    static final int FILTERS_MAX = 1_000;
    static final Duration IDLE_MAX = Duration.ofMinutes(5);
    /// Blocks whose news one poll brings; the rest comes with the next.
    private static final long BLOCKS_MAX = 1_000;

    private sealed interface Wanted {
        record LogsOf(LogFilter filter, JsonNode asked) implements Wanted {}

        record Blocks() implements Wanted {}

        record Waiting() implements Wanted {}
    }

    private record Filter(Wanted wanted, long next, long asked) {}

    private final ChainAccess chain;
    private final Logs logs;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Filter> filters = new LinkedHashMap<>();

    Filters(ChainAccess chain, Logs logs, InstantSource clock) {
        this.chain = chain;
        this.logs = logs;
        this.clock = clock;
    }

    @Override
    public void addTo(Map<String, Method> all) {
        all.put("eth_getLogs", p -> logs.find(p.node(0)));
        all.put("eth_newFilter", p -> open(new Wanted.LogsOf(LogFilter.of(p.node(0)), p.node(0))));
        all.put("eth_newBlockFilter", p -> open(new Wanted.Blocks()));
        all.put("eth_newPendingTransactionFilter", p -> open(new Wanted.Waiting()));
        all.put("eth_uninstallFilter", p -> Methods.flag(close(p.text(0))));
        all.put("eth_getFilterChanges", p -> changes(p.text(0)));
        all.put("eth_getFilterLogs", p -> all(p.text(0)));
    }

    private synchronized JsonNode open(Wanted wanted) {
        tidy();
        if (filters.size() >= FILTERS_MAX)
            filters.remove(filters.keySet().iterator().next());
        byte[] id = new byte[16];
        random.nextBytes(id);
        // A quantity has no leading zeros.
        id[0] |= (byte) 0x80;
        filters.put(Hex.data(id), new Filter(wanted, chain.head() + 1, clock.millis()));
        return Methods.text(Hex.data(id));
    }

    private synchronized boolean close(String id) {
        return filters.remove(id) != null;
    }

    private void tidy() {
        long oldest = clock.millis() - IDLE_MAX.toMillis();
        filters.values().removeIf(filter -> filter.asked < oldest);
    }

    private Filter find(String id) {
        tidy();
        return Optional.ofNullable(filters.get(id))
                .orElseThrow(() -> new RpcError(RpcError.SERVER, "filter not found"));
    }

    private synchronized JsonNode changes(String id) {
        Filter filter = find(id);
        long to = Math.min(chain.head(), filter.next + BLOCKS_MAX - 1);
        ArrayNode news = switch (filter.wanted) {
            case Wanted.LogsOf(LogFilter wanted, JsonNode asked) ->
                to < filter.next ? Json.array() : logs.find(wanted, filter.next, to);
            case Wanted.Blocks() -> hashes(filter.next, to);
            case Wanted.Waiting() -> transactions(filter.next, to);
        };
        filters.put(id, new Filter(filter.wanted, to + 1, clock.millis()));
        return news;
    }

    private ArrayNode hashes(long from, long to) {
        ArrayNode all = Json.array();
        for (long height = from; height <= to; height++)
            chain.block(height)
                    .ifPresent(block -> all.add(Hex.data(block.header().hash())));
        return all;
    }

    /// What wallets send is in a block at once or waits for a gap: told when it is in a block.
    private ArrayNode transactions(long from, long to) {
        ArrayNode all = Json.array();
        for (long height = from; height <= to; height++)
            chain.block(height)
                    .ifPresent(block -> block.transactions().forEach(each -> all.add(Hex.data(each.hash()))));
        return all;
    }

    private synchronized JsonNode all(String id) {
        if (!(find(id).wanted instanceof Wanted.LogsOf(LogFilter wanted, JsonNode asked)))
            throw new RpcError(RpcError.SERVER, "filter not found");
        return logs.find(asked);
    }
}
