package io.polder.api.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.api.http.Description;
import io.polder.api.http.Fault;
import io.polder.api.http.Json;
import io.polder.api.http.Operation;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.OperatorDesk;
import io.polder.protocol.Names;
import java.time.Duration;

/// Issues a token by which a thing comes in at this city's doors.
public record IssueToken(OperatorDesk desk) implements Operation {
    private static final long DAYS = 30;
    private static final long DAYS_MAX = 366;

    @Override
    public Description description() {
        return Description.post("/v1/operator/tokens", "issueToken", "operator")
                .says("Issues a device token for a thing.")
                .body(
                        Description.JSON,
                        Schema.object("for which thing")
                                .has("thing", Schema.text("the thing"))
                                .may("days", Schema.integer("how long it holds").range(1, DAYS_MAX, DAYS)))
                .json(
                        "the token; it is shown this once",
                        Schema.object("a token")
                                .has("thing", Schema.text("the thing"))
                                .has("token", Schema.text("the token"))
                                .has("expires", Schema.integer("when it ends, in epoch milliseconds")))
                .fails(Fault.BAD_REQUEST)
                .forOperators();
    }

    @Override
    public Reply handle(Request request) {
        JsonNode body = Json.parse(request.body());
        String thing = body.path("thing").asText();
        if (!Names.valid(thing)) throw Request.bad("thing", "a name", thing);
        JsonNode days = body.path("days");
        long held = days.isMissingNode() ? DAYS : Request.integer("days", days.asText(), 1, DAYS_MAX);
        OperatorDesk.DeviceToken token = desk.issueToken(thing, Duration.ofDays(held));
        return Reply.json(Json.object()
                .put("thing", token.thing())
                .put("token", token.token())
                .put("expires", token.expires()));
    }
}
