package io.polder.chain;

import io.polder.chain.Opened.Proven;
import io.polder.contract.EnvelopeReader;
import io.polder.contract.Rights;
import io.polder.contract.StateReader;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Domain;
import io.polder.protocol.Envelope;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Limits;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.CoseSign1;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// Decides who a transaction's sender is and whether the signature says so. Every city runs it on every transaction
/// once: at the door on its own, before the order on those of others.
final class Gatekeeper {
    private final ChainSpec spec;
    private final Domain domain;
    private final Limits limits;
    private final Signatures signatures;
    private final List<EnvelopeReader> readers;
    private final Senders senders = new Senders();
    private final LongAdder checks = new LongAdder();

    Gatekeeper(ChainSpec spec, Domain domain, Limits limits, Signatures signatures, List<EnvelopeReader> readers) {
        this.spec = spec;
        this.domain = domain;
        this.limits = limits;
        this.signatures = signatures;
        this.readers = List.copyOf(readers);
    }

    /// Reads and checks a transaction that claims to be for this chain.
    Opened open(Transaction transaction, int size, Senders.Authorities authorities, long time) {
        Optional<Intent> own = Opened.intent(transaction);
        Intent intent = own.orElse(Unread.INTENT);
        Opened opened = new Opened(
                transaction,
                intent,
                Opened.origin(transaction),
                new Proven.Not(RefusalCode.MALFORMED, "not read yet"),
                size);
        Optional<Proven.Not> unfit = unfit(transaction.envelope(), size);
        if (unfit.isPresent()) return opened.with(unfit.get());
        if (own.isEmpty()) return foreign(opened);
        if (!intent.domain().equals(domain))
            return opened.with(new Proven.Not(
                    RefusalCode.UNKNOWN_CHAIN,
                    "expected network " + domain.network() + " chain " + domain.chain() + ", got network "
                            + intent.domain().network() + " chain "
                            + intent.domain().chain()));
        return opened.with(prove(opened, authorities, time));
    }

    private Optional<Proven.Not> unfit(Envelope envelope, int size) {
        if (size > limits.transactionBytes())
            return Optional.of(new Proven.Not(
                    RefusalCode.TOO_LARGE, "expected at most " + limits.transactionBytes() + " bytes, got " + size));
        if (!spec.envelopes().contains(envelope))
            return Optional.of(new Proven.Not(
                    RefusalCode.ENVELOPE_NOT_ENABLED,
                    "chain " + spec.name() + " takes no " + envelope.text() + " envelopes"));
        return Optional.empty();
    }

    private Opened foreign(Opened opened) {
        Optional<EnvelopeReader> reader = readers.stream()
                .filter(r -> r.envelope() == opened.transaction().envelope())
                .findFirst();
        if (reader.isEmpty())
            return opened.with(new Proven.Not(
                    RefusalCode.ENVELOPE_NOT_ENABLED,
                    "this node has no framework for "
                            + opened.transaction().envelope().text() + " envelopes"));
        checks.increment();
        return switch (reader.get().open(opened.transaction(), domain)) {
            case EnvelopeReader.Opened.Read(Intent intent) ->
                new Opened(opened.transaction(), intent, opened.origin(), new Proven.ByEnvelope(), opened.size());
            case EnvelopeReader.Opened.Unreadable(String expected, String got) ->
                opened.with(new Proven.Not(RefusalCode.MALFORMED, "expected " + expected + ", got " + got));
        };
    }

    /// Whether the transaction may take a place in the next block, as its envelope's reader sees it.
    EnvelopeReader.Turn turn(Envelope envelope, Intent intent, StateReader state) {
        return readers.stream()
                .filter(r -> r.envelope() == envelope)
                .findFirst()
                .map(r -> r.turn(intent, state, limits))
                .orElse(EnvelopeReader.Turn.NOW);
    }

    /// The gas that a foreign envelope must be able to spend; ours spend what there is.
    long gas(Opened opened) {
        return opened.proven() instanceof Proven.ByEnvelope
                ? gas(opened.transaction().envelope(), opened.intent())
                : 0;
    }

    long gas(Envelope envelope, Intent intent) {
        return readers.stream()
                .filter(r -> r.envelope() == envelope)
                .findFirst()
                .map(r -> r.gas(intent))
                .orElse(0L);
    }

    /// Finds the key that the signature names and checks the signature with it.
    private Proven prove(Opened opened, Senders.Authorities authorities, long time) {
        return switch (key(opened, authorities, time)) {
            case Senders.Finding.Active active -> check(opened, active);
            case Senders.Finding.Not(RefusalCode code, String detail) -> new Proven.Not(code, detail);
        };
    }

    private Senders.Finding key(Opened opened, Senders.Authorities authorities, long time) {
        Address sender = opened.intent().sender();
        Bytes kid = signed(opened.transaction()).kid();
        try {
            if (sender.kind() != Address.Kind.KEY)
                return senders.find(sender, new Hash(kid), opened.intent().call(), authorities, time);
            PublicKey key = PublicKey.ofCose(Cbor.decode(kid));
            if (!Address.key(key.thumbprint()).equals(sender))
                return new Senders.Finding.Not(
                        RefusalCode.UNKNOWN_KEY, "expected the key of " + sender + ", got the key " + key.thumbprint());
            return new Senders.Finding.Active(key, "");
        } catch (Malformed e) {
            return new Senders.Finding.Not(RefusalCode.UNKNOWN_KEY, "the key id: " + e.getMessage());
        }
    }

    private Proven check(Opened opened, Senders.Finding.Active by) {
        PublicKey key = by.key();
        CoseSign1 signed = signed(opened.transaction());
        checks.increment();
        return switch (signatures.check(key, signed.toBeSigned(), signed.signature())) {
            case Verdict.Valid v -> under(by);
            case Verdict.Invalid(String reason) -> new Proven.Not(RefusalCode.BAD_SIGNATURE, reason);
            case Verdict.Unsupported u ->
                new Proven.Not(RefusalCode.BAD_SIGNATURE, "keys of kind " + u.algorithm() + " are not enabled here");
        };
    }

    private static Proven.Under under(Senders.Finding.Active by) {
        return new Proven.Under(by.key(), by.organisation(), by.hosted());
    }

    private static CoseSign1 signed(Transaction transaction) {
        return switch (transaction) {
            case Transaction.Cose cose -> cose.signed();
            case Transaction.DeviceFrame frame -> frame.signed();
            default -> throw new IllegalStateException("a foreign envelope has no COSE signature");
        };
    }

    /// Why the chain's policy does not let the sender do what it asks for; empty when it does.
    static Optional<Proven.Not> barred(Intent intent, Rights rights) {
        Call call = intent.call();
        Rights.Act act = Rights.Act.of(call);
        String method = switch (call) {
            case Call.Deploy deploy -> deploy.framework();
            case Call.Invoke invoke -> invoke.method();
            case Call.Endorsed endorsed -> "endorsed";
        };
        if (rights.permits(intent.sender(), act, call.contract(), method)) return Optional.empty();
        return Optional.of(new Proven.Not(
                act == Rights.Act.DEPLOY ? RefusalCode.MAY_NOT_DEPLOY : RefusalCode.MAY_NOT_TRANSACT,
                "the policy of " + intent.domain().chain() + " does not let " + intent.sender() + " " + act.text() + " "
                        + call.contract() + "." + method + ": ask its members"));
    }

    /// At its place in the block: the same, but the signature is checked again only if the key has changed since.
    Opened again(Opened opened, Senders.Authorities authorities, long time) {
        if (opened.proven() instanceof Proven.ByEnvelope) return opened;
        if (unfit(opened.transaction().envelope(), opened.size()).isPresent()) return opened;
        if (!opened.intent().domain().equals(domain)) return opened;
        // A bare key travels with the transaction: nothing that the ledger says can have changed it.
        if (opened.intent().sender().kind() == Address.Kind.KEY && opened.proven() instanceof Proven.Under)
            return opened;
        return switch (key(opened, authorities, time)) {
            case Senders.Finding.Active active ->
                opened.proven() instanceof Proven.Under under && under.key().equals(active.key())
                        ? opened.with(under(active))
                        : opened.with(check(opened, active));
            case Senders.Finding.Not(RefusalCode code, String detail) -> opened.with(new Proven.Not(code, detail));
        };
    }

    /// Signatures checked here so far.
    long checks() {
        return checks.sum();
    }

    /// The intent of an envelope that no reader has opened.
    private static final class Unread {
        private static final Intent INTENT = new Intent(
                new Domain(Hash.ZERO, "unread"),
                Address.key(Hash.ZERO),
                new Lane(0, 0),
                new Window(0, 0),
                new Call.Invoke("unread", "unread", Cbor.NULL));
    }
}
