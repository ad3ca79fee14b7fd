package io.polder.api.document;

import io.polder.api.http.Fault;
import io.polder.api.http.Problem;
import io.polder.chain.Admission;
import io.polder.chain.Answer;
import io.polder.chain.Chain;
import io.polder.chain.RefusalCode;

/// The chain's refusals in the words of HTTP.
public final class Refusals {
    private Refusals() {}

    public static Problem of(Admission.Refused refused) {
        return new Problem(fault(refused.code()), refused.detail());
    }

    static Fault fault(RefusalCode code) {
        return switch (code) {
            case MALFORMED -> Fault.MALFORMED;
            case TOO_LARGE -> Fault.TOO_LARGE;
            case UNKNOWN_CHAIN -> Fault.UNKNOWN_CHAIN;
            case ENVELOPE_NOT_ENABLED -> Fault.ENVELOPE_NOT_ENABLED;
            case BAD_WINDOW -> Fault.BAD_WINDOW;
            case NOT_YET_VALID -> Fault.NOT_YET_VALID;
            case EXPIRED -> Fault.EXPIRED;
            case REPLAYED -> Fault.REPLAYED;
            case UNKNOWN_SENDER -> Fault.UNKNOWN_SENDER;
            case UNKNOWN_KEY -> Fault.UNKNOWN_KEY;
            case SUSPENDED -> Fault.SUSPENDED;
            case BAD_SIGNATURE -> Fault.BAD_SIGNATURE;
            case OVERTAKEN -> Fault.OVERTAKEN;
            case NOT_PERMITTED -> Fault.NOT_PERMITTED;
            case MAY_NOT_DEPLOY -> Fault.MAY_NOT_DEPLOY;
            case MAY_NOT_TRANSACT -> Fault.MAY_NOT_TRANSACT;
            case OVER_QUOTA -> Fault.OVER_QUOTA;
            case BUSY -> Fault.BUSY;
            case NOT_SERVING -> Fault.NOT_SERVING;
        };
    }

    public static Problem of(Answer.Behind behind) {
        return new Problem(Fault.BEHIND, "asked for height " + behind.asked() + ", this node is at " + behind.own())
                .with("asked", behind.asked())
                .with("own", behind.own());
    }

    public static Problem of(Answer.Pruned pruned) {
        return new Problem(
                        Fault.PRUNED,
                        "asked for height " + pruned.asked() + ", the oldest kept one is " + pruned.oldest())
                .with("asked", pruned.asked())
                .with("oldest", pruned.oldest());
    }

    /// What the contract refuses; a code that ends in `not-found` or begins with `unknown` is a thing that is not
    /// there.
    public static Problem of(Answer.Failed failed) {
        if (failed.code().equals(Chain.MAY_NOT_READ)) return new Problem(Fault.MAY_NOT_READ, failed.detail());
        boolean missing = failed.code().equals("not-found")
                || failed.code().startsWith("unknown-") && !failed.code().equals("unknown-method");
        boolean malformed = failed.code().equals("malformed") || failed.code().equals("unknown-method");
        Fault fault = missing ? Fault.NOT_FOUND : malformed ? Fault.BAD_REQUEST : Fault.REVERTED;
        return new Problem(fault, failed.detail()).with("contractCode", failed.code());
    }
}
