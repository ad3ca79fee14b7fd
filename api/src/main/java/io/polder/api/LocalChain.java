package io.polder.api;

import io.polder.api.node.ChainView;
import io.polder.chain.Admission;
import io.polder.chain.Answer;
import io.polder.chain.Chain;
import io.polder.chain.Follower;
import io.polder.chain.Proving;
import io.polder.chain.Standing;
import io.polder.protocol.Address;
import io.polder.protocol.Block;
import io.polder.protocol.Call;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Domain;
import io.polder.protocol.Header;
import io.polder.protocol.Limits;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.util.List;
import java.util.Optional;

/// A chain of this process. Whoever asks without a signature asks as the key of zeros, which nobody holds.
record LocalChain(Chain chain) implements ChainView {
    private static final Address NOBODY = Address.key(Hash.ZERO);

    @Override
    public ChainSpec spec() {
        return chain.spec();
    }

    @Override
    public Domain domain() {
        return chain.domain();
    }

    @Override
    public Limits limits() {
        return chain.limits();
    }

    @Override
    public Optional<Header> head() {
        return chain.head();
    }

    @Override
    public long certifiedHeight() {
        return chain.certifiedHeight();
    }

    @Override
    public Admission submit(Transaction transaction) {
        return chain.submit(transaction);
    }

    @Override
    public Answer query(Question q) {
        return chain.query(new Call.Invoke(q.contract(), q.method(), q.arguments()), NOBODY, q.atLeast(), q.asOf());
    }

    @Override
    public Standing standing(Hash transaction) {
        return chain.standing(transaction);
    }

    @Override
    public Optional<Block> block(long height) {
        return chain.block(height);
    }

    @Override
    public List<Header> headers(long from, int limit) {
        return chain.headers(from, limit);
    }

    @Override
    public Follower follow(long fromHeight) {
        return chain.follow(fromHeight);
    }

    @Override
    public Proving proveTransaction(Hash transaction) {
        return chain.proveTransaction(transaction);
    }

    @Override
    public Proving proveReading(Hash transaction, int index) {
        return chain.proveReading(transaction, index);
    }

    @Override
    public Proving proveState(String contract, Bytes key) {
        return chain.proveState(contract, key);
    }
}
