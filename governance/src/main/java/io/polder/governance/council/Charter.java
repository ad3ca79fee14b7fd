package io.polder.governance.council;

import io.polder.contract.Keys;
import io.polder.contract.Revert;
import io.polder.contract.Rights.Act;
import io.polder.protocol.Category;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Envelope;
import io.polder.protocol.Founding;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a chain is and who decides on it: its specification, where it is kept if it has a cluster of its own, its
/// member
/// organisations, its policy, the policy's version, and since when it is there (epoch milliseconds of block time).
public record Charter(
        ChainSpec spec,
        Optional<Placement> placement,
        SortedSet<String> members,
        Policy policy,
        long version,
        long since) {
    public static final int MEMBERS_MAX = 256;
    static final char KEY = 'c';

    public Charter {
        members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
    }

    /// Whether somebody may do this on the chain.
    public boolean permits(Party party, Act act, String contract, String method) {
        return policy.permits(party, members, act, contract, method);
    }

    /// Whether somebody may read anything at all.
    public boolean sees(Party party) {
        return policy.permitsAny(party, members, Act.QUERY) || policy.permitsAny(party, members, Act.EVENT);
    }

    public boolean hidden() {
        return spec.category() == Category.PRIVATE;
    }

    Charter with(SortedSet<String> now) {
        return new Charter(spec, placement, now, policy, version, since);
    }

    Charter with(Policy now) {
        return new Charter(spec, placement, members, now, version + 1, since);
    }

    Charter with(Placement now) {
        return new Charter(spec, Optional.of(now), members, policy, version, since);
    }

    /// Refuses what would leave a chain that nobody can decide on, or that one decides on alone.
    Charter checked() {
        if (members.isEmpty() || members.size() > MEMBERS_MAX)
            throw new Revert("bad-members", "expected 1 to " + MEMBERS_MAX + " members, got " + members.size());
        if (hidden() && members.size() != 1)
            throw new Revert("bad-members", "a private chain has one owner, got " + members.size() + " members");
        for (Area area : Area.values())
            if (!policy.threshold(area).reachable(members))
                throw new Revert(
                        "unreachable",
                        "the members could never agree on \"" + area.text() + "\": it takes "
                                + policy.threshold(area).text());
        if (policy.threshold(Area.POLICY).oneAlone(members.size()))
            throw new Revert("one-alone", "one member alone must not change the policy: take two or more");
        return this;
    }

    static Bytes key(String chain) {
        return Keys.of(KEY, chain);
    }

    /// Five items, and a sixth for a chain with a cluster of its own.
    Bytes encode() {
        List<Cbor> items = new ArrayList<>(
                List.of(spec.toCbor(), Fields.texts(members), policy.toCbor(), Cbor.of(version), Cbor.of(since)));
        placement.ifPresent(p -> items.add(p.toCbor()));
        return Cbor.array(items).encode();
    }

    static Charter decode(Bytes bytes) {
        List<Cbor> f = Cbor.decode(bytes).asArray();
        if (f.size() < 5 || f.size() > 6) throw new Malformed("a charter of 5 or 6 items", f.size() + "");
        SortedSet<String> members = new TreeSet<>();
        f.get(1).asArray().forEach(each -> members.add(each.asText()));
        ChainSpec spec = ChainSpec.of(f.get(0));
        return new Charter(
                spec,
                f.size() == 6 ? Optional.of(Placement.of(f.get(5))) : Optional.empty(),
                members,
                Policy.of(f.get(2), Policy.standard(spec.category())),
                f.get(3).asCount(),
                f.get(4).asCount());
    }

    /// Reads what founders write: docs/govern.md.
    static Charter founding(Cbor item) {
        Fields f = Fields.of(item, "name", "category", "members", "cities", "engine", "envelopes", "policy");
        Category category = Category.of(f.text("category"));
        if (category == Category.AUTHORITY) throw new Revert("bad-category", "a network has one authority chain");
        String name = f.name("name");
        named(name, category, f.names("members"));
        Optional<Placement> placement = placement(f);
        if (placement.isPresent() && name.equals(Founding.DEFAULT_CLUSTER))
            throw new Revert("bad-name", "the order cluster of all cities is called " + name + ": take another name");
        List<Envelope> envelopes = f.find("envelopes")
                .map(list -> list.asArray().stream()
                        .map(e -> Envelope.of(e.asText()))
                        .distinct()
                        .toList())
                .orElse(List.of(Envelope.COSE, Envelope.FRAME, Envelope.ETHEREUM));
        Policy standard = Policy.standard(category);
        return new Charter(
                        new ChainSpec(
                                name, category, placement.isPresent() ? name : Founding.DEFAULT_CLUSTER, envelopes),
                        placement,
                        new TreeSet<>(f.names("members")),
                        f.find("policy").map(p -> Policy.of(p, standard)).orElse(standard),
                        0,
                        0)
                .checked();
    }

    /// Names with a dot are for private chains, and each is its owner's: so that nobody learns from a name that is
    /// taken whether another's private chain is there.
    private static void named(String name, Category category, Collection<String> members) {
        Optional<String> owner = ChainSpec.owner(name);
        if (category == Category.PRIVATE) {
            if (owner.filter(members::contains).isEmpty())
                throw new Revert(
                        "bad-name",
                        "a private chain is named after its owner, such as "
                                + members.stream().findFirst().orElse("kiel") + ".vault, got " + name);
        } else if (owner.isPresent())
            throw new Revert("bad-name", "a name with a dot is that of a private chain: take one without, got " + name);
    }

    /// A chain that names its cities gets a cluster of its own, of the chain's name.
    private static Optional<Placement> placement(Fields f) {
        List<String> cities = f.names("cities");
        Optional<String> engine = f.find("engine").map(Cbor::asText);
        if (cities.isEmpty() && engine.isEmpty()) return Optional.empty();
        return Optional.of(Placement.named(cities, engine.orElse(Ordering.HASHGRAPH.text()), 0));
    }

    /// What is said of the placement: nothing for a chain that all cities keep.
    private List<Cbor> placed(boolean withBound) {
        List<Cbor> said = new ArrayList<>();
        placement.ifPresent(p -> {
            said.addAll(List.of(Cbor.of("cities"), Fields.texts(p.cities())));
            said.addAll(List.of(Cbor.of("engine"), Cbor.of(p.ordering().text())));
            if (withBound) said.addAll(List.of(Cbor.of("bound"), p.bound()));
        });
        return said;
    }

    private Cbor with(boolean bound, Cbor... others) {
        List<Cbor> all = new ArrayList<>(List.of(others));
        all.addAll(placed(bound));
        return Cbor.map(all.toArray(Cbor[]::new));
    }

    /// As founders write it.
    Cbor written() {
        return with(
                false,
                Cbor.of("name"),
                Cbor.of(spec.name()),
                Cbor.of("category"),
                Cbor.of(spec.category().text()),
                Cbor.of("envelopes"),
                Fields.texts(spec.envelopes().stream().map(Envelope::text).toList()),
                Cbor.of("members"),
                Fields.texts(members),
                Cbor.of("policy"),
                policy.toCbor());
    }

    /// As people read it.
    Cbor shown() {
        return with(
                true,
                Cbor.of("name"),
                Cbor.of(spec.name()),
                Cbor.of("category"),
                Cbor.of(spec.category().text()),
                Cbor.of("cluster"),
                Cbor.of(spec.cluster()),
                Cbor.of("envelopes"),
                Fields.texts(spec.envelopes().stream().map(Envelope::text).toList()),
                Cbor.of("members"),
                Fields.texts(members),
                Cbor.of("policy"),
                policy.toCbor(),
                Cbor.of("version"),
                Cbor.of(version),
                Cbor.of("since"),
                Cbor.of(since));
    }
}
