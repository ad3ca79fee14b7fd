package io.polder.api.node;

import io.polder.chain.Admission;
import io.polder.chain.Answer;
import io.polder.chain.Follower;
import io.polder.chain.Proving;
import io.polder.chain.Standing;
import io.polder.protocol.Block;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Domain;
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

    Standing standing(Hash transaction);

    Optional<Block> block(long height);

    List<Header> headers(long from, int limit);

    Follower follow(long fromHeight);

    Proving proveTransaction(Hash transaction);

    Proving proveReading(Hash transaction, int index);

    Proving proveState(String contract, Bytes key);

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
