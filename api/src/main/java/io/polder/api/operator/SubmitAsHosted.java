package io.polder.api.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.api.chain.Moment;
import io.polder.api.http.Description;
import io.polder.api.http.Description.Form;
import io.polder.api.http.Fault;
import io.polder.api.http.Json;
import io.polder.api.http.JsonCbor;
import io.polder.api.http.Operation;
import io.polder.api.http.Parameter;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.Access;
import io.polder.api.node.ChainView;
import io.polder.api.node.OperatorDesk;
import io.polder.chain.Admission;
import io.polder.chain.RefusalCode;
import io.polder.protocol.Call;
import io.polder.protocol.Names;
import io.polder.protocol.encoding.Cbor;
import java.time.Clock;

/// Signs a call with a key that this node keeps for a person, and submits it.
public record SubmitAsHosted(Access access, OperatorDesk desk, Attempted attempted) implements Operation {
    public SubmitAsHosted(Access access, OperatorDesk desk, Clock clock) {
        this(access, desk, new Attempted(clock));
    }

    @Override
    public Description description() {
        return Description.post("/v1/operator/{chain}/hosted", "submitAsHosted", "operator")
                .says("Signs a call with a person's hosted key and submits it.")
                .takes(Parameter.CHAIN)
                .takes(Moment.parameters())
                .body(
                        Description.JSON,
                        Schema.object("the call")
                                .has("person", Schema.text("the person's name"))
                                .has("passphrase", Schema.text("the person's"))
                                .has("contract", Schema.text("the contract"))
                                .has("method", Schema.text("the method"))
                                .may("arguments", Schema.item("what it is given, null when left out")))
                .answers(200, "the moment has come", new Form(Description.JSON, Moment.schema()))
                .answers(202, "kept through a power cut, not there yet", new Form(Description.JSON, Moment.schema()))
                .fails(Fault.BAD_REQUEST, Fault.UNKNOWN_CHAIN, Fault.UNKNOWN_KEY, Fault.BUSY, Fault.NOT_SERVING)
                .forOperators();
    }

    @Override
    public Reply handle(Request request) {
        ChainView chain = access.chain(request);
        Moment moment = Moment.of(request);
        JsonNode body = Json.parse(request.body());
        String person = body.path("person").asText();
        if (!Names.valid(person)) throw Request.bad("person", "a name", person);
        Cbor arguments = body.has("arguments") ? JsonCbor.toCbor(body.get("arguments")) : Cbor.NULL;
        Call call = new Call.Invoke(
                body.path("contract").asText(), body.path("method").asText(), arguments);
        String passphrase = HostKey.passphrase(body);
        attempted.attempt(person);
        Admission admission = desk.submitHosted(chain.name(), person, passphrase, call);
        boolean wrong =
                admission instanceof Admission.Refused(RefusalCode code, String why) && code == RefusalCode.UNKNOWN_KEY;
        if (!wrong) attempted.right(person);
        return moment.reply(chain, admission);
    }
}
