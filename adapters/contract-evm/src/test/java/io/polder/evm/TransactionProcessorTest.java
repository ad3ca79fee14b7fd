package io.polder.evm;

import static io.polder.evm.Machine.CHAIN_ID;
import static io.polder.evm.Machine.CONTRACT;
import static org.assertj.core.api.Assertions.assertThat;

import io.polder.evm.BlockContext.BlockFees;
import io.polder.evm.Refusal.Reason;
import io.polder.evm.TransactionResult.Executed;
import io.polder.evm.TransactionResult.Refused;
import io.polder.evm.differential.Signed;
import io.polder.evm.fork.Fork;
import io.polder.evm.secp256k1.Secp256k1;
import io.polder.evm.state.Code;
import io.polder.evm.transaction.AccessEntry;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.transaction.EthereumTransaction.BlobCarrying;
import io.polder.evm.transaction.EthereumTransaction.Blobs;
import io.polder.evm.transaction.EthereumTransaction.DynamicFee;
import io.polder.evm.transaction.EthereumTransaction.FeeCaps;
import io.polder.evm.transaction.EthereumTransaction.Legacy;
import io.polder.evm.transaction.EthereumTransaction.Payload;
import io.polder.evm.transaction.Signature;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TransactionProcessorTest {
    private static final Signed ALICE = Signed.by("alice", CHAIN_ID);
    private static final Signed BOB = Signed.by("bob", CHAIN_ID);
    private static final byte[] NOTHING = {};
    private static final Signature ANY = new Signature(0, Word.ONE, Word.ONE);
    private static final long FUNDS = 1L << 62;

    private final Machine machine = machine(Fork.PRAGUE);

    @Test
    void a_transfer_costs_21000_and_moves_value_fee_and_nonce() {
        machine.in(block(30_000_000, 10));
        Executed executed = executed(legacy(12, payload(0, 21000, 5, NOTHING)));
        assertThat(executed.gasUsed()).isEqualTo(21000);
        assertThat(machine.state.account(CONTRACT).orElseThrow().balance()).isEqualTo(Word.of(5));
        assertThat(machine.state.account(Machine.BENEFICIARY).orElseThrow().balance())
                .isEqualTo(Word.of(2 * 21000));
        var sender = machine.state.account(ALICE.address()).orElseThrow();
        assertThat(sender.nonce()).isEqualTo(1);
        assertThat(sender.balance()).isEqualTo(Word.of(FUNDS - 5 - 12 * 21000));
    }

    @Test
    void what_cannot_be_executed_is_refused_and_changes_nothing() {
        machine.in(block(30_000_000, 10));
        assertRefused(Reason.NONCE_TOO_HIGH, legacy(12, payload(1, 21000, 0, NOTHING)));
        assertRefused(Reason.NONCE_AT_ITS_END, legacy(12, payload(-1, 21000, 0, NOTHING)));
        assertRefused(Reason.INTRINSIC_GAS_TOO_LOW, legacy(12, payload(0, 20999, 0, NOTHING)));
        assertRefused(Reason.GAS_LIMIT_ABOVE_BLOCK, legacy(12, payload(0, 30_000_001, 0, NOTHING)));
        assertRefused(Reason.GAS_LIMIT_ABOVE_BLOCK, legacy(12, payload(0, -1, 0, NOTHING)));
        assertRefused(Reason.FEE_BELOW_BASE, legacy(9, payload(0, 21000, 0, NOTHING)));
        assertRefused(Reason.INSUFFICIENT_FUNDS, legacy(12, payload(0, 21000, FUNDS, NOTHING)));
        assertRefused(Reason.WRONG_CHAIN, dynamic(Word.of(2), 1, 12, payload(0, 21000, 0, NOTHING)));
        assertRefused(Reason.PRIORITY_FEE_ABOVE_MAX, dynamic(CHAIN_ID, 13, 12, payload(0, 21000, 0, NOTHING)));
        Payload creation = new Payload(0, 10_000_000, Optional.empty(), Word.ZERO, new byte[49153]);
        assertRefused(Reason.INIT_CODE_TOO_LARGE, legacy(12, creation));
        Signature high = new Signature(0, Word.ONE, Secp256k1.HALF_ORDER.plus(Word.ONE));
        assertRefused(
                Reason.BAD_SIGNATURE, new Legacy(Optional.empty(), Word.of(12), payload(0, 21000, 0, NOTHING), high));
        var overflow = new Legacy(Optional.empty(), Word.MAX, payload(0, 21000, 0, NOTHING), ANY);
        assertRefused(Reason.FEE_OVERFLOW, overflow);
    }

    @Test
    void blobs_must_be_there_few_and_of_a_known_version() {
        Word known = Word.of(1).plus(new Word(0, 0, 0, 1L << 56));
        assertRefused(Reason.BLOBS_MISSING, blobs(10));
        assertRefused(Reason.BLOB_HASH_VERSION, blobs(10, Word.ONE));
        assertRefused(
                Reason.BLOBS_TOO_MANY, blobs(10, Collections.nCopies(10, known).toArray(Word[]::new)));
        assertRefused(Reason.BLOB_FEE_TOO_LOW, blobs(0, known));
        assertThat(executed(blobs(1, known)).succeeded()).isTrue();
    }

    @Test
    void types_are_refused_before_their_fork() {
        assertThat(reason(machine(Fork.SHANGHAI), blobs(1, Word.ONE))).isEqualTo(Reason.TYPE_NOT_SUPPORTED);
        var delegation = ALICE.setCode(payload(0, 100_000, 0, NOTHING), BOB.authorize(CONTRACT, 0));
        assertThat(reason(machine(Fork.CANCUN), delegation)).isEqualTo(Reason.TYPE_NOT_SUPPORTED);
        assertRefused(Reason.AUTHORIZATIONS_MISSING, ALICE.setCode(payload(0, 100_000, 0, NOTHING)));
    }

    @Test
    void osaka_caps_the_gas_of_a_transaction() {
        var large = legacy(12, payload(0, (1 << 24) + 1, 0, NOTHING));
        assertThat(reason(machine(Fork.OSAKA), large)).isEqualTo(Reason.GAS_LIMIT_ABOVE_CAP);
        assertThat(machine(Fork.PRAGUE).process(large, ALICE.address())).isInstanceOf(Executed.class);
    }

    @Test
    void data_has_a_floor_since_prague() {
        byte[] data = new byte[1000];
        Arrays.fill(data, (byte) 1);
        var transaction = legacy(12, payload(0, 100_000, 0, data));
        assertThat(((Executed) machine(Fork.CANCUN).process(transaction, ALICE.address())).gasUsed())
                .isEqualTo(21000 + 16 * 1000);
        assertThat(executed(transaction).gasUsed()).isEqualTo(21000 + 40 * 1000);
    }

    @Test
    void an_access_list_makes_slots_warm_for_its_price() {
        machine.deploy(CONTRACT, "5f54");
        var entry = new AccessEntry(CONTRACT, List.of(Word.ZERO));
        var listed = new EthereumTransaction.Listed(
                CHAIN_ID, Word.of(12), payload(0, 100_000, 0, NOTHING), List.of(entry), ANY);
        assertThat(executed(listed).gasUsed()).isEqualTo(21000 + 2400 + 1900 + 2 + 100);
    }

    @Test
    void refunds_are_at_most_a_fifth() {
        machine.deploy(CONTRACT, "5f5f55");
        machine.state.put(CONTRACT, Word.ZERO, Word.ONE);
        Executed executed = executed(legacy(12, payload(0, 100_000, 0, NOTHING)));
        assertThat(executed.gasRefunded()).isEqualTo(4800);
        assertThat(executed.gasUsed()).isEqualTo(21000 + 4 + 5000 - 4800);
    }

    @Test
    void an_authorization_lets_an_account_run_code_and_end_it_again() {
        machine.deploy(CONTRACT, "335f55").fund(BOB.address(), 1);
        Address bob = BOB.address();
        var first = ALICE.setCode(
                new Payload(0, 200_000, Optional.of(bob), Word.ZERO, NOTHING), BOB.authorize(CONTRACT, 0));
        assertThat(executed(first).succeeded()).isTrue();
        assertThat(machine.state.storage(bob, Word.ZERO))
                .isEqualTo(ALICE.address().toWord());
        assertThat(machine.state.account(bob).orElseThrow().codeHash())
                .isEqualTo(Code.delegationTo(CONTRACT).hash());
        var end = ALICE.setCode(payload(1, 200_000, 0, NOTHING), BOB.authorize(Address.ZERO, 1));
        assertThat(executed(end).succeeded()).isTrue();
        assertThat(machine.state.account(bob).orElseThrow().codeHash()).isEqualTo(Code.NONE.hash());
    }

    @Test
    void a_simulation_needs_neither_funds_nor_nonce() {
        machine.deploy(CONTRACT, "5a5f52 60205ff3");
        var world = machine.world();
        var processor = new TransactionProcessor(machine.evm(), CHAIN_ID, Machine.CURVE);
        Executed executed = processor.simulate(
                world, machine.block(), Word::of, legacy(0, payload(77, 100_000, 0, NOTHING)), Address.of(0x123));
        assertThat(executed.succeeded()).isTrue();
        assertThat(Word.of(executed.execution().output())).isEqualTo(Word.of(100_000 - 21000 - 2));
    }

    private static Machine machine(Fork fork) {
        return new Machine(fork).fund(ALICE.address(), FUNDS);
    }

    private static BlockContext block(long gasLimit, long baseFee) {
        return new BlockContext(
                1, 1, gasLimit, Machine.BENEFICIARY, Word.ZERO, new BlockFees(Word.of(baseFee), Word.ONE));
    }

    private static Payload payload(long nonce, long gasLimit, long value, byte[] data) {
        return new Payload(nonce, gasLimit, Optional.of(CONTRACT), Word.of(value), data);
    }

    private static EthereumTransaction legacy(long gasPrice, Payload payload) {
        return new Legacy(Optional.empty(), Word.of(gasPrice), payload, ANY);
    }

    private static EthereumTransaction dynamic(Word chain, long priority, long max, Payload payload) {
        return new DynamicFee(chain, new FeeCaps(Word.of(priority), Word.of(max)), payload, List.of(), ANY);
    }

    private static EthereumTransaction blobs(long maxFee, Word... hashes) {
        FeeCaps fees = new FeeCaps(Word.ONE, Word.of(12));
        Blobs blobs = new Blobs(Word.of(maxFee), List.of(hashes));
        return new BlobCarrying(CHAIN_ID, fees, payload(0, 21000, 0, NOTHING), List.of(), blobs, ANY);
    }

    private Executed executed(EthereumTransaction transaction) {
        return (Executed) machine.process(transaction, ALICE.address());
    }

    private void assertRefused(Reason reason, EthereumTransaction transaction) {
        var before = machine.state.accounts().toString();
        assertThat(reason(machine, transaction)).isEqualTo(reason);
        assertThat(machine.state.accounts().toString()).isEqualTo(before);
    }

    private static Reason reason(Machine machine, EthereumTransaction transaction) {
        return ((Refused) machine.process(transaction, ALICE.address()))
                .refusal()
                .reason();
    }
}
