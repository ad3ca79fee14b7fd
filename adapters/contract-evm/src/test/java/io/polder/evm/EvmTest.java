package io.polder.evm;

import static io.polder.evm.Machine.ALICE;
import static io.polder.evm.Machine.BOB;
import static io.polder.evm.Machine.CONTRACT;
import static org.assertj.core.api.Assertions.assertThat;

import io.polder.evm.SystemContract.Answer;
import io.polder.evm.fork.Fork;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EvmTest {
    private static final byte[] NOTHING = {};
    private static final long GAS = 1_000_000;
    private static final String RETURN_TOP = "5f52 60205ff3";

    @Test
    void adds_and_returns() {
        assertThat(result(Fork.SHANGHAI, "6002600301" + RETURN_TOP)).isEqualTo(Word.of(5));
    }

    @ParameterizedTest
    @CsvSource({
        "0c,INVALID_OPCODE",
        "fe,INVALID_OPCODE",
        "01,STACK_UNDERFLOW",
        "5f56,INVALID_JUMP",
        "60015b56,INVALID_JUMP",
        "605b600156,INVALID_JUMP",
        "60015f5f3e,RETURN_DATA_OUT_OF_BOUNDS",
        "5b5f56,OUT_OF_GAS"
    })
    void broken_code_halts_and_loses_its_gas(String code, HaltReason reason) {
        assertThat(machine(Fork.CANCUN, code).call(NOTHING, GAS)).isEqualTo(new Execution.Halted(reason));
    }

    @Test
    void the_stack_ends_at_1024_words() {
        assertThat(machine(Fork.CANCUN, "5f".repeat(1024)).call(NOTHING, GAS)).isInstanceOf(Execution.Succeeded.class);
        assertThat(machine(Fork.CANCUN, "5f".repeat(1025)).call(NOTHING, GAS))
                .isEqualTo(new Execution.Halted(HaltReason.STACK_OVERFLOW));
        assertThat(machine(Fork.CANCUN, "5f".repeat(1024) + "80").call(NOTHING, GAS))
                .isEqualTo(new Execution.Halted(HaltReason.STACK_OVERFLOW));
    }

    @ParameterizedTest
    @CsvSource({"SHANGHAI,5f5c", "SHANGHAI,5f49", "SHANGHAI,4a", "SHANGHAI,5f5f5f5e", "PRAGUE,5f1e"})
    void opcodes_of_later_forks_are_invalid(Fork fork, String code) {
        assertThat(machine(fork, code).call(NOTHING, GAS)).isEqualTo(new Execution.Halted(HaltReason.INVALID_OPCODE));
    }

    @Test
    void osaka_counts_leading_zeros() {
        assertThat(result(Fork.OSAKA, "5f1e" + RETURN_TOP)).isEqualTo(Word.of(256));
        assertThat(result(Fork.OSAKA, "60011e" + RETURN_TOP)).isEqualTo(Word.of(255));
        assertThat(result(Fork.OSAKA, "5f191e" + RETURN_TOP)).isEqualTo(Word.ZERO);
    }

    @ParameterizedTest
    @EnumSource(Fork.class)
    void recursion_ends_with_gas_or_depth_and_not_with_the_java_stack(Fork fork) {
        // Calls itself with all gas it has, and counts the calls that came back in slot 0.
        Machine machine = machine(fork, "5f5f5f5f5f305af1 5f5401 5f55 00");
        Execution execution = machine.call(NOTHING, 30_000_000_000_000L);
        assertThat(execution).isInstanceOf(Execution.Succeeded.class);
        assertThat(machine.state.storage(CONTRACT, Word.ZERO)).isEqualTo(Word.of(1024));
    }

    @Test
    void memory_bombs_and_return_bombs_run_out_of_gas() {
        assertThat(machine(Fork.CANCUN, "5f 6fffffffffffffffffffffffffffffffff 52")
                        .call(NOTHING, GAS))
                .isEqualTo(new Execution.Halted(HaltReason.OUT_OF_GAS));
        assertThat(machine(Fork.CANCUN, "637fffffff5ff3").call(NOTHING, Long.MAX_VALUE))
                .isEqualTo(new Execution.Halted(HaltReason.OUT_OF_GAS));
        assertThat(machine(Fork.CANCUN, "637fffffff5f5f5f5f305af1").call(NOTHING, GAS))
                .isEqualTo(new Execution.Halted(HaltReason.OUT_OF_GAS));
        assertThat(machine(Fork.CANCUN, "5f5f7f" + "ff".repeat(32) + "5e").call(NOTHING, GAS))
                .isInstanceOf(Execution.Succeeded.class);
    }

    @Test
    void log_floods_are_paid_by_the_byte() {
        Machine machine = machine(Fork.CANCUN, "5b 620186a05fa0 5f56");
        assertThat(machine.call(NOTHING, 30_000_000)).isInstanceOf(Execution.Halted.class);
    }

    @Test
    void a_static_call_changes_nothing() {
        for (String change : List.of("5f5f55", "5f5f5d", "5f5fa0", "5f5f5ff0", "30ff", "5f5f5f5f6001305af1")) {
            Machine machine = machine(Fork.CANCUN, change + "00");
            Execution execution = machine.run(Message.staticCall(ALICE, CONTRACT, NOTHING, GAS));
            assertThat(execution).as(change).isEqualTo(new Execution.Halted(HaltReason.STATE_CHANGE_IN_STATIC_CALL));
        }
    }

    @Test
    void what_reverts_is_taken_back_and_says_why() {
        Machine machine = machine(Fork.CANCUN, "60015f55 602a5f52 60205ffd");
        Execution execution = machine.call(NOTHING, GAS);
        assertThat(execution).isInstanceOf(Execution.Reverted.class);
        assertThat(Word.of(execution.output())).isEqualTo(Word.of(42));
        assertThat(execution.gasLeft()).isPositive();
        assertThat(machine.state.storage(CONTRACT, Word.ZERO)).isEqualTo(Word.ZERO);
    }

    @Test
    void creation_refuses_large_code_and_code_that_starts_with_ef() {
        assertThat(create("6160015ff3")).isEqualTo(new Execution.Halted(HaltReason.CODE_TOO_LARGE));
        assertThat(create("60ef5f5360015ff3")).isEqualTo(new Execution.Halted(HaltReason.CODE_STARTS_WITH_EF));
        assertThat(create("6160005ff3")).isInstanceOf(Execution.Succeeded.class);
    }

    @Test
    void creation_on_an_occupied_address_fails() {
        Machine machine = machine(Fork.CANCUN, "00").fund(ALICE, 10);
        machine.state.put(BOB, Word.ONE, Word.ONE);
        assertThat(machine.run(Message.create(ALICE, CONTRACT, Word.ZERO, NOTHING, GAS)))
                .isEqualTo(new Execution.Halted(HaltReason.ADDRESS_OCCUPIED));
        assertThat(machine.run(Message.create(ALICE, BOB, Word.ZERO, NOTHING, GAS)))
                .isEqualTo(new Execution.Halted(HaltReason.ADDRESS_OCCUPIED));
    }

    @Test
    void a_contract_dies_only_in_the_transaction_that_made_it_since_cancun() {
        for (Fork fork : List.of(Fork.SHANGHAI, Fork.CANCUN)) {
            Machine machine = machine(fork, "33ff");
            machine.call(NOTHING, GAS);
            assertThat(machine.state.account(CONTRACT).isPresent())
                    .as("" + fork)
                    .isEqualTo(fork == Fork.CANCUN);
        }
        Machine machine = new Machine(Fork.CANCUN).fund(ALICE, 10);
        machine.run(Message.create(ALICE, CONTRACT, Word.of(4), HexFormat.of().parseHex("30ff"), GAS));
        assertThat(machine.state.account(CONTRACT)).isEmpty();
        assertThat(machine.state.account(ALICE).orElseThrow().balance()).isEqualTo(Word.of(6));
    }

    @Test
    void a_tracer_sees_every_opcode_and_every_message() {
        List<String> seen = new ArrayList<>();
        Tracer tracer = new Tracer() {
            @Override
            public void step(Step step) {
                seen.add(step.depth() + ":" + step.pc() + ":" + Integer.toHexString(step.opcode()) + ":"
                        + step.stackSize());
            }

            @Override
            public void enter(Message message) {
                seen.add("enter " + message.kind());
            }

            @Override
            public void exit(Execution execution) {
                seen.add("exit " + execution.getClass().getSimpleName());
            }
        };
        Machine machine = new Machine(Fork.CANCUN, Map.of(), tracer)
                .fund(ALICE, 1)
                .deploy(BOB, "5f")
                .deploy(CONTRACT, "fe");
        machine.deploy(CONTRACT, "5f5f5f5f73" + BOB.toString().substring(2) + "5afa fe");
        Execution execution = machine.call(NOTHING, GAS);
        assertThat(execution).isInstanceOf(Execution.Halted.class);
        assertThat(seen)
                .containsExactly(
                        "enter CALL",
                        "0:0:5f:0",
                        "0:1:5f:1",
                        "0:2:5f:2",
                        "0:3:5f:3",
                        "0:4:73:4",
                        "0:25:5a:5",
                        "0:26:fa:6",
                        "enter STATICCALL",
                        "1:0:5f:0",
                        "1:1:0:1",
                        "exit Succeeded",
                        "exit Halted");
    }

    @Test
    void a_system_contract_answers_reverts_and_goes_back_with_the_caller() {
        Address network = Address.of(0x900);
        List<String> ledger = new ArrayList<>();
        SystemContract contract = call -> {
            ledger.add("written");
            call.world().onRevert(ledger::removeLast);
            return new Answer.Returned(Word.of(call.input().length).toBytes(), 500);
        };
        Machine machine = new Machine(Fork.CANCUN, Map.of(network, contract), Tracer.NONE).fund(ALICE, 1);
        machine.deploy(CONTRACT, "60205f60055f5f6109005af1 50 60205ff3");
        assertThat(Word.of(machine.call(NOTHING, GAS).output())).isEqualTo(Word.of(5));
        assertThat(ledger).containsExactly("written");
        machine.deploy(CONTRACT, "60205f60055f5f6109005af1 50 5f5ffd");
        assertThat(machine.call(NOTHING, GAS)).isInstanceOf(Execution.Reverted.class);
        assertThat(ledger).containsExactly("written");
        assertThat(machine.run(Message.call(ALICE, network, Word.ZERO, NOTHING, 499)))
                .isEqualTo(new Execution.Halted(HaltReason.OUT_OF_GAS));
    }

    private static Machine machine(Fork fork, String code) {
        return new Machine(fork).fund(ALICE, 1).deploy(CONTRACT, code);
    }

    private static Word result(Fork fork, String code) {
        return Word.of(machine(fork, code).call(NOTHING, GAS).output());
    }

    private static Execution create(String initCode) {
        byte[] code = HexFormat.of().parseHex(initCode);
        return new Machine(Fork.CANCUN).fund(ALICE, 1).run(Message.create(ALICE, BOB, Word.ZERO, code, 10_000_000));
    }
}
