package io.polder.verifier;

import io.polder.protocol.Address;
import io.polder.protocol.Block;
import io.polder.protocol.Call;
import io.polder.protocol.Certificate;
import io.polder.protocol.CityCard;
import io.polder.protocol.Entry;
import io.polder.protocol.Founding;
import io.polder.protocol.Frame;
import io.polder.protocol.Genesis;
import io.polder.protocol.Header;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Member;
import io.polder.protocol.Organisation;
import io.polder.protocol.Outcome;
import io.polder.protocol.Reading;
import io.polder.protocol.Receipt;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.proof.Proof;
import io.polder.protocol.proof.Subject;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.protocol.tree.InclusionPath;
import io.polder.protocol.tree.MerkleTree;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// A network of so many cities without any node: it makes blocks, certifies them and proves what is in them.
final class MiniNetwork {
    static final long START = 1_760_000_000_000L;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final List<String> NAMES = List.of("hamburg", "berlin", "frankfurt", "leipzig", "bremen", "koeln");

    final Genesis genesis;
    final SortedMap<Long, SigningKey> keys = new TreeMap<>();
    final SigningKey thing = SigningKey.generate(Algorithm.ED25519, RANDOM);
    final SigningKey person = SigningKey.generate(Algorithm.ES256, RANDOM);
    final States state = new States();
    private final List<Block> blocks = new ArrayList<>();
    private final Hash authorityHead = Hash.of(Bytes.utf8("authority"));
    private long sequence;

    MiniNetwork(int cities) {
        SortedMap<String, SigningKey> byName = new TreeMap<>();
        List<CityCard> cards = new ArrayList<>();
        for (String name : NAMES.subList(0, cities)) {
            SigningKey org = SigningKey.generate(Algorithm.ED25519, RANDOM);
            byName.put(name, SigningKey.generate(cards.size() == 1 ? Algorithm.ES256 : Algorithm.ED25519, RANDOM));
            CityCard card = new CityCard(
                    name,
                    name,
                    new Organisation(name, org.publicKey()),
                    byName.get(name).publicKey(),
                    new Member.Doors(new Member.Endpoint("10.0.0.1", 7000), new Member.Endpoint("10.0.0.1", 7001)),
                    Bytes.utf8("engine of " + name),
                    START);
            cards.add(CityCard.decode(card.sign(org, byName.get(name)), Signatures.jdk()));
        }
        genesis = Founding.genesis("mini", cards);
        genesis.roster().members().forEach(m -> keys.put(m.number(), byName.get(m.name())));
        state.put("kv", "greeting", "moin");
        state.put("kv", "limit", "50");
        state.put("things", "DEHH008", "active");
    }

    Transaction save(String key, String value) {
        Address sender = Address.key(person.publicKey().thumbprint());
        Call call = new Call.Invoke("kv", "save", Cbor.array(Cbor.of(key), Cbor.of(value)));
        return Transaction.sign(new Intent(genesis.domain("city"), sender, lane(), window(), call), person);
    }

    Transaction single(String value) {
        Call call = new Call.Invoke("readings", "put", Cbor.array(Cbor.decode(reading(Optional.empty(), value, 1))));
        return Transaction.sign(
                new Intent(genesis.domain("city"), Address.thing("DEHH008"), lane(), window(), call), thing);
    }

    Transaction.DeviceFrame frame(int readings) {
        List<Bytes> all = IntStream.range(0, readings)
                .mapToObj(i -> reading(Optional.empty(), (10 + i) + ".5", i))
                .toList();
        return Transaction.sign(
                new Frame(genesis.domain("city"), Address.thing("DEHH008"), lane(), window(), all), thing);
    }

    Transaction.DeviceFrame batch(int readings) {
        List<Bytes> all = IntStream.range(0, readings)
                .mapToObj(i -> reading(Optional.of("meter-" + i), "7", i))
                .toList();
        Member city = genesis.roster().members().getFirst();
        return Transaction.sign(
                new Frame(genesis.domain("city"), city.address(), lane(), window(), all), keys.get(city.number()));
    }

    private Lane lane() {
        return new Lane(0, ++sequence);
    }

    private static Window window() {
        return new Window(START, START + 3_600_000);
    }

    static Bytes reading(Optional<String> thing, String value, int minute) {
        return new Reading(
                        thing,
                        "pm10",
                        Optional.of("ug/m3"),
                        new Reading.Value.Quantity(new BigDecimal(value)),
                        START + minute * 60_000L)
                .encode();
    }

    /// Puts the transactions in a block of their own.
    void block(Transaction... transactions) {
        List<Entry> entries = new ArrayList<>();
        for (Transaction each : transactions)
            entries.add(new Entry(
                    each, new Receipt(each.id(), new Outcome.Succeeded(Cbor.of(entries.size())), 1_000, List.of())));
        List<Bytes> history =
                blocks.stream().map(b -> b.header().hash().bytes()).toList();
        long height = blocks.size();
        Header header = new Header(
                genesis.domain("city"),
                new Header.Rules(1, height),
                new Header.Place(height, 10 + height * 3, START + 60_000 * height),
                blocks.isEmpty() ? genesis.id() : blocks.getLast().header().hash(),
                Block.entriesRoot(entries),
                state.root(),
                MerkleTree.root(history),
                1_000L * entries.size());
        blocks.add(new Block(header, entries));
    }

    Proof transaction(int height, int index) {
        Entry entry = blocks.get(height).entries().get(index);
        return prove(
                new Subject.OfTransaction(
                        entry.transaction().wire(), key(entry.transaction()), entry.receipt(), inBlock(height, index)),
                height);
    }

    Proof reading(int height, int index, int reading) {
        Entry entry = blocks.get(height).entries().get(index);
        Transaction.DeviceFrame frame = (Transaction.DeviceFrame) entry.transaction();
        List<Bytes> readings = frame.frame().readings();
        return prove(
                new Subject.OfReading(
                        new Subject.Signed(frame.signed().encode(), key(frame)),
                        readings.get(reading),
                        MerkleTree.inclusion(readings, reading),
                        Hash.of(frame.wire()),
                        entry.receipt(),
                        inBlock(height, index)),
                height);
    }

    Proof state(String contract, String key) {
        return prove(
                new Subject.OfState(contract, Bytes.utf8(key), state.get(contract, key), state.prove(contract, key)),
                blocks.size() - 1);
    }

    Proof block(int height) {
        return prove(new Subject.OfBlock(), height);
    }

    private Optional<PublicKey> key(Transaction transaction) {
        return switch (transaction) {
            case Transaction.Cose cose when cose.intent().sender().kind() == Address.Kind.KEY -> Optional.empty();
            case Transaction.DeviceFrame frame
            when frame.frame().proxied() ->
                Optional.of(keys.firstEntry().getValue().publicKey());
            default -> Optional.of(thing.publicKey());
        };
    }

    private InclusionPath inBlock(int height, int index) {
        return MerkleTree.inclusion(
                blocks.get(height).entries().stream().map(Entry::leaf).toList(), index);
    }

    /// With the certificate of the newest block's round.
    private Proof prove(Subject subject, int height) {
        int newest = blocks.size() - 1;
        Header header = blocks.get(height).header();
        Header last = blocks.get(newest).header();
        List<Bytes> history = blocks.subList(0, newest).stream()
                .map(b -> b.header().hash().bytes())
                .toList();
        SortedMap<String, Hash> heads = new TreeMap<>();
        heads.put("authority", authorityHead);
        heads.put("city", last.hash());
        RoundRecord record = record(last, heads, 0, Hash.ZERO);
        return new Proof(
                subject,
                header,
                height == newest
                        ? Optional.empty()
                        : Optional.of(new Proof.Later(last, MerkleTree.inclusion(history, height))),
                MerkleTree.inclusion(RoundRecord.leaves(heads), 1),
                record,
                certify(record, genesis.roster(), genesis.roster().members().size()));
    }

    RoundRecord record(Header last, SortedMap<String, Hash> heads, long epoch, Hash nextRoster) {
        return new RoundRecord(
                genesis.id(), "main", epoch, last.round(), last.time(), RoundRecord.chainsRoot(heads), nextRoster);
    }

    /// Signed by the first so many members.
    Certificate certify(RoundRecord record, Roster roster, int signers) {
        TreeMap<Long, Bytes> signatures = new TreeMap<>();
        for (Member member : roster.members().subList(0, signers))
            signatures.put(member.number(), Certificate.sign(record, member, keys.get(member.number())));
        return new Certificate(signatures);
    }

    /// The same members, one epoch on.
    Roster roster(long epoch) {
        return new Roster("main", epoch, genesis.roster().members());
    }

    /// The same proof, signed anew by a roster of a later epoch.
    Proof inEpoch(Proof proof, Roster roster) {
        RoundRecord old = proof.record();
        RoundRecord record = new RoundRecord(
                old.network(),
                old.cluster(),
                roster.epoch(),
                old.round(),
                old.time(),
                old.chainsRoot(),
                old.nextRoster());
        return new Proof(
                proof.subject(),
                proof.header(),
                proof.later(),
                proof.inRound(),
                record,
                certify(record, roster, roster.members().size()));
    }
}
