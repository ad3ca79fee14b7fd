package io.polder.ledger;

import io.polder.ledger.PageWalk.Place;
import io.polder.protocol.Block;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Gives a joining city what this one keeps after a certified round, part by part. Keeps nothing between two parts.
public final class SnapshotGiver {
    private final Store store;
    private final Ledger ledger;
    private final Map<String, StateTree> trees = new ConcurrentHashMap<>();

    public SnapshotGiver(Store store, Ledger ledger) {
        this.store = store;
        this.ledger = ledger;
    }

    /// Empty when it is not kept here. A part that cannot be asked for leaves as `Malformed`.
    public Optional<Bytes> give(SnapshotPart part) {
        if (part.kind() == SnapshotPart.Kind.PLACE) return place(part.round());
        Optional<Ledger.RoundEntry> round = ledger.round(part.round())
                .filter(entry -> !entry.heights().isEmpty()
                        && ledger.certificate(part.round()).isPresent());
        if (round.isEmpty()) return Optional.empty();
        if (part.kind() == SnapshotPart.Kind.HEADS) return Optional.of(heads(round.get()));
        Long height = round.get().heights().get(part.chain());
        if (height == null) return Optional.empty();
        return switch (part.kind()) {
            case HEADS, PLACE -> throw new IllegalStateException(part.kind() + " is of no chain");
            case BLOCKS -> blocks(ledger.chain(part.chain()), number(part.after()));
            case HISTORY ->
                ledger.chain(part.chain())
                        .historyAt(number(part.after()))
                        .map(tree -> tree.toCbor().encode());
            case PAGES -> state(part.chain(), height).map(state -> pages(state, part.after()));
            case SLOTS -> state(part.chain(), height).map(state -> slots(state, part.after()));
        };
    }

    private Optional<Bytes> place(long atLeast) {
        return ledger.round(ledger.certifiedRound())
                .filter(entry -> !entry.heights().isEmpty() && entry.record().round() >= atLeast)
                .map(entry -> new Ledger.Certified(
                        entry.record(),
                        ledger.certificate(entry.record().round()).orElseThrow()))
                .map(Ledger.Certified::encode);
    }

    private static long number(Bytes after) {
        if (after.size() != Long.BYTES) throw new Malformed("a number of 8 bytes", after.size() + " bytes");
        return Math.max(0, ByteBuffer.wrap(after.shared()).getLong());
    }

    private Optional<StateAt> state(String chain, long height) {
        return trees.computeIfAbsent(chain, name -> new StateTree(store, ChainLedger.space(name)))
                .at(height);
    }

    private Bytes heads(Ledger.RoundEntry round) {
        List<Cbor> heads = new ArrayList<>();
        round.heights()
                .forEach((chain, height) -> heads.add(
                        Cbor.of(ledger.chain(chain).header(height).orElseThrow().encode())));
        return Cbor.array(heads).encode();
    }

    private static Optional<Bytes> blocks(ChainLedger chain, long below) {
        List<Cbor> blocks = new ArrayList<>();
        long size = 0;
        for (long height = below - 1; height >= 0 && size < SnapshotPart.BYTES_MAX; height--) {
            Optional<Block> block = chain.block(height);
            if (block.isEmpty()) break;
            Bytes bytes = block.get().encode();
            blocks.add(Cbor.of(bytes));
            size += bytes.size();
        }
        return blocks.isEmpty()
                ? Optional.empty()
                : Optional.of(Cbor.array(blocks).encode());
    }

    private static Bytes pages(StateAt state, Bytes from) {
        List<Cbor> pages = new ArrayList<>();
        pages.add(Cbor.of(state.top().encode()));
        PageWalk walk = from.isEmpty() ? new PageWalk(state.top()) : PageWalk.from(state.top(), from, state.pages());
        long size = 0;
        for (Optional<Place> next = walk.next();
                next.isPresent() && size < SnapshotPart.BYTES_MAX;
                next = walk.next()) {
            Place at = next.get();
            Page page = state.pages().load(at.path(), at.depth(), at.sub().version());
            Bytes bytes = page.encode();
            pages.add(Cbor.of(bytes));
            size += bytes.size();
            walk.enter(page);
        }
        return Cbor.array(pages).encode();
    }

    private static Bytes slots(StateAt state, Bytes after) {
        List<Cbor> slots = new ArrayList<>();
        long[] size = {0};
        state.slots(after, (slot, held) -> {
            Bytes name = slot.encode();
            Bytes value = held.encode();
            slots.add(Cbor.array(Cbor.of(name), Cbor.of(value)));
            size[0] += name.size() + value.size();
            return size[0] < SnapshotPart.BYTES_MAX;
        });
        return Cbor.array(slots).encode();
    }
}
