package io.polder.hosting;

import io.polder.chain.Answer;
import io.polder.chain.Chain;
import io.polder.chain.Chains;
import io.polder.chain.OrderCluster;
import io.polder.contract.StateReader;
import io.polder.governance.Amounts;
import io.polder.governance.UsageRecords;
import io.polder.governance.council.Charter;
import io.polder.governance.council.Settlements;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Category;
import io.polder.protocol.Header;
import io.polder.protocol.encoding.Cbor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Records on the authority chain, in the city's own name, what each contract of each chain it keeps has used: once a
/// period has ended by block time, up to the chain's last block before that end. So all cities of a chain record the
/// same, whenever they come to it.
public final class Settling implements AutoCloseable {
    /// A chain of another cluster may still make a block before the end so long after it.
    static final long GRACE_MS = 60_000;

    private static final Duration LOOK = Duration.ofSeconds(5);
    /// What was recorded may still be on its way so long.
    private static final Duration AGAIN = Duration.ofSeconds(60);

    private static final String CONTRACT = "contract:";
    private static final int PAGE = 100;
    private static final Logger LOG = System.getLogger(Settling.class.getName());

    private final Chains chains;
    private final String city;
    private final Hosting.Voice voice;
    private final long period;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Long> said = new HashMap<>();

    Settling(Chains chains, String city, Hosting.Voice voice, Duration period) {
        this.chains = chains;
        this.city = city;
        this.voice = voice;
        this.period = period.toMillis();
    }

    /// @param city the city node's name
    /// @param period of the records, the same at all cities of a network
    public static Settling start(Chains chains, String city, Hosting.Voice voice, Duration period) {
        Settling settling = new Settling(chains, city, voice, period);
        Thread.ofPlatform().daemon().name("settling").start(settling::look);
        return settling;
    }

    private void look() {
        try {
            while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) settle();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "this city records no more of what is used", e);
        }
    }

    /// Records what is due, each once.
    void settle() {
        StateReader state = chains.clusters().getFirst().authority().now();
        long network = time(chains.clusters().getFirst()) - GRACE_MS;
        for (OrderCluster cluster : chains.clusters()) {
            long time = Math.max(time(cluster), network);
            for (Chain chain : cluster.chains()) settle(chain, state, time);
        }
    }

    /// Chains of a cluster share their rounds: after a block of this time none of them makes an earlier one.
    private static long time(OrderCluster cluster) {
        return cluster.chains().stream()
                .flatMap(chain -> chain.head().stream())
                .mapToLong(Header::time)
                .max()
                .orElse(0);
    }

    private void settle(Chain chain, StateReader state, long time) {
        long now = System.nanoTime();
        Long before = said.get(chain.name());
        if (before != null && now - before < AGAIN.toNanos()) return;
        due(chain, state, time).ifPresent(counted -> {
            voice.say(new Call.Invoke(Settlements.NAME, "record", Settlements.arguments(chain.name(), counted)));
            said.put(chain.name(), now);
        });
    }

    /// What is to be recorded of a chain: nothing before a period has ended, or when nothing was used since.
    private Optional<Settlements.Counted> due(Chain chain, StateReader state, long time) {
        Optional<Header> head = chain.head();
        Optional<Charter> charter = chain.charter();
        if (head.isEmpty() || charter.isEmpty()) return Optional.empty();
        long end = time - time % period;
        Optional<Settlements.Counted> newest = Settlements.newest(state, chain.name(), city);
        if (end <= charter.get().since() || newest.filter(n -> n.end() >= end).isPresent()) return Optional.empty();
        long height = lastBefore(chain, end, head.get());
        if (height < 0 || newest.filter(n -> n.height() == height).isPresent()) return Optional.empty();
        return counted(chain, charter.get(), height)
                .filter(ever -> newest.filter(n -> n.ever().equals(ever)).isEmpty())
                .map(ever -> new Settlements.Counted(end, height, ever));
    }

    /// The height of the last block whose time is before the end, -1 when there is none.
    private static long lastBefore(Chain chain, long end, Header head) {
        if (head.time() < end) return head.height();
        long low = -1;
        long high = head.height();
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            List<Header> found = chain.headers(middle, 1);
            if (!found.isEmpty() && found.getFirst().time() < end) low = middle;
            else high = middle;
        }
        return low;
    }

    /// The chain's own meter after a block: of each contract, or of a private chain the sum. Nothing when the state of
    /// that height is no longer kept.
    private static Optional<SortedMap<String, Amounts>> counted(Chain chain, Charter charter, long height) {
        Address asker = Address.org(charter.members().first());
        SortedMap<String, Amounts> ever = new TreeMap<>();
        String after = CONTRACT;
        while (true) {
            Cbor arguments = Cbor.array(Cbor.of(after), Cbor.of(PAGE));
            Answer answer = chain.query(
                    new Call.Invoke(UsageRecords.NAME, "list", arguments),
                    asker,
                    OptionalLong.empty(),
                    OptionalLong.of(height));
            if (!(answer instanceof Answer.Found found)) return Optional.empty();
            List<Cbor> page = found.result().asArray();
            for (Cbor each : page) {
                String who = field(each, "who").asText();
                after = who;
                if (!who.startsWith(CONTRACT)) break;
                String contract = charter.spec().category() == Category.PRIVATE
                        ? Settlements.ALL
                        : who.substring(CONTRACT.length());
                ever.merge(contract, amounts(each), Amounts::plus);
            }
            if (page.size() < PAGE || !after.startsWith(CONTRACT) || ever.size() >= Amounts.CONTRACTS_MAX)
                return ever.isEmpty() ? Optional.empty() : Optional.of(ever);
        }
    }

    private static Amounts amounts(Cbor used) {
        return new Amounts(
                field(used, "transactions").asCount(),
                field(used, "bytes").asCount(),
                field(used, "gas").asCount(),
                field(used, "stored").asCount());
    }

    private static Cbor field(Cbor map, String name) {
        return map.asMap().find(Cbor.of(name)).orElseThrow();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
