package io.polder.protocol.proof;

import static io.polder.protocol.proof.Shape.ANY;
import static io.polder.protocol.proof.Shape.HEX;
import static io.polder.protocol.proof.Shape.INT;
import static io.polder.protocol.proof.Shape.TEXT;
import static io.polder.protocol.proof.Shape.choice;
import static io.polder.protocol.proof.Shape.encoded;
import static io.polder.protocol.proof.Shape.field;
import static io.polder.protocol.proof.Shape.fields;
import static io.polder.protocol.proof.Shape.list;
import static io.polder.protocol.proof.Shape.of;
import static io.polder.protocol.proof.Shape.orNull;
import static io.polder.protocol.proof.Shape.titled;

import io.polder.protocol.encoding.Cbor;

/// How a proof file looks in JSON, from its smallest parts up.
final class ProofShape {
    private static final Shape PATH = fields(field("size", INT), field("index", INT), field("path", list(HEX)));
    private static final Shape OUTCOME = choice(
            of("succeeded", field("result", ANY)),
            of("reverted", field("code", TEXT), field("detail", TEXT), field("data", HEX)),
            of("exhausted", field("limit", INT)),
            of("stale", field("key", TEXT)),
            of("refused", field("code", TEXT), field("detail", TEXT)),
            of("deferred"));
    private static final Shape EVENT = fields(field("contract", TEXT), field("topic", TEXT), field("data", ANY));
    private static final Shape RECEIPT = fields(
            field("transaction", HEX), field("outcome", OUTCOME), field("gas", INT), field("events", list(EVENT)));

    private static final Shape LEAF =
            fields(field("key", HEX), field("value", HEX), field("depths", HEX), field("siblings", HEX));
    private static final Shape GAP =
            fields(field("key", HEX), field("left", orNull(LEAF)), field("right", orNull(LEAF)), field("shared", INT));
    private static final Shape STATE_PATH = new Shape(
            item -> (isGap(item) ? GAP : LEAF).toJson().apply(item),
            json -> (json.asObject().find("left").isPresent() ? GAP : LEAF)
                    .toCbor()
                    .apply(json));
    private static final Shape VERSIONED =
            fields(field("version", fields(field("height", INT), field("index", INT))), field("value", HEX));

    private static final Shape SUBJECT = choice(
            of(
                    "transaction",
                    field("wire", SignedShape.WIRE),
                    field("key", orNull(SignedShape.KEY)),
                    field("receipt", RECEIPT),
                    field("inBlock", PATH)),
            of(
                    "reading",
                    field("head", encoded(SignedShape.FRAME)),
                    field("key", orNull(SignedShape.KEY)),
                    field("reading", encoded(SignedShape.READING)),
                    field("inFrame", PATH),
                    field("wire", HEX),
                    field("receipt", RECEIPT),
                    field("inBlock", PATH)),
            of(
                    "state",
                    field("contract", TEXT),
                    field("key", HEX),
                    field("value", orNull(VERSIONED)),
                    field("path", STATE_PATH)),
            of("block"));

    private static final Shape HEADER = encoded(titled(
            "header",
            field("network", HEX),
            field("chain", TEXT),
            field("protocol", INT),
            field("authorityHeight", INT),
            field("height", INT),
            field("round", INT),
            field("time", INT),
            field("parent", HEX),
            field("entriesRoot", HEX),
            field("stateRoot", HEX),
            field("historyRoot", HEX),
            field("gas", INT)));
    private static final Shape RECORD = encoded(titled(
            "round",
            field("network", HEX),
            field("cluster", TEXT),
            field("epoch", INT),
            field("round", INT),
            field("time", INT),
            field("chainsRoot", HEX),
            field("nextRoster", HEX)));
    private static final Shape CERTIFICATE = list(fields(field("member", INT), field("signature", HEX)));
    private static final Shape PROOF = titled(
            "proof",
            field("subject", SUBJECT),
            field("header", HEADER),
            field("later", orNull(fields(field("header", HEADER), field("inHistory", PATH)))),
            field("inRound", PATH),
            field("record", RECORD),
            field("certificate", CERTIFICATE));

    private static final Shape ENDPOINT = fields(field("host", TEXT), field("port", INT));
    private static final Shape MEMBER = fields(
            field("number", INT),
            field("name", TEXT),
            field("city", TEXT),
            field("organisation", TEXT),
            field("key", SignedShape.KEY),
            field("gossip", ENDPOINT),
            field("sync", ENDPOINT),
            field("engineKey", HEX));
    private static final Shape ROSTER =
            titled("roster", field("cluster", TEXT), field("epoch", INT), field("members", list(MEMBER)));
    private static final Shape LIMITS = fields(
            field("transactionBytes", INT),
            field("keyBytes", INT),
            field("valueBytes", INT),
            field("events", INT),
            field("rangeItems", INT),
            field("blockGas", INT),
            field("blockBytes", INT),
            field("blockTransactions", INT));
    private static final Shape CHAIN =
            fields(field("name", TEXT), field("category", TEXT), field("cluster", TEXT), field("envelopes", list(INT)));
    private static final Shape GENESIS = titled(
            "genesis",
            field("name", TEXT),
            field("time", INT),
            field("limits", LIMITS),
            field("organisations", list(fields(field("name", TEXT), field("key", SignedShape.KEY)))),
            field("roster", ROSTER),
            field("chains", list(CHAIN)));

    private static final Shape HANDOVERS =
            list(fields(field("roster", encoded(ROSTER)), field("record", RECORD), field("certificate", CERTIFICATE)));

    static final Shape FILE = titled(
            "proof-file",
            field("proof", PROOF),
            field("genesis", orNull(encoded(GENESIS))),
            field("handovers", HANDOVERS));

    /// The same of a chain with an order cluster of its own.
    static final Shape OPENED_FILE = titled(
            "proof-file",
            field("proof", PROOF),
            field("genesis", orNull(encoded(GENESIS))),
            field("handovers", HANDOVERS),
            field("opening", PROOF));

    private ProofShape() {}

    /// The same rule by which a state proof is read: where a leaf has its value, a gap has a neighbour or null.
    private static boolean isGap(Cbor item) {
        Cbor second = item.asArray(4).get(1);
        return second.equals(Cbor.NULL) || second instanceof Cbor.Array;
    }
}
