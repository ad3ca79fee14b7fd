package io.polder.evm.network;

import io.polder.contract.KeyValue;
import io.polder.evm.SystemContract.Answer;
import io.polder.protocol.Call;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;

/// The contract `kv` with Solidity's types (`IKeyValue`). A key belongs to the contract that saved it.
final class KeyValues {
    private static final byte[] NOTHING = {};

    private KeyValues() {}

    static Answer run(Task task) {
        Abi.Reader arguments = task.arguments();
        if (arguments.calls("get(string)"))
            return task.invoke(invoke("get", Cbor.of(arguments.text(0))), result -> shown(result.asMap()));
        if (arguments.calls("save(string,bytes)")) return write("save", arguments, task);
        if (arguments.calls("update(string,bytes)")) return write("update", arguments, task);
        if (arguments.calls("remove(string)"))
            return task.invoke(invoke("remove", Cbor.of(arguments.text(0))), done -> NOTHING);
        return task.unknown();
    }

    private static Answer write(String method, Abi.Reader arguments, Task task) {
        Call.Invoke invoke = invoke(method, Cbor.of(arguments.text(0)), Cbor.of(arguments.bytes(1)));
        return task.invoke(invoke, done -> NOTHING);
    }

    private static Call.Invoke invoke(String method, Cbor... arguments) {
        return new Call.Invoke(KeyValue.NAME, method, Cbor.array(arguments));
    }

    /// (bytes value, string owner); a text comes as its UTF-8 bytes
    private static byte[] shown(Cbor.Dictionary kept) {
        Cbor value = kept.find(Cbor.of("value")).orElseThrow();
        Bytes bytes = value instanceof Cbor.Text(String text) ? Bytes.utf8(text) : value.asBytes();
        return Abi.encode(
                Abi.Value.of(bytes),
                Abi.Value.of(kept.find(Cbor.of("owner")).orElseThrow().asText()));
    }
}
