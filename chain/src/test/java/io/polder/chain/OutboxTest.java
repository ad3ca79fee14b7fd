package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.ledger.Batch;
import io.polder.ledger.MemoryStore;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.testkit.Await;
import io.polder.testkit.FaultyStore;
import io.polder.testkit.FaultyStore.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a city has accepted survives its death and a power cut, and is told as it ended.
class OutboxTest {
    private final FourCities net = new FourCities();
    private final Books books = new Books(net);

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void what_was_accepted_and_not_yet_ordered_survives_a_kill() {
        for (int i = 0; i < 5; i++) books.save(1);
        net.order.quorum(5);
        net.kill(1);
        net.restart(1);
        assertThat(net.cities.get(1).status().counts().outbox()).isEqualTo(5);
        net.order.quorum(1);
        net.calm();
        books.holdAtTheEnd();
    }

    @Test
    void what_was_accepted_before_a_power_cut_of_all_four_is_final_afterwards_though_the_engines_lost_it() {
        net.order.loseOffers();
        FourCities.all().forEach(books::save);
        net.order.loseOffers();
        FourCities.all().forEach(city -> net.cutPower(city, 0));
        FourCities.all().forEach(net::restart);
        assertThat(net.order.rounds()).isZero();
        net.calm();
        books.holdAtTheEnd();
        assertThat(books.accepted()).isEqualTo(4);
    }

    /// The city died between the write of the block and the word to whoever waited; by the time it is back, the ledger
    /// no longer remembers the id among those that cannot come again.
    @Test
    void what_was_final_when_the_city_died_is_never_told_as_expired() {
        Transaction transaction = books.save();
        assertThat(books.submit(1, transaction)).isTrue();
        net.ledger(1).breakAfter(0, Fault.AFTER_WRITE);
        net.order.step();
        net.cutPower(1, 0);
        net.order.pass(Duration.ofHours(3).toMillis());
        for (int i = 0; i < 3; i++) {
            Transaction later =
                    books.saveUntil(FourCities.START + Duration.ofHours(6).toMillis());
            assertThat(books.submit(0, later)).isTrue();
            net.order.step();
        }
        List<Settlement> told = new ArrayList<>();
        net.restart(
                1,
                () -> net.cities.get(1).settlement(transaction.id()).ifPresent(future -> future.thenAccept(told::add)));
        net.calm();

        assertThat(told).hasSize(1).allSatisfy(s -> assertThat(s).isInstanceOf(Settlement.Final.class));
        books.holdAtTheEnd();
    }

    @Test
    void what_nobody_ordered_in_its_window_is_told_as_expired_and_only_then() {
        net.order.quorum(5);
        Transaction transaction = books.save();
        Admission admission = net.chain(1, "city").submit(transaction);
        CompletableFuture<Settlement> settlement = ((Admission.Pending) admission).settlement();
        net.order.loseOffers();
        net.order.pass(Duration.ofHours(3).toMillis());
        net.cities.get(1).tend();
        assertThat(settlement).isNotDone();
        net.order.loseOffers();
        net.order.quorum(1);
        assertThat(books.submit(
                        0,
                        books.saveUntil(FourCities.START + Duration.ofHours(6).toMillis())))
                .isTrue();
        net.order.step();
        net.calm();

        assertThat(settlement).isCompletedWithValue(new Settlement.Expired(transaction.id()));
        books.holdAtTheEnd();
    }

    private static final class Stuck {
        private final CountDownLatch writing = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);
    }

    /// A store whose first write takes its time and then fails.
    private static FaultyStore failing(Stuck stuck) {
        FaultyStore store = new FaultyStore(new MemoryStore()) {
            @Override
            public void write(Batch batch, Durability durability) {
                stuck.writing.countDown();
                try {
                    stuck.go.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                super.write(batch, durability);
            }
        };
        store.breakAfter(0, Fault.BEFORE_WRITE);
        return store;
    }

    @Test
    void when_the_store_fails_everybody_is_refused_and_nobody_waits_for_ever() throws Exception {
        Stuck stuck = new Stuck();
        Outbox outbox = new Outbox(failing(stuck), "test");
        List<CompletableFuture<Optional<Outbox.Waiting>>> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Hash id = Hash.of(Bytes.utf8("t" + i));
            callers.add(CompletableFuture.supplyAsync(
                    () -> outbox.keep(id, "city", Bytes.utf8("wire"), Long.MAX_VALUE), Thread::startVirtualThread));
            if (i == 0) assertThat(stuck.writing.await(10, TimeUnit.SECONDS)).isTrue();
        }
        Await.until(Duration.ofSeconds(10), "all wait", () -> outbox.size() == 8, outbox::size);
        stuck.go.countDown();

        for (CompletableFuture<Optional<Outbox.Waiting>> caller : callers)
            assertThat(caller.get(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(outbox.size()).as("what was refused is not offered later").isZero();
        assertThat(outbox.broken()).isTrue();
        assertThat(outbox.keep(Hash.ZERO, "city", Bytes.EMPTY, 1)).isEmpty();
        outbox.close();
    }

    @Test
    void a_city_whose_outbox_cannot_be_written_says_so() {
        net.outbox(0).breakAfter(0, Fault.BEFORE_WRITE);
        for (int i = 0; i < 2; i++)
            assertThat(net.chain(0, "city").submit(books.save()))
                    .isInstanceOfSatisfying(
                            Admission.Refused.class, r -> assertThat(r.code()).isEqualTo(RefusalCode.NOT_SERVING));
        net.cutPower(0, 0);
        net.restart(0);
        books.save(0);
        net.calm();
        books.holdAtTheEnd();
    }

    /// An outbox entry may come back after a power cut although it was settled: the drop was not synced.
    @Test
    void what_comes_back_though_it_was_settled_is_settled_again_and_not_ordered_twice() {
        for (int i = 0; i < 3; i++) {
            books.save(2);
            net.order.step();
        }
        net.cutPower(2, 0);
        net.restart(2);
        net.calm();
        books.holdAtTheEnd();
    }
}
