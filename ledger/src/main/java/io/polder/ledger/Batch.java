package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Writes that become visible and durable together; of two for one key the later one counts. Serves one thread.
public final class Batch {
    private final List<Operation> operations = new ArrayList<>();

    public Batch() {}

    /// One write: a value to put, or none to delete the key.
    public record Operation(Space space, Bytes key, Optional<Bytes> value) {}

    public Batch put(Space space, Bytes key, Bytes value) {
        operations.add(new Operation(space, key, Optional.of(value)));
        return this;
    }

    public Batch delete(Space space, Bytes key) {
        operations.add(new Operation(space, key, Optional.empty()));
        return this;
    }

    public Batch addAll(Batch other) {
        operations.addAll(other.operations);
        return this;
    }

    /// Takes out what was put in.
    public void clear() {
        operations.clear();
    }

    public boolean isEmpty() {
        return operations.isEmpty();
    }

    public List<Operation> operations() {
        return Collections.unmodifiableList(operations);
    }
}
