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

/// Where the cities that a founded chain names say how the others reach them in its order cluster, and with which
/// engine key; the last one to say so opens the cluster: docs/spec/contracts.md, 9.
public final class Clusters implements BuiltInContract {
    public static final String NAME = "clusters";
    /// Announces that a cluster has its roster; its data is the cluster's name.
    public static final String OPENED = "cluster-opened";

    static final int ENGINE_KEY_MAX = 4_096;
    private static final char ANNOUNCED = 'a';
    private static final char OPENING = 'o';
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

    /// Where the state of the authority chain has a cluster's opening, to prove it.
    public static Bytes openingKey(String cluster) {
        return Keys.of(OPENING, cluster);
    }

    /// Whether a city has announced itself to a cluster.
    public static boolean announced(StateReader reader, String cluster, String city) {
        return reader.read(NAME, Keys.of(ANNOUNCED, cluster, city)).isPresent();
    }

    /// The chains with clusters of their own that name a city.
    public static List<String> hosted(StateReader reader, String city) {
        return reader.read(Council.NAME, Council.hostKey(city))
                .map(Clusters::names)
                .orElse(List.of());
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
            case "roster" -> roster(Arguments.of(arguments, 1).name(0), context);
            default -> throw new Revert("unknown-method", "clusters has no method " + method);
        };
    }

    /// [cluster, city key, gossip, sync, engine key]: by the city node itself, once.
    private static Cbor announce(Arguments arguments, Context context) {
        String cluster = arguments.name(0);
        Address caller = context.caller();
        Placement placement = Council.charter(context::authority, cluster)
                .flatMap(Charter::placement)
                .orElseThrow(() -> unknown(cluster));
        boolean named = caller.kind() == Address.Kind.CITY && placement.cities().contains(caller.name());
        if (!named && ChainSpec.owner(cluster).isPresent()) throw unknown(cluster);
        if (!named)
            throw new Revert(
                    "not-named", "expected one of " + String.join(", ", placement.cities()) + ", got " + caller);
        Bytes key = Keys.of(ANNOUNCED, cluster, caller.name());
        if (context.get(key).isPresent())
            throw new Revert("exists", caller + " has announced itself to " + cluster + " already");
        Member member = member(arguments, context, caller);
        context.put(key, Cbor.array(member.toCbor()).encode());
        open(cluster, placement, context);
        return Cbor.NULL;
    }

    private static Member member(Arguments arguments, Context context, Address caller) {
        PublicKey key = PublicKey.ofCose(arguments.item(1));
        if (!(Authority.key(
                        context::authority,
                        caller,
                        key.thumbprint(),
                        context.moment().time())
                instanceof KeyStanding.Active))
            throw new Revert("unknown-key", "expected a key of " + caller + " that stands on the authority chain");
        Bytes engineKey = arguments.bytes(4);
        if (engineKey.size() > ENGINE_KEY_MAX)
            throw new Revert("too-large", "expected an engine key of at most " + ENGINE_KEY_MAX + " bytes");
        return new Member(
                0,
                caller.name(),
                Authority.home(context::authority, caller.name())
                        .orElseThrow(() -> new Revert("unknown-city", "there is no city node " + caller.name())),
                key,
                new Member.Doors(Member.Endpoint.parse(arguments.text(2)), Member.Endpoint.parse(arguments.text(3))),
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

    private static Revert unknown(String cluster) {
        return new Revert("unknown-cluster", "no chain has an order cluster " + cluster);
    }

    private static Cbor roster(String cluster, Context context) {
        if (Council.charters(context).concealed(cluster, context.sender())) throw unknown(cluster);
        return context.get(openingKey(cluster))
                .map(Opening::decode)
                .map(opening -> opening.roster().toCbor())
                .orElseThrow(() -> new Revert("not-open", "cluster " + cluster + " waits for its cities"));
    }
}
