package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Domain;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GapsTest {
    private static final Address ADA = Address.person("ada");

    private final Gaps gaps = new Gaps();
    private final List<Long> offered = new ArrayList<>();
    private boolean taking = true;

    private static Hash id(long sequence) {
        return Hash.of(Bytes.utf8("transaction " + sequence));
    }

    private static Intent intent(long sequence) {
        return new Intent(
                new Domain(Hash.ZERO, "city"),
                ADA,
                new Lane(0, sequence),
                new Window(0, Long.MAX_VALUE),
                new Call.Invoke("evm", "transaction", Cbor.NULL));
    }

    private void enter(long... sequences) {
        for (long each : sequences)
            assertThat(gaps.enter(id(each), intent(each), 5)).isInstanceOf(Gaps.Entered.Taken.class);
    }

    private void kept(long sequence) {
        gaps.kept(id(sequence), 5, each -> {
            if (taking) offered.add(gaps.find(each).orElseThrow().lane().sequence());
            return taking;
        });
    }

    @Test
    void they_are_offered_in_their_order_whichever_is_kept_first() {
        enter(5, 6, 7);
        kept(7);
        kept(6);
        assertThat(offered).isEmpty();
        kept(5);
        assertThat(offered).containsExactly(5L, 6L, 7L);
    }

    @Test
    void each_is_offered_once() {
        enter(5, 6);
        kept(5);
        kept(6);
        kept(6);
        assertThat(offered).containsExactly(5L, 6L);
    }

    @Test
    void none_is_offered_past_one_that_the_engine_did_not_take() {
        enter(5, 6);
        taking = false;
        kept(5);
        taking = true;
        kept(6);
        assertThat(offered).containsExactly(5L, 6L);
    }

    @Test
    void one_whose_forerunner_has_just_got_its_place_is_offered() {
        enter(5, 6);
        kept(5);
        gaps.settled(id(5));
        kept(6);
        assertThat(offered).containsExactly(5L, 6L);
    }

    @Test
    void only_what_is_kept_is_ready_and_all_before_it() {
        enter(5, 6);
        assertThat(gaps.ready(intent(6), 5)).isFalse();
        kept(6);
        assertThat(gaps.ready(intent(6), 5)).isFalse();
        kept(5);
        assertThat(gaps.ready(intent(6), 5)).isTrue();
    }
}
