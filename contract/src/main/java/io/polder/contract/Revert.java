package io.polder.contract;

import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Bytes;

/// Leaves a contract from wherever it is: the call changes nothing and ends as reverted with this code and detail.
public final class Revert extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    public Revert(String code, String detail) {
        super(detail, null, false, false);
        this.code = code;
    }

    public String code() {
        return code;
    }

    public Outcome.Reverted outcome() {
        return new Outcome.Reverted(code, getMessage(), Bytes.EMPTY);
    }
}
