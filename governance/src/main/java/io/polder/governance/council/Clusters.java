package io.polder.governance.council;

import io.polder.contract.Arguments;
import io.polder.contract.BuiltInContract;
import io.polder.contract.Context;
import io.polder.contract.Keys;
import io.polder.contract.Revert;
import io.polder.contract.StateReader;
import io.polder.governance.Authority;
import io.polder.governance.KeyStanding;
import io.polder.protocol.Address;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where the cities that a founded chain names say how the others reach them in its order cluster, and with which
/// engine key; the last one to say so opens the cluster, and each epoch after it: docs/spec/contracts.md, 9.
public final class Clusters implements BuiltInContract {
    public static final String NAME = "clusters";
    /// Announces that a cluster has its roster; its data is the cluster's name.
    public static final String OPENED = "cluster-opened";
    /// Announces that a cluster gets another roster; its data is that roster.
    public static final String CHANGED = "cluster-changed";

    static final int ENGINE_KEY_MAX = 4_096;
    private static final Address COUNCIL = new Address(Address.Kind.CONTRACT, Council.NAME);
    private static final char ANNOUNCED = 'a';
    private static final char OPENING = 'o';
    private static final char TERM = 't';
    private static final char NEWEST = 'n';
    private static final char NUMBER = 'm';
    private static final char WANTED = 'p';
    private static final char READY = 'e';
    private static final long FIRST_EPOCH = 0;

    /// A cluster that may begin: its roster, and the block of the authority chain that made it whole (its time in epoch
    /// milliseconds, and its height).
    public record Opening(Roster roster, long time, long height) {
        Bytes encode() {
            return Cbor.array(roster.toCbor(), Cbor.of(time), Cbor.of(height)).encode();
        }

        static Opening decode(Bytes bytes) {
            List<Cbor> f = Cbor.decode(bytes).asArray(3);
            return new Opening(Roster.of(f.get(0)), f.get(1).asCount(), f.get(2).asCount());
        }
    }

    /// The roster of an epoch, and the engine by which it agrees.
    public record Term(Roster roster, Ordering ordering) {
        Bytes encode() {
            return Cbor.array(roster.toCbor(), Cbor.of(ordering.text())).encode();
        }

        static Term decode(Bytes bytes) {
            List<Cbor> f = Cbor.decode(bytes).asArray(2);
            return new Term(Roster.of(f.get(0)), Ordering.of(f.get(1).asText()));
        }
    }

    /// How a city takes part in an epoch to come, if it does; its number is not decided yet.
    public record Ready(Member member, Ordering ordering) {
        Bytes encode() {
            return Cbor.array(member.toCbor(), Cbor.of(ordering.text())).encode();
        }

        static Ready decode(Bytes bytes) {
            List<Cbor> f = Cbor.decode(bytes).asArray(2);
            return new Ready(Member.of(f.get(0)), Ordering.of(f.get(1).asText()));
        }
    }

    public Clusters() {
        // keeps nothing but what the context holds
    }

    @Override
    public String name() {
        return NAME;
    }

    /// How a cluster begins, once all its cities have announced themselves.
    public static Optional<Opening> opening(StateReader reader, String cluster) {
        return reader.read(NAME, openingKey(cluster)).map(Opening::decode);
    }

    /// Where the state of the authority chain has the roster of an epoch, to prove it.
    public static Bytes rosterKey(String cluster, long epoch) {
        return epoch == FIRST_EPOCH ? openingKey(cluster) : termKey(cluster, epoch);
    }

    private static Bytes openingKey(String cluster) {
        return Keys.of(OPENING, cluster);
    }

    private static Bytes termKey(String cluster, long epoch) {
        return Bytes.concat(Keys.below(TERM, cluster), Proposal.number(epoch));
    }

    private static Bytes readyKey(String cluster, long epoch, String city) {
        return Bytes.concat(Keys.below(READY, cluster, city), Proposal.number(epoch));
    }

    /// Whether a city has announced itself to a cluster that has not begun.
    public static boolean announced(StateReader reader, String cluster, String city) {
        return reader.read(NAME, Keys.of(ANNOUNCED, cluster, city)).isPresent();
    }

    /// How a city has announced to take part in an epoch.
    public static Optional<Ready> ready(StateReader reader, String cluster, long epoch, String city) {
        return reader.read(NAME, readyKey(cluster, epoch, city)).map(Ready::decode);
    }

    /// The newest epoch of a cluster that has begun, begun or decided.
    public static Optional<Term> newest(StateReader reader, String cluster) {
        long epoch = reader.read(NAME, Keys.of(NEWEST, cluster))
                .map(n -> Cbor.decode(n).asCount())
                .orElse(FIRST_EPOCH);
        return term(reader, cluster, epoch);
    }

    /// The roster of an epoch that has begun or is about to.
    public static Optional<Term> term(StateReader reader, String cluster, long epoch) {
        Optional<Term> changed = reader.read(NAME, termKey(cluster, epoch)).map(Term::decode);
        if (changed.isPresent() || epoch != FIRST_EPOCH) return changed;
        // Until the members decide anew, the charter says by which engine.
        return opening(reader, cluster)
                .flatMap(opening -> wanted(reader, cluster).map(p -> new Term(opening.roster(), p.ordering())));
    }

    /// The cities and the engine that a chain's members have decided on; its cluster may still have others.
    public static Optional<Placement> wanted(StateReader reader, String cluster) {
        return reader.read(NAME, Keys.of(WANTED, cluster))
                .map(p -> Placement.of(Cbor.decode(p)))
                .or(() -> Council.charter(reader, cluster).flatMap(Charter::placement));
    }

    /// The chains with clusters of their own that name a city, or once did.
    public static List<String> hosted(StateReader reader, String city) {
        return reader.read(Council.NAME, Council.hostKey(city))
                .map(Clusters::names)
                .orElse(List.of());
    }

    /// The first cluster that could certify nothing any more if a city got no more blocks of the authority chain.
    ///
    /// @param reached the cities that get them
    static Optional<Roster> broken(StateReader reader, String city, Set<String> reached) {
        return hosted(reader, city).stream()
                .flatMap(cluster -> newest(reader, cluster).stream())
                .map(Term::roster)
                .filter(roster -> roster.member(city).isPresent()
                        && roster.members().stream()
                                        .filter(m -> !m.name().equals(city) && reached.contains(m.name()))
                                        .count()
                                < roster.quorum())
                .findFirst();
    }

    static List<String> names(Bytes list) {
        return Cbor.decode(list).asArray().stream().map(Cbor::asText).toList();
    }

    @Override
    public Cbor run(String method, Cbor arguments, Context context) {
        if (!context.domain().chain().equals(ChainSpec.AUTHORITY))
            throw new Revert(
                    "wrong-chain",
                    "expected the chain " + ChainSpec.AUTHORITY + ", got "
                            + context.domain().chain());
        return switch (method) {
            case "announce" -> announce(Arguments.of(arguments, 5), context);
            case "ready" -> ready(Arguments.of(arguments, 7), context);
            case "may-change" -> {
                turn(decided(Arguments.of(arguments, 2), context), context).checked(placement(arguments));
                yield Cbor.NULL;
            }
            case "change" -> change(Arguments.of(arguments, 2), context);
            case "roster" ->
                seen(Arguments.of(arguments, 1).name(0), context).roster().toCbor();
            case "standing" -> standing(Arguments.of(arguments, 1).name(0), context);
            default -> throw new Revert("unknown-method", "clusters has no method " + method);
        };
    }

    /// What the contract holds as this block has it; of other contracts what the round before left.
    private static StateReader own(Context context) {
        return (contract, key) -> contract.equals(NAME) ? context.get(key) : context.authority(contract, key);
    }

    /// [cluster, city key, gossip, sync, engine key]: by the city node itself, once.
    private static Cbor announce(Arguments arguments, Context context) {
        String cluster = arguments.name(0);
        Address caller = context.caller();
        Placement placement = Council.charter(context::authority, cluster)
                .flatMap(Charter::placement)
                .orElseThrow(() -> unknown(cluster));
        requireNamed(cluster, placement.cities().contains(caller.name()), caller);
        Bytes key = Keys.of(ANNOUNCED, cluster, caller.name());
        if (context.get(key).isPresent() || context.get(openingKey(cluster)).isPresent())
            throw new Revert("exists", caller + " has announced itself to " + cluster + " already");
        Member member = member(arguments, 1, context);
        context.put(key, Cbor.array(member.toCbor()).encode());
        open(cluster, placement, context);
        return Cbor.NULL;
    }

    private static void requireNamed(String cluster, boolean named, Address caller) {
        if (caller.kind() == Address.Kind.CITY && named) return;
        if (ChainSpec.owner(cluster).isPresent()) throw unknown(cluster);
        throw new Revert("not-named", "expected a city that the chain " + cluster + " names, got " + caller);
    }

    /// Reads city key, gossip, sync and engine key from an index on.
    private static Member member(Arguments arguments, int from, Context context) {
        Address caller = context.caller();
        PublicKey key = PublicKey.ofCose(arguments.item(from));
        if (!(Authority.key(
                        context::authority,
                        caller,
                        key.thumbprint(),
                        context.moment().time())
                instanceof KeyStanding.Active))
            throw new Revert("unknown-key", "expected a key of " + caller + " that stands on the authority chain");
        Bytes engineKey = arguments.bytes(from + 3);
        if (engineKey.size() > ENGINE_KEY_MAX)
            throw new Revert("too-large", "expected an engine key of at most " + ENGINE_KEY_MAX + " bytes");
        return new Member(
                0,
                caller.name(),
                Authority.home(context::authority, caller.name())
                        .orElseThrow(() -> new Revert("unknown-city", "there is no city node " + caller.name())),
                key,
                new Member.Doors(
                        Member.Endpoint.parse(arguments.text(from + 1)),
                        Member.Endpoint.parse(arguments.text(from + 2))),
                engineKey);
    }

    /// The roster is whole when the last city has announced itself; members are numbered in the order of their names.
    private static void open(String cluster, Placement placement, Context context) {
        List<Member> members = new ArrayList<>();
        for (String city : placement.cities()) {
            Optional<Bytes> announced = context.get(Keys.of(ANNOUNCED, cluster, city));
            if (announced.isEmpty()) return;
            Member member = Member.of(Cbor.decode(announced.get()).asArray(1).getFirst());
            members.add(new Member(
                    members.size(), member.name(), member.home(), member.key(), member.doors(), member.engineKey()));
        }
        Opening opening = new Opening(
                new Roster(cluster, FIRST_EPOCH, members),
                context.moment().time(),
                context.moment().height());
        context.put(openingKey(cluster), opening.encode());
        context.emit(OPENED, Cbor.of(cluster));
    }

    /// [cluster, epoch, engine, city key, gossip, sync, engine key]: by a city of the roster or one that is to be of
    /// it,
    /// for the epoch after the newest; what it says later takes the place of what it said before.
    private static Cbor ready(Arguments arguments, Context context) {
        String cluster = arguments.name(0);
        Address caller = context.caller();
        Placement wanted = wanted(own(context), cluster).orElseThrow(() -> unknown(cluster));
        Optional<Term> begun = newest(own(context), cluster);
        Optional<Member> seat = begun.flatMap(t -> t.roster().member(caller.name()));
        requireNamed(cluster, seat.isPresent() || wanted.cities().contains(caller.name()), caller);
        Term now = begun.orElseThrow(() -> notOpen(cluster));
        Roster roster = now.roster();
        if (arguments.count(1) != roster.epoch() + 1)
            throw new Revert(
                    "stale",
                    "expected an announcement for epoch " + (roster.epoch() + 1) + ", got one for "
                            + arguments.count(1));
        Ready ready = new Ready(member(arguments, 3, context), Ordering.of(arguments.text(2)));
        Bytes engineKey = ready.member().engineKey();
        if (!engineKey.isEmpty()
                && roster.members().stream().anyMatch(m -> m.engineKey().equals(engineKey)))
            throw new Revert("used-key", "an engine key serves one epoch: make a new one");
        ClusterTurn turn = turn(cluster, context);
        boolean another =
                seat.filter(m -> !m.key().equals(ready.member().key())).isPresent();
        if (another && turn.stands(seat.get()))
            throw new Revert("key-stands", caller + " has another key in the roster, and that still stands: use it");
        // A city that was given a new key comes back only if the others suffice without it.
        if (another && wanted.cities().contains(caller.name())) turn.checked(wanted);
        context.put(readyKey(cluster, roster.epoch() + 1, caller.name()), ready.encode());
        advance(cluster, context);
        return Cbor.NULL;
    }

    private static ClusterTurn turn(String cluster, Context context) {
        StateReader own = own(context);
        return new ClusterTurn(
                newest(own, cluster).orElseThrow(() -> notOpen(cluster)),
                wanted(own, cluster).orElseThrow(() -> unknown(cluster)),
                own,
                context::authority,
                context.moment().time());
    }

    private static Revert notOpen(String cluster) {
        return new Revert("not-open", "cluster " + cluster + " waits for its cities: start them");
    }

    /// The next epoch is there as soon as all that it takes is said.
    private static void advance(String cluster, Context context) {
        StateReader own = own(context);
        ClusterTurn turn = turn(cluster, context);
        Roster before = turn.now().roster();
        long last = own.read(NAME, Keys.of(NUMBER, cluster))
                .map(n -> Cbor.decode(n).asCount())
                .orElse(before.members().getLast().number());
        Optional<Roster> next = turn.next(last);
        if (next.isEmpty()) return;
        Term term = new Term(next.get(), turn.wanted().ordering());
        context.put(termKey(cluster, next.get().epoch()), term.encode());
        context.put(Keys.of(NEWEST, cluster), Cbor.of(next.get().epoch()).encode());
        context.put(
                Keys.of(NUMBER, cluster),
                Cbor.of(Math.max(last, next.get().members().getLast().number())).encode());
        context.emit(CHANGED, next.get().toCbor());
    }

    /// [chain, placement]: by a decision of the council.
    private static String decided(Arguments arguments, Context context) {
        if (!context.caller().equals(COUNCIL))
            throw new Revert(
                    "not-permitted", "expected a vote of the members: propose it; got " + context.caller() + " itself");
        return arguments.name(0);
    }

    private static Placement placement(Cbor arguments) {
        return Placement.of(arguments.asArray(2).get(1));
    }

    private static Cbor change(Arguments arguments, Context context) {
        String cluster = decided(arguments, context);
        Placement next = Placement.of(arguments.item(1));
        ClusterTurn turn = turn(cluster, context);
        turn.checked(next);
        // The charter says another engine from now on: this one's stays known.
        context.put(termKey(cluster, turn.now().roster().epoch()), turn.now().encode());
        context.put(Keys.of(WANTED, cluster), next.toCbor().encode());
        advance(cluster, context);
        return Cbor.NULL;
    }

    private static Revert unknown(String cluster) {
        return new Revert("unknown-cluster", "no chain has an order cluster " + cluster);
    }

    private static Term seen(String cluster, Context context) {
        if (Council.charters(context).concealed(cluster, context.sender())) throw unknown(cluster);
        return newest(own(context), cluster).orElseThrow(() -> notOpen(cluster));
    }

    /// [cluster]: where a cluster is, and where its members want it.
    private static Cbor standing(String cluster, Context context) {
        Term now = seen(cluster, context);
        ClusterTurn turn = turn(cluster, context);
        boolean settled = !turn.due();
        return Cbor.map(
                Cbor.of("cluster"), Cbor.of(cluster),
                Cbor.of("epoch"), Cbor.of(now.roster().epoch()),
                Cbor.of("engine"), Cbor.of(now.ordering().text()),
                Cbor.of("cities"),
                        Fields.texts(now.roster().members().stream()
                                .map(Member::name)
                                .sorted()
                                .toList()),
                Cbor.of("quorum"), Cbor.of(now.roster().quorum()),
                Cbor.of("decided"),
                        Cbor.map(
                                Cbor.of("cities"), Fields.texts(turn.wanted().cities()),
                                Cbor.of("engine"),
                                        Cbor.of(turn.wanted().ordering().text()),
                                Cbor.of("version"), Cbor.of(turn.wanted().version())),
                Cbor.of("waits"), settled ? Fields.texts(List.of()) : Fields.texts(turn.waits()));
    }
}
