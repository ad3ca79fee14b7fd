package io.polder.api.chain;

import io.polder.api.http.Description;
import io.polder.api.http.Description.Form;
import io.polder.api.http.Fault;
import io.polder.api.http.Json;
import io.polder.api.http.Problem;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.ChainView;
import io.polder.chain.Proving;
import io.polder.protocol.Genesis;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.proof.ProofFile;
import java.util.Optional;

/// How proofs are answered: the bytes as CBOR, or the same in JSON.
final class Proofs {
    private Proofs() {}

    static Description describe(Description description) {
        Schema json = Schema.object("a proof file in JSON: docs/spec/proof.md");
        return description
                .answers(
                        200,
                        "the proof",
                        new Form(Description.JSON, json),
                        new Form(Description.CBOR, Schema.binary(Description.CBOR, "docs/spec/proof.md")))
                .fails(Fault.NOT_CERTIFIED, Fault.NOT_FOUND, Fault.BAD_REQUEST, Fault.UNKNOWN_CHAIN);
    }

    static Reply reply(Request request, Genesis genesis, ChainView chain, Proving proving) {
        return switch (proving) {
            case Proving.Proven proven ->
                reply(
                        request,
                        file(
                                proven,
                                genesis,
                                chain.opening(proven.proof().record().epoch())));
            case Proving.NotYet(long height, long certified) ->
                throw new Problem(
                                Fault.NOT_CERTIFIED,
                                "it is in block " + height + ", and certified are the blocks up to " + certified)
                        .with("height", height)
                        .with("certified", certified);
            case Proving.Unknown(String what) -> throw new Problem(Fault.NOT_FOUND, what);
        };
    }

    /// The hand-overs lead to the roster of the network's first cluster; of another one, the opening proves the roster.
    private static ProofFile file(Proving.Proven proven, Genesis genesis, Optional<Proving.Proven> opening) {
        return ProofFile.of(proven.proof(), genesis, opening.orElse(proven).handovers())
                .opened(opening.map(Proving.Proven::proof));
    }

    private static Reply reply(Request request, ProofFile file) {
        return request.wantsCbor()
                ? Reply.cbor(file.encode())
                : Reply.json(Json.parse(Bytes.utf8(file.toJson().write())));
    }
}
