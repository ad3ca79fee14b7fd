package io.polder.api.node;

import io.polder.chain.Admission;
import io.polder.chain.Answer;
import io.polder.chain.Follower;
import io.polder.chain.Proving;
import io.polder.chain.Standing;
import io.polder.protocol.Address;
import io.polder.protocol.Block;
import io.polder.protocol.Category;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Domain;
import io.polder.protocol.Entry;
import io.polder.protocol.Header;
import io.polder.protocol.Limits;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What the HTTP door asks of one chain.
public interface ChainView {
    /// Whoever asks without a signature asks as the key of zeros, which nobody holds.
    Address NOBODY = Address.key(Hash.ZERO);

    ChainSpec spec();

    Domain domain();

    Limits limits();

    /// The newest final header.
    Optional<Header> head();

    /// The newest certified height, -1 when there is none.
    long certifiedHeight();

    /// Returns once the transaction is kept through a power cut, or refused.
    Admission submit(Transaction transaction);

    Answer query(Question question);

    /// A query in somebody's name.
    default Answer query(Question question, Address asker) {
        return query(question);
    }

    /// Whether the chain's policy lets somebody read anything at all.
    default boolean sees(Address asker) {
        return open() || !asker.equals(NOBODY);
    }

    /// Whether the chain's policy lets somebody query a method of a contract.
    default boolean reads(Address asker, String contract, String method) {
        return sees(asker);
    }

    /// Whether the chain's policy lets somebody follow a topic of a contract.
    default boolean hears(Address asker, String contract, String topic) {
        return sees(asker);
    }

    /// Whether an entry of a block is told to who asks.
    default boolean tells(Entry entry) {
        return true;
    }

    private boolean open() {
        return spec().category() == Category.PUBLIC || spec().category() == Category.AUTHORITY;
    }

    Standing standing(Hash transaction);

    Optional<Block> block(long height);

    /// The lowest height whose block this node keeps.
    default long keptFrom() {
        return 0;
    }

    List<Header> headers(long from, int limit);

    Follower follow(long fromHeight);

    Proving proveTransaction(Hash transaction);

    Proving proveReading(Hash transaction, int index);

    Proving proveState(String contract, Bytes key);

    /// What proves the roster that certifies this chain, where it has an order cluster of its own.
    default Optional<Proving.Proven> opening(long epoch) {
        return Optional.empty();
    }

    /// A query: of which contract, and of which height at least or exactly.
    record Question(String contract, String method, Cbor arguments, OptionalLong atLeast, OptionalLong asOf) {}

    default String name() {
        return spec().name();
    }

    /// The newest final height, -1 before the first block.
    default long height() {
        return head().map(Header::height).orElse(-1L);
    }
}
