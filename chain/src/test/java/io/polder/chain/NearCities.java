package io.polder.chain;

import io.polder.ledger.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// The other cities of the same process as a city's neighbours. Each can be made to lie, and whoever is blamed is not
/// asked again.
final class NearCities implements Neighbours {
    private final int self;
    private final List<OrderCluster> cities;
    private final Map<Integer, UnaryOperator<List<RoundBundle>>> tongues = new HashMap<>();
    private final Set<Integer> silent = new HashSet<>();
    private final List<String> reasons = new ArrayList<>();
    private final Set<Integer> blamed = new TreeSet<>();
    private int last = -1;

    NearCities(int self, List<OrderCluster> cities) {
        this.self = self;
        this.cities = cities;
    }

    /// From now on this neighbour says this in place of what is true.
    void lie(int city, UnaryOperator<List<RoundBundle>> tongue) {
        tongues.put(city, tongue);
    }

    /// From now on this neighbour does not answer.
    void silence(int city) {
        silent.add(city);
    }

    @Override
    public List<RoundBundle> rounds(long after, int limit) {
        for (int city = 0; city < cities.size(); city++) {
            if (city == self || blamed.contains(city) || silent.contains(city)) continue;
            List<RoundBundle> said = ask(city, after, limit);
            if (said.isEmpty()) continue;
            last = city;
            return said;
        }
        return List.of();
    }

    private List<RoundBundle> ask(int city, long after, int limit) {
        try {
            List<RoundBundle> known = cities.get(city).rounds(after, limit).stream()
                    .map(b -> RoundBundle.decode(b.encode()))
                    .toList();
            return tongues.getOrDefault(city, UnaryOperator.identity()).apply(known);
        } catch (StoreException e) {
            // A dead city does not answer.
            return List.of();
        }
    }

    @Override
    public void blame(String why) {
        blamed.add(last);
        reasons.add(why);
    }

    Set<Integer> blamed() {
        return blamed;
    }

    List<String> reasons() {
        return reasons;
    }
}
