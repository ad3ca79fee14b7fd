package io.polder.contract;

import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Event;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.Versioned;
import java.util.List;
import java.util.Optional;

/// What lies beneath one call of one contract.
final class CallGround implements Ground {
    private final Executor.Run run;
    private final String contract;
    private final Bytes namespace;
    private final int depth;

    CallGround(Executor.Run run, String contract, int depth) {
        this.run = run;
        this.contract = contract;
        this.namespace = Bytes.utf8(contract);
        this.depth = depth;
    }

    @Override
    public Optional<Bytes> get(Bytes key) {
        return run.desk().overlay().get(new StateKey(namespace, key)).map(Versioned::value);
    }

    @Override
    public void put(Bytes key, Bytes value) {
        run.desk().overlay().put(new StateKey(namespace, key), value);
    }

    @Override
    public void remove(Bytes key) {
        run.desk().overlay().delete(new StateKey(namespace, key));
    }

    @Override
    public List<Context.Item> range(Bytes from, Bytes to, int limit) {
        return run.desk().overlay().range(namespace, CallContext.span(from, to, false), limit).stream()
                .map(slot -> new Context.Item(slot.key(), slot.held().value()))
                .toList();
    }

    @Override
    public void index(Bytes key, Bytes value) {
        run.meter().index(new Execution.IndexEntry(contract, key, value));
    }

    @Override
    public void emit(String topic, Cbor data) {
        run.meter().emit(new Event(contract, topic, data), data.encode().size());
    }

    @Override
    public Optional<Hash> header(long height) {
        return run.setting().headers().hash(height);
    }

    @Override
    public long gasLeft() {
        return run.meter().left();
    }

    @Override
    public Mark mark() {
        return new Mark(run.desk().overlay().mark(), run.meter().mark());
    }

    @Override
    public void revertTo(Mark mark) {
        run.desk().overlay().revertTo(mark.writes());
        run.meter().undo(mark.announced());
    }

    @Override
    public boolean changedSince(Mark mark) {
        return !mark().equals(mark);
    }

    @Override
    public Spent call(Address as, Call.Invoke call, long gas) {
        Meter meter = run.meter();
        Meter.Bound outer = meter.bound(gas);
        try {
            return new Spent(run.executor().call(run, as, call, depth + 1), meter.used() - outer.used());
        } catch (OutOfGas e) {
            return new Spent(new Outcome.Exhausted(gas), gas);
        } finally {
            meter.restore(outer);
        }
    }
}
