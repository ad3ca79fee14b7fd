package io.polder.bench;

import io.polder.cli.Common;
import io.polder.cli.Failure;
import io.polder.operator.NodeLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Measures a network of four cities on this machine.
@Command(
        name = "bench",
        description = "measure a network of four cities on this machine; each figure beside what bounds it",
        footer = {
            "",
            "Figures: signed frames batches latency start memory idle proof evm evm_keeping evm_network_erc20 growth"
                    + " roster_changes join private_timing",
            "roster is roster_changes and join, which makes a ledger of --transactions first (a million: 20 minutes).",
            "Several figures are measured one after another, each in a process of its own.",
            "",
            "Examples:",
            "  polder bench signed                               transactions per second",
            "  polder bench signed frames batches latency start memory idle proof --json",
            "  polder bench latency --seconds 10 --warm-up 2     a short look"
        })
final class BenchCommand implements Callable<Integer> {
    private static final Set<String> AT_REST = Set.of("memory", "idle");
    private static final String ROSTER = "roster";
    private static final List<String> OF_ROSTER = List.of("roster_changes", "join");
    private static final Map<String, Supplier<Measurement>> ALL = Map.ofEntries(
            Map.entry("signed", Signed::new),
            Map.entry("frames", Frames::new),
            Map.entry("batches", Batches::new),
            Map.entry("latency", Latency::new),
            Map.entry("start", Start::new),
            Map.entry("memory", () -> new AtRest(Set.of("memory"))),
            Map.entry("idle", () -> new AtRest(Set.of("idle"))),
            Map.entry("proof", ProofSize::new),
            Map.entry("evm", EvmFigures::new),
            Map.entry("evm_keeping", EvmKeeping::new),
            Map.entry("evm_network_erc20", EvmNetwork::new),
            Map.entry("growth", Growth::new),
            Map.entry("roster_changes", RosterChanges::new),
            Map.entry("join", Join::new),
            Map.entry("private_timing", PrivateTiming::new));

    @Mixin
    private Common common;

    @Parameters(paramLabel = "FIGURE", arity = "1..*", description = "what to measure")
    private List<String> names;

    @Option(names = "--seconds", defaultValue = "60", description = "how long to measure (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "20", description = "seconds before that (${DEFAULT-VALUE})")
    private int warmUp;

    @Option(
            names = "--in-flight",
            defaultValue = "8000",
            description = "most transactions without an answer, all cities together (${DEFAULT-VALUE})")
    private int inFlight;

    @Option(
            names = "--transactions",
            defaultValue = "1000000",
            description = "in the ledger that a city joins (${DEFAULT-VALUE})")
    private int transactions;

    @Option(names = "--dir", paramLabel = "DIR", description = "data of the cities (a temporary folder)")
    private Path folder;

    @Option(names = "--keep", description = "leave the data where it is")
    private boolean keep;

    @Override
    public Integer call() {
        if (seconds < 1 || warmUp < 0 || inFlight < Conditions.CITIES || transactions < 1)
            throw Failure.usage("expected one second or more, and four transactions in flight or more", "");
        List<Set<String>> runs = runs();
        if (runs.size() > 1) {
            runs.forEach(this::apart);
            return 0;
        }
        NodeLog.quiet();
        Path place = place();
        Setting setting = new Setting(seconds, warmUp, place, inFlight, transactions, this::note);
        try {
            for (Figure figure : measurement(runs.getFirst()).measure(setting))
                common.say(figure.toJson(), figure.toText());
        } finally {
            if (!keep) remove(place);
        }
        return 0;
    }

    /// What is measured by one run; memory and idle come from one when both are asked for.
    private List<Set<String>> runs() {
        Set<String> asked = new LinkedHashSet<>();
        for (String name : names) asked.addAll(name.equals(ROSTER) ? OF_ROSTER : List.of(name));
        Optional<String> unknown =
                asked.stream().filter(n -> !ALL.containsKey(n)).findFirst();
        if (unknown.isPresent())
            throw Failure.usage(
                    "there is no figure " + unknown.get(),
                    "Figures: " + ALL.keySet().stream().sorted().collect(Collectors.joining(" ")));
        boolean both = asked.containsAll(AT_REST);
        return asked.stream()
                .map(n -> both && AT_REST.contains(n) ? AT_REST : Set.of(n))
                .distinct()
                .toList();
    }

    private static Measurement measurement(Set<String> run) {
        return AT_REST.containsAll(run)
                ? new AtRest(run)
                : ALL.get(run.iterator().next()).get();
    }

    /// In a process of its own, so that no run pays for what another has left in memory.
    private void apart(Set<String> run) {
        List<String> words = new ArrayList<>(List.of("bench"));
        words.addAll(run);
        words.addAll(List.of("--seconds", seconds + "", "--warm-up", warmUp + "", "--in-flight", inFlight + ""));
        words.addAll(List.of("--transactions", transactions + ""));
        if (folder != null) words.addAll(List.of("--dir", folder.toString()));
        if (keep) words.add("--keep");
        if (common.json()) words.add("--json");
        int code = Child.run(words, line -> {
            common.out().println(line);
            common.out().flush();
        });
        if (code != 0) throw new Failure(code, "no figure of " + String.join(" and ", run), "");
    }

    private Path place() {
        try {
            return folder == null ? Files.createTempDirectory("polder-bench") : Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("there is no place for the cities' data", e);
        }
    }

    private void note(String line) {
        common.err().println(line);
        common.err().flush();
    }

    private static void remove(Path place) {
        try (Stream<Path> all = Files.walk(place)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(each);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + place, e);
        }
    }
}
