package io.polder.contract;

import io.polder.ledger.Overlay;
import io.polder.ledger.Range;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Domain;
import io.polder.protocol.Event;
import io.polder.protocol.Limits;
import io.polder.protocol.Origin;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.Versioned;
import java.util.List;
import java.util.Optional;

/// The world as one call of one contract sees it.
final class CallContext implements Context {
    private static final long READ_GAS = 800;
    private static final long WRITE_GAS = 5_000;
    private static final long BYTE_GAS = 16;
    private static final long READ_BYTE_GAS = 2;
    private static final long EVENT_GAS = 400;
    private static final long CALL_GAS = 2_000;

    private final Executor.Run run;
    private final Address caller;
    private final String contract;
    private final Bytes namespace;
    private final int depth;

    CallContext(Executor.Run run, Address caller, String contract, int depth) {
        this.run = run;
        this.caller = caller;
        this.contract = contract;
        this.namespace = Bytes.utf8(contract);
        this.depth = depth;
    }

    private Overlay overlay() {
        return run.desk().overlay();
    }

    private StateKey slot(Bytes key) {
        return new StateKey(namespace, key);
    }

    @Override
    public Domain domain() {
        return run.setting().domain();
    }

    @Override
    public Limits limits() {
        return run.setting().limits();
    }

    @Override
    public Moment moment() {
        return run.moment();
    }

    @Override
    public Hash transaction() {
        return run.request().transaction();
    }

    @Override
    public Address sender() {
        return run.request().sender();
    }

    @Override
    public Address caller() {
        return caller;
    }

    @Override
    public Origin origin() {
        return run.request().origin();
    }

    @Override
    public Optional<Bytes> get(Bytes key) {
        charge(READ_GAS);
        Optional<Bytes> value = overlay().get(slot(key)).map(Versioned::value);
        value.ifPresent(this::chargeRead);
        return value;
    }

    @Override
    public void put(Bytes key, Bytes value) {
        bounded("key", key.size(), limits().keyBytes());
        bounded("value", value.size(), limits().valueBytes());
        charge(WRITE_GAS + BYTE_GAS * (key.size() + value.size()));
        overlay().put(slot(key), value);
    }

    private static void bounded(String what, int size, long max) {
        if (size > max)
            throw new Revert("too-large", "expected a " + what + " of at most " + max + " bytes, got " + size);
    }

    @Override
    public void remove(Bytes key) {
        charge(WRITE_GAS);
        overlay().delete(slot(key));
    }

    @Override
    public List<Item> range(Bytes from, Bytes to, int limit, boolean reverse) {
        charge(READ_GAS);
        List<Item> items = overlay().range(namespace, span(from, to, reverse), bounded(limit)).stream()
                .map(slot -> new Item(slot.key(), slot.held().value()))
                .toList();
        for (Item item : items) {
            charge(READ_GAS);
            chargeRead(item.value());
        }
        return items;
    }

    private void chargeRead(Bytes value) {
        charge(READ_BYTE_GAS * value.size());
    }

    static Range span(Bytes from, Bytes to, boolean reverse) {
        return new Range(from, to.isEmpty() ? Optional.empty() : Optional.of(to), reverse);
    }

    private int bounded(int limit) {
        return (int) Math.max(0, Math.min(limit, limits().rangeItems()));
    }

    @Override
    public List<Past> history(Bytes key, long from, int limit) {
        return run.desk().archive().history(namespace, key, from, bounded(limit));
    }

    @Override
    public void index(Bytes key, Bytes value) {
        charge(BYTE_GAS * (key.size() + value.size()));
        run.meter().index(new Execution.IndexEntry(contract, key, value));
    }

    @Override
    public List<Item> indexed(Bytes from, Bytes to, int limit, boolean reverse) {
        return run.desk().archive().indexed(contract, from, to, bounded(limit), reverse);
    }

    @Override
    public Optional<Bytes> authority(String other, Bytes key) {
        charge(READ_GAS);
        Optional<Bytes> value = run.setting().authority().read(other, key);
        value.ifPresent(this::chargeRead);
        return value;
    }

    @Override
    public Outcome call(String other, String method, Cbor arguments) {
        charge(CALL_GAS);
        return run.executor()
                .call(
                        run,
                        new Address(Address.Kind.CONTRACT, contract),
                        new Call.Invoke(other, method, arguments),
                        depth + 1);
    }

    @Override
    public void emit(String topic, Cbor data) {
        int size = data.encode().size();
        charge(EVENT_GAS + BYTE_GAS * size);
        run.meter().emit(new Event(contract, topic, data), size);
    }

    @Override
    public boolean permits(Address who, Rights.Act act, String other, String method) {
        charge(READ_GAS);
        return run.setting().rights().permits(who, act, other, method);
    }

    @Override
    public Ground ground() {
        return new CallGround(run, contract, depth);
    }

    @Override
    public void charge(long gas) {
        run.meter().charge(gas);
    }
}
