package io.polder.ledger;

import io.polder.ledger.Page.Child;
import io.polder.ledger.Page.Leaf;
import io.polder.ledger.Page.None;
import io.polder.ledger.Page.Sub;
import io.polder.ledger.Store.Progress;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.tree.StateHasher;
import io.polder.protocol.tree.StateKey;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/// Reads a store from end to end: every checksum, every page of every kept height up to the recorded root, every value
/// against its leaf. Tells what is wrong and goes on. To be used while nothing is written.
public final class StoreCheck {
    private static final int PROGRESS_EVERY = 1_000;

    private final Store store;
    private final Consumer<Finding> findings;
    private final Progress progress;
    private final StateHasher hasher = new StateHasher();

    public StoreCheck(Store store, Consumer<Finding> findings, Progress progress) {
        this.store = store;
        this.findings = findings;
        this.progress = progress;
    }

    /// Files, checksums and whatever else the store itself can judge.
    public void files() {
        store.verify(findings, progress);
    }

    /// The state of one chain. The name is for the findings; the state root is what the header of a height names, if
    /// there is one.
    public void state(String chain, Bytes prefix, LongFunction<Optional<Hash>> stateRoot) {
        new Chain(chain, StateLayout.of(prefix), stateRoot).check();
    }

    /// The work on one chain.
    private final class Chain {
        private final String name;
        private final StateLayout layout;
        private final LongFunction<Optional<Hash>> stateRoot;
        private final Pages pages;
        private long pagesSeen;
        private long valuesSeen;
        private long leaves;
        private boolean first = true;

        Chain(String name, StateLayout layout, LongFunction<Optional<Hash>> stateRoot) {
            this.name = name;
            this.layout = layout;
            this.stateRoot = stateRoot;
            this.pages = new Pages(store, layout.pages());
        }

        void check() {
            guard(
                    OptionalLong.empty(),
                    () -> store.scan(layout.roots(), Range.ALL, entry -> {
                        root(entry);
                        return true;
                    }));
            Optional<Entry> newest = store.first(layout.roots(), Range.ALL.reversed());
            newest.ifPresent(this::values);
            progress.seen(name + " pages", pagesSeen);
            progress.seen(name + " values", valuesSeen);
        }

        /// Under the first root all pages are walked, under each later one those that it brought: no page is left out.
        private void root(Entry entry) {
            long height = StateLayout.height(entry.key());
            guard(OptionalLong.of(height), () -> {
                Child top = Child.decode(entry.value());
                Hash root = Page.hash(hasher, top).orElse(StateHasher.EMPTY);
                Optional<Hash> expected = stateRoot.apply(height);
                if (expected.isPresent() && !expected.get().equals(root))
                    tell("state root", OptionalLong.of(height), expected.get().toHex(), root.toHex());
                walk(top, Hash.ZERO, 0, first ? 0 : height);
                first = false;
            });
        }

        private void walk(Child child, Hash path, int depth, long since) {
            if (!(child instanceof Sub sub) || sub.version() < since) return;
            String place =
                    "page " + StateLayout.page(path, depth, sub.version()).toHex();
            guard(OptionalLong.of(sub.version()), () -> {
                Page page = read(path, depth, sub.version());
                Hash hash = page.hash(hasher, depth).orElse(StateHasher.EMPTY);
                if (!hash.equals(sub.hash()))
                    tell(place, OptionalLong.of(sub.version()), sub.hash().toHex(), hash.toHex());
                if (++pagesSeen % PROGRESS_EVERY == 0) progress.seen(name + " pages", pagesSeen);
                for (int i = 0; i < Page.WIDTH; i++) walk(page.child(i), Page.turn(path, depth, i), depth + 1, since);
            });
        }

        private Page read(Hash path, int depth, long version) {
            Bytes key = StateLayout.page(path, depth, version);
            return store.get(layout.pages(), key)
                    .map(Page::decode)
                    .orElseThrow(() -> new Corrupted(layout.pages(), key, "a page of the state tree", "nothing"));
        }

        /// The tree must hold each value and nothing else: values and leaves are as many.
        private void values(Entry newest) {
            long height = StateLayout.height(newest.key());
            StateAt state = at(height, Child.decode(newest.value()));
            guard(
                    OptionalLong.empty(),
                    () -> store.scan(layout.latest(), Range.ALL, entry -> {
                        StateKey slot = StateKey.decode(entry.key());
                        Write write = Write.decode(entry.value());
                        if (write.value().isPresent()) leaves++;
                        compare(slot, write, state);
                        return true;
                    }));
            guard(OptionalLong.of(height), () -> {
                long held = count(Child.decode(newest.value()), Hash.ZERO, 0);
                if (held != leaves)
                    tell("slots", OptionalLong.of(height), held + " as in the tree", Long.toString(leaves));
            });
            guard(
                    OptionalLong.empty(),
                    () -> store.scan(layout.past(), Range.ALL, entry -> {
                        past(entry);
                        return true;
                    }));
        }

        private void past(Entry entry) {
            Write write = Write.decode(entry.value());
            long height = write.version().height();
            Optional<Entry> root = store.first(
                    layout.roots(),
                    Range.between(Bytes.EMPTY, StateLayout.height(height + 1)).reversed());
            // an entry older than the oldest root is what the oldest kept height still reads
            Optional<Entry> from = root.isPresent() ? root : store.first(layout.roots(), Range.ALL);
            StateKey slot =
                    StateKey.decode(entry.key().slice(Integer.BYTES, entry.key().size() - Long.BYTES));
            from.ifPresent(at -> compare(slot, write, at(height, Child.decode(at.value()))));
        }

        private StateAt at(long height, Child top) {
            return new StateAt(store, layout, pages, height, top);
        }

        private void compare(StateKey slot, Write write, StateAt state) {
            OptionalLong height = OptionalLong.of(write.version().height());
            guard(height, () -> {
                Optional<Hash> leaf = state.leaf(slot.hash());
                Optional<Hash> value = write.held().map(held -> held.hash());
                if (!leaf.equals(value)) tell("slot " + slot.encode().toHex(), height, text(leaf), text(value));
            });
            if (++valuesSeen % PROGRESS_EVERY == 0) progress.seen(name + " values", valuesSeen);
        }

        private String text(Optional<Hash> hash) {
            return hash.map(Hash::toHex).orElse("nothing");
        }

        private long count(Child child, Hash path, int depth) {
            return switch (child) {
                case None() -> 0;
                case Leaf leaf -> 1;
                case Sub sub -> {
                    Page page = read(path, depth, sub.version());
                    long held = 0;
                    for (int i = 0; i < Page.WIDTH; i++)
                        held += count(page.child(i), Page.turn(path, depth, i), depth + 1);
                    yield held;
                }
            };
        }

        private void tell(String place, OptionalLong height, String expected, String got) {
            findings.accept(new Finding("chain " + name, place, height, expected, got));
        }

        /// Turns what stops one step into a finding.
        private void guard(OptionalLong height, Runnable step) {
            try {
                step.run();
            } catch (Corrupted corrupted) {
                Finding found = corrupted.finding();
                tell(found.space() + " " + found.place(), height, found.expected(), found.got());
            } catch (Malformed malformed) {
                tell("state", height, "what the ledger wrote", malformed.getMessage());
            }
        }
    }
}
