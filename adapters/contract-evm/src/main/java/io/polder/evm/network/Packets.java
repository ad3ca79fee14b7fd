package io.polder.evm.network;

import io.polder.contract.Ground;
import io.polder.evm.SystemContract.Answer;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;

/// What a contract sends to a contract of another chain, as an event in the receipt (`IInterchain`).
final class Packets {
    static final String TOPIC = "packet";
    private static final String SEND = "send(string,string,string,uint64,bytes)";
    private static final Bytes COUNTER = Bytes.of((byte) 'p');

    private Packets() {}

    static Answer run(Task task) {
        Abi.Reader arguments = task.arguments();
        if (!arguments.calls(SEND)) return task.unknown();
        if (task.call().isStatic()) return new Answer.Failed();
        Cbor destination = port(arguments.text(0), arguments.text(1), arguments.text(2));
        Cbor expires = Cbor.of(arguments.number(3));
        Cbor source = port(
                task.context().domain().network().toHex(),
                task.context().domain().chain(),
                task.call().caller().toString());
        long sequence = next(task);
        Cbor data = Cbor.array(source, destination, Cbor.of(sequence), expires, Cbor.of(arguments.bytes(4)));
        return task.announce(TOPIC, data, Abi.encode(Abi.Value.of(sequence)));
    }

    private static Cbor port(String network, String chain, String contract) {
        Task.name("a network", network);
        Task.name("a chain", chain);
        Task.name("a contract", contract);
        return Cbor.array(Cbor.of(network), Cbor.of(chain), Cbor.of(contract));
    }

    /// Each contract counts its own packets from 1.
    private static long next(Task task) {
        Ground ground = task.context().ground();
        Ground.Mark mark = ground.mark();
        Bytes key = Bytes.concat(COUNTER, Bytes.wrap(task.call().caller().toBytes()));
        long sequence = ground.get(key).map(Cbor::decode).map(Cbor::asInt).orElse(0L) + 1;
        ground.put(key, Cbor.of(sequence).encode());
        task.revertWithFrame(mark);
        return sequence;
    }
}
