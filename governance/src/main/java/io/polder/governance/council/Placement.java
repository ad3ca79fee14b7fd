package io.polder.governance.council;

import io.polder.contract.Revert;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Cbor;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Where a chain with an order cluster of its own is kept, and by which engine its cities agree.
public record Placement(SortedSet<String> cities, Ordering ordering) {
    public Placement {
        cities = Collections.unmodifiableSortedSet(new TreeSet<>(cities));
    }

    /// Reads what founders name; hashgraph where they name no engine.
    static Placement founding(List<String> cities, String engine) {
        Placement placement = new Placement(new TreeSet<>(cities), Ordering.of(engine));
        int count = placement.cities.size();
        if (count != cities.size()) throw new Revert("bad-cities", "a city is named twice");
        if (count == 0)
            throw new Revert("bad-cities", "an engine is for a chain that names its cities: name them, or no engine");
        if (count > Roster.MEMBERS_MAX)
            throw new Revert("bad-cities", "expected at most " + Roster.MEMBERS_MAX + " cities, got " + count);
        if (!placement.ordering.takes(count))
            throw new Revert(
                    "bad-engine", placement.ordering.text() + " takes " + placement.ordering.size() + ", got " + count);
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

    Cbor toCbor() {
        return Cbor.array(Fields.texts(cities), Cbor.of(ordering.text()));
    }

    static Placement of(Cbor item) {
        List<Cbor> f = item.asArray(2);
        SortedSet<String> cities = new TreeSet<>();
        f.getFirst().asArray().forEach(city -> cities.add(city.asText()));
        return new Placement(cities, Ordering.of(f.get(1).asText()));
    }
}
