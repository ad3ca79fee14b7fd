package io.polder.protocol;

import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.util.List;
import java.util.Optional;

/// The members of an order cluster during one epoch, in the order of their numbers.
public record Roster(String cluster, long epoch, List<Member> members) {
    public static final int MEMBERS_MAX = 256;

    public Roster {
        members = List.copyOf(members);
        Names.require("a cluster", cluster);
        if (members.isEmpty() || members.size() > MEMBERS_MAX)
            throw new Malformed("1 to " + MEMBERS_MAX + " members", Integer.toString(members.size()));
        for (int i = 1; i < members.size(); i++)
            if (members.get(i - 1).number() >= members.get(i).number())
                throw new Malformed("members in the order of their numbers", "disorder at " + i);
        if (members.stream().map(Member::name).distinct().count() != members.size())
            throw new Malformed("city nodes with names that differ", "the same name twice");
        if (members.stream().map(Member::key).distinct().count() != members.size())
            throw new Malformed("city nodes with keys that differ", "the same key twice");
    }

    /// The least number of members that is more than two thirds.
    public int quorum() {
        return members.size() * 2 / 3 + 1;
    }

    public Optional<Member> member(long number) {
        return members.stream().filter(m -> m.number() == number).findFirst();
    }

    public Optional<Member> member(String name) {
        return members.stream().filter(m -> m.name().equals(name)).findFirst();
    }

    public Cbor toCbor() {
        return Cbor.array(
                Cbor.of(Domain.NAME),
                Cbor.of(Domain.FORMAT),
                Cbor.of("roster"),
                Cbor.of(cluster),
                Cbor.of(epoch),
                Cbor.array(members.stream().map(Member::toCbor).toList()));
    }

    public static Roster of(Cbor item) {
        List<Cbor> f = item.asArray(6);
        if (!f.get(0).equals(Cbor.of(Domain.NAME))
                || !f.get(1).equals(Cbor.of(Domain.FORMAT))
                || !f.get(2).equals(Cbor.of("roster")))
            throw new Malformed("a roster of polder, format " + Domain.FORMAT, "something else");
        return new Roster(
                f.get(3).asText(),
                f.get(4).asCount(),
                f.get(5).asArray().stream().map(Member::of).toList());
    }

    public Hash hash() {
        return Hash.of(toCbor().encode());
    }
}
