package io.polder.evm.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.evm.BlockContext;
import io.polder.evm.BlockContext.BlockFees;
import io.polder.evm.Evm;
import io.polder.evm.Machine;
import io.polder.evm.TransactionProcessor;
import io.polder.evm.TransactionResult;
import io.polder.evm.fork.BlobFee;
import io.polder.evm.fork.Fork;
import io.polder.evm.precompile.Precompiles;
import io.polder.evm.state.CodeCache;
import io.polder.evm.state.MemoryState;
import io.polder.evm.state.WorldState;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.transaction.EthereumTransaction.Payload;
import io.polder.evm.transaction.TransactionCodec;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whole transactions on this machine and on anvil (revm); `-Dpolder.anvil=FILE` names the executable.
@Tag("long")
class AnvilDifferenceTest {
    private static final int PROGRAMS = 400;
    private static final Word CHAIN_ID = Word.of(31337);
    private static final long GAS = 2_000_000;
    private static final int[] SLOTS = {0, 1, 100, 101, 102, 103};
    private static final Signed ALICE = Signed.by("alice", CHAIN_ID);
    private static final Signed BOB = Signed.by("bob", CHAIN_ID);
    private static final Address TARGET = Address.hex("0xde1e9a7e00000000000000000000000000000001");

    private Fork fork;
    private long nonce;

    @ParameterizedTest
    @CsvSource({"cancun,CANCUN,10", "prague,PRAGUE,17", "osaka,OSAKA,17"})
    void random_programs_end_alike_on_anvil(String hardfork, Fork ours, int precompiles) throws Exception {
        fork = ours;
        try (Anvil anvil = start(hardfork)) {
            for (long seed = 0; seed < PROGRAMS; seed++) {
                RandomProgram random = new RandomProgram(seed, precompiles, true, ours.has(Fork.OSAKA));
                Address program = Address.of(0x7000_0000_0000L + seed);
                byte[] code = random.bytes();
                EthereumTransaction call = ALICE.dynamicFee(payload(program, random.input()));
                compare(anvil, call, program, code, "seed " + seed);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"prague,PRAGUE", "osaka,OSAKA"})
    void delegations_end_alike_on_anvil(String hardfork, Fork ours) throws Exception {
        fork = ours;
        // Stores the caller, its own code size and hash, and what a call to bob answers.
        byte[] code = HexFormat.of().parseHex("335f55" + "303b606455" + "303f606555" + "5f356001550000");
        Address bob = BOB.address();
        try (Anvil anvil = start(hardfork)) {
            compare(anvil, ALICE.setCode(payload(bob, word(1)), BOB.authorize(TARGET, 0)), TARGET, code, "first");
            compare(anvil, ALICE.dynamicFee(payload(bob, word(2))), bob, null, "call");
            compare(anvil, ALICE.setCode(payload(bob, word(3)), BOB.authorize(TARGET, 0)), bob, null, "stale");
            compare(anvil, ALICE.setCode(payload(TARGET, word(3)), BOB.authorize(Address.ZERO, 1)), bob, null, "end");
        }
    }

    @ParameterizedTest
    @CsvSource({"prague,PRAGUE", "osaka,OSAKA"})
    void precompiled_contracts_answer_and_cost_alike_on_anvil(String hardfork, Fork ours) throws Exception {
        fork = ours;
        try (Anvil anvil = start(hardfork)) {
            for (PrecompileInputs.Call call : PrecompileInputs.all()) {
                // Hands its input on, and stores success, length and hash of the answer.
                byte[] code = HexFormat.of()
                        .parseHex("365f5f375f5f365f61%04x5afa5f553d6001553d5f5f3e3d5f2060645500"
                                .formatted(call.address()));
                Address forwarder = Address.of(0x8000_0000_0000L + nonce);
                EthereumTransaction transaction = ALICE.dynamicFee(payload(forwarder, call.input()));
                compare(anvil, transaction, forwarder, code, "contract " + call.address() + " " + hex(call.input()));
            }
        }
    }

    private Anvil start(String hardfork) throws Exception {
        String executable = System.getProperty("polder.anvil", "");
        assumeThat(executable).as("polder.anvil").isNotEmpty();
        Anvil anvil = Anvil.start(executable, hardfork);
        anvil.call("anvil_setBalance", ALICE.address().toString(), "0x3635c9adc5dea00000");
        // Anvil takes an account it has been asked about for one that exists, so it had better exist.
        anvil.call("anvil_setBalance", BOB.address().toString(), "0x1");
        nonce = 0;
        return anvil;
    }

    private Payload payload(Address to, byte[] data) {
        return new Payload(nonce++, GAS, Optional.of(to), Word.ZERO, data);
    }

    private static byte[] word(long value) {
        return Word.of(value).toBytes();
    }

    /// Sets `code` at `watched` if there is some, runs the transaction on both sides and compares what they show.
    private void compare(Anvil anvil, EthereumTransaction transaction, Address watched, byte[] code, String what)
            throws Exception {
        if (code != null) anvil.call("anvil_setCode", watched.toString(), hex(code));
        MemoryState state = new MemoryState();
        Address to = transaction.payload().to().orElseThrow();
        for (Address address : new Address[] {ALICE.address(), BOB.address(), TARGET, to, watched}) {
            copy(anvil, state, address);
        }
        String hash = anvil.call("eth_sendRawTransaction", hex(TransactionCodec.encode(transaction)))
                .asText();
        anvil.call("evm_mine");
        JsonNode receipt = anvil.call("eth_getTransactionReceipt", hash);
        JsonNode block =
                anvil.call("eth_getBlockByNumber", receipt.get("blockNumber").asText(), false);
        String theirs = receipt.get("gasUsed").asText() + " "
                + receipt.get("status").asText() + " " + receipt.get("logs").size();
        for (int slot : SLOTS) theirs += " " + storage(anvil, watched, slot);
        theirs += " " + anvil.call("eth_getCode", watched.toString(), "latest").asText();

        Evm evm = new Evm(fork, Precompiles.of(fork, Machine.CURVE));
        WorldState world = new WorldState(state, new CodeCache(), evm::isAlwaysWarm);
        var result = new TransactionProcessor(evm, CHAIN_ID, Machine.CURVE)
                .process(world, context(block), Word::of, transaction, ALICE.address());
        assertThat(result).as(what).isInstanceOf(TransactionResult.Executed.class);
        var executed = (TransactionResult.Executed) result;
        String ours = "0x" + Long.toHexString(executed.gasUsed()) + " " + (executed.succeeded() ? "0x1" : "0x0") + " "
                + executed.logs().size();
        for (int slot : SLOTS) ours += " " + world.storage(watched, Word.of(slot));
        ours += " " + hex(world.account(watched).code().toBytes());
        assertThat(ours)
                .as("%s on %s: %s", what, fork, code == null ? "" : hex(code))
                .isEqualTo(theirs);
    }

    private static void copy(Anvil anvil, MemoryState state, Address address) throws Exception {
        String name = address.toString();
        Word balance = number(anvil.call("eth_getBalance", name, "latest"));
        long nonce =
                number(anvil.call("eth_getTransactionCount", name, "latest")).limb0();
        String code = anvil.call("eth_getCode", name, "latest").asText().substring(2);
        if (balance.isZero() && nonce == 0 && code.isEmpty()) return;
        state.put(address, nonce, balance, HexFormat.of().parseHex(code));
        for (int slot : SLOTS) state.put(address, Word.of(slot), storage(anvil, address, slot));
    }

    private static Word storage(Anvil anvil, Address address, int slot) throws Exception {
        return number(anvil.call("eth_getStorageAt", address.toString(), "0x" + Integer.toHexString(slot), "latest"));
    }

    private BlockContext context(JsonNode block) {
        Word excess = block.has("excessBlobGas") ? number(block.get("excessBlobGas")) : Word.ZERO;
        return new BlockContext(
                number(block.get("number")).limb0(),
                number(block.get("timestamp")).limb0(),
                number(block.get("gasLimit")).limb0(),
                Address.hex(block.get("miner").asText()),
                number(block.get("mixHash")),
                new BlockFees(number(block.get("baseFeePerGas")), BlobFee.of(fork, excess)));
    }

    private static Word number(JsonNode node) {
        String digits = node.asText().substring(2);
        return Word.of(HexFormat.of().parseHex(digits.length() % 2 == 0 ? digits : "0" + digits));
    }

    private static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
