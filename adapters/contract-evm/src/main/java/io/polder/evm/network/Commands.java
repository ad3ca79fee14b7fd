package io.polder.evm.network;

import io.polder.evm.SystemContract.Answer;
import io.polder.protocol.Call;
import io.polder.protocol.encoding.Cbor;
import io.polder.things.Decisions;

/// What a contract wants a thing to do (`ICommands`): a decision, which is kept and announced.
final class Commands {
    private static final String SEND = "send(string,string,bytes)";
    private static final byte[] NOTHING = {};

    private Commands() {}

    static Answer run(Task task) {
        Abi.Reader arguments = task.arguments();
        if (!arguments.calls(SEND)) return task.unknown();
        Cbor decision = Cbor.array(Cbor.of(arguments.text(0)), Cbor.of(arguments.text(1)), Cbor.of(arguments.bytes(2)));
        return task.invoke(new Call.Invoke(Decisions.NAME, "decide", decision), count -> NOTHING);
    }
}
