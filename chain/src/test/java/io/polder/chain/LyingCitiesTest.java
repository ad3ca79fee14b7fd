package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.Block;
import io.polder.protocol.Certificate;
import io.polder.protocol.Entry;
import io.polder.protocol.Header;
import io.polder.protocol.Outcome;
import io.polder.protocol.Receipt;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A city that lies harms nobody: wrong signatures certify nothing, and wrong blocks are refused before anything of
/// them is executed.
class LyingCitiesTest {
    private static final int AWAY = 3;
    private final FourCities net = new FourCities();
    private final Books books = new Books(net);

    @AfterEach
    void close() {
        net.close();
    }

    private void roundsWithoutOneCity() {
        books.save(0);
        net.order.step();
        net.cutPower(AWAY, 0);
        for (int i = 0; i < 6; i++) {
            books.save(i % 3);
            if (i % 2 == 0) assertThat(books.submit(0, books.enrol(0))).isTrue();
            net.order.step();
        }
    }

    /// One thing that can be wrong with a round.
    private static Arguments lie(String what, String reason, UnaryOperator<RoundBundle> bend) {
        return Arguments.of(what, reason, (UnaryOperator<List<RoundBundle>>)
                bundles -> bundles.stream().map(bend).toList());
    }

    private static Arguments omission(String what, String reason, UnaryOperator<List<RoundBundle>> bend) {
        return Arguments.of(what, reason, bend);
    }

    static Stream<Arguments> lies() {
        return Stream.of(
                lie("no blocks", "expected blocks", b -> with(b, List.of())),
                lie(
                        "the entries of nobody",
                        "are not those of its header",
                        b -> with(b, each(b, LyingCitiesTest::bare))),
                lie("another receipt", "are not those of its header", b -> with(b, each(b, LyingCitiesTest::bribed))),
                lie("another state", "under the root", b -> with(b, each(b, LyingCitiesTest::otherState))),
                lie("a block twice", "got two", b -> with(b, twice(b))),
                lie("a certificate of two", "expected the signatures of 3", b -> certified(b, keep(b, 2))),
                lie("a bent signature", "does not hold", b -> certified(b, bent(b))),
                lie("a record of another time", "does not hold", LyingCitiesTest::late),
                lie("a record of another network", "of network", LyingCitiesTest::abroad),
                omission("a round left out", "expected block", bundles -> bundles.subList(1, bundles.size())),
                omission("the rounds backwards", "expected block", List::reversed),
                omission("one round again and again", "after", b -> List.of(b.getFirst(), b.getFirst())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void a_neighbour_that_gives_this_is_dropped_before_anything_is_executed(
            String what, String reason, UnaryOperator<List<RoundBundle>> tongue) {
        roundsWithoutOneCity();
        NearCities near = net.near.get(AWAY);
        near.lie(0, tongue);
        near.lie(1, tongue);
        net.restart(AWAY);

        assertThat(near.blamed()).containsExactlyInAnyOrder(0, 1);
        assertThat(near.reasons()).allSatisfy(why -> assertThat(why).contains(reason));
        assertThat(net.cities.get(AWAY).status().rounds().caughtUp()).isEqualTo(6);
        net.calm();
        books.holdAtTheEnd();
    }

    @Test
    void when_all_neighbours_lie_nothing_is_taken_and_the_order_brings_the_blocks() {
        roundsWithoutOneCity();
        for (int city = 0; city < AWAY; city++)
            net.near
                    .get(AWAY)
                    .lie(
                            city,
                            bundles -> bundles.stream()
                                    .map(b -> with(b, each(b, LyingCitiesTest::otherState)))
                                    .toList());
        net.restart(AWAY);

        assertThat(net.near.get(AWAY).blamed()).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(net.cities.get(AWAY).status().rounds().caughtUp()).isZero();
        net.calm();
        books.holdAtTheEnd();
    }

    @Test
    void a_city_that_signs_wrong_headers_is_counted_and_left_out_of_every_certificate() {
        net.order.voice(2, message -> {
            byte[] bent = message.toArray();
            bent[bent.length - 1] ^= 1;
            return Bytes.wrap(bent);
        });
        for (int i = 0; i < 5; i++) {
            books.save(i % 4);
            net.order.step();
        }
        net.calm();
        books.holdAtTheEnd();
        // Whoever hears the liar before the third true signature checks it.
        for (int city : List.of(0, 1))
            assertThat(net.cities.get(city).status().counts().rejectedSignatures())
                    .isGreaterThanOrEqualTo(5);
        for (int city : List.of(0, 1, 3)) {
            assertThat(net.cities.get(city).rounds(0, 10))
                    .hasSize(5)
                    .allSatisfy(bundle -> assertThat(
                                    bundle.certificate().signatures().keySet())
                            .containsExactly(0L, 1L, 3L));
        }
    }

    @Test
    void a_city_that_speaks_gibberish_harms_nobody() {
        int[] kind = {0};
        net.order.voice(1, message -> switch (kind[0]++ % 3) {
            case 0 -> Bytes.EMPTY;
            case 1 -> Bytes.wrap(new byte[] {(byte) 0x9b, -1, -1, -1, -1, -1, -1, -1, -1});
            default -> message.slice(0, message.size() / 2);
        });
        for (int i = 0; i < 6; i++) {
            books.save(i % 4);
            net.order.step();
        }
        net.calm();
        books.holdAtTheEnd();
        assertThat(net.cities.get(0).status().counts().rejectedSignatures()).isGreaterThanOrEqualTo(6);
    }

    private static RoundBundle with(RoundBundle bundle, List<Block> blocks) {
        return new RoundBundle(bundle.record(), bundle.certificate(), blocks);
    }

    private static List<Block> each(RoundBundle bundle, UnaryOperator<Block> bend) {
        return bundle.blocks().stream().map(bend).toList();
    }

    private static Block bare(Block block) {
        return new Block(block.header(), List.of());
    }

    private static Block bribed(Block block) {
        Entry first = block.entries().getFirst();
        Receipt other = new Receipt(first.transaction().id(), new Outcome.Exhausted(1), 1, List.of());
        List<Entry> entries = new ArrayList<>(block.entries());
        entries.set(0, new Entry(first.transaction(), other));
        return new Block(block.header(), entries);
    }

    /// A whole block with a root of its own: only the certified record gives it away.
    private static Block otherState(Block block) {
        Header h = block.header();
        return new Block(
                new Header(
                        h.domain(),
                        h.rules(),
                        h.place(),
                        h.parent(),
                        h.entriesRoot(),
                        Hash.of(Bytes.utf8("another state")),
                        h.historyRoot(),
                        h.gas()),
                block.entries());
    }

    private static List<Block> twice(RoundBundle bundle) {
        List<Block> blocks = new ArrayList<>(bundle.blocks());
        blocks.add(blocks.getFirst());
        return blocks;
    }

    private static RoundBundle certified(RoundBundle bundle, Certificate certificate) {
        return new RoundBundle(bundle.record(), certificate, bundle.blocks());
    }

    private static Certificate keep(RoundBundle bundle, int count) {
        TreeMap<Long, Bytes> signatures = new TreeMap<>(bundle.certificate().signatures());
        while (signatures.size() > count) signatures.pollLastEntry();
        return new Certificate(signatures);
    }

    private static Certificate bent(RoundBundle bundle) {
        TreeMap<Long, Bytes> signatures = new TreeMap<>(bundle.certificate().signatures());
        byte[] signature = signatures.firstEntry().getValue().toArray();
        signature[3] ^= 1;
        signatures.put(signatures.firstKey(), Bytes.wrap(signature));
        return new Certificate(signatures);
    }

    private static RoundBundle late(RoundBundle bundle) {
        RoundRecord r = bundle.record();
        RoundRecord other = new RoundRecord(
                r.network(), r.cluster(), r.epoch(), r.round(), r.time() + 1, r.chainsRoot(), r.nextRoster());
        return new RoundBundle(other, bundle.certificate(), bundle.blocks());
    }

    private static RoundBundle abroad(RoundBundle bundle) {
        RoundRecord r = bundle.record();
        RoundRecord other =
                new RoundRecord(Hash.ZERO, r.cluster(), r.epoch(), r.round(), r.time(), r.chainsRoot(), r.nextRoster());
        return new RoundBundle(other, bundle.certificate(), bundle.blocks());
    }
}
