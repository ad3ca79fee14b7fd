package io.polder.chain;

import io.polder.chain.Opened.Proven;
import io.polder.ledger.ChainLedger;
import io.polder.ledger.Ledger;
import io.polder.protocol.Header;
import io.polder.protocol.Intent;
import io.polder.protocol.encoding.Hash;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// The one way in: judges a transaction by what is known now, keeps it in the outbox and offers it for ordering. The
/// clock here only spares everybody work; what counts is the time of the block.
final class Door {
    /// How far ahead of this city's clock a window may begin.
    static final long AHEAD_MAX_MS = 60_000;

    private final ClusterParts parts;
    private final Ledger ledger;
    private final Outbox outbox;
    private final Authorities authorities;
    private final Predicate<Outbox.Waiting> offer;
    private final BooleanSupplier serving;

    Door(
            ClusterParts parts,
            Ledger ledger,
            Outbox outbox,
            Authorities authorities,
            Predicate<Outbox.Waiting> offer,
            BooleanSupplier serving) {
        this.parts = parts;
        this.ledger = ledger;
        this.outbox = outbox;
        this.authorities = authorities;
        this.offer = offer;
        this.serving = serving;
    }

    ClusterParts parts() {
        return parts;
    }

    Epochs epochs() {
        return new Epochs(parts, ledger, authorities);
    }

    Ledger ledger() {
        return ledger;
    }

    Outbox outbox() {
        return outbox;
    }

    Authorities authorities() {
        return authorities;
    }

    /// False when the node takes nothing: then its store may not even be readable.
    boolean serves() {
        return serving.getAsBoolean();
    }

    /// Takes one of our own envelopes.
    Admission submit(Opened opened, ChainLedger chain) {
        Hash id = opened.transaction().id();
        Optional<Admission.Refused> closed = closed(opened).or(() -> untimely(opened.intent()));
        if (closed.isPresent()) return closed.get();
        if (chain.seen(id)) return new Admission.Refused(RefusalCode.REPLAYED, "the ledger holds " + id + " already");
        authorities.admitted(opened);
        Optional<Outbox.Waiting> waiting = outbox.keep(
                id,
                chain.chain(),
                opened.transaction().wire(),
                opened.intent().window().expires());
        if (waiting.isEmpty()) return full();
        offer.test(waiting.get());
        return new Admission.Pending(id, waiting.get().settlement);
    }

    /// Takes a foreign envelope whose sender counts without gaps: one that comes too early waits, unoffered.
    Admission submit(Opened opened, ChainLedger chain, Gaps gaps, long next) {
        Hash id = opened.transaction().id();
        Optional<Admission.Refused> closed = closed(opened);
        if (closed.isPresent()) return closed.get();
        Gaps.Entered entered = gaps.enter(id, opened.intent(), next);
        if (entered instanceof Gaps.Entered.Refused(RefusalCode code, String detail))
            return new Admission.Refused(code, detail);
        authorities.admitted(opened);
        long time = chain.head().map(Header::time).orElse(0L);
        Optional<Outbox.Waiting> waiting =
                outbox.keep(id, chain.chain(), opened.transaction().wire(), time + Gaps.WAIT_MAX_MS);
        if (waiting.isEmpty()) {
            gaps.leave(id);
            return full();
        }
        gaps.kept(id, next, each -> outbox.find(each).filter(this::taken).isPresent());
        return new Admission.Pending(id, waiting.get().settlement);
    }

    private boolean taken(Outbox.Waiting waiting) {
        offer.test(waiting);
        return waiting.taken();
    }

    private Optional<Admission.Refused> closed(Opened opened) {
        if (!serving.getAsBoolean())
            return refused(RefusalCode.NOT_SERVING, "this node takes nothing now: ask its operator");
        if (opened.proven() instanceof Proven.Not(RefusalCode code, String detail)) return refused(code, detail);
        return Optional.empty();
    }

    private Admission.Refused full() {
        if (outbox.broken())
            return new Admission.Refused(RefusalCode.NOT_SERVING, "the outbox cannot be written: ask the operator");
        return new Admission.Refused(
                RefusalCode.BUSY, "the outbox holds " + outbox.size() + " transactions: come again later");
    }

    private Optional<Admission.Refused> untimely(Intent intent) {
        long now = parts.clock().millis();
        if (!intent.window().wellFormed())
            return refused(RefusalCode.BAD_WINDOW, "expected a window of at most 24 hours, got " + intent.window());
        if (intent.window().expired(now))
            return refused(
                    RefusalCode.EXPIRED,
                    "expected a window that ends after " + now + ", got "
                            + intent.window().expires());
        if (!intent.window().begun(now + AHEAD_MAX_MS))
            return refused(
                    RefusalCode.NOT_YET_VALID,
                    "expected a window that begins by " + (now + AHEAD_MAX_MS) + ", got "
                            + intent.window().validFrom());
        return Optional.empty();
    }

    private static Optional<Admission.Refused> refused(RefusalCode code, String detail) {
        return Optional.of(new Admission.Refused(code, detail));
    }
}
