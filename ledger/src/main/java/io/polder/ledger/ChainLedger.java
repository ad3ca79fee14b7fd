package io.polder.ledger;

import io.polder.protocol.Block;
import io.polder.protocol.Entry;
import io.polder.protocol.Header;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.tree.HistoryTree;
import io.polder.protocol.tree.InclusionPath;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is kept of one chain: its blocks, where each transaction stands, the tree over its headers, its state.
public final class ChainLedger {
    /// Where a transaction stands.
    public record Located(long height, int index) {}

    /// Writes to a contract's index, outside the state root.
    public record IndexWrite(String contract, Bytes key, Bytes value) {}

    /// What a block adds beside its state: the index entries, and the ids that may not come again until they expire.
    public record Additions(List<IndexWrite> index, List<Seen> seen) {}

    /// A transaction that took its place, and when it would have expired.
    public record Seen(Hash id, long expires) {}

    private static final int EXPIRED_MAX = 50_000;

    private final Store store;
    private final String chain;
    private final Space headers;
    private final Space bodies;
    private final Space ids;
    private final Space seen;
    private final Space expiring;
    private final Space nodes;
    private final Space index;
    private volatile Optional<Header> head = Optional.empty();
    private volatile Optional<Header> settled = Optional.empty();
    private volatile HistoryTree history = HistoryTree.EMPTY;

    /// A chain of which the store may hold a part alone.
    ChainLedger(Store store, String chain) {
        this.store = store;
        this.chain = chain;
        this.headers = within("headers");
        this.bodies = within("bodies");
        this.ids = within("ids");
        this.seen = within("seen");
        this.expiring = within("expiring");
        this.nodes = within("history");
        this.index = within("index");
    }

    /// A chain with what the store holds of it.
    static ChainLedger open(Store store, String chain) {
        ChainLedger opened = new ChainLedger(store, chain);
        opened.load();
        return opened;
    }

    /// What all keys of a chain in its cluster's store begin with, those of its state too.
    static Bytes space(String chain) {
        return Cbor.of(chain).encode();
    }

    private Space within(String family) {
        return Space.of(family).within(space(chain));
    }

    private void load() {
        Optional<io.polder.ledger.Entry> newest = store.first(headers, Range.ALL.reversed());
        head = newest.map(e -> Header.decode(e.value()));
        settled = head;
        history = head.map(h -> HistoryTree.of(this::node, h.height() + 1)).orElse(HistoryTree.EMPTY);
    }

    private Hash node(int level, long at) {
        return store.get(nodes, nodeKey(level, at))
                .map(Hash::new)
                .orElseThrow(() -> new StoreException("chain " + chain + ": history node " + level + "/" + at));
    }

    public String chain() {
        return chain;
    }

    /// The newest header; empty before the first block.
    public Optional<Header> head() {
        return head;
    }

    /// The newest header that would survive a power cut: while a city catches up, some may be above it.
    public Optional<Header> settledHead() {
        return settled;
    }

    /// Its height; -1 before the first block.
    public long settledHeight() {
        return settled.map(Header::height).orElse(-1L);
    }

    /// The height that the next block has.
    public long nextHeight() {
        return head.map(h -> h.height() + 1).orElse(0L);
    }

    /// The tree over the hashes of all headers so far.
    public HistoryTree history() {
        return history;
    }

    /// The lowest height whose block is kept; 0 before the first block.
    public long keptFrom() {
        return store.first(headers, Range.ALL).map(e -> number(e.key())).orElse(0L);
    }

    /// The tree over so many of the first headers; nothing when this city does not keep it.
    Optional<HistoryTree> historyAt(long size) {
        if (size == 0) return Optional.of(HistoryTree.EMPTY);
        return size < keptFrom() || size > nextHeight()
                ? Optional.empty()
                : Optional.of(HistoryTree.of(this::node, size));
    }

    /// Keeps a block without the ones before it, and its transactions with when they expire.
    void keep(Batch batch, Block block, List<Seen> taken) {
        put(batch, block);
        remember(batch, taken);
    }

    /// Keeps what the tree over the headers before the first kept block consists of.
    void keep(Batch batch, HistoryTree before) {
        long start = 0;
        int peak = 0;
        for (int level = Long.SIZE - 2; level >= 0; level--) {
            if ((before.size() >> level & 1) == 0) continue;
            batch.put(
                    nodes,
                    nodeKey(level, start >> level),
                    before.peaks().get(peak++).bytes());
            start += 1L << level;
        }
    }

    /// Keeps the nodes that one more header closes in the tree over the ones before it.
    HistoryTree grow(Batch batch, HistoryTree before, Header header) {
        HistoryTree.Appended grown = before.append(header.hash().bytes());
        for (HistoryTree.Node node : grown.nodes())
            batch.put(nodes, nodeKey(node.level(), node.index()), node.hash().bytes());
        return grown.tree();
    }

    public Optional<Header> header(long height) {
        return store.get(headers, key(height)).map(Header::decode);
    }

    public Optional<Block> block(long height) {
        return header(height).flatMap(h -> store.get(bodies, key(height)).map(body -> block(h, body)));
    }

    private static Block block(Header header, Bytes body) {
        return new Block(
                header, Cbor.decode(body).asArray().stream().map(Entry::of).toList());
    }

    public Optional<Located> locate(Hash id) {
        return store.get(ids, id.bytes()).map(value -> {
            ByteBuffer at = ByteBuffer.wrap(value.shared());
            return new Located(at.getLong(), at.getInt());
        });
    }

    /// True while a transaction that took its place could still be within its window.
    public boolean seen(Hash id) {
        return store.get(seen, id.bytes()).isPresent();
    }

    /// The path of the header of one height in the history as it was before the block of the other.
    public InclusionPath inHistory(long height, long size) {
        return HistoryTree.inclusion(this::node, height, size);
    }

    public List<io.polder.ledger.Entry> indexed(String contract, Range range, int limit) {
        return store.range(indexOf(contract), range, limit);
    }

    /// Puts a block that continues the head into the batch; `appended` makes it the head once the batch is written.
    public void append(Batch batch, Block block, Additions additions) {
        Header header = block.header();
        if (header.height() != nextHeight())
            throw new IllegalStateException(
                    "chain " + chain + ": expected block " + nextHeight() + ", got " + header.height());
        put(batch, block);
        grow(batch, history, header);
        Map<String, Space> spaces = new HashMap<>();
        for (IndexWrite write : additions.index())
            batch.put(spaces.computeIfAbsent(write.contract(), this::indexOf), write.key(), write.value());
        remember(batch, additions.seen());
        head.ifPresent(previous -> forget(batch, previous.time()));
    }

    private void put(Batch batch, Block block) {
        Header header = block.header();
        batch.put(headers, key(header.height()), header.encode());
        batch.put(
                bodies,
                key(header.height()),
                Cbor.array(block.entries().stream().map(Entry::toCbor).toList()).encode());
        int at = 0;
        for (Entry entry : block.entries())
            batch.put(ids, entry.transaction().id().bytes(), located(header.height(), at++));
    }

    private Space indexOf(String contract) {
        return index.within(Cbor.of(contract).encode());
    }

    private void remember(Batch batch, List<Seen> additions) {
        for (Seen each : additions) {
            batch.put(seen, each.id().bytes(), key(each.expires()));
            batch.put(expiring, Bytes.concat(key(each.expires()), each.id().bytes()), Bytes.EMPTY);
        }
    }

    /// Drops ids that had expired by the block before.
    private void forget(Batch batch, long time) {
        for (io.polder.ledger.Entry each : store.range(expiring, Range.between(Bytes.EMPTY, key(time)), EXPIRED_MAX)) {
            batch.delete(expiring, each.key());
            batch.delete(seen, each.key().slice(Long.BYTES, each.key().size()));
        }
    }

    void appended(Header header) {
        history = history.append(header.hash().bytes()).tree();
        head = Optional.of(header);
    }

    void settled() {
        settled = head;
    }

    private static Bytes key(long number) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    private static long number(Bytes key) {
        return ByteBuffer.wrap(key.shared()).getLong();
    }

    private static Bytes nodeKey(int level, long at) {
        return Bytes.wrap(ByteBuffer.allocate(9).put((byte) level).putLong(at).array());
    }

    private static Bytes located(long height, int at) {
        return Bytes.wrap(ByteBuffer.allocate(12).putLong(height).putInt(at).array());
    }
}
