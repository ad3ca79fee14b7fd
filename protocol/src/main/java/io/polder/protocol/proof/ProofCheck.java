package io.polder.protocol.proof;

import io.polder.protocol.Address;
import io.polder.protocol.Entry;
import io.polder.protocol.Envelope;
import io.polder.protocol.Frame;
import io.polder.protocol.Header;
import io.polder.protocol.Reading;
import io.polder.protocol.Receipt;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.proof.Finding.Fails;
import io.polder.protocol.proof.Finding.SenderSignature;
import io.polder.protocol.signature.CoseSign1;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.Verdict;
import io.polder.protocol.tree.InclusionPath;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.StateProof;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Checks a proof against a network id and the roster of its epoch, both of which the caller trusts already.
public final class ProofCheck {
    private final Hash network;
    private final Roster roster;
    private final Signatures signatures;

    public ProofCheck(Hash network, Roster roster, Signatures signatures) {
        this.network = network;
        this.roster = roster;
        this.signatures = signatures;
    }

    /// Walks up from the subject to the certificate and says which step does not hold, if one does not.
    public Finding check(Proof proof) {
        try {
            Said said = subject(proof);
            chainOfHeaders(proof);
            certificate(proof);
            List<String> cities = proof.certificate().signatures().keySet().stream()
                    .map(n -> roster.member(n).orElseThrow().name())
                    .toList();
            return new Finding.Holds(sentence(proof, said, cities), said.signature, proof.record(), cities);
        } catch (Broken e) {
            return e.fails;
        } catch (Malformed e) {
            return new Fails("reading the subject", "bytes of the specification", String.valueOf(e.getMessage()));
        }
    }

    private record Said(String what, SenderSignature signature) {}

    private Said subject(Proof proof) {
        return switch (proof.subject()) {
            case Subject.OfTransaction t -> transaction(t, proof.header());
            case Subject.OfReading r -> reading(r, proof.header());
            case Subject.OfState s -> state(s, proof.header());
            case Subject.OfBlock() -> new Said("a block was made", SenderSignature.NONE);
        };
    }

    private Said transaction(Subject.OfTransaction t, Header header) {
        Transaction transaction = Transaction.decode(t.wire());
        entry(transaction.id(), Hash.of(t.wire()), t.receipt(), t.inBlock(), header);
        String ended = t.receipt().outcome().succeeded() ? "succeeded" : "did not succeed";
        return switch (transaction) {
            case Transaction.Cose cose -> {
                require(
                        "the domain of the transaction",
                        header.domain(),
                        cose.intent().domain());
                Address sender = cose.intent().sender();
                yield new Said(
                        sender + " called " + cose.intent().call().contract() + ", which " + ended,
                        sender(cose.signed(), sender, t.key()));
            }
            case Transaction.DeviceFrame frame -> {
                require(
                        "the domain of the frame",
                        header.domain(),
                        frame.frame().domain());
                yield new Said(
                        said(frame.frame().sender(), frame.frame().readings().size() + " readings") + ", which "
                                + ended,
                        sender(frame.signed(), frame.frame().sender(), t.key()));
            }
            case Transaction.Ethereum e ->
                new Said("an Ethereum wallet sent " + e.id() + ", which " + ended, SenderSignature.NOT_CHECKED);
            case Transaction.Fabric f ->
                new Said("a Fabric client sent " + f.id() + ", which " + ended, SenderSignature.NOT_CHECKED);
        };
    }

    private Said reading(Subject.OfReading r, Header header) {
        CoseSign1 signed = CoseSign1.decode(r.signed().head());
        Frame.Head head = Frame.Head.of(signed.payload());
        require("the domain of the frame", header.domain(), head.domain());
        require("the number of readings in the frame", head.count(), r.inFrame().size());
        require("the root of the frame", head.root(), r.inFrame().root(r.reading()));
        Hash id = Transaction.idOver(Envelope.FRAME, signed.toBeSigned());
        entry(id, r.wire(), r.receipt(), r.inBlock(), header);
        require("the outcome of the frame", true, r.receipt().outcome().succeeded());
        Reading reading = Reading.decode(r.reading());
        String what = reading.name() + " = " + text(reading)
                + reading.unit().map(u -> " " + u).orElse("") + " at " + Instant.ofEpochMilli(reading.time());
        String thing = reading.thing()
                .map(t -> " of thing:" + t + ", which signed nothing itself")
                .orElse("");
        return new Said(
                said(head.sender(), what + thing),
                sender(signed, head.sender(), r.signed().key()));
    }

    private static String said(Address sender, String what) {
        return sender.kind() == Address.Kind.CITY
                ? "the gateway of " + sender + " vouched for " + what
                : sender + " said " + what;
    }

    private static String text(Reading reading) {
        return switch (reading.value()) {
            case Reading.Value.Quantity(var number) -> number.toPlainString();
            case Reading.Value.Words(String text) -> "\"" + text + "\"";
            case Reading.Value.Truth(boolean holds) -> Boolean.toString(holds);
            case Reading.Value.Data(Bytes bytes) -> bytes.toHex();
        };
    }

    private Said state(Subject.OfState s, Header header) {
        Hash key = new StateKey(Bytes.utf8(s.contract()), s.key()).hash();
        String what = "contract " + s.contract() + " held ";
        switch (s.path()) {
            case StateProof.Existence e -> {
                Hash value = s.value()
                        .orElseThrow(() -> broken("the state entry", "the value", "none"))
                        .hash();
                require("the state entry", true, e.proves(header.stateRoot(), key, value));
                return new Said(what + "a value of " + s.value().get().value().size() + " bytes", SenderSignature.NONE);
            }
            case StateProof.Absence a -> {
                if (s.value().isPresent()) throw broken("the state entry", "no value", "a value");
                require("the absence of the state entry", true, a.proves(header.stateRoot(), key));
                return new Said(what + "nothing under that key", SenderSignature.NONE);
            }
        }
    }

    private static void entry(Hash id, Hash wire, Receipt receipt, InclusionPath path, Header header) {
        require("the transaction of the receipt", id, receipt.transaction());
        require("the entries of the block", header.entriesRoot(), path.root(Entry.leaf(id, wire, receipt)));
    }

    private SenderSignature sender(CoseSign1 signed, Address sender, Optional<PublicKey> given) {
        Optional<PublicKey> key =
                sender.kind() == Address.Kind.KEY ? Optional.of(PublicKey.ofCose(Cbor.decode(signed.kid()))) : given;
        if (key.isEmpty()) return SenderSignature.NO_KEY;
        Hash thumbprint = key.get().thumbprint();
        if (sender.kind() == Address.Kind.KEY) require("the sender's key", sender, Address.key(thumbprint));
        else require("the key that the signature names", new Hash(signed.kid()), thumbprint);
        return switch (signatures.check(key.get(), signed.toBeSigned(), signed.signature())) {
            case Verdict.Valid v -> SenderSignature.CHECKED;
            case Verdict.Unsupported u -> SenderSignature.NOT_CHECKED;
            case Verdict.Invalid i -> throw broken("the sender's signature", "one that holds", i.reason());
        };
    }

    private void chainOfHeaders(Proof proof) {
        require("the network of the block", network, proof.header().domain().network());
        proof.later().ifPresent(later -> {
            require(
                    "the chain of the later block",
                    proof.header().domain(),
                    later.header().domain());
            require(
                    "the place in the history",
                    proof.header().height(),
                    later.inHistory().index());
            require(
                    "the length of the history",
                    later.header().height(),
                    later.inHistory().size());
            require(
                    "the history of the later block",
                    later.header().historyRoot(),
                    later.inHistory().root(proof.header().hash().bytes()));
        });
        Header certified = proof.certified();
        require(
                "the chains of the round",
                proof.record().chainsRoot(),
                proof.inRound().root(RoundRecord.chainLeaf(certified.domain().chain(), certified.hash())));
    }

    private void certificate(Proof proof) {
        require("the network of the round", network, proof.record().network());
        proof.certificate().fault(proof.record(), roster, signatures).ifPresent(fault -> {
            throw broken("the certificate", "signatures of more than two thirds of the cities", fault);
        });
    }

    private String sentence(Proof proof, Said said, List<String> cities) {
        return said.what + "; this is in block " + proof.header().height() + " of chain "
                + proof.header().domain().chain() + ", made at "
                + Instant.ofEpochMilli(proof.header().time())
                + ", and " + cities.size() + " of " + roster.members().size() + " cities (" + String.join(", ", cities)
                + ") signed for it.";
    }

    private static void require(String step, Object expected, Object got) {
        if (!expected.equals(got)) throw broken(step, expected.toString(), got.toString());
    }

    private static Broken broken(String step, String expected, String got) {
        return new Broken(new Fails(step, expected, got));
    }

    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Fails fails;

        Broken(Fails fails) {
            super(fails.step(), null, false, false);
            this.fails = fails;
        }
    }
}
