package io.polder.ledger;

import io.polder.protocol.Block;
import io.polder.protocol.Entry;
import io.polder.protocol.Header;
import io.polder.protocol.Outcome;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.tree.HistoryTree;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Begins a ledger with what others keep after a certified round in place of executing everything before it. Nothing is
/// believed: headers must be the record's, blocks continue them backwards, state is that of its root. A taker that
/// stopped goes on where it was; the ledger stays empty until all is there.
public final class SnapshotTaker {
    /// How many headers back a contract may ask for, and so the fewest that are taken.
    static final int HEADERS_MIN = 256;

    /// Writes of a batch that need not be one.
    private static final int WRITES_MAX = 10_000;

    private static final Space META = Space.of("meta");
    private static final Bytes PLACE = Bytes.utf8("snapshot-place");

    private final Store store;
    private final Hash network;
    private final SnapshotSource source;

    public SnapshotTaker(Store store, Hash network, SnapshotSource source) {
        this.store = store;
        this.network = network;
        this.source = source;
    }

    /// The round after which a snapshot was begun that is not whole.
    public Optional<Ledger.Certified> begun() {
        return store.get(META, PLACE).map(Ledger.Certified::decode);
    }

    /// The newest header of every chain after a certified round. Throws `StoreException` when nobody gives them.
    public List<Header> heads(RoundRecord record) {
        return new Asking(source, record.round())
                .ask(SnapshotPart.Kind.HEADS, "", Bytes.EMPTY, answer -> heads(answer, record));
    }

    /// Takes what is kept after the last of these rounds, whose certificates hold; the ones before it have ended
    /// epochs. One that was begun goes on only after its own round. Throws `StoreException` when nobody gives it.
    public void take(List<Ledger.Certified> rounds) {
        Ledger.Certified place = rounds.getLast();
        Optional<Ledger.Certified> begun = begun();
        if (begun.isPresent() && !begun.get().record().equals(place.record()))
            throw new IllegalArgumentException(
                    "a snapshot was begun after another round: " + begun.get().record());
        store.write(new Batch().put(META, PLACE, place.encode()), Store.Durability.SYNCED);
        RoundRecord record = place.record();
        Asking asking = new Asking(source, record.round());
        Batch begin = new Batch();
        SortedMap<String, Long> heights = new TreeMap<>();
        for (Header head : heads(record)) {
            String chain = head.domain().chain();
            heights.put(chain, head.height());
            new Past(new ChainLedger(store, chain), head, asking).take();
            StateTaker state = new StateTaker(store, this::write, asking, head);
            state.take();
            state.begin(begin);
        }
        Ledger.begin(begin, rounds, heights);
        begin.delete(META, PLACE);
        store.sync();
        store.write(begin, Store.Durability.SYNCED);
    }

    /// What is not whole yet is read by nobody, so nothing of it waits for the disk.
    private void write(Batch batch) {
        store.write(batch, Store.Durability.BUFFERED);
    }

    private List<Header> heads(Bytes answer, RoundRecord record) {
        List<Header> heads = Cbor.decode(answer).asArray().stream()
                .map(item -> Header.decode(item.asBytes()))
                .toList();
        SortedMap<String, Hash> hashes = heads.stream()
                .collect(Collectors.toMap(h -> h.domain().chain(), Header::hash, (a, b) -> a, TreeMap::new));
        Hash root = RoundRecord.chainsRoot(hashes);
        if (hashes.size() != heads.size() || !root.equals(record.chainsRoot()))
            throw new Malformed("headers under the root " + record.chainsRoot(), root.toHex());
        for (Header head : heads)
            if (!head.domain().network().equals(network))
                throw new Malformed("headers of network " + network, "one of " + head.domain());
        return heads;
    }

    /// The newest blocks of one chain: those that a contract may ask for, and those whose transactions could come
    /// again.
    private final class Past {
        private final ChainLedger chain;
        private final Header head;
        private final Asking asking;

        Past(ChainLedger chain, Header head, Asking asking) {
            this.chain = chain;
            this.head = head;
            this.asking = asking;
        }

        void take() {
            Optional<Header> lowest = chain.header(chain.keptFrom());
            while (lowest.isEmpty() || !enough(lowest.get())) {
                Optional<Header> above = lowest;
                List<Block> blocks = asking.ask(
                        SnapshotPart.Kind.BLOCKS,
                        chain.chain(),
                        key(above.map(Header::height).orElse(head.height() + 1)),
                        answer -> read(answer, above));
                Batch batch = new Batch();
                for (Block block : blocks) chain.keep(batch, block, taken(block));
                write(batch);
                lowest = Optional.of(blocks.getLast().header());
            }
            history(lowest.get());
        }

        private boolean enough(Header lowest) {
            return lowest.height() == 0
                    || head.height() - lowest.height() >= HEADERS_MIN
                            && head.time() - lowest.time() > Window.SPAN_MAX_MS;
        }

        /// As many of the blocks as are needed; the first must be the one below the header.
        private List<Block> read(Bytes answer, Optional<Header> above) {
            List<Block> blocks = new ArrayList<>();
            Hash expected = above.map(Header::parent).orElse(head.hash());
            for (Cbor item : Cbor.decode(answer).asArray()) {
                Block block = Block.decode(item.asBytes());
                Header header = block.header();
                if (!header.hash().equals(expected))
                    throw new Malformed("the block " + expected, header.hash().toHex());
                if (!Block.entriesRoot(block.entries()).equals(header.entriesRoot()))
                    throw new Malformed("the entries of block " + header.height(), "others");
                blocks.add(block);
                if (enough(header)) break;
                expected = header.parent();
            }
            if (blocks.isEmpty()) throw new Malformed("blocks", "none");
            return blocks;
        }

        private static List<ChainLedger.Seen> taken(Block block) {
            return block.entries().stream()
                    .filter(entry -> !(entry.receipt().outcome() instanceof Outcome.Deferred))
                    .flatMap(entry -> expires(entry).stream()
                            .map(expires ->
                                    new ChainLedger.Seen(entry.transaction().id(), expires)))
                    .toList();
        }

        /// Empty for foreign envelopes, whose repeats are known by the state.
        private static Optional<Long> expires(Entry entry) {
            return switch (entry.transaction()) {
                case Transaction.Cose cose -> Optional.of(cose.intent().window().expires());
                case Transaction.DeviceFrame frame ->
                    Optional.of(frame.frame().window().expires());
                case Transaction.Ethereum e -> Optional.empty();
                case Transaction.Fabric f -> Optional.empty();
            };
        }

        private void history(Header first) {
            HistoryTree tree = first.height() == 0
                    ? HistoryTree.EMPTY
                    : asking.ask(SnapshotPart.Kind.HISTORY, chain.chain(), key(first.height()), answer -> {
                        HistoryTree said = HistoryTree.ofCbor(Cbor.decode(answer));
                        if (said.size() != first.height() || !said.root().equals(first.historyRoot()))
                            throw new Malformed("the history before block " + first.height(), "another one");
                        return said;
                    });
            Batch batch = new Batch();
            chain.keep(batch, tree);
            for (long height = first.height(); height <= head.height(); height++) {
                tree = chain.grow(batch, tree, chain.header(height).orElseThrow());
                if (batch.operations().size() > WRITES_MAX) {
                    write(batch);
                    batch.clear();
                }
            }
            write(batch);
        }
    }

    private static Bytes key(long number) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }
}
