package io.polder.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.chain.Admission;
import io.polder.chain.Chain;
import io.polder.chain.Proving;
import io.polder.chain.Settlement;
import io.polder.consensus.Status;
import io.polder.home.CityHome;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Genesis;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.proof.Finding;
import io.polder.protocol.proof.ProofCheck;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.rocksdb.SharedMemory;
import io.polder.testkit.Await;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CityNodeTest {
    private final SigningKey key = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
    private long sequence;

    private Transaction save(Chain chain, String name) {
        long now = System.currentTimeMillis();
        return Transaction.sign(
                new Intent(
                        chain.domain(),
                        Address.key(key.publicKey().thumbprint()),
                        new Lane(0, ++sequence),
                        new Window(now - 60_000, now + 600_000),
                        new Call.Invoke("kv", "save", Cbor.array(Cbor.of(name), Cbor.of("v")))),
                key);
    }

    private Settlement.Final submitted(CityNode node, String name) throws Exception {
        Chain chain = node.chains().find("city").orElseThrow();
        Admission admission = chain.submit(save(chain, name));
        assertThat(admission).isInstanceOf(Admission.Pending.class);
        return (Settlement.Final) ((Admission.Pending) admission).settlement().get(60, TimeUnit.SECONDS);
    }

    @Test
    void four_cities_that_exchanged_cards_agree_and_one_comes_back_from_its_folder(@TempDir Path folder)
            throws Exception {
        List<CityHome> homes = Homes.found(folder);
        Genesis genesis = homes.getFirst().genesis();
        try (SharedMemory memory = new SharedMemory()) {
            List<CityNode> nodes = new ArrayList<>();
            for (CityHome home : homes) nodes.add(CityNode.start(home, memory));
            for (CityNode node : nodes)
                Await.until(
                        Duration.ofSeconds(90),
                        "the engine is active",
                        () -> node.cluster().status().status() == Status.ACTIVE,
                        () -> node.cluster().status());
            for (int i = 0; i < 8; i++) submitted(nodes.get(i % 4), "a" + i);
            nodes.removeLast().close();
            for (int i = 0; i < 6; i++) submitted(nodes.get(i % 3), "b" + i);
            nodes.add(CityNode.start(homes.getLast(), memory));
            Chain head = nodes.get(0).chains().find("city").orElseThrow();
            Chain back = nodes.get(3).chains().find("city").orElseThrow();
            Await.until(
                    Duration.ofSeconds(90),
                    "the city that was away has every block",
                    () -> back.head().equals(head.head()),
                    () -> back.head());
            Transaction last = save(head, "c");
            ((Admission.Pending) head.submit(last)).settlement().get(60, TimeUnit.SECONDS);
            Await.until(
                    Duration.ofSeconds(60),
                    "the block is certified at the city that was away",
                    () -> back.proveTransaction(last.id()) instanceof Proving.Proven,
                    () -> back.head());
            Proving.Proven proven = (Proving.Proven) back.proveTransaction(last.id());
            assertThat(new ProofCheck(genesis.id(), genesis.roster(), Signatures.jdk()).check(proven.proof()))
                    .isInstanceOf(Finding.Holds.class);
            nodes.forEach(CityNode::close);
        }
    }
}
