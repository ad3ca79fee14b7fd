package io.polder.api.record;

import io.polder.api.document.Answers;
import io.polder.api.http.Fault;
import io.polder.api.http.Problem;
import io.polder.api.http.Request;
import io.polder.api.node.Access;
import io.polder.api.node.ChainView;
import io.polder.chain.Answer;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.encoding.Cbor;
import java.util.OptionalLong;

/// Asks the built-in contracts `things`, `readings` and `kv`: docs/spec/contracts.md.
record Records(ChainView chain, OptionalLong atLeast) {
    static final String THINGS = "things";
    static final String READINGS = "readings";
    static final String KV = "kv";
    static final int LIMIT = 100;
    static final int LIMIT_MAX = 1_000;

    static Records of(Access access, Request request) {
        return new Records(access.readable(request), request.atLeast());
    }

    /// Things are on the authority chain, whatever chain they send to.
    static Records ofThings(Access access, Request request) {
        access.readable(request);
        ChainView authority = access.node()
                .chain(ChainSpec.AUTHORITY)
                .orElseThrow(() -> new Problem(Fault.NOT_SERVING, "this node has no authority chain"));
        return new Records(authority, request.atLeast());
    }

    Answer.Found ask(String contract, String method, Cbor... arguments) {
        return Answers.found(chain.query(
                new ChainView.Question(contract, method, Cbor.array(arguments), atLeast, OptionalLong.empty())));
    }

    static Cbor text(Request request, String name) {
        return request.query(name).<Cbor>map(Cbor::of).orElse(Cbor.NULL);
    }
}
