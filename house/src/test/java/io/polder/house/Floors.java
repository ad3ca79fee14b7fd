package io.polder.house;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which module stands on which floor: the drawing of docs/ARCHITECTURE.md in a form that can be checked.
final class Floors {
    static final int ADAPTERS = 7;
    private static final int CONTRACTS = 4;
    /// Every other built-in contract asks it who somebody is: docs/decisions/0005.
    private static final String GROUND_OF_CONTRACTS = "governance";
    private static final int LAST_WITH_THE_JDK_ALONE = 5;

    private static final Map<String, Integer> OF = Map.ofEntries(
            Map.entry("protocol", 1),
            Map.entry("ledger", 2),
            Map.entry("consensus", 2),
            Map.entry("contract", 3),
            Map.entry("governance", 4),
            Map.entry("things", 4),
            Map.entry("chain", 5),
            Map.entry("gateway", 6),
            Map.entry("interchain", 6),
            Map.entry("api", 6),
            Map.entry("home", 8),
            Map.entry("hosting", 9),
            Map.entry("node", 10));

    /// Outside the house, with the only modules of ours that each may see.
    private static final Map<String, Set<String>> OUTSIDE = Map.of(
            "cli", Set.of("protocol", "verifier"),
            "verifier", Set.of("protocol"),
            "testkit",
                    Set.of(
                            "protocol",
                            "ledger",
                            "consensus",
                            "contract",
                            "governance",
                            "things",
                            "chain",
                            "interchain"),
            "devicekit", Set.of("protocol", "chain", "gateway", "testkit"),
            "bench", Set.of("operator"),
            "evm-suite", Set.of(),
            "operator", Set.of("cli", "home", "node", "things", "protocol", "verifier", "contract-evm"),
            "house", Set.of());

    private Floors() {}

    static boolean isInside(House.Module module) {
        return module.isAdapter() || OF.containsKey(module.name());
    }

    static boolean isKnown(House.Module module) {
        return isInside(module) || OUTSIDE.containsKey(module.name());
    }

    static int of(House.Module module) {
        return module.isAdapter() ? ADAPTERS : OF.get(module.name());
    }

    static boolean maySee(House.Module from, House.Module to) {
        return isInside(from)
                ? isInside(to) && (of(to) < of(from) || amongContracts(from, to))
                : OUTSIDE.get(from.name()).contains(to.name());
    }

    private static boolean amongContracts(House.Module from, House.Module to) {
        return of(from) == CONTRACTS && of(to) == CONTRACTS && to.name().equals(GROUND_OF_CONTRACTS);
    }

    /// Floors 1 to 5 and the verifier: the JDK and nothing else.
    static Stream<House.Module> withTheJdkAlone() {
        return House.modules().stream()
                .filter(module ->
                        module.name().equals("verifier") || isInside(module) && of(module) <= LAST_WITH_THE_JDK_ALONE);
    }

    /// The graph as text, top floor first: one line per module that has main code.
    static List<String> drawing() {
        var byFloor = new TreeMap<Integer, List<House.Module>>(
                House.modules().stream().filter(Floors::isInside).collect(Collectors.groupingBy(Floors::of)));
        var inside = byFloor.descendingMap().entrySet().stream()
                .flatMap(floor -> floor.getValue().stream().map(module -> line(" " + floor.getKey() + "  ", module)));
        var outside = House.modules().stream()
                .filter(module -> !isInside(module) && !module.name().equals("house"))
                .map(module -> line(" –  ", module));
        return Stream.concat(inside, outside).toList();
    }

    private static String line(String floor, House.Module module) {
        var below = String.join(" ", module.dependencies(true));
        return (floor + "%-30s".formatted(module.path()) + (below.isEmpty() ? "" : " -> " + below)).stripTrailing();
    }
}
