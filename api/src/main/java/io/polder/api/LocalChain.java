package io.polder.api;

import io.polder.api.node.ChainView;
import io.polder.chain.Admission;
import io.polder.chain.Answer;
import io.polder.chain.Chain;
import io.polder.chain.Follower;
import io.polder.chain.Proving;
import io.polder.chain.Standing;
import io.polder.contract.Rights;
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

/// A chain of this process.
record LocalChain(Chain chain) implements ChainView {
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
        return query(q, NOBODY);
    }

    @Override
    public Answer query(Question q, Address asker) {
        return chain.query(new Call.Invoke(q.contract(), q.method(), q.arguments()), asker, q.atLeast(), q.asOf());
    }

    @Override
    public boolean sees(Address asker) {
        return chain.sees(asker);
    }

    @Override
    public boolean reads(Address asker, String contract, String method) {
        return chain.permits(asker, Rights.Act.QUERY, contract, method);
    }

    @Override
    public boolean hears(Address asker, String contract, String topic) {
        return chain.permits(asker, Rights.Act.EVENT, contract, topic);
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
    public long keptFrom() {
        return chain.keptFrom();
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

    @Override
    public Optional<Proving.Proven> opening(long epoch) {
        return chain.opening(epoch);
    }
}
