package io.polder.chain;

import io.polder.ledger.MemoryStore;
import io.polder.ledger.Store;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Category;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Envelope;
import io.polder.protocol.Frame;
import io.polder.protocol.Genesis;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Limits;
import io.polder.protocol.Member;
import io.polder.protocol.Organisation;
import io.polder.protocol.Roster;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.testkit.SharedOrder;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Four cities in one process with one order, moved by hand.
final class FourCities implements AutoCloseable {
    static final List<String> NAMES = List.of("berlin", "frankfurt", "hamburg", "leipzig");
    static final long START = 1_800_000_000_000L;

    final SharedOrder order = new SharedOrder(Instant.ofEpochMilli(START));
    final List<SigningKey> cityKeys = new ArrayList<>();
    final List<SigningKey> orgKeys = new ArrayList<>();
    final List<MemoryStore> ledgers = new ArrayList<>();
    final List<OrderCluster> cities = new ArrayList<>();
    final Genesis genesis;
    final Hash network;
    private long sequence;

    FourCities() {
        List<Member> members = new ArrayList<>();
        List<Organisation> organisations = new ArrayList<>();
        for (String name : NAMES) {
            SigningKey city = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
            SigningKey org = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
            cityKeys.add(city);
            orgKeys.add(org);
            organisations.add(new Organisation(name, org.publicKey()));
            Member.Endpoint nowhere = new Member.Endpoint("127.0.0.1", 1 + members.size());
            members.add(new Member(
                    members.size(),
                    name,
                    new Member.Home(name, name),
                    city.publicKey(),
                    new Member.Doors(nowhere, nowhere),
                    Bytes.EMPTY));
        }
        List<Envelope> ours = List.of(Envelope.COSE, Envelope.FRAME);
        genesis = new Genesis(
                "test",
                START,
                Limits.STANDARD,
                organisations,
                new Roster("main", 0, members),
                List.of(
                        new ChainSpec("authority", Category.AUTHORITY, "main", List.of(Envelope.COSE)),
                        new ChainSpec("city", Category.PUBLIC, "main", ours)));
        network = genesis.id();
        for (int i = 0; i < NAMES.size(); i++) {
            ledgers.add(new MemoryStore());
            cities.add(open(i, ledgers.get(i), Neighbours.NONE));
            cities.get(i).start(order.member(i));
        }
    }

    OrderCluster open(int city, Store ledger, Neighbours neighbours) {
        Roster roster = genesis.roster();
        return OrderCluster.open(new ClusterParts(
                new ClusterParts.Network(genesis, network, roster),
                new ClusterParts.City(
                        roster.members().get(city),
                        cityKeys.get(city),
                        Signatures.jdk(),
                        () -> Instant.ofEpochMilli(START)),
                new ClusterParts.Stores(ledger, new MemoryStore()),
                ClusterParts.Frameworks.NONE,
                neighbours));
    }

    Chain chain(int city, String name) {
        return cities.get(city).chain(name).orElseThrow();
    }

    Window window() {
        return new Window(START - 60_000, START + 3_600_000);
    }

    Transaction call(String chain, Address sender, SigningKey key, String contract, String method, Cbor arguments) {
        Intent intent = new Intent(
                new io.polder.protocol.Domain(network, chain),
                sender,
                new Lane(0, ++sequence),
                window(),
                new Call.Invoke(contract, method, arguments));
        return Transaction.sign(intent, key);
    }

    Transaction frame(Address sender, SigningKey key, List<Bytes> readings) {
        return Transaction.sign(
                new Frame(
                        new io.polder.protocol.Domain(network, "city"),
                        sender,
                        new Lane(0, ++sequence),
                        window(),
                        readings),
                key);
    }

    @Override
    public void close() {
        cities.forEach(OrderCluster::close);
    }
}
