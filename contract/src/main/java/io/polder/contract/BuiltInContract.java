package io.polder.contract;

import io.polder.protocol.encoding.Cbor;

/// A contract written in Java and shipped with the node.
public interface BuiltInContract {
    String name();

    /// Runs a method and returns its result. A `Revert` or a malformed argument ends the call without a trace.
    Cbor run(String method, Cbor arguments, Context context);
}
