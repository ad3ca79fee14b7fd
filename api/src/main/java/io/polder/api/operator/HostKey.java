package io.polder.api.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.api.http.Description;
import io.polder.api.http.Fault;
import io.polder.api.http.Json;
import io.polder.api.http.JsonCbor;
import io.polder.api.http.Operation;
import io.polder.api.http.Problem;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.OperatorDesk;
import io.polder.protocol.Names;
import io.polder.protocol.signature.PublicKey;

/// Makes a key that this node keeps for a person, encrypted under the person's passphrase.
public record HostKey(OperatorDesk desk) implements Operation {
    static final int PASSPHRASE_MIN = 12;
    static final int PASSPHRASE_MAX = 256;

    @Override
    public Description description() {
        return Description.post("/v1/operator/hosted", "hostKey", "operator")
                .says("Makes a key that this node keeps for a person; what it signs is marked for ever.")
                .body(
                        Description.JSON,
                        Schema.object("for whom")
                                .has("person", Schema.text("the person's name"))
                                .has("passphrase", Schema.text("known to the person alone, kept nowhere")))
                .json(
                        "the key, which its organisation registers with the use `hosted`",
                        Schema.object("a key")
                                .has("person", Schema.text("the person"))
                                .has("publicKey", Schema.base64url("the COSE_Key"))
                                .has("thumbprint", Schema.text("its thumbprint in hexadecimal digits")))
                .fails(Fault.BAD_REQUEST, Fault.EXISTS)
                .forOperators();
    }

    @Override
    public Reply handle(Request request) {
        JsonNode body = Json.parse(request.body());
        String person = body.path("person").asText();
        if (!Names.valid(person)) throw Request.bad("person", "a name", person);
        PublicKey key = desk.host(person, passphrase(body))
                .orElseThrow(() -> new Problem(Fault.EXISTS, "this node keeps a key of " + person + " already"));
        return Reply.json(Json.object()
                .put("person", person)
                .put("publicKey", JsonCbor.base64url(key.toCose().encode()))
                .put("thumbprint", key.thumbprint().toHex()));
    }

    /// It is never said again, not even in a refusal.
    static String passphrase(JsonNode body) {
        String passphrase = body.path("passphrase").asText();
        if (passphrase.length() < PASSPHRASE_MIN || passphrase.length() > PASSPHRASE_MAX)
            throw Request.bad("passphrase", PASSPHRASE_MIN + " to " + PASSPHRASE_MAX + " characters", "another length");
        return passphrase;
    }
}
