package io.polder.chain;

import io.polder.consensus.Ordered;
import io.polder.consensus.Prepared;
import io.polder.consensus.Round;
import io.polder.governance.council.Council;
import io.polder.protocol.Block;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongConsumer;

/// Turns a round into blocks of all the chains of a cluster, and has them written whole.
final class RoundProcessor {
    private final ClusterParts parts;
    private final Seen seen;
    private final RoundCommitter committer;
    private final Map<String, Chain> chains;
    private final Door door;
    /// Blocks that are written and wait for the disk; no more than one answer of a neighbour brings.
    private final List<Block> unsettled = new ArrayList<>();

    /// What a round is judged by: the authority chain here or as it was imported, and the epochs.
    record Seen(Authorities authorities, Imports imports, Epochs epochs) {}

    /// @param chains those of the cluster; the ones that a round founds are put into it
    RoundProcessor(ClusterParts parts, Seen seen, RoundCommitter committer, Map<String, Chain> chains, Door door) {
        this.parts = parts;
        this.seen = seen;
        this.committer = committer;
        this.chains = chains;
        this.door = door;
    }

    /// Makes the first blocks.
    void begin() {
        List<BlockProcessor.Draft> drafts = new ArrayList<>();
        for (Chain chain : chains.values())
            drafts.add(chain.processor()
                    .genesisBlock(
                            chain.genesisState(),
                            0,
                            parts.beginning(),
                            parts.own().map(ClusterParts.OwnChain::height).orElse(0L)));
        committer.commit(committer.plan(parts.roster(), 0, parts.beginning(), drafts, Hash.ZERO));
    }

    /// A chain that was founded after the network: what it is stands on the authority chain.
    void reopen(String name) {
        if (chains.containsKey(name)) return;
        ChainSpec spec = Council.charter(seen.authorities.now().state(), name)
                .orElseThrow(() -> new IllegalStateException("the authority chain knows no chain " + name))
                .spec();
        chains.put(name, new Chain(spec, door));
    }

    /// The chains that this round's block of the authority chain founds. Each has its first block in the same round,
    /// and
    /// takes transactions from the next on.
    private List<Chain> founded(List<BlockProcessor.Draft> drafts) {
        return drafts.stream()
                .map(BlockProcessor.Draft::block)
                .filter(block -> block.header().domain().chain().equals(ChainSpec.AUTHORITY))
                .flatMap(block -> block.entries().stream())
                .flatMap(entry -> entry.receipt().events().stream())
                .flatMap(event -> Council.founded(event).stream())
                .filter(spec -> spec.cluster().equals(parts.roster().cluster()) && !chains.containsKey(spec.name()))
                .map(spec -> new Chain(spec, door))
                .toList();
    }

    /// Makes, writes and announces the blocks of a round; empty when it makes none. Where it is known what the round
    /// comes to, nothing else is ever written, and its blocks are announced once it is settled.
    Optional<RoundRecord> execute(Round round, Optional<RoundBundle> bundle) {
        long time = round.time().toEpochMilli();
        Optional<RoundRecord> known = bundle.map(RoundBundle::record);
        Senders.Authorities before = seen.imports.seenBy(round, bundle);
        boolean imported = before.height() > seen.authorities.now().height();
        Map<String, List<Opened>> transactions = sort(round);
        if (imported) chains.keySet().forEach(chain -> transactions.putIfAbsent(chain, List.of()));
        List<BlockProcessor.Draft> drafts = new ArrayList<>(transactions.entrySet().parallelStream()
                .map(e -> chains.get(e.getKey())
                        .processor()
                        .process(round.number(), time, e.getValue(), before, imported))
                .flatMap(Optional::stream)
                .toList());
        List<Chain> founded = founded(drafts);
        for (Chain chain : founded)
            drafts.add(chain.processor().genesisBlock(chain.genesisState(), round.number(), time, 0));
        RoundCommitter.Plan plan =
                committer.plan(seen.epochs.newest(), round.number(), time, drafts, seen.epochs.named(drafts, before));
        if (known.filter(k -> !k.equals(plan.record())).isPresent())
            throw new IllegalStateException("round " + round.number() + ": the cities certified " + known.get()
                    + ", this node comes to " + plan.record());
        if (drafts.isEmpty()) return Optional.empty();
        if (known.isPresent()) committer.write(plan);
        else committer.commit(plan);
        seen.authorities.refresh();
        if (!plan.record().nextRoster().equals(Hash.ZERO)) seen.epochs.refresh();
        for (Chain chain : founded) chains.put(chain.name(), chain);
        for (BlockProcessor.Draft draft : drafts) unsettled.add(draft.block());
        if (known.isEmpty()) announce();
        return Optional.of(plan.record());
    }

    private void announce() {
        for (Block block : unsettled)
            chains.get(block.header().domain().chain()).announce(block);
        unsettled.clear();
    }

    /// What other cities have ordered and certified, executed here.
    final class Replaying implements Catchup.Replay {
        private final Object ordering;
        private final Function<Bytes, Prepared> prepare;
        private final LongConsumer certified;
        private final Runnable settled;

        /// @param ordering held while a round is executed
        /// @param certified hears of each round whose certificate is kept
        /// @param settled runs once what was written is on the disk
        Replaying(Object ordering, Function<Bytes, Prepared> prepare, LongConsumer certified, Runnable settled) {
            this.ordering = ordering;
            this.prepare = prepare;
            this.certified = certified;
            this.settled = settled;
        }

        @Override
        public Prepared prepare(Bytes wire) {
            return prepare.apply(wire);
        }

        @Override
        public void replay(Round round, RoundBundle bundle) {
            synchronized (ordering) {
                if (round.number() > committer.newestRound()) execute(round, Optional.of(bundle));
            }
            committer.certify(round.number(), bundle.certificate());
            certified.accept(round.number());
        }

        @Override
        public void settle() {
            synchronized (ordering) {
                committer.sync();
                announce();
            }
            settled.run();
        }
    }

    private Map<String, List<Opened>> sort(Round round) {
        Map<String, List<Opened>> byChain = new TreeMap<>();
        for (Ordered ordered : round.transactions()) {
            Optional<Opened> opened = ordered.prepared() instanceof Opened known
                    ? Optional.of(known)
                    : seen.authorities.open(ordered.transaction(), chains);
            opened.ifPresent(o -> byChain.computeIfAbsent(o.intent().domain().chain(), c -> new ArrayList<>())
                    .add(o));
        }
        byChain.keySet().retainAll(chains.keySet());
        return byChain;
    }
}
