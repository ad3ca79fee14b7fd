package io.polder.ledger;

import io.polder.ledger.Page.Child;
import io.polder.ledger.Page.Leaf;
import io.polder.ledger.Page.Sub;
import io.polder.ledger.PageWalk.Place;
import io.polder.protocol.Header;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.tree.StateHasher;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.Versioned;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Takes over the state of one chain at one height: first the pages of its tree, each of which must have the hash that
/// its parent says, then the slots, each of which must be a leaf. What is stored already is not asked for again.
final class StateTaker {
    private final Reads store;
    private final Consumer<Batch> writer;
    private final StateLayout layout;
    private final Pages pages;
    private final Asking asking;
    private final String chain;
    private final long height;
    private final Hash root;
    private final StateHasher hasher = new StateHasher();
    private final Deque<Page> arrived = new ArrayDeque<>();
    private Child top = Child.NONE;
    private long leaves;

    StateTaker(Reads store, Consumer<Batch> writer, Asking asking, Header head) {
        this.store = store;
        this.writer = writer;
        this.chain = head.domain().chain();
        this.layout = StateLayout.of(ChainLedger.space(chain));
        this.pages = new Pages(store, layout.pages());
        this.asking = asking;
        this.height = head.height();
        this.root = head.stateRoot();
    }

    /// Returns once the whole state is stored; `begin` makes it readable.
    void take() {
        boolean whole = false;
        for (boolean trust = true; !whole; trust = false) whole = pages(trust);
        while (!slots()) asking.blame("slots of chain \"" + chain + "\" were left out");
    }

    void begin(Batch batch) {
        Bytes key = StateLayout.height(height);
        if (!(top instanceof Page.None)) batch.put(layout.roots(), key, top.encode());
        batch.put(layout.kept(), Bytes.EMPTY, key);
    }

    /// False when a page had the right hash at a place where it cannot be: then what is stored is not to be trusted.
    private boolean pages(boolean trustStored) {
        leaves = 0;
        arrived.clear();
        top = asking.ask(SnapshotPart.Kind.PAGES, chain, Bytes.EMPTY, this::first);
        if (top instanceof Leaf) leaves = 1;
        PageWalk walk = new PageWalk(top);
        Batch batch = new Batch();
        for (Optional<Place> next = walk.next(); next.isPresent(); next = walk.next()) {
            Place place = next.get();
            Optional<Page> held = trustStored ? stored(place) : Optional.empty();
            // What came with an earlier page is of no use behind one that was here before.
            if (held.isPresent()) arrived.clear();
            Page page = held.isPresent() ? held.get() : fetched(place, batch);
            if (!fits(place, page)) {
                asking.blame("a page of chain \"" + chain + "\" lies where its keys are not");
                return false;
            }
            for (Child child : page.children()) if (child instanceof Leaf) leaves++;
            if (held.isEmpty())
                batch.put(layout.pages(), StateLayout.page(place.path(), place.depth(), height), page.encode());
            walk.enter(page);
        }
        writer.accept(batch);
        return true;
    }

    /// The top of the tree, whose hash is the root; the pages that came with it wait.
    private Child first(Bytes answer) {
        List<Cbor> items = Cbor.decode(answer).asArray();
        if (items.isEmpty()) throw new Malformed("the top of a state tree", "nothing");
        Child said = Child.decode(items.getFirst().asBytes());
        Hash hash = Page.hash(hasher, said).orElse(StateHasher.EMPTY);
        if (!hash.equals(root)) throw new Malformed("a state with the root " + root, hash.toHex());
        queue(items);
        return said instanceof Sub ? new Sub(height, hash) : said;
    }

    private void queue(List<Cbor> items) {
        arrived.clear();
        for (Cbor item : items.subList(1, items.size())) arrived.add(Page.decode(item.asBytes()));
    }

    private Optional<Page> stored(Place place) {
        return store.get(layout.pages(), StateLayout.page(place.path(), place.depth(), height))
                .map(Page::decode)
                .filter(page -> holds(place, page));
    }

    private boolean holds(Place place, Page page) {
        return page.hash(hasher, place.depth()).equals(Optional.of(place.sub().hash()));
    }

    private Page fetched(Place place, Batch batch) {
        Page next = arrived.poll();
        if (next != null && holds(place, next)) return renamed(next);
        if (next != null) asking.blame("a page of chain \"" + chain + "\" with another hash");
        writer.accept(batch);
        batch.clear();
        return asking.ask(SnapshotPart.Kind.PAGES, chain, place.encode(), answer -> {
            List<Cbor> items = Cbor.decode(answer).asArray();
            if (items.size() < 2) throw new Malformed("a page", "none");
            queue(items);
            Page page = arrived.poll();
            if (!holds(place, page))
                throw new Malformed(
                        "a page with the hash " + place.sub().hash(),
                        page.hash(hasher, place.depth()).map(Hash::toHex).orElse("none"));
            return renamed(page);
        });
    }

    /// Here all pages are of one height, whichever wrote them elsewhere.
    private Page renamed(Page page) {
        Child[] children = page.children();
        for (int i = 0; i < children.length; i++)
            if (children[i] instanceof Sub sub) children[i] = new Sub(height, sub.hash());
        return new Page(children);
    }

    private static boolean fits(Place place, Page page) {
        for (int i = 0; i < Page.WIDTH; i++) {
            if (!(page.child(i) instanceof Leaf leaf)) continue;
            if (Page.nibble(leaf.key(), place.depth()) != i) return false;
            for (int depth = 0; depth < place.depth(); depth++)
                if (Page.nibble(leaf.key(), depth) != Page.nibble(place.path(), depth)) return false;
        }
        return true;
    }

    /// False when fewer slots came than the tree has leaves: then they are to come again from the first on.
    private boolean slots() {
        StateAt state = new StateAt(store, layout, pages, height, top);
        long[] count = {0};
        Bytes[] last = {Bytes.EMPTY};
        store.scan(layout.latest(), Range.ALL, entry -> {
            count[0]++;
            last[0] = entry.key();
            return true;
        });
        if (count[0] > leaves) throw new StoreException("chain \"" + chain + "\" has slots that are no leaves");
        while (count[0] < leaves) {
            Bytes after = last[0];
            Batch batch = new Batch();
            long came = asking.ask(SnapshotPart.Kind.SLOTS, chain, after, answer -> {
                batch.clear();
                last[0] = read(Cbor.decode(answer).asArray(), after, state, batch);
                return (long) batch.operations().size();
            });
            if (came == 0) break;
            writer.accept(batch);
            count[0] += came;
        }
        if (count[0] == leaves) return true;
        Batch batch = new Batch();
        store.scan(layout.latest(), Range.ALL, entry -> {
            batch.delete(layout.latest(), entry.key());
            return true;
        });
        writer.accept(batch);
        return false;
    }

    private Bytes read(List<Cbor> items, Bytes after, StateAt state, Batch batch) {
        Bytes last = after;
        for (Cbor item : items) {
            Bytes name = item.asArray(2).get(0).asBytes();
            Versioned held = Versioned.decode(item.asArray(2).get(1).asBytes());
            if (name.compareTo(last) <= 0) throw new Malformed("a slot after " + last.toHex(), name.toHex());
            if (!state.leaf(StateKey.decode(name).hash()).equals(Optional.of(held.hash())))
                throw new Malformed("what the state holds in slot " + name.toHex(), "something else");
            batch.put(layout.latest(), name, new Write(held.version(), Optional.of(held.value())).encode());
            last = name;
        }
        return last;
    }
}
