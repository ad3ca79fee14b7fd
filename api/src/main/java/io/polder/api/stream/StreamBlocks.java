package io.polder.api.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.document.BlockDocument;
import io.polder.api.http.Description;
import io.polder.api.http.Operation;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.node.Access;
import io.polder.api.node.ChainView;
import io.polder.protocol.Block;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The blocks of a chain as they come.
public record StreamBlocks(Access access, Duration heartbeat) implements Operation {
    private record Blocks(ChainView chain) implements Items {
        @Override
        public String event() {
            return "block";
        }

        @Override
        public List<Optional<ObjectNode>> of(Block block) {
            ObjectNode node = BlockDocument.block(block, -1, chain::tells);
            node.remove(Tail.CERTIFIED);
            return List.of(Optional.of(node));
        }
    }

    @Override
    public Description description() {
        return Streams.describe(
                Description.get("/v1/chains/{chain}/blocks/stream", "streamBlocks", "streams")
                        .says("Streams blocks as they become final, and what becomes certified."),
                "block");
    }

    @Override
    public Reply handle(Request request) {
        ChainView chain = access.readable(request);
        return new Streams(access, heartbeat).open(request, chain, new Blocks(chain));
    }
}
