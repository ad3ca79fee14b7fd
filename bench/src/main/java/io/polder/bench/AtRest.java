package io.polder.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// What four cities in one process take while nobody sends anything: memory and processor time.
final class AtRest implements Measurement {
    private static final int HUNDRED = 100;

    private final Set<String> names;

    AtRest(Set<String> names) {
        this.names = names;
    }

    @Override
    public List<Figure> measure(Setting setting) {
        Path folder = setting.folder().resolve("rest");
        setting.say("rest: starting four cities in one process");
        try (Child child = Child.polder(
                setting.folder().resolve("rest.log"), "up", "--no-replay", "--json", "--dir", folder.toString())) {
            child.line();
            pause(setting.warmUp());
            setting.say("rest: measuring for " + setting.seconds() + " s");
            double cpu = child.cpuSeconds();
            Cpu before = Cpu.now(List.of());
            pause(setting.seconds());
            Cpu spent = Cpu.now(List.of()).since(before);
            double taken = child.cpuSeconds() - cpu;
            double resident = child.residentMegabytes();
            List<Figure> figures = new ArrayList<>();
            if (names.contains("memory")) figures.add(memory(setting, child, resident));
            if (names.contains("idle")) figures.add(idle(setting, taken, spent));
            return figures;
        }
    }

    private static void pause(int seconds) {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() < end) LockSupport.parkNanos(end - System.nanoTime());
    }

    private static Figure memory(Setting setting, Child child, double resident) {
        ObjectNode conditions = Conditions.of(
                setting,
                "resident memory of one process with four cities at rest",
                "heap and classes in use after a full collection",
                "1024 MB, then 700");
        double live = child.liveMegabytes();
        return new Figure(
                "memory",
                resident,
                "MB",
                live,
                conditions
                        .put("heap_max_mb", Child.HEAP)
                        .put("per_city_mb", Figure.rounded(resident / Conditions.CITIES))
                        .put("after_collection_mb", Figure.rounded(child.residentMegabytes())));
    }

    private static Figure idle(Setting setting, double taken, Cpu spent) {
        return new Figure(
                "idle",
                HUNDRED * taken / spent.seconds(),
                "% of a core",
                (double) HUNDRED * Cpu.CORES,
                Conditions.of(
                                setting,
                                "processor time of one process with four cities at rest",
                                "all cores of the machine",
                                "30 %, then 10")
                        .put("heap_max_mb", Child.HEAP)
                        .put("cpu_cities_s", Figure.rounded(taken))
                        .put(
                                "cores_of_others",
                                Figure.rounded(Math.max(0, spent.otherCores() - taken / spent.seconds()))));
    }
}
