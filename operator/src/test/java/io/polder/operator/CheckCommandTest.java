package io.polder.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.chain.Admission;
import io.polder.chain.Chain;
import io.polder.node.CityNode;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.SigningKey;
import io.polder.rocksdb.SharedMemory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damages the tables of a stopped node and asks `polder check`.
class CheckCommandTest {
    private static final int FLIPS = 25;

    @TempDir
    static Path folder;

    private static Path city;

    @BeforeAll
    static void run_a_city_for_a_while() throws Exception {
        LocalNetwork network = LocalNetwork.in(folder, List.of("hamburg"));
        city = network.cities().getFirst().home().folder();
        SigningKey key = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
        try (SharedMemory memory = new SharedMemory();
                CityNode node = CityNode.start(network.cities().getFirst().home(), memory)) {
            Chain chain = node.chains().find("city").orElseThrow();
            for (int i = 0; i < 40; i++) {
                long now = System.currentTimeMillis();
                Admission admission = chain.submit(Transaction.sign(
                        new Intent(
                                chain.domain(),
                                Address.key(key.publicKey().thumbprint()),
                                new Lane(0, i),
                                new Window(now - 60_000, now + 600_000),
                                new Call.Invoke(
                                        "kv", "save", Cbor.array(Cbor.of("key " + i), Cbor.of("v".repeat(99))))),
                        key));
                ((Admission.Pending) admission).settlement().get(60, TimeUnit.SECONDS);
            }
        }
    }

    private static String check(int expected) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = io.polder.cli.Main.run(
                new PrintWriter(out, true), new PrintWriter(err, true), "check", "--dir", city.toString());
        assertThat(code).as(out + "\n" + err).isEqualTo(expected);
        return out + "\n" + err;
    }

    @Test
    void a_whole_ledger_is_found_whole_and_each_flipped_bit_is_found_and_named_by_its_file() throws IOException {
        assertThat(check(0)).contains("Everything is as it was written.");
        List<Path> tables;
        try (Stream<Path> files = Files.walk(city.resolve("ledger"))) {
            tables = files.filter(f -> f.toString().endsWith(".sst")).sorted().toList();
        }
        assertThat(tables).isNotEmpty();
        Random random = new Random(7);
        for (int i = 0; i < FLIPS; i++) {
            Path table = tables.get(random.nextInt(tables.size()));
            byte[] good = Files.readAllBytes(table);
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(table, bad);
            assertThat(check(1)).contains(table.getFileName().toString());
            Files.write(table, good);
        }
        check(0);
    }
}
