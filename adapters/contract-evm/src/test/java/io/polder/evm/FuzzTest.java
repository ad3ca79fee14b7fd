package io.polder.evm;

import static io.polder.evm.Machine.ALICE;
import static io.polder.evm.Machine.CONTRACT;
import static org.assertj.core.api.Assertions.assertThat;

import io.polder.evm.differential.RandomProgram;
import io.polder.evm.differential.Signed;
import io.polder.evm.fork.Fork;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.transaction.EthereumTransaction.Payload;
import io.polder.evm.transaction.TransactionCodec;
import io.polder.evm.transaction.TransactionCodec.Decoded;
import io.polder.evm.word.Word;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// Whatever the bytes, the answer is a named refusal or an end, never an exception of another kind.
class FuzzTest {
    private static final long GAS = 300_000;

    @Property(tries = 3000)
    void random_bytes_decode_to_a_transaction_or_a_reason(@ForAll @Size(max = 300) byte[] bytes) {
        judge(bytes);
    }

    @Property(tries = 3000)
    void a_changed_byte_is_refused_or_read_as_it_would_be_written(
            @ForAll @IntRange(max = 1000) int place, @ForAll byte value, @ForAll @IntRange(max = 3) int form) {
        byte[] bytes = TransactionCodec.encode(sample(form));
        bytes[place % bytes.length] = value;
        judge(bytes);
    }

    @Property(tries = 2000)
    void random_bytes_run_to_an_end_in_every_fork(
            @ForAll @Size(max = 200) byte[] code, @ForAll @ByteRange(min = 0, max = 3) byte fork) {
        Machine machine = new Machine(Fork.values()[fork]).fund(ALICE, 1000).deploy(CONTRACT, code);
        assertThat(machine.call(code, GAS).gasLeft()).isBetween(0L, GAS);
    }

    @Property(tries = 2000)
    void sensible_programs_run_to_an_end_and_alike_under_a_tracer(@ForAll @IntRange(min = 1) int seed) {
        RandomProgram random = new RandomProgram(seed, 17, true, true);
        byte[] code = random.bytes(), input = random.input();
        Machine plain = new Machine(Fork.OSAKA).fund(ALICE, 1000).deploy(CONTRACT, code);
        Machine traced = new Machine(Fork.OSAKA, Map.of(), new Tracer() {})
                .fund(ALICE, 1000)
                .deploy(CONTRACT, code);
        Execution one = plain.call(input, GAS), other = traced.call(input, GAS);
        assertThat(other.gasLeft()).isEqualTo(one.gasLeft());
        assertThat(other.output()).isEqualTo(one.output());
        assertThat(traced.state.storage(CONTRACT)).isEqualTo(plain.state.storage(CONTRACT));
    }

    private static void judge(byte[] bytes) {
        switch (TransactionCodec.decode(bytes)) {
            case Decoded.Malformed(String reason) -> assertThat(reason).isNotBlank();
            case Decoded.Valid(EthereumTransaction transaction) -> {
                assertThat(TransactionCodec.encode(transaction)).isEqualTo(bytes);
                transaction.signature().signer(Machine.CURVE, TransactionCodec.signingHash(transaction));
                new StaticRules(Fork.OSAKA, Machine.CHAIN_ID).check(transaction);
            }
        }
    }

    private static EthereumTransaction sample(int form) {
        Signed alice = Signed.by("alice", Machine.CHAIN_ID);
        Payload payload = new Payload(form, GAS, Optional.of(CONTRACT), Word.of(7), new byte[form * 40]);
        return form % 2 == 0
                ? alice.dynamicFee(payload)
                : alice.setCode(payload, alice.authorize(CONTRACT, 1), alice.authorize(CONTRACT, 2));
    }
}
