package io.polder.api.network;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.polder.api.http.Description;
import io.polder.api.http.Operation;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.protocol.encoding.Bytes;
import java.util.Map;

/// The node's metrics in the text format of Prometheus.
///
/// @param before brings in what has come since the last time
public record GiveMetrics(PrometheusMeterRegistry registry, Runnable before) implements Operation {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    @Override
    public Description description() {
        return Description.get("/metrics", "metrics", "node")
                .says("Gives the node's metrics in the text format of Prometheus.")
                .answers(200, "metrics", new Description.Form("text/plain", Schema.text("one sample a line")));
    }

    @Override
    public Reply handle(Request request) {
        before.run();
        return new Reply.Content(200, TYPE, Bytes.utf8(registry.scrape()), Map.of());
    }
}
