package io.polder.api.node;

import io.polder.api.http.Fault;
import io.polder.api.http.Problem;
import io.polder.chain.Admission;
import io.polder.chain.Answer;
import io.polder.chain.Follower;
import io.polder.chain.Proving;
import io.polder.chain.Settlement;
import io.polder.chain.Standing;
import io.polder.protocol.Address;
import io.polder.protocol.Block;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Domain;
import io.polder.protocol.Entry;
import io.polder.protocol.Header;
import io.polder.protocol.Limits;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.proof.Subject;
import java.util.List;
import java.util.Optional;

/// A chain as the one who asks may read it: queries are asked in its name, and whole blocks, transactions, proofs and
/// streams take the right to query `ledger`; of events, each that the policy lets it follow is told.
record GuardedChain(ChainView chain, Address asker, boolean eventsAlone, Optional<Veil> veil) implements ChainView {
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
    public Optional<Proving.Proven> opening(long epoch) {
        return chain.opening(epoch);
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
    public boolean tells(Entry entry) {
        return veil.isEmpty() || veil.get().tells(entry);
    }

    private boolean tells(Settlement.Final done) {
        return veil.isEmpty()
                || chain.block(done.height())
                        .filter(block -> !tells(block.entries().get(done.index())))
                        .isEmpty();
    }

    @Override
    public Standing standing(Hash transaction) {
        Standing standing = reading("transactions").standing(transaction);
        return standing instanceof Standing.Settled(Settlement.Final done, boolean certified) && !tells(done)
                ? new Standing.Unknown(transaction)
                : standing;
    }

    @Override
    public Optional<Block> block(long height) {
        return reading("blocks").block(height);
    }

    @Override
    public long keptFrom() {
        return eventsAlone ? chain.keptFrom() : reading("blocks").keptFrom();
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
        ChainView read = reading("proofs");
        return veil.isPresent() && standing(transaction) instanceof Standing.Unknown
                ? new Proving.Unknown("there is no transaction " + transaction + " on chain " + name())
                : read.proveTransaction(transaction);
    }

    @Override
    public Proving proveReading(Hash transaction, int index) {
        return reading("proofs").proveReading(transaction, index);
    }

    @Override
    public Proving proveState(String contract, Bytes key) {
        ChainView read = reading("proofs");
        if (veil.isEmpty()) return read.proveState(contract, key);
        Proving proving = veil.get().tells(contract, key) ? read.proveState(contract, key) : new Proving.Unknown("");
        boolean told = switch (proving) {
            case Proving.Proven proven ->
                proven.proof().subject() instanceof Subject.OfState state
                        && state.value()
                                .filter(v -> veil.get().tells(v.value()))
                                .isPresent();
            case Proving.NotYet notYet -> true;
            case Proving.Unknown unknown -> false;
        };
        if (!told)
            throw new Problem(
                    Fault.MAY_NOT_READ,
                    "the authority chain proves what is there and open to all; what is not, to its city's operator");
        return proving;
    }
}
