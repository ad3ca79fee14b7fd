package io.polder.evm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.chain.Admission;
import io.polder.chain.Chain;
import io.polder.chain.ClusterParts;
import io.polder.chain.Neighbours;
import io.polder.chain.OrderCluster;
import io.polder.ledger.MemoryStore;
import io.polder.protocol.Category;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Envelope;
import io.polder.protocol.Genesis;
import io.polder.protocol.Header;
import io.polder.protocol.Limits;
import io.polder.protocol.Member;
import io.polder.protocol.Member.Endpoint;
import io.polder.protocol.Organisation;
import io.polder.protocol.Outcome;
import io.polder.protocol.Roster;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.testkit.SharedOrder;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Four cities that order together, each with hash tables of its own seed, come to the same headers.
class SameRootTest {
    private static final List<String> NAMES = List.of("berlin", "frankfurt", "hamburg", "leipzig");
    private static final Instant START = Instant.ofEpochMilli(1_800_000_000_000L);

    private final SharedOrder order = new SharedOrder(START);
    private final List<OrderCluster> cities = new ArrayList<>();
    private final Genesis genesis;

    SameRootTest() {
        List<Member> members = new ArrayList<>();
        List<Organisation> organisations = new ArrayList<>();
        List<SigningKey> keys = new ArrayList<>();
        for (String name : NAMES) {
            SigningKey key = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
            keys.add(key);
            organisations.add(new Organisation(name, key.publicKey()));
            Endpoint nowhere = new Endpoint("127.0.0.1", 1 + members.size());
            members.add(new Member(
                    members.size(),
                    name,
                    new Member.Home(name, name),
                    key.publicKey(),
                    new Member.Doors(nowhere, nowhere),
                    Bytes.EMPTY));
        }
        Roster roster = new Roster("main", 0, members);
        genesis = new Genesis(
                "test",
                START.toEpochMilli(),
                Limits.STANDARD,
                organisations,
                roster,
                List.of(
                        new ChainSpec(ChainSpec.AUTHORITY, Category.AUTHORITY, "main", List.of(Envelope.COSE)),
                        new ChainSpec("city", Category.PUBLIC, "main", List.of(Envelope.ETHEREUM))));
        for (int i = 0; i < NAMES.size(); i++) {
            OrderCluster city = OrderCluster.open(new ClusterParts(
                    new ClusterParts.Network(genesis, genesis.id(), roster),
                    new ClusterParts.City(members.get(i), keys.get(i), Signatures.jdk(), () -> START),
                    new ClusterParts.Stores(new MemoryStore(), new MemoryStore()),
                    EvmFramework.of(i * 7_919L),
                    Neighbours.NONE));
            cities.add(city);
            city.start(order.member(i));
        }
    }

    @AfterEach
    void close() {
        cities.forEach(OrderCluster::close);
    }

    private Chain chain(int city) {
        return cities.get(city).chain("city").orElseThrow();
    }

    private void submit(int city, Transaction transaction) {
        assertThat(chain(city).submit(transaction)).isInstanceOf(Admission.Pending.class);
    }

    @Test
    void all_cities_make_the_same_headers_of_the_same_transactions() {
        Random random = new Random(11);
        List<Wallet> wallets = new ArrayList<>();
        for (int i = 0; i < 8; i++) wallets.add(new Wallet(i, genesis.domain("city")));
        Wallet founder = wallets.getFirst();
        submit(0, founder.send(Optional.empty(), Solidity.code("Probe")));
        order.step();
        var probe = io.polder.evm.ContractAddress.of(founder.account(), 0);
        String[] calls = {"increment()", "spin()", "saveInside(string,bytes)", "save(string,bytes)", "flood(uint256)"};
        for (int round = 0; round < 12; round++) {
            for (int i = 1; i < wallets.size(); i++) {
                String call = calls[random.nextInt(calls.length)];
                byte[] data = switch (call) {
                    case "flood(uint256)" -> Solidity.call(call, random.nextInt(6));
                    case "increment()", "spin()" -> Solidity.call(call);
                    default -> Solidity.call(call, "k" + random.nextInt(20), new byte[random.nextInt(40)]);
                };
                submit(i % NAMES.size(), wallets.get(i).send(Optional.of(probe), data));
            }
            order.step();
        }
        Header head = chain(0).head().orElseThrow();
        assertThat(head.height()).isEqualTo(13);
        for (int city = 1; city < NAMES.size(); city++)
            assertThat(chain(city).head().orElseThrow().hash()).isEqualTo(head.hash());
        List<Outcome> outcomes = new ArrayList<>();
        for (long height = 1; height <= head.height(); height++)
            chain(0).block(height)
                    .orElseThrow()
                    .entries()
                    .forEach(e -> outcomes.add(e.receipt().outcome()));
        // Not vacuous: some succeeded, some failed in each of their ways.
        assertThat(outcomes).hasSize(85).anyMatch(Outcome::succeeded);
        assertThat(outcomes)
                .filteredOn(Outcome.Reverted.class::isInstance)
                .extracting(o -> ((Outcome.Reverted) o).code())
                .contains("out-of-gas", "reverted");
    }
}
