package io.polder.evm;

/// Why a transaction is not executed at all, with what was expected and what was got.
public record Refusal(Reason reason, String expected, String got) {

    /// The kinds of refusal.
    public enum Reason {
        TYPE_NOT_SUPPORTED,
        WRONG_CHAIN,
        BAD_SIGNATURE,
        NONCE_TOO_LOW,
        NONCE_TOO_HIGH,
        NONCE_AT_ITS_END,
        SENDER_IS_CONTRACT,
        INTRINSIC_GAS_TOO_LOW,
        GAS_LIMIT_ABOVE_BLOCK,
        GAS_LIMIT_ABOVE_CAP,
        INIT_CODE_TOO_LARGE,
        FEE_BELOW_BASE,
        PRIORITY_FEE_ABOVE_MAX,
        FEE_OVERFLOW,
        INSUFFICIENT_FUNDS,
        BLOB_FEE_TOO_LOW,
        BLOBS_MISSING,
        BLOBS_TOO_MANY,
        BLOB_HASH_VERSION,
        CREATION_NOT_ALLOWED,
        AUTHORIZATIONS_MISSING
    }

    static Refusal of(Reason reason, Object expected, Object got) {
        return new Refusal(reason, String.valueOf(expected), String.valueOf(got));
    }
}
