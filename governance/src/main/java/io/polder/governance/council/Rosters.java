package io.polder.governance.council;

import io.polder.contract.Arguments;
import io.polder.contract.BuiltInContract;
import io.polder.contract.Context;
import io.polder.contract.Keys;
import io.polder.contract.Revert;
import io.polder.contract.StateReader;
import io.polder.protocol.Address;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.CityCard;
import io.polder.protocol.Event;
import io.polder.protocol.Founding;
import io.polder.protocol.Genesis;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.Signatures;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// The rosters of the network's first cluster, epoch by epoch, and the engine keys that cities announce for the epoch
/// to come: docs/spec/contracts.md, 10.
public final class Rosters implements BuiltInContract {
    public static final String NAME = "rosters";
    /// Announces the roster that takes over after this round; its data is the roster.
    public static final String CHANGED = "roster-changed";

    private static final Address COUNCIL = new Address(Address.Kind.CONTRACT, Council.NAME);
    private static final char ROSTER = 'r';
    private static final char NEWEST = 'n';
    private static final char ANNOUNCED = 'a';
    private static final char NUMBER = 'm';
    private static final Bytes FOLLOWERS = Keys.of('f');
    static final int FOLLOWERS_MAX = 256;

    private final Signatures signatures;

    /// @param signatures how the two signatures of a joining city's card are checked
    public Rosters(Signatures signatures) {
        this.signatures = signatures;
    }

    /// A roster, and the round after which it took over: 0 for that of the genesis.
    public record Term(Roster roster, long after) {
        Bytes encode() {
            return Cbor.array(roster.toCbor(), Cbor.of(after)).encode();
        }

        static Term decode(Bytes bytes) {
            List<Cbor> f = Cbor.decode(bytes).asArray(2);
            return new Term(Roster.of(f.get(0)), f.get(1).asCount());
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    /// What the contract keeps before the first block.
    public static SortedMap<Bytes, Bytes> genesis(Genesis genesis) {
        Roster roster = genesis.roster();
        SortedMap<Bytes, Bytes> entries = new TreeMap<>();
        entries.put(termKey(roster.cluster(), roster.epoch()), new Term(roster, 0).encode());
        entries.put(Keys.of(NEWEST, roster.cluster()), Cbor.of(roster.epoch()).encode());
        entries.put(
                Keys.of(NUMBER, roster.cluster()),
                Cbor.of(roster.members().getLast().number()).encode());
        return entries;
    }

    /// The newest roster of a cluster; empty for one whose roster stands elsewhere.
    public static Optional<Term> newest(StateReader reader, String cluster) {
        return reader.read(NAME, Keys.of(NEWEST, cluster))
                .flatMap(epoch -> term(reader, cluster, Cbor.decode(epoch).asCount()));
    }

    /// The roster of an epoch that has begun or is about to.
    public static Optional<Term> term(StateReader reader, String cluster, long epoch) {
        return reader.read(NAME, termKey(cluster, epoch)).map(Term::decode);
    }

    /// The engine key that a city has announced for an epoch.
    public static Optional<Bytes> announced(StateReader reader, String cluster, long epoch, String node) {
        return reader.read(NAME, announcedKey(cluster, epoch, node));
    }

    /// The city nodes that follow without a seat, by name.
    public static SortedMap<String, Member> followers(StateReader reader) {
        SortedMap<String, Member> followers = new TreeMap<>();
        reader.read(NAME, FOLLOWERS)
                .map(bytes -> Cbor.decode(bytes).asArray())
                .orElse(List.of())
                .forEach(item -> {
                    Member member = Member.of(item);
                    followers.put(member.name(), member);
                });
        return followers;
    }

    /// The roster that an event announces, if it announces one.
    public static Optional<Roster> changed(Event event) {
        return event.contract().equals(NAME) && event.topic().equals(CHANGED)
                ? Optional.of(Roster.of(event.data()))
                : Optional.empty();
    }

    private static Bytes termKey(String cluster, long epoch) {
        return Bytes.concat(Keys.below(ROSTER, cluster), number(epoch));
    }

    private static Bytes announcedKey(String cluster, long epoch, String node) {
        return Bytes.concat(Keys.below(ANNOUNCED, cluster, node), number(epoch));
    }

    private static Bytes number(long number) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    @Override
    public Cbor run(String method, Cbor arguments, Context context) {
        if (!context.domain().chain().equals(ChainSpec.AUTHORITY))
            throw new Revert(
                    "wrong-chain",
                    "expected the chain " + ChainSpec.AUTHORITY + ", got "
                            + context.domain().chain());
        StateReader own = (contract, key) -> context.get(key);
        return switch (method) {
            case "announce" -> announce(Arguments.of(arguments, 3), own, context);
            case "preview" -> next(Arguments.of(arguments, 1), own, context).toCbor();
            case "change" -> change(Arguments.of(arguments, 1), own, context);
            case "may-follow" -> entered(follower(Arguments.of(arguments, 1), own, context));
            case "may-unfollow" ->
                following(Arguments.of(arguments, 1), own, context).toCbor();
            case "follow" -> follow(Arguments.of(arguments, 1), own, context);
            case "unfollow" -> unfollow(Arguments.of(arguments, 1), own, context);
            case "roster" -> {
                Arguments a = Arguments.of(arguments, 2);
                if (Council.charters(context).concealed(a.name(0), context.sender())) throw unknown(a.name(0));
                Optional<Term> found =
                        a.optional(1).isPresent() ? term(own, a.name(0), a.count(1)) : newest(own, a.name(0));
                yield found.map(t -> shown(t, own)).orElseThrow(() -> unknown(a.name(0)));
            }
            default -> throw new Revert("unknown-method", NAME + " has no method " + method);
        };
    }

    /// [cluster, epoch, engine key]: by a city of the roster, for the epoch after the newest.
    private static Cbor announce(Arguments arguments, StateReader own, Context context) {
        String cluster = arguments.name(0);
        Bytes key = arguments.bytes(2);
        Roster now = newest(own, cluster).orElseThrow(() -> unknown(cluster)).roster();
        Address caller = context.caller();
        if (caller.kind() != Address.Kind.CITY || now.member(caller.name()).isEmpty())
            throw new Revert("not-named", "expected a city of the roster of " + cluster + ", got " + caller);
        if (arguments.count(1) != now.epoch() + 1)
            throw new Revert(
                    "stale",
                    "expected an engine key for epoch " + (now.epoch() + 1) + ", got one for " + arguments.count(1));
        if (key.size() > Clusters.ENGINE_KEY_MAX)
            throw new Malformed("an engine key of at most " + Clusters.ENGINE_KEY_MAX + " bytes", key.size() + "");
        if (now.members().stream().anyMatch(m -> m.engineKey().equals(key)))
            throw new Revert("used-key", "an engine key serves one epoch: make a new one");
        context.put(announcedKey(cluster, now.epoch() + 1, caller.name()), key);
        return Cbor.NULL;
    }

    private Member follower(Arguments arguments, StateReader own, Context context) {
        SortedMap<String, Member> followers = followers(own);
        Roster main = newest(own, Founding.DEFAULT_CLUSTER).orElseThrow().roster();
        Member follower = new RosterChange(main, own, context, signatures)
                .follower(CityCard.decode(arguments.bytes(0), signatures));
        if (follower.equals(followers.get(follower.name())))
            throw new Revert("no-change", "the city node " + follower.name() + " follows already");
        if (followers.size() >= FOLLOWERS_MAX)
            throw new Revert("too-many-cities", "at most " + FOLLOWERS_MAX + " city nodes follow without a seat");
        return follower;
    }

    private static Member following(Arguments arguments, StateReader own, Context context) {
        String node = arguments.name(0);
        SortedMap<String, Member> followers = followers(own);
        Member follower = Optional.ofNullable(followers.get(node))
                .orElseThrow(() ->
                        new Revert("unknown-city", "there is no city node " + node + " that follows without a seat"));
        Set<String> reached = new TreeSet<>(followers.keySet());
        newest(own, Founding.DEFAULT_CLUSTER)
                .ifPresent(main -> main.roster().members().forEach(m -> reached.add(m.name())));
        Clusters.broken(context::authority, node, reached).ifPresent(roster -> {
            throw new Revert(
                    "loses-quorum",
                    "a chain that the city node " + node + " keeps would lose its quorum of " + roster.quorum()
                            + ": let its members name other cities first");
        });
        return follower;
    }

    /// [card] -> the city that enters
    private Cbor follow(Arguments arguments, StateReader own, Context context) {
        decided(context);
        Member follower = follower(arguments, own, context);
        SortedMap<String, Member> followers = followers(own);
        followers.put(follower.name(), follower);
        keep(followers, context);
        return entered(follower);
    }

    private Cbor unfollow(Arguments arguments, StateReader own, Context context) {
        decided(context);
        SortedMap<String, Member> followers = followers(own);
        followers.remove(following(arguments, own, context).name());
        keep(followers, context);
        return Cbor.NULL;
    }

    private static void keep(SortedMap<String, Member> followers, Context context) {
        context.put(
                FOLLOWERS,
                Cbor.array(followers.values().stream().map(Member::toCbor).toList())
                        .encode());
    }

    private static void decided(Context context) {
        if (!context.caller().equals(COUNCIL))
            throw new Revert(
                    "not-permitted", "expected a vote of the members: propose it; got " + context.caller() + " itself");
    }

    private static Cbor entered(Member member) {
        return Cbor.array(
                Cbor.of(member.name()),
                Cbor.of(member.city()),
                Cbor.of(member.organisation()),
                member.key().toCose());
    }

    /// Who leaves goes on following; who joins has a seat instead.
    private static void reseat(Roster before, Roster next, StateReader own, Context context) {
        SortedMap<String, Member> followers = followers(own);
        SortedMap<String, Member> after = new TreeMap<>(followers);
        for (Member member : next.members()) after.remove(member.name());
        for (Member member : before.members())
            if (next.member(member.name()).isEmpty() && after.size() < FOLLOWERS_MAX) after.put(member.name(), member);
        if (!after.equals(followers)) keep(after, context);
    }

    /// [motion] -> the city that enters, or null
    private Cbor change(Arguments arguments, StateReader own, Context context) {
        decided(context);
        Roster next = next(arguments, own, context);
        long round = context.moment().round();
        Term before = newest(own, next.cluster()).orElseThrow();
        if (before.after() == round && round > 0)
            throw new Revert("stale", "the roster has changed in this very round: propose it anew");
        context.put(termKey(next.cluster(), next.epoch()), new Term(next, round).encode());
        context.put(Keys.of(NEWEST, next.cluster()), Cbor.of(next.epoch()).encode());
        long last = next.members().getLast().number();
        if (last > lastNumber(next.cluster(), context))
            context.put(Keys.of(NUMBER, next.cluster()), Cbor.of(last).encode());
        reseat(before.roster(), next, own, context);
        context.emit(CHANGED, next.toCbor());
        return next.members().stream()
                .filter(m -> before.roster()
                        .member(m.number())
                        .filter(b -> b.key().equals(m.key()))
                        .isEmpty())
                .findFirst()
                .map(Rosters::entered)
                .orElse(Cbor.NULL);
    }

    private Roster next(Arguments arguments, StateReader own, Context context) {
        Charters charters = new Charters(context::authority, context::authority);
        if (!(Motions.of(arguments.item(0), charters) instanceof Motion.RosterMotion motion))
            throw new Malformed("a motion on a roster", "another");
        Term now = newest(own, motion.cluster()).orElseThrow(() -> unknown(motion.cluster()));
        return new RosterChange(now.roster(), own, context, signatures)
                .next(motion, lastNumber(motion.cluster(), context) + 1);
    }

    private static long lastNumber(String cluster, Context context) {
        return Cbor.decode(context.get(Keys.of(NUMBER, cluster)).orElseThrow()).asCount();
    }

    private static Revert unknown(String cluster) {
        return new Revert(
                "unknown-cluster",
                "there is no roster of cluster " + cluster
                        + " here: the cities of a chain of its own change by \"change-cities\"");
    }

    private static Cbor shown(Term term, StateReader own) {
        Roster roster = term.roster();
        return Cbor.map(
                Cbor.of("cluster"), Cbor.of(roster.cluster()),
                Cbor.of("epoch"), Cbor.of(roster.epoch()),
                Cbor.of("after"), Cbor.of(term.after()),
                Cbor.of("quorum"), Cbor.of(roster.quorum()),
                Cbor.of("hash"), Cbor.of(roster.hash()),
                Cbor.of("members"),
                        Cbor.array(roster.members().stream()
                                .map(m -> shown(m, roster, own))
                                .toList()),
                Cbor.of("followers"),
                        Cbor.array(
                                followers(own).keySet().stream().map(Cbor::of).toList()));
    }

    private static Cbor shown(Member member, Roster roster, StateReader own) {
        return Cbor.map(
                Cbor.of("number"),
                Cbor.of(member.number()),
                Cbor.of("node"),
                Cbor.of(member.name()),
                Cbor.of("city"),
                Cbor.of(member.city()),
                Cbor.of("organisation"),
                Cbor.of(member.organisation()),
                Cbor.of("gossip"),
                Cbor.of(member.gossip().toString()),
                Cbor.of("sync"),
                Cbor.of(member.sync().toString()),
                Cbor.of("ready"),
                Cbor.of(announced(own, roster.cluster(), roster.epoch() + 1, member.name())
                        .isPresent()));
    }
}
