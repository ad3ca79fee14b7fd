package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.Address;
import io.polder.protocol.Block;
import io.polder.protocol.Call;
import io.polder.protocol.Entry;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.SigningKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/// Writes down every transaction that a city of the test network accepts, and holds the ledgers against it.
final class Books {
    private final FourCities net;
    private final SigningKey key;
    private final Address sender;
    private final Map<String, Set<Hash>> accepted = new LinkedHashMap<>();
    private int saves;

    Books(FourCities net) {
        this.net = net;
        this.key = net.key();
        this.sender = Address.key(key.publicKey().thumbprint());
    }

    /// A new transaction for the public chain.
    Transaction save() {
        return saveUntil(net.window().expires());
    }

    /// The same that expires at this time.
    Transaction saveUntil(long expires) {
        saves++;
        Cbor arguments = Cbor.array(Cbor.of("k" + saves), Cbor.of("v" + saves));
        Window window = new Window(net.window().validFrom(), expires);
        return net.call(window, "city", new FourCities.Signer(sender, key), new Call.Invoke("kv", "save", arguments));
    }

    /// A new transaction for the authority chain: the city's organisation enrols a thing.
    Transaction enrol(int city) {
        saves++;
        String name = FourCities.NAMES.get(city);
        Cbor arguments = Cbor.array(
                Cbor.of("thing" + saves),
                Cbor.of("pm10"),
                Cbor.of(name),
                net.key().publicKey().toCose(),
                Cbor.NULL,
                Cbor.NULL);
        return net.call("authority", Address.org(name), net.orgKeys.get(city), "things", "enrol", arguments);
    }

    /// Submits; true when the city accepted it.
    boolean submit(int city, Transaction transaction) {
        String chain = Opened.intent(transaction).orElseThrow().domain().chain();
        boolean taken = net.chain(city, chain).submit(transaction) instanceof Admission.Pending;
        if (taken) accepted.computeIfAbsent(chain, c -> new LinkedHashSet<>()).add(transaction.id());
        return taken;
    }

    /// Submits one to the public chain that must be accepted.
    void save(int city) {
        assertThat(submit(city, save())).isTrue();
    }

    int accepted() {
        return accepted.values().stream().mapToInt(Set::size).sum();
    }

    private List<Block> blocks(int city, String chain) {
        Chain there = net.chain(city, chain);
        return LongStream.rangeClosed(0, there.head().orElseThrow().height())
                .mapToObj(h -> there.block(h).orElseThrow())
                .toList();
    }

    /// At no time may a transaction have two places, two cities different blocks of one height, or a signature under a
    /// state that others do not have.
    void holdNow() {
        assertThat(net.order.disputes()).as("rounds with different states").isEmpty();
        for (String chain : List.of("authority", "city")) {
            Map<Long, Hash> byHeight = new HashMap<>();
            for (int city = 0; city < FourCities.NAMES.size(); city++) {
                if (net.ledger(city).down()) continue;
                Set<Hash> placed = new HashSet<>();
                for (Block block : blocks(city, chain)) {
                    Hash other = byHeight.putIfAbsent(
                            block.header().height(), block.header().hash());
                    assertThat(other == null || other.equals(block.header().hash()))
                            .as(
                                    "block %d of %s is the same at every city",
                                    block.header().height(), chain)
                            .isTrue();
                    for (Entry entry : block.entries())
                        if (!(entry.receipt().outcome() instanceof Outcome.Deferred))
                            assertThat(placed.add(entry.transaction().id()))
                                    .as("%s has one place", entry.transaction().id())
                                    .isTrue();
                }
            }
        }
    }

    /// When all is quiet: every city has the same heads, everything accepted is in them, all of it certified, and no
    /// outbox holds anything any more.
    void holdAtTheEnd() {
        holdNow();
        for (String chain : List.of("authority", "city")) {
            for (int city = 0; city < FourCities.NAMES.size(); city++) {
                assertThat(net.chain(city, chain).head())
                        .as("head of %s at %s", chain, FourCities.NAMES.get(city))
                        .isEqualTo(net.chain(0, chain).head());
                assertThat(net.chain(city, chain).certifiedHeight())
                        .isEqualTo(net.chain(0, chain).head().orElseThrow().height());
                List<Hash> there = new ArrayList<>();
                for (Block block : blocks(city, chain))
                    for (Entry entry : block.entries())
                        if (entry.receipt().outcome() instanceof Outcome.Succeeded)
                            there.add(entry.transaction().id());
                assertThat(there)
                        .as("%s at %s", chain, FourCities.NAMES.get(city))
                        .containsAll(accepted.getOrDefault(chain, Set.of()));
            }
        }
        for (OrderCluster city : net.cities) {
            assertThat(city.status().counts().outbox()).as("waiting").isZero();
            assertThat(city.pending()).as("rounds without a certificate").isFalse();
        }
    }

    /// Every round of every city has its certificate or a later one has, and can be had by a neighbour.
    void everyRoundCanBeFetched() {
        for (OrderCluster city : net.cities) {
            long at = 0;
            List<RoundBundle> bundles = city.rounds(at, 10);
            while (!bundles.isEmpty()) {
                at = bundles.getLast().record().round();
                bundles = city.rounds(at, 10);
            }
            assertThat(at).isEqualTo(city.status().rounds().newest());
        }
    }
}
