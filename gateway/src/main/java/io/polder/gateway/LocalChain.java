package io.polder.gateway;

import io.polder.chain.Admission;
import io.polder.chain.Chain;
import io.polder.protocol.Address;
import io.polder.protocol.Category;
import io.polder.protocol.Domain;
import io.polder.protocol.Limits;
import io.polder.protocol.Transaction;

/// A chain of this node.
record LocalChain(Chain chain) implements ChainDoor {
    @Override
    public String name() {
        return chain.name();
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
    public boolean hidden() {
        return chain.spec().category() == Category.PRIVATE;
    }

    @Override
    public boolean seenBy(String thing) {
        return chain.sees(Address.thing(thing));
    }

    @Override
    public Admission submit(Transaction transaction) {
        return chain.submit(transaction);
    }
}
