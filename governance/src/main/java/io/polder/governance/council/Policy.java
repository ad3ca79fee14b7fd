package io.polder.governance.council;

import io.polder.contract.Rights.Act;
import io.polder.protocol.Category;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Who may do what on a chain, and how many members must agree to change it: data, never code.
///
/// @param roles who holds each role
/// @param functions what can be granted, by name
/// @param grants the functions of each role, by their names
public record Policy(
        SortedMap<String, List<String>> roles,
        SortedMap<String, Function> functions,
        SortedMap<String, List<String>> grants,
        Map<Area, Threshold> thresholds,
        Terms terms) {
    static final int ROLES_MAX = 64;
    static final int FUNCTIONS_MAX = 256;
    static final int HOLDERS_MAX = 256;

    public Policy {
        for (String role : grants.keySet())
            if (!roles.containsKey(role)) throw new Malformed("grants to roles that are there", role);
        grants.values().forEach(names -> {
            for (String name : names)
                if (!functions.containsKey(name)) throw new Malformed("grants of functions that are there", name);
        });
    }

    /// What holds where nothing else is said: a public chain is open to anyone, the others to their members.
    public static Policy standard(Category category) {
        boolean open = category == Category.PUBLIC || category == Category.AUTHORITY;
        SortedMap<String, Function> functions = new TreeMap<>();
        for (Act act : Act.values()) functions.put(act.text(), new Function(act, "*", "*"));
        String role = open ? "everybody" : "member";
        Map<Area, Threshold> thresholds = new EnumMap<>(Area.class);
        for (Area area : Area.values()) thresholds.put(area, new Threshold.Majority());
        thresholds.put(Area.ADMIT, new Threshold.TwoThirds());
        thresholds.put(Area.POLICY, new Threshold.TwoThirds());
        return new Policy(
                new TreeMap<>(Map.of(role, List.of(open ? Party.ANYONE : Party.MEMBERS))),
                functions,
                new TreeMap<>(Map.of(role, List.copyOf(functions.keySet()))),
                thresholds,
                Terms.STANDARD);
    }

    boolean permits(Party party, SortedSet<String> members, Act act, String contract, String method) {
        for (Map.Entry<String, List<String>> grant : grants.entrySet()) {
            boolean covered = grant.getValue().stream()
                    .anyMatch(name -> functions.get(name).covers(act, contract, method));
            if (covered && party.holds(roles.get(grant.getKey()), members)) return true;
        }
        return false;
    }

    /// Whether it may do anything of this kind at all.
    boolean permitsAny(Party party, SortedSet<String> members, Act act) {
        for (Map.Entry<String, List<String>> grant : grants.entrySet()) {
            boolean covered = grant.getValue().stream()
                    .anyMatch(name -> functions.get(name).act() == act);
            if (covered && party.holds(roles.get(grant.getKey()), members)) return true;
        }
        return false;
    }

    Threshold threshold(Area area) {
        return thresholds.get(area);
    }

    /// Each right that somebody has: "who: what".
    SortedSet<String> rights(Act act) {
        SortedSet<String> rights = new TreeSet<>();
        grants.forEach((role, names) -> names.stream()
                .map(functions::get)
                .filter(function -> function.act() == act)
                .forEach(function -> roles.get(role).forEach(holder -> rights.add(holder + ": " + function))));
        return rights;
    }

    /// What a change to the other policy is about.
    Set<Area> differs(Policy other) {
        EnumSet<Area> areas = EnumSet.noneOf(Area.class);
        for (Act act : Act.values()) if (!rights(act).equals(other.rights(act))) areas.add(Area.of(act));
        if (!thresholds.equals(other.thresholds) || !terms.equals(other.terms)) areas.add(Area.POLICY);
        if (areas.isEmpty() && !equals(other)) areas.add(Area.POLICY);
        return areas;
    }

    public Cbor toCbor() {
        SortedMap<String, Threshold> named = new TreeMap<>();
        thresholds.forEach((area, threshold) -> named.put(area.text(), threshold));
        return Cbor.map(
                Cbor.of("roles"), Fields.table(roles, Fields::texts),
                Cbor.of("functions"), Fields.table(functions, Function::toCbor),
                Cbor.of("grants"), Fields.table(grants, Fields::texts),
                Cbor.of("thresholds"), Fields.table(named, t -> Cbor.of(t.text())),
                Cbor.of("terms"), terms.toCbor());
    }

    /// Reads a policy; what is left out is as it is in the other.
    public static Policy of(Cbor item, Policy byDefault) {
        Fields f = Fields.of(item, "roles", "functions", "grants", "thresholds", "terms");
        Map<Area, Threshold> thresholds = new EnumMap<>(byDefault.thresholds);
        f.find("thresholds")
                .ifPresent(given -> Fields.table(given, Area.values().length, Cbor::asText)
                        .forEach((name, text) -> thresholds.put(area(name), Threshold.parse(text))));
        return new Policy(
                f.find("roles")
                        .map(r -> Fields.table(r, ROLES_MAX, Policy::holders))
                        .orElse(byDefault.roles),
                f.find("functions")
                        .map(r -> Fields.table(r, FUNCTIONS_MAX, Function::of))
                        .orElse(byDefault.functions),
                f.find("grants")
                        .map(r -> Fields.table(r, ROLES_MAX, Policy::names))
                        .orElse(byDefault.grants),
                thresholds,
                f.find("terms").map(t -> Terms.of(t, byDefault.terms)).orElse(byDefault.terms));
    }

    private static Area area(String name) {
        for (Area area : Area.values()) if (area.text().equals(name)) return area;
        throw new Malformed("deploy, transact, read, admit or policy", name);
    }

    private static List<String> holders(Cbor item) {
        return bounded(item).stream().map(each -> Party.holder(each.asText())).toList();
    }

    private static List<String> names(Cbor item) {
        return bounded(item).stream().map(Fields::name).toList();
    }

    private static List<Cbor> bounded(Cbor item) {
        List<Cbor> items = item.asArray();
        if (items.size() > HOLDERS_MAX) throw new Malformed("at most " + HOLDERS_MAX + " items", items.size() + "");
        return items;
    }
}
