package io.polder.evm.network;

import io.polder.contract.Revert;
import io.polder.evm.SystemContract.Answer;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.encoding.Cbor;
import io.polder.things.Decisions;
import java.math.BigInteger;

/// What was decided last for a thing, for contracts (`IDecisions`).
final class LatestDecisions {
    private static final String LATEST = "latest(string,string)";
    private static final String LATEST_OF = "latestOf(string,string,string)";
    private static final String LATEST_BY = "latestBy(string,string,address)";

    private LatestDecisions() {}

    static Answer run(Task task) {
        Abi.Reader arguments = task.arguments();
        if (arguments.calls(LATEST)) return ask(task, "latest", name(arguments, 0), name(arguments, 1));
        if (arguments.calls(LATEST_OF)) return of(task, arguments, Address.parse(arguments.text(2)));
        if (arguments.calls(LATEST_BY)) return of(task, arguments, Accounts.identity(arguments.account(2)));
        return task.unknown();
    }

    private static Answer of(Task task, Abi.Reader arguments, Address by) {
        return ask(task, "of", name(arguments, 0), name(arguments, 1), by.toCbor());
    }

    private static Cbor name(Abi.Reader arguments, int index) {
        return Cbor.of(arguments.text(index));
    }

    private static Answer ask(Task task, String method, Cbor... arguments) {
        return task.invoke(
                new Call.Invoke(Decisions.NAME, method, Cbor.array(arguments)),
                found -> shown(found.asArray().stream()
                        .findFirst()
                        .orElseThrow(() -> new Revert("no-decision", "nothing was decided so on this chain"))
                        .asMap()));
    }

    /// (bytes payload, uint64 time, uint64 count, uint64 height, bytes32 transaction, address account, string by)
    private static byte[] shown(Cbor.Dictionary decision) {
        Address by = Address.of(field(decision, "by"));
        return Abi.struct(
                Abi.Value.of(field(decision, "payload").asBytes()),
                Abi.Value.of(field(decision, "time").asCount()),
                Abi.Value.of(field(decision, "count").asCount()),
                Abi.Value.of(field(decision, "height").asCount()),
                Abi.Value.of(new BigInteger(
                        1, field(decision, "transaction").asBytes().shared())),
                new Abi.Value.Fixed(Accounts.of(by).toWord()),
                Abi.Value.of(by.toString()));
    }

    private static Cbor field(Cbor.Dictionary decision, String name) {
        return decision.find(Cbor.of(name)).orElseThrow();
    }
}
