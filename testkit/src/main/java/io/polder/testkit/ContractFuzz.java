package io.polder.testkit;

import io.polder.protocol.Address;
import io.polder.protocol.Origin;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Cbor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/// Calls a contract with what a fuzzer would send. Whatever is not a revert, malformed or out of gas leaves the
/// executor
/// as an exception and fails the test that called.
public final class ContractFuzz {
    private final FakeChain chain;
    private final String contract;
    private final List<Address> senders;
    private final List<Cbor> known;

    public ContractFuzz(FakeChain chain, String contract, List<Address> senders, List<? extends Cbor> known) {
        this.chain = chain;
        this.contract = contract;
        this.senders = List.copyOf(senders);
        this.known = List.copyOf(known);
    }

    /// Runs so many transactions and queries; returns how many succeeded, so that a test can tell that some did. Each
    /// method comes with the number of its arguments.
    public int run(long seed, int rounds, Map<String, Integer> sizes) {
        List<String> methods = List.copyOf(new TreeSet<>(sizes.keySet()));
        Random random = new Random(seed);
        RandomCbor arguments = new RandomCbor(seed, known);
        int succeeded = 0;
        for (int i = 0; i < rounds; i++) {
            chain.as(senders.get(random.nextInt(senders.size())))
                    .with(Origin.values()[random.nextInt(Origin.values().length)])
                    .withGas(random.nextInt(10) == 0 ? random.nextInt(20_000) : 10_000_000);
            String method = methods.get(random.nextInt(methods.size()));
            Cbor sent = arguments.arguments(sizes.get(method));
            Outcome outcome =
                    random.nextInt(3) == 0 ? chain.query(contract, method, sent) : chain.invoke(contract, method, sent);
            if (outcome.succeeded()) succeeded++;
            if (random.nextInt(50) == 0) chain.nextBlock();
        }
        return succeeded;
    }
}
