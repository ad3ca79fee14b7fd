package io.polder.bench;

import io.polder.chain.Admission;
import io.polder.chain.ClusterParts;
import io.polder.chain.Neighbours;
import io.polder.chain.OrderCluster;
import io.polder.chain.Settlement;
import io.polder.consensus.Cluster;
import io.polder.consensus.Peer;
import io.polder.evm.ledger.EvmEngine;
import io.polder.evm.ledger.EvmFramework;
import io.polder.evm.word.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Category;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Envelope;
import io.polder.protocol.Genesis;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Limits;
import io.polder.protocol.Member;
import io.polder.protocol.Member.Endpoint;
import io.polder.protocol.Organisation;
import io.polder.protocol.Outcome;
import io.polder.protocol.Roster;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.rocksdb.RocksDbStore;
import io.polder.rocksdb.SharedMemory;
import io.polder.solo.Solo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// A city on its own, the order of one, with its chain and its ledger in RocksDB as any city has them: what a block
/// does
/// costs here what it costs everywhere, and the order next to nothing.
final class EvmStore implements AutoCloseable {
    private static final String NAME = "hamburg";
    private static final String CHAIN = "city";
    private static final String ORDER = "main";
    private static final long CALL_GAS = 16_000_000;
    private static final long WINDOW_MS = 600_000;
    private static final long PATIENCE_S = 60;

    private final Path ledger;
    private final SharedMemory memory = new SharedMemory();
    private final SigningKey organisation = key();
    private final Genesis genesis;
    private final OrderCluster cluster;
    private long sequence;

    EvmStore(Path folder) {
        SigningKey city = key();
        Member self = new Member(
                0,
                NAME,
                new Member.Home(NAME, NAME),
                city.publicKey(),
                new Member.Doors(new Endpoint("127.0.0.1", 1), new Endpoint("127.0.0.1", 2)),
                Bytes.EMPTY);
        this.genesis = new Genesis(
                "bench",
                System.currentTimeMillis() - 1_000,
                Limits.STANDARD,
                List.of(new Organisation(NAME, organisation.publicKey())),
                new Roster(ORDER, 0, List.of(self)),
                List.of(
                        new ChainSpec(ChainSpec.AUTHORITY, Category.AUTHORITY, ORDER, List.of(Envelope.COSE)),
                        new ChainSpec(CHAIN, Category.PUBLIC, ORDER, List.of(Envelope.COSE, Envelope.ETHEREUM))));
        this.ledger = made(folder.resolve("ledger"));
        this.cluster = OrderCluster.open(new ClusterParts(
                new ClusterParts.Network(genesis, genesis.id(), genesis.roster()),
                new ClusterParts.City(self, city, Signatures.jdk(), Clock.systemUTC()),
                new ClusterParts.Stores(
                        RocksDbStore.open(ledger, memory), RocksDbStore.open(made(folder.resolve("outbox")), memory)),
                EvmFramework.of(7),
                Neighbours.NONE));
        Peer peer = new Peer(0, NAME, "127.0.0.1", 1, Bytes.EMPTY);
        cluster.start(new Solo(new Cluster(genesis.id(), ORDER, 0, genesis.id(), List.of(peer)), Instant::now));
    }

    private static SigningKey key() {
        return SigningKey.generate(Algorithm.ED25519, new SecureRandom());
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("no place for the ledger", e);
        }
    }

    /// Puts a contract on the chain.
    Address create(byte[] code) {
        Cbor created = done("create", Cbor.of(Bytes.wrap(code)), Cbor.of(CALL_GAS));
        return Address.of(created.asBytes().toArray());
    }

    /// Calls a contract by a transaction in a block of its own, and returns when it is final.
    void call(Address contract, byte[] input) {
        done("call", Cbor.of(Bytes.wrap(contract.toBytes())), Cbor.of(Bytes.wrap(input)), Cbor.of(CALL_GAS));
    }

    private Cbor done(String method, Cbor... arguments) {
        long now = System.currentTimeMillis();
        Transaction signed = Transaction.sign(
                new Intent(
                        genesis.domain(CHAIN),
                        io.polder.protocol.Address.org(NAME),
                        new Lane(0, ++sequence),
                        new Window(now - WINDOW_MS, now + WINDOW_MS),
                        new Call.Invoke(EvmEngine.NAME, method, Cbor.array(arguments))),
                organisation);
        Admission admission = cluster.chain(CHAIN).orElseThrow().submit(signed);
        if (admission instanceof Admission.Pending pending
                && settled(pending) instanceof Settlement.Final end
                && end.receipt().outcome() instanceof Outcome.Succeeded(Cbor result)) return result;
        throw new IllegalStateException("expected a success of " + method + ", got " + admission);
    }

    private static Settlement settled(Admission.Pending pending) {
        try {
            return pending.settlement().get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("not final", e);
        }
    }

    /// Bytes of the ledger's files; whole once it is closed.
    long onDisk() {
        try (Stream<Path> files = Files.walk(ledger)) {
            return files.map(Path::toFile)
                    .filter(f -> f.isFile())
                    .mapToLong(f -> f.length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at the ledger's files", e);
        }
    }

    @Override
    public void close() {
        cluster.close();
        memory.close();
    }
}
