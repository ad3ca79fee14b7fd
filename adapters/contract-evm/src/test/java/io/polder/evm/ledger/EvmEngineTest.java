package io.polder.evm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.evm.network.Abi;
import io.polder.evm.state.LogEntry;
import io.polder.evm.transaction.EthereumTransaction.FeeCaps;
import io.polder.evm.transaction.EthereumTransaction.Payload;
import io.polder.evm.word.Keccak;
import io.polder.evm.word.Word;
import io.polder.protocol.Event;
import io.polder.protocol.Outcome;
import io.polder.protocol.Reading.Value;
import io.polder.protocol.Receipt;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvmEngineTest {
    private final EvmWorld world = new EvmWorld();

    @Test
    void a_contract_keeps_its_storage_from_block_to_block() {
        world.probe("increment()");
        world.chain.nextBlock();
        world.probe("increment()");
        assertThat(Solidity.word(world.ask("count()"), 0)).isEqualTo(Word.of(2));
    }

    @Test
    void an_unchanged_slot_costs_no_write() {
        world.probe("increment()");
        Bytes slot = EvmKeys.slot(world.probe, Word.ZERO);
        world.chain.nextBlock();
        assertThat(world.chain.settled(EvmEngine.NAME, slot)).contains(Bytes.of((byte) 1));
        assertThat(world.chain.settled(EvmEngine.NAME, EvmKeys.account(world.alice.account())))
                .hasValueSatisfying(
                        record -> assertThat(EvmKeys.account(record).nonce()).isEqualTo(2));
    }

    @Test
    void a_contract_reads_the_newest_reading_of_a_thing() {
        world.reading(new Value.Quantity(new BigDecimal("-21.35")));
        assertThat(world.probe("read(string,string)", "DEHH008", "temperature")).isInstanceOf(Outcome.Succeeded.class);
        LogEntry log = logs().getFirst();
        assertThat(log.address()).isEqualTo(world.probe);
        assertThat(log.topics())
                .containsExactly(Word.of(Keccak.hash("Read(int256,int32,uint64,uint8,string)"
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII))));
        assertThat(Solidity.word(log.data(), 0)).isEqualTo(Word.ZERO.minus(Word.of(2135)));
        assertThat(Solidity.word(log.data(), 1)).isEqualTo(Word.ZERO.minus(Word.of(2)));
        assertThat(Solidity.word(log.data(), 2)).isEqualTo(Word.of(EvmWorld.MEASURED));
        assertThat(Solidity.word(log.data(), 3)).isEqualTo(Word.of(2));
        assertThat(Solidity.bytes(log.data(), 4)).asString().isEqualTo("Cel");
    }

    @Test
    void a_view_function_reads_a_reading_too() {
        world.reading(new Value.Quantity(new BigDecimal("30")));
        assertThat(Solidity.word(world.ask("look(string,string)", "DEHH008", "temperature"), 0))
                .isEqualTo(Word.of(3));
    }

    @Test
    void a_reading_that_is_no_number_comes_as_its_item() {
        world.reading(new Value.Words("warm"));
        Cbor.Dictionary refused = world.simulate("look(string,string)", "DEHH008", "temperature");
        assertThat(refused.find(Cbor.of("status"))).contains(Cbor.of(1));
        byte[] item = Solidity.bytes(world.ask("item(string,string)", "DEHH008", "temperature"), 0);
        assertThat(Cbor.decode(Bytes.wrap(item))).isEqualTo(Cbor.of("warm"));
    }

    @Test
    void what_no_thing_has_said_is_a_revert_with_its_reason() {
        assertThat(world.probe("read(string,string)", "DEHH008", "temperature"))
                .isInstanceOfSatisfying(Outcome.Reverted.class, reverted -> {
                    assertThat(reverted.code()).isEqualTo("reverted");
                    assertThat(reverted.detail()).startsWith("no-reading: ");
                });
    }

    @Test
    void a_command_is_an_event_that_names_the_contract() {
        world.probe("command(string)", "DEHH008");
        Event event = world.chain.events().getFirst();
        assertThat(event.contract()).isEqualTo("decisions");
        assertThat(event.topic()).isEqualTo("command");
        assertThat(event.data().asMap().find(Cbor.of("from"))).contains(Cbor.of("evm:" + world.probe));
        assertThat(event.data().asMap().find(Cbor.of("thing"))).contains(Cbor.of("DEHH008"));
    }

    @Test
    void a_command_goes_back_with_its_transaction_which_still_counts() {
        long nonce = world.nonce(world.alice.account());
        assertThat(world.probe("commandAndFail(string)", "DEHH008"))
                .isInstanceOfSatisfying(Outcome.Reverted.class, reverted -> {
                    assertThat(reverted.detail()).startsWith("error 0x");
                    assertThat(reverted.data().toArray()).startsWith(Abi.selector("TooWarm(int256)"));
                });
        assertThat(world.chain.events()).isEmpty();
        assertThat(world.nonce(world.alice.account())).isEqualTo(nonce + 1);
    }

    @Test
    void packets_of_a_contract_are_counted() {
        world.probe("send(bytes)", (Object) new byte[] {1});
        world.probe("send(bytes)", (Object) new byte[] {2});
        List<Cbor> packet = world.chain.events().getFirst().data().asArray(5);
        assertThat(packet.get(0).asArray(3).get(2)).isEqualTo(Cbor.of(world.probe.toString()));
        assertThat(packet.get(2)).isEqualTo(Cbor.of(2));
        assertThat(packet.get(4)).isEqualTo(Cbor.of(Bytes.of((byte) 2)));
    }

    @Test
    void a_contract_keeps_values_under_keys_of_its_own() {
        assertThat(world.probe("save(string,bytes)", "k", new byte[] {5})).isInstanceOf(Outcome.Succeeded.class);
        byte[] answer = world.ask("get(string)", "k");
        assertThat(Solidity.bytes(answer, 0)).containsExactly(5);
        assertThat(Solidity.bytes(answer, 1)).asString().isEqualTo("evm:" + world.probe);
        assertThat(world.chain.as(EvmWorld.HAMBURG).refused("kv", "update", Cbor.of("k"), Cbor.of("x")))
                .isEqualTo("not-owner");
    }

    @Test
    void what_an_inner_call_wrote_elsewhere_goes_back_when_it_reverts() {
        assertThat(world.probe("saveInside(string,bytes)", "k", new byte[] {5})).isInstanceOf(Outcome.Succeeded.class);
        assertThat(Solidity.word(world.ask("count()"), 0)).isEqualTo(Word.ONE);
        assertThat(world.chain.unanswered("kv", "get", Cbor.of("k"))).isEqualTo("not-found");
        assertThat(world.chain.events()).isEmpty();
    }

    @Test
    void a_static_call_or_a_delegate_writes_nothing_elsewhere() {
        assertThat(Solidity.word(world.ask("saveInView(string)", "k"), 0)).isEqualTo(Word.ZERO);
        assertThat(Solidity.word(world.ask("delegateSave(string)", "k"), 0)).isEqualTo(Word.ZERO);
    }

    @Test
    void any_contract_of_the_chain_can_be_called_by_name() {
        Bytes arguments = Cbor.array(Cbor.of("name"), Cbor.of("value")).encode();
        assertThat(world.probe("call(string,string,bytes)", "kv", "save", arguments.toArray()))
                .isInstanceOf(Outcome.Succeeded.class);
        assertThat(world.chain.asked("kv", "get", Cbor.of("name")).asMap().find(Cbor.of("value")))
                .contains(Cbor.of("value"));
    }

    @Test
    void the_machine_is_not_entered_twice() {
        Bytes arguments = Cbor.array(EvmWorld.bytes(world.probe), Cbor.of(Bytes.EMPTY), Cbor.of(100_000))
                .encode();
        assertThat(world.probe("call(string,string,bytes)", "evm", "call", arguments.toArray()))
                .isInstanceOfSatisfying(
                        Outcome.Reverted.class,
                        reverted -> assertThat(reverted.detail()).startsWith("reentered: "));
    }

    @Test
    void an_organisation_calls_a_contract_without_a_wallet() {
        Cbor data = Cbor.of(Bytes.wrap(Solidity.call("increment()")));
        Cbor answer = world.chain
                .as(EvmWorld.HAMBURG)
                .done(EvmEngine.NAME, "call", EvmWorld.bytes(world.probe), data, Cbor.of(200_000));
        assertThat(answer).isEqualTo(Cbor.of(Bytes.wrap(Word.ONE.toBytes())));
        assertThat(world.chain
                        .as(EvmWorld.HAMBURG)
                        .refused(EvmEngine.NAME, "call", EvmWorld.bytes(world.probe), data, Cbor.of(22_000)))
                .isEqualTo("out-of-gas");
    }

    @Test
    void only_its_own_envelope_carries_a_wallets_transaction() {
        Transaction signed = world.alice.send(Optional.of(world.probe), Solidity.call("increment()"));
        assertThat(world.chain
                        .as(EvmWorld.HAMBURG)
                        .invoke(EvmEngine.NAME, EvmEngine.TRANSACTION, Cbor.of(signed.raw())))
                .isInstanceOfSatisfying(
                        Outcome.Reverted.class,
                        reverted -> assertThat(reverted.code()).isEqualTo("not-permitted"));
    }

    @Test
    void a_contract_sees_its_block_as_the_chain_knows_it() {
        byte[] answer = world.ask("surroundings()");
        long height = world.chain.height();
        assertThat(Solidity.word(answer, 0)).isEqualTo(Word.of(height));
        assertThat(Solidity.word(answer, 1)).isEqualTo(Word.of(world.chain.time() / 1_000));
        Word parent =
                Word.of(world.chain.header(height - 1).orElseThrow().bytes().toArray());
        assertThat(Solidity.word(answer, 2)).isEqualTo(parent);
        assertThat(Solidity.word(answer, 3)).isEqualTo(parent);
        assertThat(Solidity.word(answer, 4)).isEqualTo(Word.of(ChainNumber.of(world.chain.domain())));
    }

    @Test
    void gas_is_ethereums_and_its_price_is_nothing_whatever_a_wallet_offers() {
        Wallet bob = new Wallet(2, world.chain.domain());
        Payload payload = new Payload(0, 100_000, Optional.of(bob.account()), Word.ZERO, new byte[0]);
        Word gwei = Word.of(1_000_000_000);
        assertThat(world.run(bob, bob.sign(payload, new FeeCaps(gwei, gwei)))).isInstanceOf(Outcome.Succeeded.class);
        assertThat(world.chain.gasUsed()).isEqualTo(21_000);
    }

    @Test
    void a_contract_that_spins_loses_its_gas_and_nothing_else() {
        assertThat(world.probe("spin()"))
                .isInstanceOfSatisfying(
                        Outcome.Reverted.class,
                        reverted -> assertThat(reverted.code()).isEqualTo("out-of-gas"));
        assertThat(world.chain.gasUsed()).isEqualTo(10_000_000);
        assertThat(Solidity.word(world.ask("count()"), 0)).isEqualTo(Word.ZERO);
    }

    @Test
    void a_flood_of_logs_beyond_a_receipt_is_refused_and_counts() {
        assertThat(world.probe("flood(uint256)", 3)).isInstanceOf(Outcome.Succeeded.class);
        long nonce = world.nonce(world.alice.account());
        assertThat(world.probe("flood(uint256)", 9))
                .isInstanceOfSatisfying(
                        Outcome.Reverted.class,
                        reverted -> assertThat(reverted.code()).isEqualTo("events-too-large"));
        assertThat(world.nonce(world.alice.account())).isEqualTo(nonce + 1);
        assertThat(Solidity.word(world.ask("count()"), 0)).isEqualTo(Word.ONE);
    }

    @Test
    void a_transaction_is_found_by_its_ethereum_hash() {
        Transaction signed = world.alice.send(Optional.of(world.probe), Solidity.call("increment()"));
        Cbor id = Cbor.of(world.chain.transaction());
        world.run(world.alice, signed);
        Cbor hash = Cbor.of(Bytes.wrap(Keccak.hash(signed.raw().toArray())));
        assertThat(world.chain.asked(EvmEngine.NAME, "locate", hash))
                .isEqualTo(Cbor.array(Cbor.of(world.chain.height()), Cbor.of(0), id));
        assertThat(world.chain.asked(EvmEngine.NAME, "locate", Cbor.of(Bytes.wrap(new byte[32]))))
                .isEqualTo(Cbor.NULL);
    }

    @Test
    void an_estimate_suffices_and_a_little_less_does_not() {
        Cbor call = Cbor.map(
                Cbor.of("from"), EvmWorld.bytes(world.alice.account()),
                Cbor.of("to"), EvmWorld.bytes(world.probe),
                Cbor.of("data"), Cbor.of(Bytes.wrap(Solidity.call("increment()"))));
        long gas =
                world.chain.asked(EvmEngine.NAME, "estimate", call, Cbor.map()).asInt();
        world.probe("increment()");
        assertThat(gas).isBetween(world.chain.gasUsed(), world.chain.gasUsed() * 102 / 100);
    }

    @Test
    void unknown_methods_and_bad_arguments_are_reverts() {
        assertThat(world.chain.refused(EvmEngine.NAME, "nothing")).isEqualTo("unknown-method");
        assertThat(world.chain.refused(EvmEngine.NAME, "account", Cbor.of(3))).isEqualTo("malformed");
        assertThat(world.chain.refused(EvmEngine.NAME, "call", Cbor.of(3))).isEqualTo("malformed");
    }

    private List<LogEntry> logs() {
        return LogBook.of(
                new Receipt(world.chain.transaction(), new Outcome.Succeeded(Cbor.NULL), 0, world.chain.events()));
    }
}
