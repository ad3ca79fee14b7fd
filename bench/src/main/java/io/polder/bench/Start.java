package io.polder.bench;

import java.nio.file.Path;
import java.util.List;

/// Seconds from the start of `polder up` in an empty folder to its first final reading: keys are made, the network is
/// founded, four cities start, 70 stations are enrolled, the first frame is sent over MQTT and acknowledged as final.
final class Start implements Measurement {
    @Override
    public List<Figure> measure(Setting setting) {
        Path folder = setting.folder().resolve("start");
        setting.say("start: starting polder up in an empty folder");
        Cpu before = Cpu.now(List.of());
        try (Child child =
                Child.polder(setting.folder().resolve("start.log"), "up", "--json", "--dir", folder.toString())) {
            child.line();
            double seconds = (System.nanoTime() - child.begun) / 1e9;
            double cpu = child.cpuSeconds();
            Cpu spent = Cpu.now(List.of()).since(before);
            double others = Math.max(0, spent.otherCores() - cpu / spent.seconds());
            return List.of(new Figure(
                    "start",
                    seconds,
                    "s",
                    cpu / Cpu.CORES,
                    Conditions.of(
                                    setting,
                                    "from the process's start to its first final reading, four cities founded and 70"
                                            + " stations enrolled between",
                                    "its processor seconds until then, spread over all cores",
                                    "15 s, then 8")
                            .put("heap_max_mb", Child.HEAP)
                            .put("cpu_cities_s", Figure.rounded(cpu))
                            .put("cores_of_others", Figure.rounded(others))));
        }
    }
}
