package io.polder.api.chain;

import io.polder.api.http.Description;
import io.polder.api.http.Operation;
import io.polder.api.http.Parameter;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.Access;
import io.polder.api.node.ChainView;

/// Proves that a transaction is on the chain, and what became of it.
public record ProveTransaction(Access access) implements Operation {
    @Override
    public Description description() {
        return Proofs.describe(
                Description.get("/v1/chains/{chain}/proofs/transactions/{id}", "proveTransaction", "proofs")
                        .says("Proves a transaction and its receipt.")
                        .takes(Parameter.CHAIN, Parameter.path("id", Schema.hash("the transaction's id"))));
    }

    @Override
    public Reply handle(Request request) {
        ChainView chain = access.readable(request);
        return Proofs.reply(request, access.node().genesis(), chain, chain.proveTransaction(request.pathHash("id")));
    }
}
