package io.polder.evm.ledger;

import io.polder.contract.Context;
import io.polder.contract.Ground;
import io.polder.evm.state.LogEntry;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import io.polder.protocol.Event;
import io.polder.protocol.Receipt;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// The logs of a transaction: one event of its receipt holds them all, and an index tells by address and topic where
/// they stand.
public final class LogBook {
    static final String TOPIC = "logs";
    static final int PARTS = 5;

    private LogBook() {}

    static void write(List<LogEntry> logs, Context context) {
        if (logs.isEmpty()) return;
        Ground ground = context.ground();
        ground.emit(TOPIC, toCbor(logs));
        TreeSet<Bytes> keys = new TreeSet<>();
        long height = context.moment().height();
        int index = context.moment().index();
        for (LogEntry log : logs) {
            keys.add(EvmKeys.log(0, log.address().toWord(), height, index));
            for (int i = 0; i < log.topics().size(); i++)
                keys.add(EvmKeys.log(i + 1, log.topics().get(i), height, index));
        }
        for (Bytes key : keys) ground.index(key, Bytes.EMPTY);
    }

    static Cbor toCbor(List<LogEntry> logs) {
        return Cbor.array(logs.stream().map(LogBook::toCbor).toList());
    }

    private static Cbor toCbor(LogEntry log) {
        return Cbor.array(
                Cbor.of(Bytes.wrap(log.address().toBytes())),
                Cbor.array(log.topics().stream()
                        .map(topic -> Cbor.of(Bytes.wrap(topic.toBytes())))
                        .toList()),
                Cbor.of(Bytes.wrap(log.data())));
    }

    /// The logs that a receipt holds, in their order.
    public static List<LogEntry> of(Receipt receipt) {
        List<LogEntry> logs = new ArrayList<>();
        for (Event event : receipt.events())
            if (event.contract().equals(EvmEngine.NAME) && event.topic().equals(TOPIC)) logs.addAll(of(event.data()));
        return logs;
    }

    /// The logs that an event or a simulation holds.
    public static List<LogEntry> of(Cbor data) {
        return data.asArray().stream().map(LogBook::log).toList();
    }

    private static LogEntry log(Cbor item) {
        List<Cbor> f = item.asArray(3);
        List<Word> topics = f.get(1).asArray().stream()
                .map(topic -> Word.of(topic.asBytes().shared()))
                .toList();
        return new LogEntry(
                Address.of(f.get(0).asBytes().shared()),
                topics,
                f.get(2).asBytes().toArray());
    }
}
