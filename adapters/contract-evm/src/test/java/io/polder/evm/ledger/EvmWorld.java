package io.polder.evm.ledger;

import io.polder.contract.BuiltInEngine;
import io.polder.contract.KeyValue;
import io.polder.evm.word.Address;
import io.polder.governance.Authority;
import io.polder.protocol.Call;
import io.polder.protocol.Origin;
import io.polder.protocol.Outcome;
import io.polder.protocol.Reading;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.Signatures;
import io.polder.testkit.FakeChain;
import io.polder.testkit.FakeNetwork;
import io.polder.things.Decisions;
import io.polder.things.Readings;
import io.polder.things.Things;
import java.util.List;
import java.util.Optional;

/// A chain with the EVM beside the built-in contracts, one thing, and a wallet that has deployed the probe.
final class EvmWorld {
    static final io.polder.protocol.Address THING = io.polder.protocol.Address.thing("DEHH008");
    static final io.polder.protocol.Address HAMBURG = io.polder.protocol.Address.org("hamburg");
    static final long MEASURED = 1_699_999_000_000L;

    final FakeNetwork network = new FakeNetwork("berlin", "hamburg");
    final FakeChain chain = new FakeChain(List.of(
                    new BuiltInEngine(List.of(
                            new Authority(Signatures.jdk()),
                            new Things(Signatures.jdk()),
                            new Readings(),
                            new Decisions(),
                            new KeyValue())),
                    new EvmEngine(EvmRules.standard(7))))
            .with(Authority.NAME, Authority.genesis(network.genesis()));
    final Wallet alice = new Wallet(1, chain.domain());
    final Address probe;

    EvmWorld() {
        probe = Address.of(
                created(send(alice, Optional.empty(), Solidity.code("Probe"))).shared());
        chain.nextBlock();
    }

    private static Bytes created(Outcome outcome) {
        if (outcome instanceof Outcome.Succeeded(Cbor result)) return result.asBytes();
        throw new AssertionError("expected a contract, got " + outcome);
    }

    /// Enrols the thing and reports a value.
    EvmWorld reading(Reading.Value value) {
        chain.as(HAMBURG)
                .done(
                        "things",
                        "enrol",
                        Cbor.of(THING.name()),
                        Cbor.of("meter"),
                        Cbor.of("hamburg"),
                        Cbor.NULL,
                        Cbor.NULL,
                        Cbor.NULL);
        chain.nextBlock();
        Reading reading = new Reading(Optional.of(THING.name()), "temperature", Optional.of("Cel"), value, MEASURED);
        chain.as(io.polder.protocol.Address.city("hamburg"))
                .with(Origin.PROXIED)
                .done(Readings.NAME, "batch", Cbor.of(reading.encode()));
        chain.nextBlock();
        return this;
    }

    Outcome send(Wallet wallet, Optional<Address> to, byte[] data) {
        return run(wallet, wallet.send(to, data));
    }

    Outcome run(Wallet wallet, Transaction signed) {
        return chain.as(wallet.identity())
                .run(new Call.Invoke(EvmEngine.NAME, EvmEngine.TRANSACTION, Cbor.of(signed.raw())));
    }

    /// Calls the probe by a transaction.
    Outcome probe(String signature, Object... arguments) {
        return send(alice, Optional.of(probe), Solidity.call(signature, arguments));
    }

    /// Calls the probe by a query that must succeed.
    byte[] ask(String signature, Object... arguments) {
        Cbor.Dictionary result = simulate(signature, arguments);
        if (!result.find(Cbor.of("status")).equals(Optional.of(Cbor.of(0))))
            throw new AssertionError("expected success, got " + result);
        return result.find(Cbor.of("output")).orElseThrow().asBytes().toArray();
    }

    Cbor.Dictionary simulate(String signature, Object... arguments) {
        Cbor call = Cbor.map(
                Cbor.of("from"), bytes(alice.account()),
                Cbor.of("to"), bytes(probe),
                Cbor.of("data"), Cbor.of(Bytes.wrap(Solidity.call(signature, arguments))));
        return chain.asked(EvmEngine.NAME, "simulate", Cbor.map(Cbor.of("calls"), Cbor.array(call)))
                .asArray()
                .getFirst()
                .asArray()
                .getFirst()
                .asMap();
    }

    static Cbor bytes(Address address) {
        return Cbor.of(Bytes.wrap(address.toBytes()));
    }

    /// The nonce that the ledger holds.
    long nonce(Address address) {
        return chain.asked(EvmEngine.NAME, "account", bytes(address))
                .asArray()
                .getFirst()
                .asInt();
    }
}
