package io.polder.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// What is told of every figure that a driven load gave.
final class Driven {
    private Driven() {}

    static ObjectNode conditions(ObjectNode conditions, Drive.Count run, Ceiling ceiling) {
        double each = run.spent().citySeconds() / Math.max(1, run.finals());
        conditions
                .put("door", "Chain.submit at each of the four cities, in their process")
                .put("in_flight", run.room().inFlight())
                .put("final", run.finals())
                .put("failed", run.failed())
                .put("refused", run.refused())
                .put("load_ran_out", run.room().exhausted())
                .put("blocks", run.blocks())
                .put("final_ms_mean", Figure.rounded(1_000 * run.room().inFlight() / Math.max(1, run.perSecond())))
                .put(
                        "checks_per_tx_and_city",
                        Figure.rounded(run.checks() / (double) Math.max(1, run.finals()) / Conditions.CITIES))
                .put("cpu_us_per_tx_all_cities", Figure.rounded(each * 1e6))
                .put("cpu_us_bound_all_cities", Figure.rounded(ceiling.cpuNanos() * Conditions.CITIES / 1e3))
                .put("ratio_by_cpu", Figure.rounded(ceiling.cpuNanos() * Conditions.CITIES / 1e9 / each));
        return Conditions.with(conditions, run.spent());
    }
}
