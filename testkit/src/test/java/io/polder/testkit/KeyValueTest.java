package io.polder.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.contract.BuiltInContract;
import io.polder.contract.Context;
import io.polder.contract.KeyValue;
import io.polder.protocol.Address;
import io.polder.protocol.Event;
import io.polder.protocol.Limits;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyValueTest {
    private static final Address ADA = Address.person("ada");
    private static final Address BOB = Address.person("bob");
    private static final Cbor KEY = Cbor.of("key");
    private static final Cbor NO = Cbor.of(false);

    private final FakeChain chain = FakeChain.of(new KeyValue()).on("city").as(ADA);

    @Test
    void what_is_saved_is_got_with_its_owner() {
        chain.done("kv", "save", KEY, Cbor.of("value"));
        assertThat(chain.events())
                .containsExactly(new Event(
                        "kv", "saved", Cbor.map(Cbor.of("key"), KEY, Cbor.of("owner"), Cbor.of("person:ada"))));
        Cbor got = chain.as(BOB).asked("kv", "get", KEY);
        assertThat(Shown.text(got, "value")).isEqualTo("value");
        assertThat(Shown.text(got, "owner")).isEqualTo("person:ada");
    }

    @Test
    void bytes_are_kept_as_bytes() {
        Cbor bytes = Cbor.of(Bytes.of((byte) 0, (byte) -1));
        chain.done("kv", "save", KEY, bytes);
        assertThat(Shown.field(chain.asked("kv", "get", KEY), "value")).isEqualTo(bytes);
    }

    @Test
    void a_key_in_use_is_not_saved_again() {
        chain.done("kv", "save", KEY, Cbor.of("one"));
        assertThat(chain.refused("kv", "save", KEY, Cbor.of("two"))).isEqualTo("exists");
        assertThat(chain.as(BOB).refused("kv", "save", KEY, Cbor.of("two"))).isEqualTo("exists");
    }

    @Test
    void what_is_not_there_is_not_got_updated_or_removed() {
        assertThat(chain.unanswered("kv", "get", KEY)).isEqualTo("not-found");
        assertThat(chain.refused("kv", "update", KEY, Cbor.of("x"))).isEqualTo("not-found");
        assertThat(chain.refused("kv", "remove", KEY)).isEqualTo("not-found");
    }

    @Test
    void only_who_saved_a_key_updates_or_removes_it() {
        chain.done("kv", "save", KEY, Cbor.of("one"));
        chain.as(BOB);
        assertThat(chain.refused("kv", "update", KEY, Cbor.of("two"))).isEqualTo("not-owner");
        assertThat(chain.refused("kv", "remove", KEY)).isEqualTo("not-owner");
        chain.as(ADA).done("kv", "update", KEY, Cbor.of("two"));
        assertThat(Shown.text(chain.asked("kv", "get", KEY), "value")).isEqualTo("two");
        chain.done("kv", "remove", KEY);
        chain.as(BOB).done("kv", "save", KEY, Cbor.of("mine now"));
    }

    @Test
    void history_tells_each_value_newest_first_and_the_removal() {
        chain.done("kv", "save", KEY, Cbor.of("one"));
        chain.nextBlock().done("kv", "update", KEY, Cbor.of("two"));
        chain.nextBlock().done("kv", "remove", KEY);
        chain.nextBlock();
        Cbor history = chain.asked("kv", "history", KEY, Cbor.of(10));
        assertThat(Shown.fields(history, "value")).containsExactly(Cbor.NULL, Cbor.of("two"), Cbor.of("one"));
        assertThat(chain.asked("kv", "history", KEY, Cbor.of(1)).asArray()).hasSize(1);
        assertThat(chain.refused("kv", "history", KEY, Cbor.of(1))).isEqualTo("queries-only");
    }

    @Test
    void a_range_is_in_the_order_of_keys_or_against_it() {
        for (String key : List.of("b", "a", "c", "ab")) chain.done("kv", "save", Cbor.of(key), Cbor.of("v"));
        assertThat(range(Cbor.NULL, Cbor.NULL, 10, false)).containsExactly("a", "ab", "b", "c");
        assertThat(range(Cbor.NULL, Cbor.NULL, 2, true)).containsExactly("c", "b");
        assertThat(range(Cbor.of("ab"), Cbor.of("c"), 10, false)).containsExactly("ab", "b");
        assertThat(range(Cbor.of("c"), Cbor.of("a"), 10, false)).isEmpty();
    }

    private List<String> range(Cbor from, Cbor to, int limit, boolean reverse) {
        return Shown.texts(chain.asked("kv", "range", from, to, Cbor.of(limit), Cbor.of(reverse)), "key");
    }

    @Test
    void keys_and_values_keep_the_limits_of_the_network() {
        chain.within(new Limits(131_072, 64, 128, 64, 10, Limits.STANDARD.block()));
        assertThat(chain.refused("kv", "save", Cbor.of("k".repeat(64)), Cbor.of("v")))
                .isEqualTo("key-too-large");
        chain.done("kv", "save", Cbor.of("k".repeat(63)), Cbor.of("v"));
        assertThat(chain.refused("kv", "save", KEY, Cbor.of("v".repeat(128)))).isEqualTo("value-too-large");
        chain.done("kv", "save", KEY, Cbor.of("v".repeat(100)));
        assertThat(chain.unanswered("kv", "range", Cbor.NULL, Cbor.NULL, Cbor.of(11), NO))
                .isEqualTo("malformed");
    }

    @Test
    void what_is_neither_text_nor_bytes_is_malformed() {
        assertThat(chain.refused("kv", "save", KEY, Cbor.array())).isEqualTo("malformed");
        assertThat(chain.refused("kv", "save", Cbor.of(""), KEY)).isEqualTo("malformed");
        assertThat(chain.refused("kv", "save", Cbor.of("a\u0000b"), KEY)).isEqualTo("malformed");
        assertThat(chain.refused("kv", "save", KEY)).isEqualTo("malformed");
        assertThat(chain.refused("kv", "steal", KEY)).isEqualTo("unknown-method");
    }

    @Test
    void a_call_that_runs_out_of_gas_leaves_no_trace() {
        assertThat(chain.withGas(3_000).refused("kv", "save", KEY, Cbor.of("v")))
                .isEqualTo("exhausted");
        assertThat(chain.withGas(1_000_000).unanswered("kv", "get", KEY)).isEqualTo("not-found");
    }

    @Test
    void a_transaction_leaves_no_heap_of_values_in_its_receipt() {
        Cbor value = Cbor.of("v".repeat(60_000));
        chain.done("kv", "save", Cbor.of("a"), value);
        chain.done("kv", "save", Cbor.of("b"), value);
        Cbor[] all = {Cbor.NULL, Cbor.NULL, Cbor.of(10), NO};
        assertThat(chain.asked("kv", "range", all).asArray()).hasSize(2);
        assertThat(chain.refused("kv", "range", all)).isEqualTo("result-too-large");
        chain.refused("kv", "range", Cbor.NULL, Cbor.NULL, Cbor.of(1_000), Cbor.NULL);
        assertThat(chain.gasUsed()).isLessThan(10_000);
        chain.invoke("kv", "range", Cbor.array(all));
        assertThat(chain.gasUsed()).isGreaterThan(240_000);
    }

    @Test
    void events_are_bounded_together() {
        BuiltInContract loud = new BuiltInContract() {
            @Override
            public String name() {
                return "loud";
            }

            @Override
            public Cbor run(String method, Cbor arguments, Context context) {
                for (int i = 0; i < 3; i++) context.emit("noise", Cbor.of("x".repeat(50_000)));
                return Cbor.NULL;
            }
        };
        assertThat(FakeChain.of(loud).refused("loud", "shout")).isEqualTo("events-too-large");
    }

    @Test
    void whatever_is_sent_the_contract_refuses_in_order() {
        Map<String, Integer> methods =
                Map.of("save", 2, "update", 2, "remove", 1, "get", 1, "history", 2, "range", 4, "none", 1);
        ContractFuzz fuzz =
                new ContractFuzz(chain, "kv", List.of(ADA, BOB), List.of(KEY, Cbor.of("b"), Cbor.of(3), NO));
        assertThat(fuzz.run(7, 10_000, methods)).isGreaterThan(200);
    }
}
