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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks a proof against a network id and the roster of its epoch, both of which the caller trusts already.
public final class ProofCheck {
    private static final String TRUTH = "that it is true";
    private static final String LATER = "that it is still so, or that what the contract was told is true";

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
            return holds(proof, said);
        } catch (Broken e) {
            return e.fails;
        } catch (Malformed e) {
            return new Fails("reading the subject", "bytes of the specification", String.valueOf(e.getMessage()));
        }
    }

    /// What the subject says, whether the sender's signature was checked, and what it leaves open of its own.
    private record Said(String what, SenderSignature signature, String open) {}

    private Said subject(Proof proof) {
        return switch (proof.subject()) {
            case Subject.OfTransaction t -> transaction(t, proof.header());
            case Subject.OfReading r -> reading(r, proof.header());
            case Subject.OfState s -> state(s, proof.header());
            case Subject.OfBlock() -> new Said("a block was made", SenderSignature.NONE, "what is in the block");
        };
    }

    private Said transaction(Subject.OfTransaction t, Header header) {
        Transaction transaction = Transaction.decode(t.wire());
        entry(transaction.id(), Hash.of(t.wire()), t.receipt(), t.inBlock(), header);
        boolean succeeded = t.receipt().outcome().succeeded();
        String ended = ", which " + Plain.outcome(t.receipt().outcome());
        return switch (transaction) {
            case Transaction.Cose cose -> {
                require(
                        "the domain of the transaction",
                        header.domain(),
                        cose.intent().domain());
                Address sender = cose.intent().sender();
                SenderSignature signature = sender(cose.signed(), sender, t.key());
                yield new Said(sender + " " + Plain.call(cose.intent().call(), succeeded) + ended, signature, TRUTH);
            }
            case Transaction.DeviceFrame frame -> {
                require(
                        "the domain of the frame",
                        header.domain(),
                        frame.frame().domain());
                Address sender = frame.frame().sender();
                yield new Said(
                        said(sender, frame.frame().readings().size() + " readings") + ended,
                        sender(frame.signed(), sender, t.key()),
                        TRUTH);
            }
            case Transaction.Ethereum e -> foreign("an Ethereum wallet sent " + e.id() + ended, t);
            case Transaction.Fabric f -> foreign("a Fabric client sent " + f.id() + ended, t);
        };
    }

    private static Said foreign(String what, Subject.OfTransaction t) {
        require("the sender's key", Optional.empty(), t.key());
        return new Said(what, SenderSignature.NOT_CHECKED, TRUTH);
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
        SenderSignature signature = sender(signed, head.sender(), r.signed().key());
        boolean proxied = head.sender().kind() == Address.Kind.CITY;
        return new Said(
                said(head.sender(), Plain.reading(reading)),
                signature,
                proxied ? "that the thing said it, which signed nothing itself, or that it is true" : TRUTH);
    }

    private static String said(Address sender, String what) {
        return sender.kind() == Address.Kind.CITY
                ? "the gateway of " + sender + " vouched for " + what
                : sender + " said " + what;
    }

    private static Said state(Subject.OfState s, Header header) {
        Hash key = new StateKey(Bytes.utf8(s.contract()), s.key()).hash();
        String held = "contract " + Plain.name(s.contract()) + " held ";
        String under = " under the key " + Plain.bytes(s.key());
        switch (s.path()) {
            case StateProof.Existence e -> {
                if (s.value().isEmpty()) throw broken("the state entry", "the value", "none");
                Bytes value = s.value().get().value();
                require(
                        "the state entry",
                        true,
                        e.proves(header.stateRoot(), key, s.value().get().hash()));
                return new Said(held + Plain.bytes(value) + under, SenderSignature.NONE, LATER);
            }
            case StateProof.Absence a -> {
                if (s.value().isPresent()) throw broken("the state entry", "no value", "a value");
                require("the absence of the state entry", true, a.proves(header.stateRoot(), key));
                return new Said(held + "nothing" + under, SenderSignature.NONE, LATER);
            }
        }
    }

    private static void entry(Hash id, Hash wire, Receipt receipt, InclusionPath path, Header header) {
        require("the transaction of the receipt", id, receipt.transaction());
        require("the entries of the block", header.entriesRoot(), path.root(Entry.leaf(id, wire, receipt)));
    }

    private SenderSignature sender(CoseSign1 signed, Address sender, Optional<PublicKey> given) {
        boolean bare = sender.kind() == Address.Kind.KEY;
        if (bare) require("the key beside a signature that carries it", Optional.empty(), given);
        Optional<PublicKey> key = bare ? Optional.of(PublicKey.ofCose(Cbor.decode(signed.kid()))) : given;
        if (key.isEmpty()) return SenderSignature.NO_KEY;
        Hash thumbprint = key.get().thumbprint();
        if (bare) require("the sender's key", sender, Address.key(thumbprint));
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

    private Finding holds(Proof proof, Said said) {
        Header header = proof.header();
        List<String> cities = proof.certificate().signatures().keySet().stream()
                .map(n -> roster.member(n).orElseThrow().name())
                .toList();
        String sentence = said.what + "; this is in block " + header.height() + " of chain "
                + header.domain().chain() + ", made at " + Instant.ofEpochMilli(header.time()) + ", and "
                + cities.size() + " of " + roster.members().size() + " cities (" + String.join(", ", cities)
                + ") signed for it.";
        List<String> unproven = new ArrayList<>(List.of("Not proven: " + said.open + "."));
        unchecked(said.signature).ifPresent(unproven::add);
        return new Finding.Holds(
                sentence,
                unproven,
                said.signature,
                header,
                proof.record(),
                cities,
                roster.members().size());
    }

    private static Optional<String> unchecked(SenderSignature signature) {
        return switch (signature) {
            case CHECKED, NONE -> Optional.empty();
            case NO_KEY ->
                Optional.of("Not checked here: the sender's own signature, for the proof does not carry the key;"
                        + " that it held is the word of the cities.");
            case NOT_CHECKED ->
                Optional.of("Not checked here: the sender's own signature, for it is of a kind that this verifier does"
                        + " not check; that it held is the word of the cities.");
        };
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
