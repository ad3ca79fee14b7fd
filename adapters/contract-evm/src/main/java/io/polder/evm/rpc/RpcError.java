package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Json;

/// Why a request has no result, with the code that geth gives it.
final class RpcError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int PARSE = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int INTERNAL = -32603;
    static final int SERVER = -32000;
    static final int LIMIT = -32005;
    static final int REVERTED = 3;
    static final int PRUNED = 4444;

    private final int code;
    private final String data;

    RpcError(int code, String message) {
        this(code, message, "");
    }

    /// @param data what a revert left, in hexadecimal digits, or nothing
    RpcError(int code, String message, String data) {
        super(message, null, false, false);
        this.code = code;
        this.data = data;
    }

    static RpcError params(String what, String expected, String got) {
        String shown = got.length() > 80 ? got.substring(0, 80) + "…" : got;
        return new RpcError(INVALID_PARAMS, "invalid argument: " + what + ": expected " + expected + ", got " + shown);
    }

    ObjectNode toJson() {
        ObjectNode error = Json.object().put("code", code).put("message", getMessage());
        if (!data.isEmpty()) error.put("data", data);
        return error;
    }
}
