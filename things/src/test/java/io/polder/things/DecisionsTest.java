package io.polder.things;

import static io.polder.things.ThingsWorld.BERLIN;
import static io.polder.things.ThingsWorld.HAMBURG;
import static org.assertj.core.api.Assertions.assertThat;

import io.polder.contract.BuiltInContract;
import io.polder.contract.Context;
import io.polder.contract.Revert;
import io.polder.protocol.Event;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.testkit.ContractFuzz;
import io.polder.testkit.FakeChain;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecisionsTest {
    private static final Cbor VALVE = Cbor.of("valve-7");
    private static final Cbor OPEN = Cbor.of("open");

    /// A built-in contract that decides, and may think better of it.
    private record Rules() implements BuiltInContract {
        @Override
        public String name() {
            return "rules";
        }

        @Override
        public Cbor run(String method, Cbor arguments, Context context) {
            Outcome outcome = context.call(Decisions.NAME, "decide", Cbor.array(VALVE, OPEN, payload(7)));
            if (method.equals("fail") || !(outcome instanceof Outcome.Succeeded(Cbor count)))
                throw new Revert("taken-back", "");
            return count;
        }
    }

    private final FakeChain chain = FakeChain.of(new Decisions(), new Rules()).as(HAMBURG);

    private static Cbor payload(int... bytes) {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) all[i] = (byte) bytes[i];
        return Cbor.of(Bytes.wrap(all));
    }

    private static Cbor field(Cbor decision, String name) {
        return decision.asMap().find(Cbor.of(name)).orElseThrow();
    }

    private Cbor latest(Cbor name) {
        return chain.asked(Decisions.NAME, "latest", VALVE, name).asArray(1).getFirst();
    }

    private Cbor of(String who) {
        return chain.asked(Decisions.NAME, "of", VALVE, OPEN, Cbor.of(who));
    }

    @Test
    void the_newest_is_kept_with_who_when_and_where_and_announced() {
        chain.nextBlock();
        assertThat(chain.done(Decisions.NAME, "decide", VALVE, OPEN, payload(1)))
                .isEqualTo(Cbor.of(1));
        Bytes transaction = chain.transaction().bytes();
        assertThat(chain.done(Decisions.NAME, "decide", VALVE, OPEN, payload(2)))
                .isEqualTo(Cbor.of(2));
        Event event = chain.events().getFirst();
        assertThat(event.contract()).isEqualTo("decisions");
        assertThat(event.topic()).isEqualTo("command");
        assertThat(field(event.data(), "from")).isEqualTo(Cbor.of("org:hamburg"));
        assertThat(field(event.data(), "payload")).isEqualTo(payload(2));
        assertThat(field(event.data(), "count")).isEqualTo(Cbor.of(2));
        long height = chain.height();
        long time = chain.time();
        chain.nextBlock();
        Cbor newest = latest(OPEN);
        assertThat(field(newest, "by")).isEqualTo(Cbor.of("org:hamburg"));
        assertThat(field(newest, "payload")).isEqualTo(payload(2));
        assertThat(field(newest, "count")).isEqualTo(Cbor.of(2));
        assertThat(field(newest, "time")).isEqualTo(Cbor.of(time));
        assertThat(field(newest, "height")).isEqualTo(Cbor.of(height));
        assertThat(field(newest, "index")).isEqualTo(Cbor.of(1));
        assertThat(field(newest, "transaction")).isEqualTo(Cbor.of(transaction));
    }

    @Test
    void nobody_hides_what_another_decided() {
        chain.done(Decisions.NAME, "decide", VALVE, OPEN, payload(1));
        chain.as(BERLIN).done(Decisions.NAME, "decide", VALVE, OPEN, payload(2));
        assertThat(field(latest(OPEN), "by")).isEqualTo(Cbor.of("org:berlin"));
        assertThat(field(of("org:hamburg").asArray(1).getFirst(), "payload")).isEqualTo(payload(1));
        assertThat(field(of("org:berlin").asArray(1).getFirst(), "count")).isEqualTo(Cbor.of(1));
        assertThat(of("org:kiel").asArray()).isEmpty();
    }

    @Test
    void all_commands_of_a_thing_are_shown_by_name_and_no_other_things() {
        chain.done(Decisions.NAME, "decide", VALVE, OPEN, payload(1));
        chain.done(Decisions.NAME, "decide", VALVE, Cbor.of("close"), payload());
        chain.done(Decisions.NAME, "decide", Cbor.of("valve-70"), OPEN, payload(3));
        List<Cbor> all = chain.asked(Decisions.NAME, "latest", VALVE, Cbor.NULL).asArray();
        assertThat(all).extracting(each -> field(each, "name").asText()).containsExactly("close", "open");
        assertThat(all).extracting(each -> field(each, "thing").asText()).containsOnly("valve-7");
    }

    @Test
    void a_built_in_contract_decides_in_its_own_name_and_takes_back_with_its_call() {
        assertThat(chain.refused("rules", "fail")).isEqualTo("taken-back");
        assertThat(chain.asked(Decisions.NAME, "latest", VALVE, OPEN).asArray()).isEmpty();
        assertThat(chain.done("rules", "decide")).isEqualTo(Cbor.of(1));
        assertThat(field(latest(OPEN), "by")).isEqualTo(Cbor.of("contract:rules"));
    }

    @Test
    void what_is_no_decision_is_malformed_and_keeps_nothing() {
        assertThat(chain.refused(Decisions.NAME, "decide", Cbor.of("no name"), OPEN, payload(1)))
                .isEqualTo("malformed");
        assertThat(chain.refused(Decisions.NAME, "decide", VALVE, OPEN, Cbor.of("text")))
                .isEqualTo("malformed");
        assertThat(chain.refused(Decisions.NAME, "decide", VALVE, OPEN)).isEqualTo("malformed");
        assertThat(chain.refused(Decisions.NAME, "undo", VALVE)).isEqualTo("unknown-method");
        assertThat(chain.refused(Decisions.NAME, "decide", VALVE, OPEN, Cbor.of(Bytes.wrap(new byte[70_000]))))
                .isEqualTo("too-large");
        assertThat(chain.asked(Decisions.NAME, "latest", VALVE, Cbor.NULL).asArray())
                .isEmpty();
    }

    @Test
    void whatever_is_sent_the_contract_refuses_in_order() {
        List<Cbor> known = List.of(VALVE, OPEN, payload(1), Cbor.of("org:hamburg"), Cbor.NULL);
        ContractFuzz fuzz = new ContractFuzz(chain, Decisions.NAME, List.of(HAMBURG, BERLIN), known);
        assertThat(fuzz.run(19, 5_000, Map.of("decide", 3, "latest", 2, "of", 3, "none", 0)))
                .isGreaterThan(30);
    }
}
