package io.polder.governance.council;

import io.polder.contract.Revert;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Where a chain with an order cluster of its own is kept, by which engine its cities agree, and how often members have
/// decided anew on both.
public record Placement(SortedSet<String> cities, Ordering ordering, long version) {
    public Placement {
        cities = Collections.unmodifiableSortedSet(new TreeSet<>(cities));
    }

    /// Reads what founders name, and later what members name in its place.
    static Placement named(List<String> cities, String engine, long version) {
        Placement placement = new Placement(new TreeSet<>(cities), Ordering.of(engine), version);
        int count = placement.cities.size();
        if (count != cities.size()) throw new Revert("city-twice", "a city is named twice: name each once");
        if (count == 0)
            throw new Revert("bad-cities", "an engine is for a chain that names its cities: name them, or no engine");
        if (count > Roster.MEMBERS_MAX)
            throw new Revert("bad-cities", "expected at most " + Roster.MEMBERS_MAX + " cities, got " + count);
        if (!placement.ordering.takes(count))
            throw new Revert(
                    "bad-engine",
                    placement.ordering.text() + " takes " + placement.ordering.size() + ", got " + count
                            + ": name other cities, or another engine");
        return placement;
    }

    /// What the cluster's order survives.
    Cbor bound() {
        int count = cities.size();
        return Cbor.map(
                Cbor.of("members"), Cbor.of(count),
                Cbor.of("lying"), Cbor.of(ordering.lying(count)),
                Cbor.of("crashed"), Cbor.of(ordering.crashed(count)));
    }

    /// Whether it says the same of cities and engine.
    boolean same(Placement other) {
        return cities.equals(other.cities) && ordering == other.ordering;
    }

    /// Two items, and a third once the members have decided anew.
    Cbor toCbor() {
        return version == 0
                ? Cbor.array(Fields.texts(cities), Cbor.of(ordering.text()))
                : Cbor.array(Fields.texts(cities), Cbor.of(ordering.text()), Cbor.of(version));
    }

    static Placement of(Cbor item) {
        List<Cbor> f = item.asArray();
        if (f.size() < 2 || f.size() > 3) throw new Malformed("cities and engine in 2 or 3 items", f.size() + "");
        SortedSet<String> cities = new TreeSet<>();
        f.getFirst().asArray().forEach(city -> cities.add(city.asText()));
        return new Placement(
                cities, Ordering.of(f.get(1).asText()), f.size() == 3 ? f.get(2).asCount() : 0);
    }
}
