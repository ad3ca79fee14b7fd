package io.polder.testkit;

import io.polder.ledger.Batch;
import io.polder.ledger.Finding;
import io.polder.ledger.Range;
import io.polder.ledger.Space;
import io.polder.ledger.Store;
import io.polder.ledger.StoreException;
import io.polder.protocol.encoding.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// A store that breaks at a chosen write, as a process or a machine would. After that every call fails until `restart`.
/// It remembers how to undo what was not yet synced, so that a power cut can take it away.
public class FaultyStore implements Store {
    /// How many writes may wait for a sync before the oldest counts as kept.
    public static final int UNSYNCED_MAX = 1_000;

    private final Store store;
    private final List<Batch> undo = new ArrayList<>();
    private Fault fault = Fault.NONE;
    private int writesLeft;
    private boolean down;
    private int synced;

    public FaultyStore(Store store) {
        this.store = store;
    }

    /// What happens at the chosen write.
    public enum Fault {
        NONE,
        /// The process dies before the batch reaches the store.
        BEFORE_WRITE,
        /// The process dies when the batch is written as asked, before the caller hears of it.
        AFTER_WRITE,
        /// The machine loses power within the write: this batch and all that was not synced are gone.
        TORN
    }

    /// The store broke as planned.
    public static final class Broken extends StoreException {
        private static final long serialVersionUID = 1L;

        Broken(String message) {
            super(message);
        }
    }

    /// Plans a fault for the write after `writes` more that succeed.
    public synchronized void breakAfter(int writes, Fault planned) {
        fault = planned;
        writesLeft = writes;
    }

    /// Takes away what was not synced, but for the first `kept` of those writes, and leaves the store down.
    public synchronized void cutPower(int kept) {
        while (undo.size() > kept) store.write(undo.removeLast(), Durability.SYNCED);
        undo.clear();
        down = true;
    }

    public synchronized boolean down() {
        return down;
    }

    /// How often somebody has waited for the disk.
    public synchronized int synced() {
        return synced;
    }

    /// The store as a new process finds it, without a planned fault.
    public synchronized void restart() {
        down = false;
        fault = Fault.NONE;
    }

    @Override
    public synchronized void write(Batch batch, Durability durability) {
        up();
        Fault now = fault == Fault.NONE || writesLeft-- > 0 ? Fault.NONE : fault;
        if (now == Fault.BEFORE_WRITE) fail(now);
        if (now == Fault.TORN) {
            cutPower(0);
            fail(now);
        }
        undo.add(inverse(batch));
        if (undo.size() > UNSYNCED_MAX) undo.removeFirst();
        store.write(batch, durability);
        if (durability == Durability.SYNCED) {
            undo.clear();
            synced++;
        }
        if (now == Fault.AFTER_WRITE) fail(now);
    }

    private void fail(Fault now) {
        down = true;
        throw new Broken("broke as planned: " + now);
    }

    private Batch inverse(Batch batch) {
        Batch inverse = new Batch();
        Set<String> seen = new HashSet<>();
        for (Batch.Operation operation : batch.operations()) {
            if (!seen.add(operation.space() + " " + operation.key())) continue;
            Optional<Bytes> before = store.get(operation.space(), operation.key());
            if (before.isPresent()) inverse.put(operation.space(), operation.key(), before.get());
            else inverse.delete(operation.space(), operation.key());
        }
        return inverse;
    }

    private synchronized void up() {
        if (down) throw new Broken("the store is down");
    }

    @Override
    public synchronized void sync() {
        up();
        store.sync();
        undo.clear();
        synced++;
    }

    @Override
    public Optional<Bytes> get(Space space, Bytes key) {
        up();
        return store.get(space, key);
    }

    @Override
    public List<Optional<Bytes>> multiGet(Space space, List<Bytes> keys) {
        up();
        return store.multiGet(space, keys);
    }

    @Override
    public void scan(Space space, Range range, Visitor visitor) {
        up();
        store.scan(space, range, visitor);
    }

    @Override
    public Snapshot snapshot() {
        up();
        return store.snapshot();
    }

    @Override
    public void checkpoint(Path folder) {
        up();
        store.checkpoint(folder);
    }

    @Override
    public Set<String> families() {
        up();
        return store.families();
    }

    @Override
    public void verify(Consumer<Finding> findings, Progress progress) {
        up();
        store.verify(findings, progress);
    }

    /// A store that is down is left as it is: the process that would close it is dead, and another may have opened it.
    @Override
    public synchronized void close() {
        if (!down) store.close();
    }
}
