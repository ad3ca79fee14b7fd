package io.polder.api.network;

import io.polder.api.http.Description;
import io.polder.api.http.Fault;
import io.polder.api.http.Json;
import io.polder.api.http.Operation;
import io.polder.api.http.Parameter;
import io.polder.api.http.Problem;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;

/// Explains a problem by its code: where the `type` of every problem points to.
public record ExplainProblem() implements Operation {
    @Override
    public Description description() {
        return Description.get("/v1/problems/{code}", "problem", "node")
                .says("Explains the code of a problem.")
                .takes(Parameter.path("code", Schema.text("the code of a problem")))
                .json(
                        "the problem explained",
                        Schema.object("a kind of problem")
                                .has("code", Schema.text("its code"))
                                .has("status", Schema.integer("the HTTP status that it comes with"))
                                .has("title", Schema.text("what it means"))
                                .has("next", Schema.text("what the caller can do next")))
                .fails(Fault.NOT_FOUND);
    }

    @Override
    public Reply handle(Request request) {
        String code = request.path("code");
        Fault fault = Fault.of(code)
                .orElseThrow(() -> new Problem(Fault.NOT_FOUND, "there is no problem of the code " + code));
        return Reply.json(Json.object()
                .put("code", fault.code())
                .put("status", fault.status())
                .put("title", fault.title())
                .put("next", fault.next()));
    }
}
