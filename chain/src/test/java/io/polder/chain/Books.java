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

/// Writes down every transaction that a city of the test network accepts, and holds the ledgers against it.
final class Books {
    private final FourCities net;
    private final SigningKey key;
    private final Address sender;
    private final Map<String, Set<Hash>> accepted = new LinkedHashMap<>();
    private final List<Told> told = new ArrayList<>();
    private final Map<String, Read> read = new HashMap<>();
    private int saves;

    /// What a city said to whoever waited.
    private record Told(String chain, Settlement settlement) {}

    /// What was read of a chain at a city: up to a height, with the transactions that have their place in it.
    private static final class Read {
        private long height = -1;
        private final Set<Hash> placed = new HashSet<>();
        private final Set<Hash> succeeded = new HashSet<>();
    }

    /// Every block of a chain that any city ever held.
    private final Map<String, List<Hash>> history = new HashMap<>();

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
        if (!(net.chain(city, chain).submit(transaction) instanceof Admission.Pending pending)) return false;
        accepted.computeIfAbsent(chain, c -> new LinkedHashSet<>()).add(transaction.id());
        pending.settlement().thenAccept(settlement -> told.add(new Told(chain, settlement)));
        return true;
    }

    /// Submits one to the public chain that must be accepted.
    void save(int city) {
        assertThat(submit(city, save())).isTrue();
    }

    int accepted() {
        return accepted.values().stream().mapToInt(Set::size).sum();
    }

    /// At no time may a transaction have two places, two cities different blocks of one height, a block that was final
    /// be gone, or a signature be under a state that others do not have. Reads what is new since the last time.
    void holdNow() {
        assertThat(net.order.disputes()).as("rounds with different states").isEmpty();
        for (String chain : List.of("authority", "city"))
            for (int city = 0; city < FourCities.NAMES.size(); city++)
                if (!net.ledger(city).down()) read(city, chain);
    }

    private void read(int city, String chain) {
        Chain there = net.chain(city, chain);
        Read read = this.read.computeIfAbsent(chain + " at " + city, c -> new Read());
        long newest = there.head().orElseThrow().height();
        assertThat(newest).as("what was final at %d is there", city).isGreaterThanOrEqualTo(read.height);
        while (read.height < newest) {
            Block block = there.block(++read.height).orElseThrow();
            List<Hash> known = history.computeIfAbsent(chain, c -> new ArrayList<>());
            if (known.size() == read.height) known.add(block.header().hash());
            assertThat(block.header().hash())
                    .as("block %d of %s is the same at every city", read.height, chain)
                    .isEqualTo(known.get(Math.toIntExact(read.height)));
            for (Entry entry : block.entries()) place(entry, read);
        }
    }

    private static void place(Entry entry, Read read) {
        Outcome outcome = entry.receipt().outcome();
        if (outcome instanceof Outcome.Deferred) return;
        assertThat(read.placed.add(entry.transaction().id()))
                .as("%s has one place", entry.transaction().id())
                .isTrue();
        if (outcome instanceof Outcome.Succeeded)
            read.succeeded.add(entry.transaction().id());
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
                        .as(
                                "certified height of %s at %s, which is at %s",
                                chain, city, net.cities.get(city).status())
                        .isEqualTo(net.chain(0, chain).head().orElseThrow().height());
                assertThat(read.get(chain + " at " + city).succeeded)
                        .as("%s at %s", chain, FourCities.NAMES.get(city))
                        .containsAll(accepted.getOrDefault(chain, Set.of()));
            }
        }
        for (Told each : told) holdWord(each);
        for (OrderCluster city : net.cities) {
            assertThat(city.status().counts().outbox()).as("waiting").isZero();
            assertThat(city.pending()).as("rounds without a certificate").isFalse();
        }
    }

    /// What was told as final is at its place, at every city.
    private void holdWord(Told each) {
        if (!(each.settlement instanceof Settlement.Final(Hash id, long height, int index, var receipt))) return;
        for (int city = 0; city < FourCities.NAMES.size(); city++) {
            Entry there = net.chain(city, each.chain)
                    .block(height)
                    .orElseThrow()
                    .entries()
                    .get(index);
            assertThat(there.transaction().id()).isEqualTo(id);
            assertThat(there.receipt()).isEqualTo(receipt);
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
