package io.polder.evm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.chain.Admission;
import io.polder.chain.RefusalCode;
import io.polder.chain.Settlement;
import io.polder.evm.network.Accounts;
import io.polder.evm.transaction.EthereumTransaction.Payload;
import io.polder.evm.word.Word;
import io.polder.protocol.Call;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Cbor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a wallet may spend on a public chain: the gas of its own day, and no other's.
class CreditsTest {
    private static final long TRANSFER = 21_000;

    private final EvmCity city = new EvmCity();
    private final Wallet alice = city.wallet(1);
    private final Wallet bob = city.wallet(2);

    @AfterEach
    void close() {
        city.close();
    }

    private Transaction numbered(Wallet wallet, long nonce) {
        return wallet.sign(new Payload(nonce, TRANSFER, Optional.of(wallet.account()), Word.ZERO, new byte[0]));
    }

    private Admission submit(Wallet wallet, long nonce) {
        return city.chain(EvmCity.CITY).submit(numbered(wallet, nonce));
    }

    private void credits(String subject, long gas) {
        Cbor motion = Cbor.map(
                Cbor.of("kind"), Cbor.of("set-quota"),
                Cbor.of("chain"), Cbor.of(EvmCity.CITY),
                Cbor.of("subject"), Cbor.of(subject),
                Cbor.of("quota"), Cbor.map(Cbor.of("gasPerDay"), Cbor.of(gas)));
        Settlement.Final done = city.done(
                "authority", city.organisation("authority", new Call.Invoke("council", "propose", Cbor.array(motion))));
        assertThat(done.receipt().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    private static Outcome outcome(Admission admission) {
        assertThat(admission).isInstanceOf(Admission.Pending.class);
        return ((Settlement.Final) EvmCity.await((Admission.Pending) admission))
                .receipt()
                .outcome();
    }

    @Test
    void who_has_spent_the_gas_of_the_day_is_told_so_and_goes_on_when_members_grant_more() {
        credits("anyone", 2 * TRANSFER + 1);
        assertThat(outcome(submit(alice, 0))).isInstanceOf(Outcome.Succeeded.class);
        assertThat(outcome(submit(alice, 1))).isInstanceOf(Outcome.Succeeded.class);
        assertThat(submit(alice, 2))
                .isInstanceOfSatisfying(
                        Admission.Refused.class, no -> assertThat(no.code()).isEqualTo(RefusalCode.OVER_QUOTA));
        assertThat(outcome(submit(bob, 0))).isInstanceOf(Outcome.Succeeded.class);
        credits(Accounts.identity(alice.account()).toString(), 3 * TRANSFER);
        assertThat(outcome(submit(alice, 2))).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void one_that_passed_the_door_too_early_has_no_turn_before_there_is_gas_for_all_it_may_spend() {
        credits("anyone", 2 * TRANSFER);
        Admission.Pending third = (Admission.Pending) submit(alice, 2);
        submit(alice, 1);
        assertThat(outcome(submit(alice, 0))).isInstanceOf(Outcome.Succeeded.class);
        assertThat(outcome(submit(bob, 0))).isInstanceOf(Outcome.Succeeded.class);
        CompletableFuture<?> settled = third.settlement();
        assertThat(settled).isNotDone();
        credits(Accounts.identity(alice.account()).toString(), 3 * TRANSFER);
        assertThat(outcome(third)).isInstanceOf(Outcome.Succeeded.class);
    }
}
