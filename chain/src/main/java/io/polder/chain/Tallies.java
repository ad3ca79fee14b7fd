package io.polder.chain;

import io.polder.governance.Quota;
import io.polder.ledger.Batch;
import io.polder.ledger.Space;
import io.polder.ledger.Store;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Counts what each organisation and each thing has sent, by block time: transactions in the running second, bytes in
/// the running day. It follows from the blocks alone, so it needs no place in the state root.
final class Tallies {
    static final int KEPT_MAX = 65_536;
    private static final long SECOND_MS = 1_000;
    private static final long DAY_MS = 24 * 3_600 * SECOND_MS;

    /// What somebody has sent in the second and the day of a time.
    record Tally(long second, long transactions, long day, long bytes) {
        private static final Tally NONE = new Tally(0, 0, 0, 0);

        Tally plus(long time, int size) {
            long s = time / SECOND_MS;
            long d = time / DAY_MS;
            return new Tally(s, (s == second ? transactions : 0) + 1, d, (d == day ? bytes : 0) + size);
        }

        boolean within(Quota quota) {
            return transactions <= quota.perSecond() && bytes <= quota.bytesPerDay();
        }

        Bytes encode() {
            return Cbor.array(Cbor.of(second), Cbor.of(transactions), Cbor.of(day), Cbor.of(bytes))
                    .encode();
        }

        static Tally decode(Bytes value) {
            List<Cbor> f = Cbor.decode(value).asArray(4);
            return new Tally(
                    f.get(0).asInt(),
                    f.get(1).asInt(),
                    f.get(2).asInt(),
                    f.get(3).asInt());
        }
    }

    private final Store store;
    private final Space space;
    private final Map<String, Tally> kept = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tally> eldest) {
            return size() > KEPT_MAX;
        }
    };

    Tallies(Store store, String chain) {
        this.store = store;
        this.space = Space.of("tallies").within(Cbor.of(chain).encode());
    }

    private synchronized Tally find(String who) {
        Tally tally = kept.get(who);
        if (tally != null) return tally;
        tally = store.get(space, Bytes.utf8(who)).map(Tally::decode).orElse(Tally.NONE);
        kept.put(who, tally);
        return tally;
    }

    /// Whether one more transaction now would be within the quota, by the newest block: a hint for the door.
    boolean admits(String who, Quota quota, long time, int size) {
        return find(who).plus(time, size).within(quota);
    }

    /// The tallies of a block in the making; they count once the block is written.
    Draft draft() {
        return new Draft();
    }

    /// Counts on top of what is written.
    final class Draft {
        private final Map<String, Tally> changed = new HashMap<>();

        /// Counts one transaction if it is within the quota; says whether it was.
        boolean count(String who, Quota quota, long time, int size) {
            Tally before = Optional.ofNullable(changed.get(who)).orElseGet(() -> find(who));
            Tally after = before.plus(time, size);
            if (!after.within(quota)) return false;
            changed.put(who, after);
            return true;
        }

        void write(Batch batch) {
            changed.forEach((who, tally) -> batch.put(space, Bytes.utf8(who), tally.encode()));
        }

        void written() {
            synchronized (Tallies.this) {
                kept.putAll(changed);
            }
        }
    }
}
