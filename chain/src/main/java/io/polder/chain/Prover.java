package io.polder.chain;

import io.polder.governance.Authority;
import io.polder.governance.KeyStanding;
import io.polder.ledger.ChainLedger;
import io.polder.ledger.Ledger;
import io.polder.ledger.StateAt;
import io.polder.ledger.StateTree;
import io.polder.protocol.Address;
import io.polder.protocol.Block;
import io.polder.protocol.Certificate;
import io.polder.protocol.Entry;
import io.polder.protocol.Header;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.proof.Proof;
import io.polder.protocol.proof.Subject;
import io.polder.protocol.signature.CoseSign1;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.tree.InclusionPath;
import io.polder.protocol.tree.MerkleTree;
import io.polder.protocol.tree.StateKey;
import io.polder.things.Thing;
import io.polder.things.Things;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Puts together what a stranger needs to check a record: the way from the record up to a certificate.
final class Prover {
    private final Ledger ledger;
    private final ChainLedger chain;
    private final Senders.Authorities authorities;
    private final Epochs epochs;

    Prover(Ledger ledger, ChainLedger chain, Senders.Authorities authorities, Epochs epochs) {
        this.epochs = epochs;
        this.ledger = ledger;
        this.chain = chain;
        this.authorities = authorities;
    }

    Proving transaction(Hash id) {
        return chain.locate(id)
                .<Proving>map(at -> {
                    Block block = chain.block(at.height()).orElseThrow();
                    Entry entry = block.entries().get(at.index());
                    return prove(
                            new Subject.OfTransaction(
                                    entry.transaction().wire(),
                                    key(entry.transaction()),
                                    entry.receipt(),
                                    inBlock(block, at.index())),
                            block.header());
                })
                .orElseGet(() -> new Proving.Unknown("chain " + chain.chain() + " holds no transaction " + id));
    }

    Proving reading(Hash id, int index) {
        Optional<ChainLedger.Located> at = chain.locate(id);
        if (at.isEmpty()) return new Proving.Unknown("chain " + chain.chain() + " holds no transaction " + id);
        Block block = chain.block(at.get().height()).orElseThrow();
        Entry entry = block.entries().get(at.get().index());
        if (!(entry.transaction() instanceof Transaction.DeviceFrame frame))
            return index == 0 ? transaction(id) : new Proving.Unknown("transaction " + id + " has one reading, 0");
        List<Bytes> readings = frame.frame().readings();
        if (index < 0 || index >= readings.size())
            return new Proving.Unknown("transaction " + id + " has readings 0 to " + (readings.size() - 1));
        return prove(
                new Subject.OfReading(
                        new Subject.Signed(frame.signed().encode(), key(entry.transaction())),
                        readings.get(index),
                        MerkleTree.inclusion(readings, index),
                        Hash.of(entry.transaction().wire()),
                        entry.receipt(),
                        inBlock(block, at.get().index())),
                block.header());
    }

    Proving state(String contract, Bytes key, StateTree tree) {
        Optional<Ledger.RoundEntry> certified = ledger.round(ledger.certifiedRound());
        Optional<Long> height = certified.map(entry -> entry.heights().get(chain.chain()));
        if (height.isEmpty()) return new Proving.NotYet(chain.nextHeight() - 1, -1);
        Optional<StateAt> state = tree.at(height.get());
        if (state.isEmpty()) return new Proving.Unknown("the state after block " + height.get() + " is not kept");
        StateKey slot = new StateKey(Bytes.utf8(contract), key);
        return prove(
                new Subject.OfState(
                        contract, key, state.get().get(slot), state.get().prove(slot)),
                chain.header(height.get()).orElseThrow());
    }

    private static InclusionPath inBlock(Block block, int index) {
        return MerkleTree.inclusion(block.entries().stream().map(Entry::leaf).toList(), index);
    }

    private Proving prove(Subject subject, Header header) {
        Optional<Ledger.RoundEntry> found = ledger.certifiedFrom(header.round());
        if (found.isEmpty())
            return new Proving.NotYet(
                    header.height(),
                    ledger.round(ledger.certifiedRound())
                            .map(entry -> entry.heights().getOrDefault(chain.chain(), -1L))
                            .orElse(-1L));
        RoundRecord record = found.get().record();
        Certificate certificate = ledger.certificate(record.round()).orElseThrow();
        SortedMap<String, Hash> heads = new TreeMap<>();
        found.get()
                .heights()
                .forEach((name, height) -> heads.put(
                        name, ledger.chain(name).header(height).orElseThrow().hash()));
        InclusionPath inRound = MerkleTree.inclusion(
                RoundRecord.leaves(heads), heads.headMap(chain.chain()).size());
        Proof proof = new Proof(
                subject, header, later(header, found.get().heights().get(chain.chain())), inRound, record, certificate);
        return new Proving.Proven(proof, epochs.handovers(record.epoch()));
    }

    private Optional<Proof.Later> later(Header header, long certified) {
        if (certified == header.height()) return Optional.empty();
        return Optional.of(
                new Proof.Later(chain.header(certified).orElseThrow(), chain.inHistory(header.height(), certified)));
    }

    /// The key behind the signature, as far as the authority chain still names it.
    private Optional<PublicKey> key(Transaction transaction) {
        return switch (transaction) {
            case Transaction.Cose cose -> key(cose.intent().sender(), cose.signed());
            case Transaction.DeviceFrame frame -> key(frame.frame().sender(), frame.signed());
            default -> Optional.empty();
        };
    }

    private Optional<PublicKey> key(Address sender, CoseSign1 signed) {
        return switch (sender.kind()) {
            case THING ->
                Things.find(authorities.state(), sender.name())
                        .flatMap(Thing::credential)
                        .map(Thing.Credential::publicKey)
                        .filter(key -> key.thumbprint().bytes().equals(signed.kid()));
            case ORG, PERSON, CITY ->
                Authority.key(authorities.state(), sender, new Hash(signed.kid()), 0)
                                instanceof KeyStanding.Active active
                        ? Optional.of(active.key())
                        : Optional.empty();
            default -> Optional.empty();
        };
    }
}
