package io.polder.contract;

import io.polder.protocol.Address;
import io.polder.protocol.Domain;
import io.polder.protocol.Limits;
import io.polder.protocol.Origin;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import java.util.List;
import java.util.Optional;

/// All that a contract sees of the world while it runs one call. Keys are the contract's own: it cannot reach another
/// contract's state but by `call`. Everything costs gas; when it runs out, the whole transaction leaves no trace.
public interface Context {
    /// A key with its value.
    record Item(Bytes key, Bytes value) {}

    /// What a key held from a height on; empty where it was removed.
    record Past(long height, long time, Optional<Bytes> value) {}

    /// Where the call stands: the block's height, round and time (epoch milliseconds), and the transaction's index.
    record Moment(long height, long round, long time, int index) {}

    Domain domain();

    Limits limits();

    Moment moment();

    Hash transaction();

    /// Who signed the transaction.
    Address sender();

    /// Who makes this call: the sender, or the contract that calls.
    Address caller();

    /// Whose word the transaction is, for readings.
    Origin origin();

    Optional<Bytes> get(Bytes key);

    void put(Bytes key, Bytes value);

    void remove(Bytes key);

    /// Entries from `from` to before `to` (empty: no end), at most the limit, in the order of keys or against it.
    List<Item> range(Bytes from, Bytes to, int limit, boolean reverse);

    /// What the key held, newest first, at heights of `from` or less. Queries only: how much is kept is each city's
    /// own.
    List<Past> history(Bytes key, long from, int limit);

    /// Adds to the contract's index, which is outside the state root and never changes or shrinks.
    void index(Bytes key, Bytes value);

    /// Index entries as `range`. Queries only.
    List<Item> indexed(Bytes from, Bytes to, int limit, boolean reverse);

    /// Reads another contract's state on the authority chain, as of the height this block sees.
    Optional<Bytes> authority(String contract, Bytes key);

    /// Calls another contract of this chain, whatever its framework; a call that fails leaves no trace.
    Outcome call(String contract, String method, Cbor arguments);

    void emit(String topic, Cbor data);

    /// Whether an address may deploy or invoke here by the chain's policy. A transaction's own call is judged before it
    /// runs; engines ask for what a call turns out to do, such as an Ethereum transaction that creates a contract.
    boolean permits(Address who, Rights.Act act, String contract, String method);

    /// The same world without a price, for engines that count gas by rules of their own.
    Ground ground();

    /// Spends gas; ends the transaction as exhausted when there is not enough.
    void charge(long gas);
}
