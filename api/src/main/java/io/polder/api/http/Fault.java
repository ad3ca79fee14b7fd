package io.polder.api.http;

import java.util.Locale;
import java.util.Optional;

/// Every problem that an operation may answer with: a code for programs that never changes, the HTTP status, a title,
/// and what the caller can do next.
public enum Fault {
    BAD_REQUEST(400, "The request is not as it must be", "Compare it with the operation in /v1/openapi.json."),
    MALFORMED(400, "The bytes are not a transaction", "Send tag and raw envelope as docs/spec/transaction.md says."),
    UNAUTHORIZED(401, "This needs the operator's token", "Send it as `Authorization: Bearer TOKEN`."),
    BAD_TOKEN(401, "The token does not hold", "Sign in again: docs/spec/reading.md."),
    BAD_SIGNATURE(403, "The signature does not hold", "Sign the exact bytes with the key that the envelope names."),
    UNKNOWN_SENDER(403, "Nobody knows the sender", "Enrol the thing or register the organisation first."),
    UNKNOWN_KEY(403, "The sender has no such key", "Sign with a registered key, or register this one."),
    SUSPENDED(
            403,
            "The sender is suspended",
            "Its organisation may resume it; an organisation comes back by a vote of the members."),
    NOT_PERMITTED(
            403,
            "The sender may not do this here",
            "Ask the chain's members for the permission, or sign with a key that has it."),
    MAY_NOT_DEPLOY(
            403, "The chain's policy lets the sender deploy no such thing", "Propose another policy to its members."),
    MAY_NOT_TRANSACT(
            403, "The chain's policy does not let the sender do this", "Propose another policy to its members."),
    MAY_NOT_READ(403, "The chain's policy does not let you read this", "Sign the request as a member: docs/govern.md."),
    NOT_FOUND(404, "There is no such thing here", "Check the name; GET /v1/chains lists the chains of this node."),
    UNKNOWN_CHAIN(404, "There is no such chain here", "GET /v1/chains lists the chains of this node."),
    METHOD_NOT_ALLOWED(405, "The path does not take this method", "Look the path up in /v1/openapi.json."),
    NOT_ACCEPTABLE(406, "The answer has no such form", "Accept application/json or application/cbor."),
    EXISTS(409, "There is one already", "Use the one that is there, or take another name."),
    REPLAYED(409, "The transaction is there already", "Nothing: ask for it by its id."),
    OVERTAKEN(409, "A later transaction of the lane is there already", "Sign again with a higher sequence."),
    REVERTED(422, "The contract refused", "Read code and detail; they are the contract's own words."),
    NOT_CERTIFIED(409, "It is not certified yet", "Ask again in a second."),
    PRUNED(410, "The height is no longer kept here", "Ask for the oldest kept height or more, or ask another city."),
    TOO_LARGE(413, "It is larger than may be", "Send less at once."),
    UNSUPPORTED_TYPE(415, "The body is of a type that is not read here", "Send application/json or application/cbor."),
    ENVELOPE_NOT_ENABLED(422, "The chain takes no such envelope", "GET /v1/chains/{chain} names those it takes."),
    BAD_WINDOW(422, "The window is not well formed", "Let it begin before it ends and span at most 24 hours."),
    NOT_YET_VALID(422, "The window has not begun", "Compare your clock with GET /v1/time."),
    EXPIRED(422, "The window has ended", "Sign again with a later window; compare your clock with GET /v1/time."),
    OVER_QUOTA(429, "The quota is spent", "Send less, or ask for a larger quota."),
    BUSY(503, "The node has too much to do", "Try again after the time in Retry-After."),
    BEHIND(503, "The node has not reached that height", "Ask again in a second, or ask another city."),
    NOT_SERVING(503, "The node does not serve now", "GET /v1/status says why; ask another city."),
    INTERNAL(500, "The node failed to answer", "Tell its operator the time and the instance of this answer.");

    private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');
    private final int status;
    private final String title;
    private final String next;

    Fault(int status, String title, String next) {
        this.status = status;
        this.title = title;
        this.next = next;
    }

    public String code() {
        return code;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /// What the caller can do next.
    public String next() {
        return next;
    }

    /// Worth trying again as it is, later.
    boolean passing() {
        return status == 503 || status == 429 || this == NOT_CERTIFIED;
    }

    public static Optional<Fault> of(String code) {
        for (Fault fault : values()) if (fault.code.equals(code)) return Optional.of(fault);
        return Optional.empty();
    }
}
