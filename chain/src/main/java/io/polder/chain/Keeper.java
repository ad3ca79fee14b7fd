package io.polder.chain;

import io.polder.consensus.ConsensusEngine;
import io.polder.ledger.ChainLedger;
import io.polder.ledger.Ledger;
import io.polder.protocol.Header;
import io.polder.protocol.Receipt;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Looks after what waits: offers outbox entries again until they are settled, tells which have expired, and reminds
/// the
/// other cities of signatures that are missing. Runs on one thread.
final class Keeper implements AutoCloseable {
    static final long AGAIN_MS = 3_000;
    private static final long PAUSE_MS = 500;

    private final Ledger ledger;
    private final Outbox outbox;
    private final Certifier certifier;
    private final Predicate<Outbox.Waiting> offer;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);

    Keeper(Ledger ledger, Outbox outbox, Certifier certifier, Predicate<Outbox.Waiting> offer, InstantSource clock) {
        this.ledger = ledger;
        this.outbox = outbox;
        this.certifier = certifier;
        this.offer = offer;
        this.clock = clock;
    }

    void start(ConsensusEngine engine) {
        Thread.ofPlatform().name("keeper").daemon().start(() -> {
            while (!await()) {
                for (Outbox.Waiting waiting : outbox.idleSince(clock.millis() - AGAIN_MS)) look(waiting);
                certifier.remind(engine);
            }
        });
    }

    private boolean await() {
        try {
            return closed.await(PAUSE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void look(Outbox.Waiting waiting) {
        ChainLedger chain = ledger.chain(waiting.chain);
        Optional<Settlement.Final> settled = settled(chain, waiting);
        if (settled.isPresent()) outbox.settle(waiting.id, settled.get());
        else if (expired(chain, waiting)) outbox.settle(waiting.id, new Settlement.Expired(waiting.id));
        else offer.test(waiting);
    }

    private static Optional<Settlement.Final> settled(ChainLedger chain, Outbox.Waiting waiting) {
        if (!chain.seen(waiting.id)) return Optional.empty();
        return chain.locate(waiting.id).map(at -> {
            Receipt receipt = chain.block(at.height())
                    .orElseThrow()
                    .entries()
                    .get(at.index())
                    .receipt();
            return new Settlement.Final(waiting.id, at.height(), at.index(), receipt);
        });
    }

    /// A certified block whose time is past the end says that none will ever hold it.
    private boolean expired(ChainLedger chain, Outbox.Waiting waiting) {
        return ledger.round(ledger.certifiedRound())
                .map(entry -> entry.heights().get(chain.chain()))
                .flatMap(chain::header)
                .map(Header::time)
                .filter(time -> time >= waiting.expires)
                .isPresent();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
