package io.polder.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;

/// What every figure tells of the run it comes from.
final class Conditions {
    static final int CITIES = 4;

    private Conditions() {}

    static ObjectNode of(Setting setting, String what, String bound, String aim) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("what", what)
                .put("bound_is", bound)
                .put("aim", aim)
                .put("cities", CITIES)
                .put("engine", "hashgraph")
                .put("store", "rocksdb, fsync per round")
                .put("cores", Cpu.CORES)
                .put("java", Runtime.version().toString())
                .put("heap_max_mb", Runtime.getRuntime().maxMemory() >> 20)
                .put(
                        "load_average",
                        Figure.rounded(
                                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()))
                .put("seconds", setting.seconds())
                .put("warm_up_seconds", setting.warmUp());
    }

    /// Adds where the processor time went.
    static ObjectNode with(ObjectNode conditions, Cpu spent) {
        return conditions
                .put("cpu_cities_s", Figure.rounded(spent.citySeconds()))
                .put("cpu_generator_s", Figure.rounded(spent.generator() / 1e9))
                .put("cores_of_others", Figure.rounded(spent.otherCores()));
    }
}
