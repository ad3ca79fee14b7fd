package io.polder.api.node;

import io.polder.api.http.Fault;
import io.polder.api.http.Problem;
import io.polder.chain.Admission;
import io.polder.chain.Answer;
import io.polder.chain.Follower;
import io.polder.chain.Proving;
import io.polder.chain.Standing;
import io.polder.protocol.Address;
import io.polder.protocol.Block;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Domain;
import io.polder.protocol.Header;
import io.polder.protocol.Limits;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.util.List;
import java.util.Optional;

/// A chain as the one who asks may read it: queries are asked in its name, and whole blocks, transactions, proofs and
/// streams take the right to query `ledger`; of events, each that the policy lets it follow is told.
record GuardedChain(ChainView chain, Address asker, boolean eventsAlone) implements ChainView {
    private static final String LEDGER = "ledger";

    private ChainView reading(String what) {
        if (!chain.reads(asker, LEDGER, what))
            throw new Problem(
                    Fault.MAY_NOT_READ,
                    "the policy of " + name() + " does not let " + Answer.asker(asker) + " query ledger." + what);
        return chain;
    }

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
    public Optional<Proving.Proven> opening() {
        return chain.opening();
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
    public Answer query(Question question) {
        return chain.query(question, asker);
    }

    @Override
    public Standing standing(Hash transaction) {
        return reading("transactions").standing(transaction);
    }

    @Override
    public Optional<Block> block(long height) {
        return reading("blocks").block(height);
    }

    @Override
    public List<Header> headers(long from, int limit) {
        return reading("blocks").headers(from, limit);
    }

    @Override
    public Follower follow(long fromHeight) {
        return eventsAlone ? chain.follow(fromHeight) : reading("blocks").follow(fromHeight);
    }

    @Override
    public Proving proveTransaction(Hash transaction) {
        return reading("proofs").proveTransaction(transaction);
    }

    @Override
    public Proving proveReading(Hash transaction, int index) {
        return reading("proofs").proveReading(transaction, index);
    }

    @Override
    public Proving proveState(String contract, Bytes key) {
        return reading("proofs").proveState(contract, key);
    }
}
