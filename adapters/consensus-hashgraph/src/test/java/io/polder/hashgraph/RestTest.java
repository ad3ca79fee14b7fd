package io.polder.hashgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hiero.consensus.model.quiescence.QuiescenceCommand.BREAK_QUIESCENCE;
import static org.hiero.consensus.model.quiescence.QuiescenceCommand.DONT_QUIESCE;
import static org.hiero.consensus.model.quiescence.QuiescenceCommand.QUIESCE;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hiero.consensus.model.quiescence.QuiescenceCommand;
import org.junit.jupiter.api.Test;

class RestTest {
    private final List<QuiescenceCommand> commands = new ArrayList<>();
    private boolean busy;
    private boolean stuck;
    private final Rest rest = new Rest(Duration.ZERO, () -> busy, () -> stuck, commands::add);

    @Test
    void an_idle_member_rests_once_and_wakes_for_work_of_its_own() {
        rest.tick(true);
        rest.tick(true);
        rest.own();
        assertThat(commands).containsExactly(QUIESCE, BREAK_QUIESCENCE);
    }

    @Test
    void nobody_rests_who_is_not_active_or_is_busy() {
        rest.tick(false);
        busy = true;
        rest.tick(true);
        assertThat(commands).isEmpty();
    }

    @Test
    void nobody_rests_while_a_transaction_has_no_place() {
        rest.heard(2, 5);
        rest.placed(1, 6);
        rest.tick(true);
        assertThat(commands).isEmpty();
        rest.placed(1, 7);
        rest.tick(true);
        assertThat(commands).containsExactly(QUIESCE);
    }

    @Test
    void a_transaction_that_is_too_old_to_get_a_place_keeps_nobody_awake() {
        rest.heard(1, 5);
        rest.placed(0, 5 + Rest.ROUNDS_UNDECIDED_MAX);
        rest.tick(true);
        assertThat(commands).isEmpty();
        rest.placed(0, 6 + Rest.ROUNDS_UNDECIDED_MAX);
        rest.tick(true);
        assertThat(commands).containsExactly(QUIESCE);
    }

    @Test
    void work_of_others_ends_the_rest() {
        rest.tick(true);
        rest.heard(0, 1);
        assertThat(commands).containsExactly(QUIESCE, DONT_QUIESCE);
    }

    @Test
    void stuck_work_makes_an_event_without_news_of_others() {
        busy = true;
        stuck = true;
        rest.tick(true);
        stuck = false;
        rest.tick(true);
        assertThat(commands).containsExactly(BREAK_QUIESCENCE, DONT_QUIESCE);
    }
}
