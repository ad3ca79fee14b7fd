package io.polder.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// What more cities cost. 4, 7 and 10 really run on this machine; of 25, 40 and 100 the rosters and certificates are
/// made in the real formats, and what the engine does is scaled from the runs. Each run is set beside its model.
final class Growth implements Measurement {
    private static final List<Integer> RUN = List.of(4, 7, 10);
    private static final List<Integer> MODELLED = List.of(25, 40, 100);
    /// A city's signature over a round, as it is broadcast: kind, round and 64 bytes.
    private static final int SIGNATURE_MESSAGE_BYTES = 80;
    /// A certified round each second.
    private static final double BLOCKS_A_DAY = 86_400;

    static String name(int city) {
        return String.format(Locale.ROOT, "city-%03d", city + 1);
    }

    @Override
    public List<Figure> measure(Setting setting) {
        TreeMap<Integer, GrowthRun> runs = new TreeMap<>();
        for (int cities : RUN) runs.put(cities, GrowthRun.of(cities, setting));
        int engineKey = runs.firstEntry().getValue().sizes().engineKey();
        List<Figure> figures = new ArrayList<>();
        for (GrowthRun run : runs.values())
            figures.add(run(setting, run, GrowthModel.of(run.cities(), engineKey), runs));
        for (int cities : MODELLED) figures.add(modelled(setting, GrowthModel.of(cities, engineKey), runs));
        return figures;
    }

    private static Figure run(Setting setting, GrowthRun run, GrowthModel model, TreeMap<Integer, GrowthRun> runs) {
        ObjectNode conditions = Conditions.of(
                        setting,
                        "bytes of a certificate of a network that ran, one frame of 100 readings at a time",
                        "the model's certificate of just enough signatures",
                        "ratio 1: the model is right")
                .put("cities", run.cities())
                .put("start_s", Figure.rounded(run.startSeconds()))
                .put("latency_p50_ms", Figure.rounded(run.p50()))
                .put("transactions", run.latencyMs().size())
                .put("signatures", run.sizes().signatures())
                .put("roster_bytes", run.sizes().roster())
                .put("roster_bytes_model", model.roster())
                .put("proof_bytes", run.sizes().proof())
                .put("proof_bytes_model", proof(model, runs))
                .put("threads_a_city", Figure.rounded(run.threads()))
                .put("threads_a_city_model", Figure.rounded(threads(run.cities(), runs)))
                .put("event_bytes_a_city_s", Figure.rounded(run.load().eventBytes()))
                .put("event_bytes_a_city_s_model", Figure.rounded(events(run.cities(), runs)))
                .put("cores_of_cities", Figure.rounded(run.load().cpu()))
                .put("cores_of_others", Figure.rounded(run.load().othersCores()));
        return new Figure(
                "growth_run", run.sizes().certificate(), "bytes", model.certificate(), with(conditions, model));
    }

    private static Figure modelled(Setting setting, GrowthModel model, TreeMap<Integer, GrowthRun> runs) {
        ObjectNode conditions = Conditions.of(
                        setting,
                        "bytes of a certificate in the real format, by so many made-up cities",
                        "the certificate of the smallest network that ran",
                        "grows with the number of cities and no faster")
                .put("cities", model.cities())
                .put("roster_bytes_model", model.roster())
                .put("proof_bytes_model", proof(model, runs))
                .put("threads_a_city_model", Figure.rounded(threads(model.cities(), runs)))
                .put("event_bytes_a_city_s_model", Figure.rounded(events(model.cities(), runs)));
        return new Figure(
                "growth_model",
                model.certificate(),
                "bytes",
                runs.firstEntry().getValue().sizes().certificate(),
                with(conditions, model));
    }

    private static ObjectNode with(ObjectNode conditions, GrowthModel model) {
        return conditions
                .put("handover_bytes", model.handover())
                .put("certificates_mb_a_day", Figure.rounded(model.certificate() * BLOCKS_A_DAY / 1e6))
                .put("certificate_check_cpu_ms", Figure.rounded(model.checkMs()))
                .put("signatures_on_the_wire_a_round", model.signaturesOnTheWire(SIGNATURE_MESSAGE_BYTES));
    }

    /// A proof is the smallest run's but for its certificate.
    private static long proof(GrowthModel model, TreeMap<Integer, GrowthRun> runs) {
        GrowthRun.Sizes least = runs.firstEntry().getValue().sizes();
        return (long) least.proof() - least.certificate() + model.certificate();
    }

    /// A straight line through the two smallest runs: so many threads, and so many more for each other city.
    private static double threads(int cities, TreeMap<Integer, GrowthRun> runs) {
        GrowthRun least = runs.firstEntry().getValue();
        GrowthRun next = runs.higherEntry(least.cities()).getValue();
        double each = (next.threads() - least.threads()) / (next.cities() - least.cities());
        return least.threads() + each * (cities - least.cities());
    }

    /// Each city makes as many events a second as in the smallest run, and every city hears them all.
    private static double events(int cities, TreeMap<Integer, GrowthRun> runs) {
        GrowthRun least = runs.firstEntry().getValue();
        return least.load().eventBytes() * cities / least.cities();
    }
}
