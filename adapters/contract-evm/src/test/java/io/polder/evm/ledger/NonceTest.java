package io.polder.evm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.chain.Admission;
import io.polder.chain.Queued;
import io.polder.chain.RefusalCode;
import io.polder.chain.Settlement;
import io.polder.chain.Standing;
import io.polder.evm.transaction.EthereumTransaction.Payload;
import io.polder.evm.word.Word;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NonceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final EvmCity city = new EvmCity();
    private final Wallet alice = city.wallet(1);

    @AfterEach
    void close() {
        city.close();
    }

    private Transaction numbered(Wallet wallet, long nonce) {
        return wallet.sign(new Payload(nonce, 21_000, Optional.of(wallet.account()), Word.ZERO, new byte[0]));
    }

    private Admission.Pending pending(Transaction transaction) {
        Admission admission = city.chain(EvmCity.CITY).submit(transaction);
        assertThat(admission).isInstanceOf(Admission.Pending.class);
        return (Admission.Pending) admission;
    }

    private List<Queued> queued() {
        return city.chain(EvmCity.CITY).queued();
    }

    @Test
    void transactions_in_a_row_go_through_as_they_come() {
        List<Admission.Pending> row = new ArrayList<>();
        for (int nonce = 0; nonce < 50; nonce++) row.add(pending(numbered(alice, nonce)));
        assertThat(row)
                .allSatisfy(each -> assertThat(EvmCity.await(each))
                        .isInstanceOfSatisfying(
                                Settlement.Final.class,
                                done -> assertThat(done.receipt().outcome()).isInstanceOf(Outcome.Succeeded.class)));
        assertThat(queued()).isEmpty();
    }

    @Test
    void one_that_comes_too_early_waits_in_sight_and_goes_when_the_gap_is_filled() {
        Admission.Pending third = pending(numbered(alice, 2));
        Admission.Pending second = pending(numbered(alice, 1));
        assertThat(third.settlement()).isNotDone();
        assertThat(queued())
                .extracting(Queued::sequence, Queued::expected, Queued::offered)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(1L, 0L, false),
                        org.assertj.core.api.Assertions.tuple(2L, 0L, false));
        pending(numbered(alice, 0));
        assertThat(EvmCity.await(second)).isInstanceOf(Settlement.Final.class);
        assertThat(EvmCity.await(third)).isInstanceOf(Settlement.Final.class);
        assertThat(queued()).isEmpty();
    }

    @Test
    void what_a_round_brings_before_its_turn_goes_in_its_turn() {
        List<Transaction> row = List.of(numbered(alice, 3), numbered(alice, 1), numbered(alice, 0), numbered(alice, 2));
        city.ordered(numbered(city.wallet(2), 0), row);
        Await.until(
                PATIENCE,
                "all of the round are final",
                () -> row.stream()
                        .allMatch(each -> city.chain(EvmCity.CITY).standing(each.id()) instanceof Standing.Settled),
                this::queued);
    }

    @Test
    void many_threads_that_send_in_any_order_get_all_through_without_a_second_offer() throws InterruptedException {
        List<Transaction> row =
                IntStream.range(0, 40).mapToObj(n -> numbered(alice, n)).toList();
        List<Admission.Pending> pending = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = row.stream()
                .map(each -> Thread.startVirtualThread(() -> pending.add(pending(each))))
                .toList();
        for (Thread thread : threads) thread.join();
        assertThat(pending)
                .hasSize(40)
                .allSatisfy(each -> assertThat(EvmCity.await(each)).isInstanceOf(Settlement.Final.class));
        long checks = city.chains().clusters().getFirst().status().counts().signatureChecks();
        assertThat(checks).isEqualTo(40);
    }

    @Test
    void what_waits_survives_a_restart_and_needs_none() {
        Admission.Pending second = pending(numbered(alice, 1));
        city.restart();
        pending(numbered(alice, 0));
        Await.until(
                PATIENCE,
                "the one that waited is final",
                () -> city.chain(EvmCity.CITY).standing(second.id()) instanceof Standing.Settled,
                this::queued);
    }

    @Test
    void a_nonce_that_is_used_is_refused_with_both_numbers() {
        city.done(EvmCity.CITY, numbered(alice, 0));
        Transaction other = alice.sign(new Payload(0, 30_000, Optional.of(alice.account()), Word.ZERO, new byte[0]));
        assertThat(city.chain(EvmCity.CITY).submit(other)).isInstanceOfSatisfying(Admission.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(RefusalCode.OVERTAKEN);
            assertThat(refused.detail()).startsWith("nonce too low").endsWith("tx: 0 state: 1");
        });
    }

    @Test
    void the_same_one_again_is_the_same_and_another_with_its_nonce_is_refused() {
        Transaction early = numbered(alice, 5);
        assertThat(pending(early).id()).isEqualTo(pending(early).id());
        Transaction other = alice.sign(new Payload(5, 30_000, Optional.of(alice.account()), Word.ZERO, new byte[0]));
        assertThat(city.chain(EvmCity.CITY).submit(other))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(RefusalCode.REPLAYED));
    }

    @Test
    void a_sender_has_only_so_many_that_wait() {
        for (int nonce = 1; nonce <= 64; nonce++) pending(numbered(alice, nonce));
        assertThat(city.chain(EvmCity.CITY).submit(numbered(alice, 65)))
                .isInstanceOfSatisfying(Admission.Refused.class, refused -> {
                    assertThat(refused.code()).isEqualTo(RefusalCode.BUSY);
                    assertThat(refused.detail()).endsWith("send sequence 0 first");
                });
        assertThat(EvmCity.await(pending(numbered(city.wallet(2), 0)))).isInstanceOf(Settlement.Final.class);
    }

    @Test
    void a_transaction_costs_one_check_of_its_signature() {
        long before = city.chains().clusters().getFirst().status().counts().signatureChecks();
        for (int nonce = 0; nonce < 10; nonce++) city.done(EvmCity.CITY, numbered(alice, nonce));
        assertThat(city.chains().clusters().getFirst().status().counts().signatureChecks() - before)
                .isEqualTo(10);
    }

    @Test
    void on_a_consortiums_chain_the_members_policy_says_who_deploys_and_transacts() {
        Wallet bob = new Wallet(2, city.genesis.domain(EvmCity.CLUB));
        Payload deployment = new Payload(0, 5_000_000, Optional.empty(), Word.ZERO, Solidity.code("Probe"));
        assertThat(city.chain(EvmCity.CLUB).submit(bob.sign(deployment)))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(RefusalCode.MAY_NOT_DEPLOY));
        assertThat(city.chain(EvmCity.CLUB).submit(numbered(bob, 0)))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(RefusalCode.MAY_NOT_TRANSACT));
    }
}
