package io.polder.api.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Chunk;
import io.polder.api.http.EventSource;
import io.polder.api.http.EventStream;
import io.polder.api.http.Json;
import io.polder.api.node.ChainView;
import io.polder.chain.Follower;
import io.polder.chain.Follower.Notice;
import io.polder.protocol.Block;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Follows a chain for one client: an event for each item of each final block, and `certified` with the height up to
/// which everything is. With the moment `certified`, items come only once their block is.
final class Tail implements EventSource {
    static final String CERTIFIED = "certified";
    private static final int CHUNK_CHARACTERS_MAX = 64 * 1024;
    private static final long RETRY_MS = 1_000;

    private final ChainView chain;
    private final Items items;
    private final boolean onlyCertified;
    private final Duration heartbeat;
    private Position position;

    Tail(ChainView chain, Items items, Start start, Duration heartbeat) {
        this.chain = chain;
        this.items = items;
        this.onlyCertified = start.onlyCertified();
        this.position = start.position();
        this.heartbeat = heartbeat;
    }

    /// Where a client begins, and whether it wants certified items alone.
    record Start(Position position, boolean onlyCertified) {}

    @Override
    public void run(EventStream stream) throws InterruptedException {
        try (Follower follower = chain.follow(position.height() + 1)) {
            boolean going = stream.send(new Chunk().retry(RETRY_MS).heartbeat(position.toString()))
                    && certified(Math.min(chain.certifiedHeight(), reach()), stream);
            while (going && stream.open()) {
                Optional<Notice> notice = follower.next(heartbeat);
                going = notice.isPresent()
                        ? take(notice.get(), stream)
                        : stream.send(new Chunk().heartbeat(position.toString()));
            }
        }
    }

    /// What the client holds already can be called certified; with certified items alone, there is no such bound.
    private long reach() {
        return onlyCertified ? Long.MAX_VALUE : position.height();
    }

    private boolean take(Notice notice, EventStream stream) throws InterruptedException {
        return switch (notice) {
            case Notice.Final(Block block) -> onlyCertified || send(block, stream);
            case Notice.Certified(long height) -> certified(height, stream);
        };
    }

    private boolean certified(long height, EventStream stream) throws InterruptedException {
        if (onlyCertified)
            for (long next = position.height() + 1; next <= height; next++) {
                Optional<Block> block = chain.block(next);
                if (block.isEmpty()) return false;
                if (!send(block.get(), stream)) return false;
            }
        if (height <= position.certified()) return true;
        position = position.certified(height);
        ObjectNode data = Json.object().put("chain", chain.name()).put("height", height);
        return stream.send(new Chunk().event(CERTIFIED, position.toString(), data));
    }

    private boolean send(Block block, EventStream stream) throws InterruptedException {
        long height = block.header().height();
        List<Optional<ObjectNode>> all = items.of(block);
        Chunk chunk = new Chunk();
        int last = all.size() - 1;
        while (last >= 0 && all.get(last).isEmpty()) last--;
        for (int i = position.items(); i <= last; i++) {
            if (all.get(i).isEmpty()) continue;
            position = i == last ? position.whole(height) : position.item(i);
            chunk.event(items.event(), position.toString(), all.get(i).get());
            if (chunk.size() < CHUNK_CHARACTERS_MAX) continue;
            if (!stream.send(chunk)) return false;
            chunk = new Chunk();
        }
        position = position.whole(height);
        return chunk.isEmpty() || stream.send(chunk);
    }
}
