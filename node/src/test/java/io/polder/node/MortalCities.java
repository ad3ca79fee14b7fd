package io.polder.node;

import io.polder.chain.Admission;
import io.polder.chain.Answer;
import io.polder.chain.Chain;
import io.polder.chain.Settlement;
import io.polder.consensus.Status;
import io.polder.home.CityHome;
import io.polder.protocol.Address;
import io.polder.protocol.Block;
import io.polder.protocol.Call;
import io.polder.protocol.Entry;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.SigningKey;
import io.polder.rocksdb.SharedMemory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// A process of some of the cities. It does what it is told in lines, answers each with one line that begins with `=`,
/// and says `final KEY` when what it accepted is final.
final class MortalCities {
    private static final int MALFORMED = 2;

    private final List<MortalCity> cities = new ArrayList<>();
    private final SigningKey key = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
    private final Address sender = Address.key(key.publicKey().thumbprint());
    private long sequence;

    private MortalCities() {}

    /// The folders of the cities.
    public static void main(String[] folders) throws IOException {
        MortalCities all = new MortalCities();
        SharedMemory memory = new SharedMemory();
        for (String folder : folders) all.cities.add(new MortalCity(new CityHome(Path.of(folder)), memory));
        BufferedReader told = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = told.readLine(); line != null; line = told.readLine()) say("= " + all.answer(line));
        Runtime.getRuntime().halt(0);
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private String answer(String line) {
        String[] words = line.split(" ");
        return switch (words[0]) {
            case "active" ->
                "" + cities.stream().allMatch(c -> c.cluster.status().status() == Status.ACTIVE);
            case "save" -> save(cities.get(Integer.parseInt(words[1])), words[2]);
            case "die" -> {
                cities.get(Integer.parseInt(words[1])).dieAt(MortalCity.Point.valueOf(words[2]));
                yield "armed";
            }
            case "books" -> books();
            case "lacks" -> lacks(List.of(words).subList(1, words.length));
            default -> {
                Runtime.getRuntime().halt(MALFORMED);
                yield "";
            }
        };
    }

    private static Chain chain(MortalCity city) {
        return city.cluster.chain("city").orElseThrow();
    }

    private String save(MortalCity city, String name) {
        long now = System.currentTimeMillis();
        Chain chain = chain(city);
        Admission admission = chain.submit(Transaction.sign(
                new Intent(
                        chain.domain(),
                        sender,
                        new Lane(0, ++sequence),
                        new Window(now - 60_000, now + 3_600_000),
                        new Call.Invoke("kv", "save", Cbor.array(Cbor.of(name), Cbor.of("v")))),
                key));
        if (!(admission instanceof Admission.Pending pending)) return "refused " + admission;
        pending.settlement().thenAccept(s -> say((s instanceof Settlement.Final ? "final " : "expired ") + name));
        return "accepted";
    }

    /// For each city: digest of all blocks, height, certified height, whether anything is there twice, what waits.
    private String books() {
        StringBuilder books = new StringBuilder();
        for (MortalCity city : cities) {
            Chain chain = chain(city);
            long height = chain.head().orElseThrow().height();
            Set<Hash> ids = new HashSet<>();
            boolean twice = false;
            Hash digest = Hash.ZERO;
            for (long h = 0; h <= height; h++) {
                Block block = chain.block(h).orElseThrow();
                digest = Hash.of(
                        Cbor.array(Cbor.of(digest), Cbor.of(block.encode())).encode());
                for (Entry entry : block.entries())
                    twice |= !ids.add(entry.transaction().id());
            }
            books.append(digest).append(' ').append(height).append(' ').append(chain.certifiedHeight());
            books.append(' ').append(twice ? "TWICE" : "once");
            books.append(' ').append(city.cluster.status().counts().outbox()).append(';');
        }
        return books.toString();
    }

    private String lacks(List<String> names) {
        List<String> lacking = new ArrayList<>();
        for (MortalCity city : cities)
            for (String name : names)
                if (!(chain(city)
                                .query(
                                        new Call.Invoke("kv", "get", Cbor.array(Cbor.of(name))),
                                        sender,
                                        OptionalLong.empty(),
                                        OptionalLong.empty())
                        instanceof Answer.Found)) lacking.add(name);
        return lacking.toString();
    }
}
