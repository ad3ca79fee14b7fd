package io.polder.contract;

import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import java.util.List;
import java.util.Optional;

/// What lies beneath a context, for engines that count gas by rules of their own: the same state, index and events
/// without a price, calls in the name of one of the engine's own accounts, and a way back to a mark. Whoever works here
/// charges for it with `Context.charge`.
public interface Ground {
    /// A point to go back to within this call.
    record Mark(int writes, Announced announced) {}

    /// How much had been announced at a mark.
    record Announced(int events, long eventBytes, int index) {}

    /// How a call ended and the gas it took, which nobody has been charged for.
    record Spent(Outcome outcome, long gas) {}

    Optional<Bytes> get(Bytes key);

    void put(Bytes key, Bytes value);

    void remove(Bytes key);

    /// Entries from `from` to before `to`, in the order of keys.
    List<Context.Item> range(Bytes from, Bytes to, int limit);

    void index(Bytes key, Bytes value);

    void emit(String topic, Cbor data);

    /// The hash of the header of an earlier height.
    Optional<Hash> header(long height);

    /// What is left of the transaction's gas.
    long gasLeft();

    Mark mark();

    /// Takes back what was written, announced and indexed since the mark, by whatever contract.
    void revertTo(Mark mark);

    /// True if anything was written, announced or indexed since the mark.
    boolean changedSince(Mark mark);

    /// Calls another contract in the name of an account, with at most this much gas; a call that fails leaves no trace.
    Spent call(Address as, Call.Invoke call, long gas);
}
