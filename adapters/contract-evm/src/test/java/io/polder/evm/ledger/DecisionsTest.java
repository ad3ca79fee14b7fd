package io.polder.evm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.evm.network.Abi;
import io.polder.evm.network.Accounts;
import io.polder.evm.word.Word;
import io.polder.protocol.Address;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// What compiled Solidity decides for things and reads of decisions (`ICommands`, `IDecisions`).
class DecisionsTest {
    private static final String VALVE = "valve-7";
    private static final String DECIDED = "decided(string)";

    private final EvmWorld world = new EvmWorld();

    private void by(Address who, String name, int... payload) {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < payload.length; i++) bytes[i] = (byte) payload[i];
        world.chain.as(who).done("decisions", "decide", Cbor.of(VALVE), Cbor.of(name), Cbor.of(Bytes.wrap(bytes)));
    }

    /// A struct of open size stands behind an offset.
    private static byte[] struct(byte[] answer) {
        assertThat(Solidity.word(answer, 0)).isEqualTo(Word.of(32));
        return Bytes.wrap(answer).slice(32, answer.length).toArray();
    }

    private String refusal(String signature, Object... arguments) {
        Cbor.Dictionary result = world.simulate(signature, arguments);
        assertThat(result.find(Cbor.of("status"))).contains(Cbor.of(1));
        return Abi.reason(result.find(Cbor.of("output")).orElseThrow().asBytes().toArray());
    }

    @Test
    void a_contract_reads_what_it_decided_with_when_and_where() {
        world.chain.nextBlock();
        long height = world.chain.height();
        long time = world.chain.time();
        Bytes transaction = world.chain.transaction().bytes();
        assertThat(world.probe("command(string)", VALVE)).isInstanceOf(Outcome.Succeeded.class);
        world.chain.nextBlock();
        byte[] decision = struct(world.ask(DECIDED, VALVE));
        assertThat(Solidity.bytes(decision, 0)).containsExactly(1);
        assertThat(Solidity.word(decision, 1)).isEqualTo(Word.of(time));
        assertThat(Solidity.word(decision, 2)).isEqualTo(Word.ONE);
        assertThat(Solidity.word(decision, 3)).isEqualTo(Word.of(height));
        assertThat(Solidity.word(decision, 4)).isEqualTo(Word.of(transaction.toArray()));
        assertThat(Solidity.word(decision, 5)).isEqualTo(world.probe.toWord());
        assertThat(new String(Solidity.bytes(decision, 6), StandardCharsets.UTF_8))
                .isEqualTo("evm:" + world.probe);
    }

    @Test
    void the_newest_of_anybody_and_the_newest_of_one_are_apart() {
        world.probe("command(string)", VALVE);
        by(EvmWorld.HAMBURG, "open", 9, 9);
        by(EvmWorld.HAMBURG, "close", 5);
        byte[] newest = struct(world.ask(DECIDED, VALVE));
        assertThat(Solidity.bytes(newest, 0)).containsExactly(9, 9);
        assertThat(Solidity.word(newest, 2)).isEqualTo(Word.of(2));
        assertThat(new String(Solidity.bytes(newest, 6), StandardCharsets.UTF_8))
                .isEqualTo("org:hamburg");
        byte[] own = world.ask("decidedBy(string,address)", VALVE, account());
        assertThat(Solidity.word(own, 0)).isEqualTo(Word.ONE);
        assertThat(Solidity.bytes(own, 2)).containsExactly(1);
        byte[] hamburgs = world.ask("decidedOf(string,string)", VALVE, "org:hamburg");
        assertThat(Solidity.word(hamburgs, 0))
                .isEqualTo(Accounts.of(EvmWorld.HAMBURG).toWord());
        assertThat(Solidity.bytes(hamburgs, 1)).containsExactly(9, 9);
        byte[] probes = world.ask("decidedOf(string,string)", VALVE, "evm:" + world.probe);
        assertThat(Solidity.bytes(probes, 1)).containsExactly(1);
    }

    private Word account() {
        return world.probe.toWord();
    }

    @Test
    void nothing_decided_and_nobody_of_that_name_are_reasons() {
        assertThat(refusal(DECIDED, VALVE)).startsWith("no-decision: ");
        world.probe("command(string)", VALVE);
        assertThat(refusal(DECIDED, "valve-8")).startsWith("no-decision: ");
        assertThat(refusal("decidedBy(string,address)", VALVE, Word.ONE)).startsWith("no-decision: ");
        assertThat(refusal("decidedOf(string,string)", VALVE, "org:berlin")).startsWith("no-decision: ");
        assertThat(refusal("decidedOf(string,string)", VALVE, "nobody")).startsWith("malformed: ");
        assertThat(refusal(DECIDED, "no name")).startsWith("malformed: ");
    }

    @Test
    void a_decision_goes_back_with_its_frame_and_is_not_taken_in_a_view() {
        world.probe("commandAndFail(string)", VALVE);
        assertThat(refusal(DECIDED, VALVE)).startsWith("no-decision: ");
        assertThat(Solidity.word(world.ask("commandInView(string)", VALVE), 0)).isEqualTo(Word.ZERO);
        assertThat(refusal(DECIDED, VALVE)).startsWith("no-decision: ");
    }

    @Test
    void a_contract_decides_once_by_what_it_reads() {
        world.probe("commandOnce(string)", VALVE);
        assertThat(world.chain.events()).hasSize(1);
        world.chain.nextBlock();
        assertThat(world.probe("commandOnce(string)", VALVE)).isInstanceOf(Outcome.Succeeded.class);
        assertThat(world.chain.events()).isEmpty();
        assertThat(Solidity.word(world.ask("decidedBy(string,address)", VALVE, account()), 0))
                .isEqualTo(Word.ONE);
    }
}
