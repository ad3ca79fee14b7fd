package io.polder.api.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.document.TransactionDocument;
import io.polder.api.http.Description;
import io.polder.api.http.Operation;
import io.polder.api.http.Parameter;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.Access;
import io.polder.protocol.Block;
import io.polder.protocol.Entry;
import io.polder.protocol.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What contracts announce, as it comes.
public record StreamEvents(Access access, Duration heartbeat) implements Operation {
    private record Events(Access.Hearing hearing, Optional<String> contract, Optional<String> topic) implements Items {
        @Override
        public String event() {
            return "event";
        }

        @Override
        public List<Optional<ObjectNode>> of(Block block) {
            List<Optional<ObjectNode>> all = new ArrayList<>();
            for (Entry entry : block.entries())
                for (Event event : entry.receipt().events())
                    all.add(
                            wanted(event) && hearing.chain().tells(entry)
                                    ? Optional.of(document(block, entry, event))
                                    : Optional.empty());
            return all;
        }

        private boolean wanted(Event event) {
            return contract.map(event.contract()::equals).orElse(true)
                    && topic.map(event.topic()::equals).orElse(true)
                    && hearing.told().test(event);
        }

        private static ObjectNode document(Block block, Entry entry, Event event) {
            return TransactionDocument.event(event)
                    .put("transaction", entry.transaction().id().toHex())
                    .put("height", block.header().height())
                    .put("blockTime", block.header().time());
        }
    }

    @Override
    public Description description() {
        return Streams.describe(
                        Description.get("/v1/chains/{chain}/events", "streamEvents", "streams")
                                .says("Streams what contracts announce."),
                        "event")
                .takes(
                        Parameter.query("contract", Schema.text("only of this contract")),
                        Parameter.query("topic", Schema.text("only of this topic")));
    }

    @Override
    public Reply handle(Request request) {
        Access.Hearing hearing = access.hearing(request);
        return new Streams(access, heartbeat)
                .open(request, hearing.chain(), new Events(hearing, request.query("contract"), request.query("topic")));
    }
}
