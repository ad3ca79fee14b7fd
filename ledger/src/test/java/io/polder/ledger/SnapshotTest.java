package io.polder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.protocol.Address;
import io.polder.protocol.Block;
import io.polder.protocol.Call;
import io.polder.protocol.Certificate;
import io.polder.protocol.Domain;
import io.polder.protocol.Entry;
import io.polder.protocol.Header;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Outcome;
import io.polder.protocol.Receipt;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.SigningKey;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.Version;
import io.polder.protocol.tree.Versioned;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// A ledger of two chains that another city begins with in place of its blocks.
class SnapshotTest {
    private static final Hash NETWORK = Hash.of(Bytes.utf8("network"));
    private static final Certificate CERTIFICATE =
            new Certificate(new TreeMap<>(java.util.Map.of(0L, Bytes.utf8("s"))));
    private static final long START = 1_800_000_000_000L;
    private static final SigningKey KEY = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
    private static final int BLOCKS = 600;
    private static final Given GIVEN = new Given();

    /// The city that has everything.
    private static final class Given {
        final MemoryStore store = new MemoryStore();
        final Ledger ledger = Ledger.open(store, NETWORK);
        final List<Ledger.Certified> ends = new ArrayList<>();
        final List<Hash> recent = new ArrayList<>();

        Given() {
            Random random = new Random(7);
            for (int round = 0; round < BLOCKS; round++) commit(round, random);
        }

        private void commit(int round, Random random) {
            Batch batch = new Batch();
            List<Header> heads = new ArrayList<>();
            SortedMap<String, Hash> hashes = new TreeMap<>();
            SortedMap<String, Long> heights = new TreeMap<>();
            for (String chain : List.of("authority", "city")) {
                Header header = block(chain, round, random, batch);
                heads.add(header);
                hashes.put(chain, header.hash());
                heights.put(chain, header.height());
            }
            boolean ends200 = round % 200 == 199;
            RoundRecord record = new RoundRecord(
                    NETWORK,
                    "main",
                    0,
                    round,
                    time(round),
                    RoundRecord.chainsRoot(hashes),
                    ends200 ? NETWORK : Hash.ZERO);
            ledger.commit(new Ledger.Commit(batch, new Ledger.RoundEntry(record, heights), heads));
            ledger.certify(round, CERTIFICATE);
            if (ends200) ends.add(new Ledger.Certified(record, CERTIFICATE));
        }

        /// Ten minutes a block: a day has 144.
        private static long time(long round) {
            return START + round * 600_000;
        }

        private Header block(String chain, int height, Random random, Batch batch) {
            ChainLedger of = ledger.chain(chain);
            TreeMap<StateKey, Write> changes = new TreeMap<>();
            for (int i = 0; i < 5; i++) {
                StateKey slot = new StateKey(Bytes.utf8("kv"), Bytes.utf8("key " + random.nextInt(900)));
                Optional<Bytes> value =
                        random.nextInt(4) == 0 ? Optional.empty() : Optional.of(Bytes.utf8("v" + random.nextInt()));
                changes.put(slot, new Write(new Version(height, i), value));
            }
            Hash root = new StateTree(store, ChainLedger.space(chain)).apply(height, changes, batch);
            Transaction transaction = transaction(chain, height);
            List<Entry> entries = List.of(new Entry(
                    transaction, new Receipt(transaction.id(), new Outcome.Succeeded(Cbor.NULL), 1, List.of())));
            if (height == BLOCKS - 1) recent.add(transaction.id());
            Header header = new Header(
                    new Domain(NETWORK, chain),
                    new Header.Rules(1, 0),
                    new Header.Place(height, height, time(height)),
                    of.head().map(Header::hash).orElse(NETWORK),
                    Block.entriesRoot(entries),
                    root,
                    of.history().root(),
                    1);
            Block block = new Block(header, entries);
            of.append(
                    batch,
                    block,
                    new ChainLedger.Additions(
                            List.of(), List.of(new ChainLedger.Seen(transaction.id(), time(height) + 3_600_000))));
            return header;
        }

        private static Transaction transaction(String chain, int height) {
            Intent intent = new Intent(
                    new Domain(NETWORK, chain),
                    Address.key(KEY.publicKey().thumbprint()),
                    new Lane(0, height + 1L),
                    new Window(time(height) - 1000, time(height) + 3_600_000),
                    new Call.Invoke("kv", "save", Cbor.array()));
            return Transaction.sign(intent, KEY);
        }
    }

    /// Answers as the given city does, unless it is told to lie or to give up.
    private static class Source implements SnapshotSource {
        final SnapshotGiver giver = new SnapshotGiver(GIVEN.store, GIVEN.ledger);
        int left = Integer.MAX_VALUE;
        int blamed;

        @Override
        public Optional<Bytes> part(SnapshotPart part) {
            return left-- <= 0 ? Optional.empty() : giver.give(SnapshotPart.decode(part.encode()));
        }

        @Override
        public void blame(String why) {
            blamed++;
        }
    }

    private static void same(MemoryStore taken) {
        Ledger ledger = Ledger.open(taken, NETWORK);
        assertThat(ledger.newest()).isEqualTo(GIVEN.ledger.newest());
        assertThat(ledger.keptAfter()).isEqualTo(BLOCKS - 1);
        assertThat(ledger.certificate(199)).isPresent();
        for (String chain : List.of("authority", "city")) {
            ChainLedger own = ledger.chain(chain);
            ChainLedger theirs = GIVEN.ledger.chain(chain);
            assertThat(own.head()).isEqualTo(theirs.head());
            assertThat(own.history()).isEqualTo(theirs.history());
            long first = own.keptFrom();
            assertThat(first).isBetween(1L, BLOCKS - 256L);
            assertThat(own.block(first)).isEqualTo(theirs.block(first));
            assertThat(own.block(first - 1)).isEmpty();
            assertThat(own.inHistory(first, BLOCKS - 1)).isEqualTo(theirs.inHistory(first, BLOCKS - 1));
            assertThat(slots(taken, chain)).isEqualTo(slots(GIVEN.store, chain)).isNotEmpty();
            assertThat(GIVEN.recent).anyMatch(own::seen);
        }
        for (String chain : List.of("authority", "city")) {
            StateTree tree = new StateTree(taken, ChainLedger.space(chain));
            assertThat(tree.at(BLOCKS - 2)).isEmpty();
            TreeMap<StateKey, Write> change = new TreeMap<>();
            for (int i = 0; i < 300; i++)
                change.put(
                        new StateKey(Bytes.utf8("kv"), Bytes.utf8("key " + i)),
                        new Write(
                                new Version(BLOCKS, i), i % 3 == 0 ? Optional.empty() : Optional.of(Bytes.utf8("n"))));
            assertThat(tree.apply(BLOCKS, change, new Batch()))
                    .isEqualTo(new StateTree(GIVEN.store, ChainLedger.space(chain)).apply(BLOCKS, change, new Batch()));
        }
    }

    private static TreeMap<StateKey, Versioned> slots(MemoryStore store, String chain) {
        TreeMap<StateKey, Versioned> slots = new TreeMap<>();
        new StateTree(store, ChainLedger.space(chain))
                .at(BLOCKS - 1)
                .orElseThrow()
                .slots(Bytes.EMPTY, (slot, held) -> {
                    slots.put(slot, held);
                    return true;
                });
        return slots;
    }

    private static void take(MemoryStore store, SnapshotSource source) {
        new SnapshotTaker(store, NETWORK, source).take(GIVEN.ends);
    }

    @Test
    void a_city_begins_with_what_another_keeps() {
        MemoryStore store = new MemoryStore();
        Source source = new Source();
        take(store, source);
        same(store);
        assertThat(source.blamed).isZero();
    }

    @Test
    void one_that_began_with_a_snapshot_gives_it_on() {
        MemoryStore first = new MemoryStore();
        take(first, new Source());
        MemoryStore second = new MemoryStore();
        SnapshotGiver giver = new SnapshotGiver(first, Ledger.open(first, NETWORK));
        take(second, new Source() {
            @Override
            public Optional<Bytes> part(SnapshotPart part) {
                return giver.give(part);
            }
        });
        same(second);
    }

    @Test
    void what_nobody_gives_leaves_the_ledger_empty_and_is_taken_up_again() {
        for (int parts = 0; parts < 9; parts++) {
            MemoryStore store = new MemoryStore();
            Source source = new Source();
            source.left = parts;
            assertThatThrownBy(() -> take(store, source)).isInstanceOf(StoreException.class);
            assertThat(Ledger.open(store, NETWORK).newest()).isEmpty();
            assertThat(new SnapshotTaker(store, NETWORK, source)
                            .begun()
                            .map(b -> b.record().round()))
                    .contains(BLOCKS - 1L);
            source.left = Integer.MAX_VALUE;
            take(store, source);
            same(store);
        }
    }

    @Property(tries = 60)
    void no_part_that_is_false_is_taken(@ForAll @IntRange(min = 0, max = 9) int at, @ForAll long seed) {
        MemoryStore store = new MemoryStore();
        Random random = new Random(seed);
        Source liar = new Source() {
            private int asked;

            @Override
            public Optional<Bytes> part(SnapshotPart part) {
                Optional<Bytes> answer = super.part(part);
                return asked++ == at && blamed == 0 ? answer.map(truth -> lie(truth, random)) : answer;
            }
        };
        take(store, liar);
        same(store);
    }

    private static Bytes lie(Bytes truth, Random random) {
        byte[] bytes = truth.toArray();
        if (random.nextInt(5) == 0) return truth.slice(0, random.nextInt(bytes.length));
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return Bytes.wrap(bytes);
    }

    @Test
    void slots_that_are_left_out_are_missed_and_asked_for_again() {
        MemoryStore store = new MemoryStore();
        Source silent = new Source() {
            @Override
            public Optional<Bytes> part(SnapshotPart part) {
                Optional<Bytes> answer = super.part(part);
                if (part.kind() != SnapshotPart.Kind.SLOTS || blamed > 0) return answer;
                List<Cbor> slots =
                        new ArrayList<>(Cbor.decode(answer.orElseThrow()).asArray());
                if (slots.size() > 3) slots.remove(2);
                return Optional.of(Cbor.array(slots).encode());
            }
        };
        take(store, silent);
        assertThat(silent.blamed).isEqualTo(1);
        same(store);
    }

    @Test
    void who_lies_always_is_given_up() {
        MemoryStore store = new MemoryStore();
        Source liar = new Source() {
            @Override
            public Optional<Bytes> part(SnapshotPart part) {
                return super.part(part).map(truth -> truth.slice(0, truth.size() - 1));
            }
        };
        assertThatThrownBy(() -> take(store, liar)).isInstanceOf(StoreException.class);
        assertThat(Ledger.open(store, NETWORK).newest()).isEmpty();
    }
}
