package io.polder.evm.network;

import io.polder.evm.SystemContract.Answer;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;

/// What a contract wants a thing to do, as an event in the receipt (`ICommands`).
final class Commands {
    static final String TOPIC = "command";
    private static final String SEND = "send(string,string,bytes)";

    private Commands() {}

    static Answer run(Task task) {
        Abi.Reader arguments = task.arguments();
        if (!arguments.calls(SEND)) return task.unknown();
        String thing = arguments.text(0);
        String name = arguments.text(1);
        Bytes payload = arguments.bytes(2);
        Task.name("a thing", thing);
        Task.name("a command", name);
        Cbor data = Cbor.map(
                Cbor.of("from"), task.caller().toCbor(),
                Cbor.of("thing"), Cbor.of(thing),
                Cbor.of("name"), Cbor.of(name),
                Cbor.of("payload"), Cbor.of(payload));
        return task.announce(TOPIC, data, new byte[0]);
    }
}
