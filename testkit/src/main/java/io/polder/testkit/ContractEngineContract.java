package io.polder.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.contract.ContractEngine;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Limits;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What every framework that runs contracts promises its chain.
public abstract class ContractEngineContract {
    private static final Address ADA = Address.person("ada");
    private static final Address BOB = Address.person("bob");
    private static final int CALLS = 400;

    /// What an engine's own test says of it: a contract that can be called, a call that writes the value under the key,
    /// and a call that gives it back. `deploy` makes the contract, or is empty where the engine provides it.
    public record Sample(
            String contract, Optional<Call> deploy, String write, String read, Cbor key, List<? extends Cbor> values) {}

    /// A fresh engine, as each city has its own.
    protected abstract ContractEngine engine();

    protected abstract Sample sample();

    /// The arguments of the call that writes a value: key and value, unless the engine's own test says otherwise.
    protected Cbor writing(int value) {
        return Cbor.array(sample().key(), sample().values().get(value));
    }

    private FakeChain chain() {
        return chain(engine());
    }

    private FakeChain chain(ContractEngine engine) {
        FakeChain chain = new FakeChain(List.of(engine)).on("city").as(ADA);
        sample().deploy()
                .ifPresent(call -> assertThat(chain.run(call).succeeded()).isTrue());
        return chain;
    }

    private Outcome write(FakeChain chain, int value) {
        return chain.invoke(sample().contract(), sample().write(), writing(value));
    }

    private Outcome read(FakeChain chain) {
        return chain.query(sample().contract(), sample().read(), Cbor.array(sample().key()));
    }

    @Test
    protected void it_has_a_name_and_provides_what_needs_no_deployment() {
        ContractEngine engine = engine();
        assertThat(engine.framework()).matches("[a-z][a-z0-9-]*");
        assertThat(engine.provides(sample().contract()))
                .isEqualTo(sample().deploy().isEmpty());
        assertThat(engine.provides("nobody's")).isFalse();
    }

    @Test
    protected void what_is_written_is_read_at_once_and_in_the_next_block() {
        FakeChain chain = chain();
        assertThat(write(chain, 0).succeeded()).isTrue();
        Outcome now = read(chain);
        assertThat(now.succeeded()).isTrue();
        assertThat(read(chain.nextBlock())).isEqualTo(now);
    }

    @Test
    protected void a_query_leaves_no_trace() {
        FakeChain chain = chain();
        Outcome before = read(chain);
        chain.query(sample().contract(), sample().write(), writing(0));
        assertThat(read(chain)).isEqualTo(before);
    }

    @Test
    protected void a_call_that_runs_out_of_gas_leaves_no_trace_and_says_so() {
        FakeChain chain = chain();
        Outcome before = read(chain);
        Outcome outcome = write(chain.withGas(1), 0);
        assertThat(outcome.succeeded()).isFalse();
        assertThat(chain.gasUsed()).isLessThanOrEqualTo(1);
        assertThat(chain.events()).isEmpty();
        assertThat(read(chain.withGas(10_000_000))).isEqualTo(before);
    }

    @Test
    protected void a_call_costs_gas_and_the_same_call_costs_the_same_everywhere() {
        FakeChain one = chain();
        FakeChain other = chain();
        assertThat(write(one, 0)).isEqualTo(write(other, 0));
        assertThat(one.gasUsed()).isPositive().isEqualTo(other.gasUsed());
        assertThat(one.events()).isEqualTo(other.events());
    }

    @Test
    protected void what_is_no_method_or_no_argument_of_the_contract_is_refused_with_a_word() {
        FakeChain chain = chain();
        Outcome before = read(chain);
        for (String method : List.of("nosuchmethod", "x", "run-it", "G"))
            assertRefused(chain.invoke(sample().contract(), method, Cbor.array()));
        for (Cbor arguments : List.of(Cbor.NULL, Cbor.of(7), Cbor.array(), Cbor.of("text")))
            assertRefused(chain.invoke(sample().contract(), sample().write(), arguments));
        assertThat(read(chain)).isEqualTo(before);
    }

    private static void assertRefused(Outcome outcome) {
        assertThat(outcome.succeeded()).as("%s", outcome).isFalse();
        if (outcome instanceof Outcome.Reverted(String code, String detail, Bytes data))
            assertThat(code).isNotBlank();
    }

    /// Whatever comes in, nothing but an outcome comes out: any other exception would stop the node.
    @Test
    protected void nothing_that_is_sent_makes_it_throw_and_two_cities_come_to_the_same() {
        FakeChain one = chain();
        FakeChain other = chain();
        for (int seed = 0; seed < 2; seed++) assertThat(outcomes(one, seed)).isEqualTo(outcomes(other, seed));
        assertThat(read(one)).isEqualTo(read(other));
    }

    private List<Object> outcomes(FakeChain chain, int seed) {
        Sample s = sample();
        Random random = new Random(seed);
        List<Cbor> known = new ArrayList<>(s.values());
        known.add(s.key());
        RandomCbor arguments = new RandomCbor(seed, known);
        List<Object> outcomes = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            chain.as(random.nextBoolean() ? ADA : BOB)
                    .withGas(random.nextInt(8) == 0 ? random.nextInt(20_000) : 10_000_000);
            String method = random.nextBoolean() ? s.write() : s.read();
            outcomes.add(chain.invoke(s.contract(), method, arguments.arguments(random.nextInt(4))));
            outcomes.add(chain.gasUsed());
            outcomes.add(chain.events());
            if (random.nextInt(20) == 0) chain.nextBlock();
        }
        return outcomes;
    }

    @Test
    protected void it_lives_on_a_chain_with_another_framework_and_each_keeps_its_own() {
        FakeChain chain =
                new FakeChain(List.of(engine(), new TenLineEngine())).on("city").as(ADA);
        sample().deploy().ifPresent(chain::run);
        assertThat(write(chain, 0).succeeded()).isTrue();
        Outcome before = read(chain);
        assertThat(chain.invoke(TenLineEngine.CONTRACT, "set", Cbor.array(Cbor.of("a"), Cbor.of("b")))
                        .succeeded())
                .isTrue();
        assertThat(read(chain)).isEqualTo(before);
    }

    /// The context leaves a call by a revert; whether the engine catches it or lets it pass, an outcome comes out.
    @Test
    protected void what_is_too_large_for_the_chain_is_refused_and_leaves_no_trace() {
        Limits l = Limits.STANDARD;
        FakeChain chain = chain();
        Outcome before = read(chain);
        assertRefused(write(chain.within(new Limits(l.transactionBytes(), 1, 1, 1, 1, l.block())), 0));
        assertThat(read(chain.within(l))).isEqualTo(before);
    }
}
