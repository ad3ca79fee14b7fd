package io.polder.evm.network;

import io.polder.evm.SystemContract.Answer;
import io.polder.protocol.Call;
import io.polder.protocol.encoding.Cbor;

/// Any other contract of the chain, by name (`IContracts`).
final class BuiltIns {
    private static final String CALL = "call(string,string,bytes)";

    private BuiltIns() {}

    static Answer run(Task task) {
        Abi.Reader arguments = task.arguments();
        if (!arguments.calls(CALL)) return task.unknown();
        Call.Invoke invoke = new Call.Invoke(arguments.text(0), arguments.text(1), Cbor.decode(arguments.bytes(2)));
        return task.invoke(invoke, result -> Abi.encode(Abi.Value.of(result.encode())));
    }
}
