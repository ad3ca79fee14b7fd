package io.polder.api.stream;

import io.polder.api.document.Refusals;
import io.polder.api.http.Description;
import io.polder.api.http.Description.Form;
import io.polder.api.http.Fault;
import io.polder.api.http.Parameter;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.Access;
import io.polder.api.node.ChainView;
import io.polder.chain.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// What the streams have in common: how they begin and how they are described.
record Streams(Access access, Duration heartbeat) {
    private static final String LAST_EVENT_ID = "Last-Event-ID";

    static Description describe(Description description, String event) {
        return description
                .takes(
                        Parameter.CHAIN,
                        Parameter.header(LAST_EVENT_ID, Schema.text("go on after this event; a bare height will do")),
                        Parameter.query("from", Schema.integer("the first height; without it only what comes now")),
                        Parameter.query("moment", Schema.oneOf("when an item is told", "final", "certified")))
                .answers(
                        200,
                        "events `" + event + "` as items become final (or certified, by `moment`), and `certified` with"
                                + " the height up to which everything is; ids resume without loss or duplicate",
                        new Form(Description.EVENTS, Schema.text("after the HTML standard, 9.2")))
                .fails(Fault.BAD_REQUEST, Fault.UNKNOWN_CHAIN, Fault.PRUNED, Fault.BUSY);
    }

    Reply open(Request request, Items items) {
        return open(request, access.readable(request), items);
    }

    Reply open(Request request, ChainView chain, Items items) {
        boolean onlyCertified =
                request.choice("moment", "final", Tail.CERTIFIED).equals(Tail.CERTIFIED);
        Optional<Position> last =
                request.header(LAST_EVENT_ID).filter(id -> !id.isEmpty()).map(Position::parse);
        OptionalLong from = request.queryInteger("from");
        Position position = last.orElseGet(() -> from.isPresent()
                ? new Position(from.getAsLong() - 1, 0, from.getAsLong() - 1)
                : now(chain, onlyCertified));
        // What is left out in silence is a loss that nobody notices.
        if (position.height() + 1 < chain.keptFrom())
            throw Refusals.of(new Answer.Pruned(position.height() + 1, chain.keptFrom()));
        return new Reply.Events(new Tail(chain, items, new Tail.Start(position, onlyCertified), heartbeat));
    }

    private static Position now(ChainView chain, boolean onlyCertified) {
        long certified = chain.certifiedHeight();
        return new Position(onlyCertified ? certified : chain.height(), 0, certified);
    }
}
