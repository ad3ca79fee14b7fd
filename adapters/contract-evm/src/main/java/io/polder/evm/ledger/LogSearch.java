package io.polder.evm.ledger;

import io.polder.contract.Arguments;
import io.polder.contract.Context;
import io.polder.evm.word.Word;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.List;
import java.util.TreeSet;

/// Finds the transactions that may have logs of some address or topic, by the index.
final class LogSearch {
    static final int VALUES_MAX = 1_000;
    private static final int PAGE = 1_000;

    private final Context context;

    LogSearch(Context context) {
        this.context = context;
    }

    /// [part, values, from height, to height, limit]: [height, index] of transactions that have a log with one of the
    /// values as its address (part 0) or topic (1 to 4), lowest first, at most the limit and one more.
    Cbor run(Arguments arguments) {
        int part = (int) Math.min(arguments.count(0), LogBook.PARTS);
        if (part >= LogBook.PARTS) throw new Malformed("a part from 0 to 4", part + "");
        List<Cbor> values = arguments.item(1).asArray();
        if (values.size() > VALUES_MAX) throw new Malformed("at most " + VALUES_MAX + " values", values.size() + "");
        long from = arguments.count(2);
        long to = arguments.count(3);
        int limit = (int) Math.min(arguments.count(4), Integer.MAX_VALUE - 1) + 1;
        TreeSet<Bytes> places = new TreeSet<>();
        for (Cbor value : values) search(part, Question.word(value), from, to, limit, places);
        return Cbor.array(places.stream().limit(limit).map(Cbor::of).toList());
    }

    private void search(int part, Word value, long from, long to, int limit, TreeSet<Bytes> places) {
        Bytes next = EvmKeys.log(part, value, from, 0);
        Bytes end = EvmKeys.log(part, value, to + 1, 0);
        int found = 0;
        int most = (int) Math.min(PAGE, context.limits().rangeItems());
        while (found < limit) {
            List<Context.Item> page = context.indexed(next, end, most, false);
            for (Context.Item item : page) places.add(EvmKeys.place(item.key()));
            found += page.size();
            if (page.size() < most) return;
            next = Bytes.concat(page.getLast().key(), Bytes.of((byte) 0));
        }
    }
}
